"""Registering new table partitions: repeated when it fails, and never in the way of landing."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection
from datetime import date

from ingestion.contracts import Contract
from ingestion.landing.commits.records import CommitRecord
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
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._not_before = clock()

    def note(self, contract: Contract, record: CommitRecord) -> None:
        """Note the partitions that a commit put files into."""
        day = date.fromisoformat(record.dt)
        tables = {contract.tables[file.kind] for file in record.files}
        with self._lock:
            self._pending |= {TablePartition(table, day) for table in tables} - self._known

    def register_aside(self) -> None:
        """Register in a thread: a Spark that hangs must not hold up the landing."""
        if not self._is_due() or (self._thread and self._thread.is_alive()):
            return
        self._thread = threading.Thread(target=self.register, name="registrar", daemon=True)
        self._thread.start()

    def finish(self, seconds: float) -> None:
        """Give Spark a last chance of so many seconds."""
        self.register_aside()
        if self._thread:
            self._thread.join(seconds)

    def _is_due(self) -> bool:
        return bool(self._register and self._pending and self._clock() >= self._not_before)

    def register(self) -> None:
        """Register what is pending, unless a failure was just now; a failure is logged."""
        if self._register is None or not self._is_due():
            return
        with self._lock:
            pending = frozenset(self._pending)
        try:
            self._register(pending)
        except SparkError as error:
            _logger.warning("partitions not registered yet: %s", error)
            self._not_before = self._clock() + self._pause
            return
        with self._lock:
            self._known |= pending
            self._pending -= pending

    @property
    def unregistered(self) -> list[str]:
        """Partitions that Spark could not be told of."""
        if self._register is None:
            return []
        with self._lock:
            return sorted(map(str, self._pending))
