"""When records were acknowledged, and when they were seen."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_PATIENCE_SECONDS = 600.0


class Sent(NamedTuple):
    """A record that Kafka acknowledged, and when (monotonic seconds)."""

    partition: int
    offset: int
    acknowledged: float


class Visibility:
    """Which offsets were seen when. A partition's offsets become visible in their order."""

    def __init__(self) -> None:
        self._answers: list[tuple[float, Mapping[int, int]]] = []
        self._news = threading.Condition()

    def seen(self, last: Mapping[int, int], at: float) -> None:
        """Note an answer: the last visible offset by partition, at a time."""
        with self._news:
            self._answers.append((at, last))
            self._news.notify_all()

    def wait_for(self, sent: Iterable[Sent]) -> list[float]:
        """Wait until all records are visible; return after how many seconds each was.

        Raises:
            TimeoutError: Spark does not answer for ten minutes.
        """
        ages = []
        for record in sorted(sent, key=lambda each: each.acknowledged):
            with self._news:
                while (first := self._first(record)) is None:
                    if not self._news.wait(_PATIENCE_SECONDS):
                        raise TimeoutError("Spark does not answer")
            ages.append(first - record.acknowledged)
        return ages

    def _first(self, record: Sent) -> float | None:
        """Return when a record was first seen."""
        for at, last in self._answers:
            if last.get(record.partition, -1) >= record.offset:
                return at
        return None
