"""Measure the built site in Chromium: `python -m benchmarks.site --runs 5`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from pathlib import Path

from compose.config import PROJECT_ROOT
from hyperion import console, context
from hyperion.places import site_folder
from website import node
from website.browser import require_chromium, serving

_MEASURE = Path(__file__).with_name("measure.mjs")
_WEB = PROJECT_ROOT / "web"


def main() -> None:
    """Print bytes, requests, time to the first chart and layout shift: the median of each page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=main.__doc__)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    chromium = require_chromium()
    node.require_node(_WEB)
    with serving(site_folder(context.settings())) as address:
        node.install(_WEB, console.err.print)
        answer = subprocess.run(
            ["node", _MEASURE, address, str(arguments.runs)],
            env={**os.environ, "HYPERION_CHROMIUM": chromium},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    rows = [_row(json.loads(line)) for line in answer.stdout.splitlines()]
    columns = ("page", "line", "bytes to it ()", "bytes in all ()", "requests ()", "s to it ()")
    console.table("", (*columns, "layout shift ()"), rows)


def _row(measured: dict[str, float]) -> tuple[object, ...]:
    return (
        measured["path"],
        measured["line"],
        f"{measured['bytes']:,}",
        f"{measured['bytes_in_all']:,}",
        measured["requests"],
        f"{measured['ms'] / 1000:.2f}",
        f"{measured['shift']:.3f}",
    )


if __name__ == "__main__":
    main()
