"""Measure the built site in Chromium: `python -m benchmarks.site --runs 5`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from compose.config import PROJECT_ROOT
from hyperion import console, context
from hyperion.places import site_folder
from website import node
from website.browser import require_chromium, serving

_HERE = Path(__file__).parent
_WEB = PROJECT_ROOT / "web"


def main() -> None:
    """Print what each page costs over slow lines, and Lighthouse's scores; medians of the runs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=main.__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = str(parser.parse_args().runs)
    settings = context.settings()
    chromium = require_chromium(settings.chromium)
    node.require_node(_WEB)
    with serving(site_folder(settings)) as address:
        for folder in (_WEB, _HERE):
            node.install(folder, console.err.print)
        costs = _run("measure.mjs", address, runs, chromium)
        columns = ("page", "line", "bytes ()", "requests ()", "first chart (s)", "layout shift ()")
        console.table("", columns, [_row(each) for each in costs])
        scores = _run("lighthouse.mjs", address, runs, chromium)
    categories = ("performance", "accessibility", "best-practices", "seo")
    console.table(
        "Lighthouse, as a phone",
        ("page", *(f"{each} ()" for each in categories), "not passed"),
        [
            (each["path"], *(each[name] for name in categories), ", ".join(each["failed"]))
            for each in scores
        ],
    )


def _run(script: str, address: str, runs: str, chromium: str) -> list[dict[str, Any]]:
    answer = subprocess.run(
        ["node", _HERE / script, address, runs],
        env={**os.environ, "HYPERION_CHROMIUM": chromium},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in answer.stdout.splitlines()]


def _row(measured: dict[str, Any]) -> tuple[object, ...]:
    return (
        measured["path"],
        measured["line"],
        f"{measured['bytes']:,}",
        measured["requests"],
        f"{measured['ms'] / 1000:.2f}",
        f"{measured['shift']:.3f}",
    )


if __name__ == "__main__":
    main()
