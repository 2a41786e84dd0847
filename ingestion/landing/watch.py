"""Noticing how far landing is behind Kafka, and that it does not get on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from ingestion.broker import Partition
from ingestion.errors import BrokerError
from ingestion.landing.lander import Lander
from ingestion.landing.metrics import PartitionState

# A turn of the loop that takes longer was spent on HDFS, not on waiting for records.
_LONGEST_TURN = 1.0


class StalledError(BrokerError):
    """There are records to land, but none arrives."""


class _Mark(NamedTuple):
    """A partition's position, when it got there in seconds spent waiting, and its buffer's size."""

    start: int
    end: int
    since: float
    size: int


class LagWatch:
    """Compares positions with what Kafka holds.

    Args:
        lander: The lander to watch.
        clock: Monotonic seconds.
    """

    def __init__(self, lander: Lander, clock: Callable[[], float] = time.monotonic) -> None:
        self._lander = lander
        self._clock = clock
        self._looked = self._turned = clock()
        self._waited = 0.0
        self._marks: dict[Partition, _Mark] = {}
        self._ends: dict[Partition, int] = {}

    def turn(self) -> bool:
        """Note positions after each turn of the loop, and ask Kafka now and then.

        Returns:
            Whether Kafka was asked.

        Raises:
            StalledError: A partition did not move for the configured time, although Kafka holds
                more of it.
        """
        now = self._clock()
        self._waited += min(now - self._turned, _LONGEST_TURN)
        self._turned = now
        self._note_positions()
        config = self._lander.config
        is_known = self._marks.keys() <= self._ends.keys()
        if is_known and now - self._looked < min(config.watch, config.stall):
            return False
        self._looked = now
        held = self._lander.admin.offsets(self._lander.buffers)
        self._ends = {partition: offsets.end for partition, offsets in held.items()}
        self._refuse_stall()
        return True

    def _note_positions(self) -> None:
        marks = {}
        for partition, buffer in self._lander.buffers.items():
            old = self._marks.get(partition)
            stayed = old is not None and old[:2] == (buffer.start, buffer.end)
            since = old.since if old is not None and stayed else self._waited
            marks[partition] = _Mark(buffer.start, buffer.end, since, buffer.size)
        self._marks = marks

    def _refuse_stall(self) -> None:
        for partition, mark in sorted(self._marks.items()):
            still = self._waited - mark.since
            if still >= self._lander.config.stall and mark.end < self._ends[partition]:
                raise StalledError(
                    f"Landing stalls: {partition} stands at offset {mark.end} for {still:.0f} s, "
                    f"although Kafka holds up to {self._ends[partition]}.",
                    "See `hyperion logs kafka`, then run the command again.",
                )

    def states(self) -> list[PartitionState]:
        """Return where each partition stands; may be called from another thread."""
        ends, marks = self._ends, self._marks
        states = []
        for partition, buffer in list(self._lander.buffers.items()):
            end, mark = ends.get(partition), marks.get(partition)
            states.append(
                PartitionState(
                    partition,
                    lag=None if end is None else max(0, end - buffer.start),
                    unread=None if end is None else max(0, end - buffer.end),
                    age=buffer.age,
                    buffered=0 if mark is None else mark.size,
                    still=0.0 if mark is None else self._waited - mark.since,
                )
            )
        return states
