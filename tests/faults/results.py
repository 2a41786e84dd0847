"""The results of the long run: one line per trial on disk, and the table made of them."""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import orjson
import psutil

from tests.faults.campaign import Outcome

_HEAD = """\
# Faults

What landing withstood: each trial injects a fault into a real landing on real servers, lets landing
go on, and compares the set of (topic id, partition, offset, SHA-256 of key and value) that readers
find with what Kafka acknowledged. Meanwhile a reader lists the tables' folders all the time and
reads every new file at once; a file that it cannot read, or that changes later, is torn.

Made by `make faults`, which can be interrupted and goes on where it was. Where this page and
a new run differ, the run is right.

| fault | trials | failed | rows | lost | doubled | torn files seen | files read |
|---|--:|--:|--:|--:|--:|--:|--:|
"""


class Results:
    """Outcomes on disk; a line is whole or, after a kill, ignored.

    Args:
        path: File of JSON lines.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.outcomes = list(_read(path))
        # A line that a kill cut short would swallow the next one.
        self._write("".join(_line(outcome) for outcome in self.outcomes))

    def _write(self, text: str) -> None:
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text(text)
        temporary.replace(self._path)

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome."""
        with self._lock, self._path.open("a") as file:
            self.outcomes.append(outcome)
            file.write(_line(outcome))
            file.flush()
            os.fsync(file.fileno())

    def count(self, fault: str) -> int:
        """Return how many trials of a fault are done."""
        return sum(outcome.fault == fault for outcome in self.outcomes)


def _line(outcome: Outcome) -> str:
    return orjson.dumps(asdict(outcome), option=orjson.OPT_APPEND_NEWLINE).decode()


def _read(path: Path) -> Iterable[Outcome]:
    for line in path.read_bytes().splitlines() if path.exists() else []:
        try:
            yield Outcome(**orjson.loads(line))
        except (orjson.JSONDecodeError, TypeError):
            continue


def render(outcomes: list[Outcome], faults: Iterable[str], wanted: dict[str, int]) -> str:
    """Return the table as Markdown.

    Args:
        outcomes: All outcomes.
        faults: Rows in their order.
        wanted: Trials that make a row full.
    """
    rows = []
    for fault in faults:
        mine = [outcome for outcome in outcomes if outcome.fault == fault]
        trials = f"{len(mine)}" if len(mine) >= wanted[fault] else f"{len(mine)} of {wanted[fault]}"
        counts = [sum(getattr(o, name) for o in mine) for name in _COLUMNS]
        failed = sum(not outcome.ok for outcome in mine)
        cells = (fault, trials, *(f"{count:,}" for count in (failed, *counts)))
        rows.append(f"| {' | '.join(cells)} |\n")
    remarks = [f"\n{o.fault}: {o.problem}.\n" for o in outcomes if o.problem]
    memory = round(psutil.virtual_memory().total / 1024**3)
    last = max((outcome.ended_at[:10] for outcome in outcomes), default="never")
    machine = f"{os.cpu_count()} cores, {memory} GiB, {platform.machine()}, {platform.system()}"
    return f"{_HEAD}{''.join(rows)}{''.join(remarks)}\nLast trial: {last}. Machine: {machine}.\n"


_COLUMNS = ("produced", "lost", "doubled", "torn", "files")
