"""Registering new table partitions: repeated when it fails, and never in the way of landing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from datetime import date

from ingestion.contracts import Contract
from ingestion.landing.records import CommitRecord
from ingestion.spark import SparkError, TablePartition

_logger = logging.getLogger(__name__)

RegisterPartitions = Callable[[Collection[TablePartition]], None]


class Registrar:
    """Remembers which partitions Spark knows and tells it of the others.

    Args:
        register: Registers partitions, raising `SparkError`; None when nobody wants to know.
        pause: Seconds to wait after a failure.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        register: RegisterPartitions | None,
        pause: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._register = register
        self._pause = pause
        self._clock = clock
        self._known: set[TablePartition] = set()
        self._pending: set[TablePartition] = set()
        self._not_before = clock()

    def note(self, contract: Contract, record: CommitRecord) -> None:
        """Note the partitions that a commit put files into."""
        day = date.fromisoformat(record.dt)
        tables = {
            contract.dead_letter_table if file.kind == "dead_letters" else contract.table
            for file in record.files
        }
        self._pending |= {TablePartition(table, day) for table in tables} - self._known

    def register(self) -> None:
        """Register what is pending, unless a failure was just now; a failure is logged."""
        if self._register is None or not self._pending or self._clock() < self._not_before:
            return
        pending = frozenset(self._pending)
        try:
            self._register(pending)
        except SparkError as error:
            _logger.warning("partitions not registered yet: %s", error)
            self._not_before = self._clock() + self._pause
            return
        self._known |= pending
        self._pending -= pending

    @property
    def unregistered(self) -> list[str]:
        """Partitions that Spark could not be told of."""
        return [] if self._register is None else sorted(map(str, self._pending))
