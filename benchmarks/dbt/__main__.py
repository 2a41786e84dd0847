"""Measure dbt on servers of its own: parsing, a full build, a build of what changed, more data.

Printed per amount of data: `dbt parse` of the whole project and of no change, the first full
`hyperion build` after the servers' start (cold: it makes the tables, too), the next ones (warm: the
servers compile their own code for some builds yet), and `hyperion build --changed` each time after
one new day of box office. Then `dbt build` on Spark, as a ratio to its own SQL statements over one
connection.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.dbt.lake import Timing, multiply_documents, publish_a_day, run
from benchmarks.dbt.statements import seconds_over_one_connection, statements_of
from compose.config import StackSettings
from compose.install import install
from compose.runner import Stack

DBT = "dbt.cli.main"


def main() -> None:
    """Measure, and print each figure as soon as it is known."""
    parser = argparse.ArgumentParser(
        prog="make bench-dbt",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Example: python -m benchmarks.dbt --times 1",
    )
    parser.add_argument(
        "--times", type=int, nargs="+", default=[1, 10], help="films, times so many [1 10]"
    )
    parser.add_argument("--warm", type=int, default=4, help="full builds after the first [4]")
    parser.add_argument("--changed", type=int, default=3, help="builds of one new day each [3]")
    options = parser.parse_args()
    # As Ctrl-C does, a SIGTERM stops the servers first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _print(f"{datetime.now(UTC):%Y-%m-%d} {platform.platform()}, {os.cpu_count()} CPUs")
    for times in options.times:
        _print(f"films times {times}:")
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), times, options.warm, options.changed)


def _measure(folder: Path, times: int, warm: int, changed: int) -> None:
    settings = StackSettings.on_free_ports(folder / "stack")
    settings = settings.model_copy(update={"data_dir": multiply_documents(folder, times)})
    stack = Stack(settings, install(settings, _silent))
    try:
        stack.up(_silent)
        run(settings, "hyperion", "produce")
        run(settings, "hyperion", "land", "--once")
        _show("dbt parse, anew", run(settings, DBT, "--no-partial-parse", "parse"))
        _show("dbt parse", run(settings, DBT, "parse"))
        _show("hyperion build, cold", run(settings, "hyperion", "build"))
        for _ in range(warm):
            _show("hyperion build, warm", run(settings, "hyperion", "build"))
        for _ in range(changed):
            publish_a_day(settings)
            run(settings, "hyperion", "land", "--once")
            _show("hyperion build --changed", run(settings, "hyperion", "build", "--changed"))
        _compare_with_bare_statements(settings, folder)
    finally:
        stack.down(_silent)


def _compare_with_bare_statements(settings: StackSettings, folder: Path) -> None:
    """Seeds are left out: dbt's log does not tell the values that it inserts."""
    log = ("--log-path", str(folder), "--log-format-file", "json", "--log-level-file", "debug")
    left_out = ("--exclude-resource-type", "unit_test", "seed")
    build = run(settings, DBT, *log, "build", *left_out)
    _show("dbt build on Spark without seeds", build)
    statements = list(statements_of(folder / "dbt.log", settings))
    bare = seconds_over_one_connection(statements, settings)
    _print(f"  {len(statements)} statements over one connection: {bare:.1f} s")
    _print(f"  dbt build to its statements: {build.seconds / bare:.2f}")


def _show(what: str, timing: Timing) -> None:
    _print(f"  {what}: {timing.seconds:.1f} s, {timing.cpu_seconds:.1f} CPU s")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _silent(*_: object) -> None:
    return


if __name__ == "__main__":
    main()
