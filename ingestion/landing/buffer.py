"""The records of one partition that are read but not committed yet."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

from ingestion.broker import Batch
from ingestion.contracts import Contract
from ingestion.landing.commits.ready import ReadyRange
from ingestion.landing.commits.records import Gap, GapReason
from ingestion.landing.envelope import Checker
from ingestion.landing.files.formats import rows_file
from ingestion.landing.files.parquet import ParquetFile
from ingestion.landing.range_part import RangePart
from ingestion.landing.storage.layout import QUARANTINE_DAY, Source, day_of


class RangeBuffer:
    """Collects one partition's records from `start` on, accounting for every offset.

    Args:
        source: The partition.
        contract: The topic's contract.
        start: First offset to take; records below it are dropped.
        clock: Monotonic seconds, for ages.

    Attributes:
        reasons: Number of dead letters buffered, by reason.
    """

    def __init__(
        self,
        source: Source,
        contract: Contract,
        start: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.source = source
        self.contract = contract
        self._checker = Checker(contract)
        self._clock = clock
        self._restart(start)

    def _restart(self, start: int) -> None:
        self.start = self.end = start
        self._rows: dict[int, RangePart] = {}
        self._dead_letters = ParquetFile(self.source, with_faults=True)
        self._dead = RangePart("dead_letters", self._dead_letters)
        self.reasons: Counter[str] = Counter()
        self._gaps: list[Gap] = []
        self._day: date | None = None
        self._leader_epoch = -1
        self._first_at: float | None = None
        self._last_at = self._clock()

    @property
    def rows(self) -> int:
        """Records buffered, dead letters included."""
        return sum(part.file.rows for part in self._parts())

    @property
    def dead_letters(self) -> int:
        """Dead letters buffered."""
        return self._dead.file.rows

    @property
    def size(self) -> int:
        """About how many bytes of memory the buffer takes."""
        return sum(part.file.size for part in self._parts())

    @property
    def age(self) -> float:
        """Seconds since the first thing buffered; 0 when there is nothing."""
        return 0.0 if self._first_at is None else self._clock() - self._first_at

    @property
    def idle(self) -> float:
        """Seconds since the last thing buffered."""
        return self._clock() - self._last_at

    def add(self, batch: Batch) -> None:
        """Take records in the order of their offsets; those already passed are dropped."""
        if batch and batch.first < self.end:
            batch = batch.slice(bisect_left(batch.offsets, self.end))
        if not batch:
            return
        self._account(batch)
        self._choose_day(batch)
        done = self._checker.sort(batch)
        for version, rows in done.rows.items():
            part = self._rows_part(version)
            part.file.add(rows)
            part.note(rows)
        if done.dead_letters:
            self._dead_letters.add(done.dead_letters, done.faults)
            self._dead.note(done.dead_letters)
            self.reasons.update(fault.reason for fault in done.faults)
        self._leader_epoch = batch.leader_epoch

    def _parts(self) -> list[RangePart]:
        return [*self._rows.values(), self._dead]

    def _rows_part(self, version: int) -> RangePart:
        """Return the file for rows of a version of the contract: none holds rows of two.

        Versions take turns for as long as producers are being upgraded: a commit at each turn
        would land a few records at a time, so a commit may have a file of each.
        """
        if version not in self._rows:
            mark = "" if version == self.contract.version else f"v{version}."
            file = rows_file(self.contract, self.source)
            self._rows[version] = RangePart("rows", file, mark)
        return self._rows[version]

    def skip(self, position: int, reason: GapReason = "log") -> None:
        """Note that there is no record from the end of the buffer up to a position."""
        if position <= self.end:
            return
        self._touch()
        last = self._gaps[-1] if self._gaps else None
        if last and last.end == self.end and last.reason == reason:
            self._gaps[-1] = Gap(last.start, position, reason)
        else:
            self._gaps.append(Gap(self.end, position, reason))
        self.end = position

    def _account(self, batch: Batch) -> None:
        """Move the end past the records, noting the holes between them."""
        self._touch()
        if batch.last - self.end + 1 != len(batch):
            offsets = batch.offsets
            for before, offset in zip([self.end - 1, *offsets], offsets, strict=False):
                if offset != before + 1:
                    self.end = before + 1
                    self.skip(offset)
        self.end = batch.last + 1

    def _touch(self) -> None:
        self._last_at = self._clock()
        if self._first_at is None:
            self._first_at = self._last_at

    def _choose_day(self, batch: Batch) -> None:
        """Take the day of the range's first record whose timestamp is not absurd."""
        if self._day is not None:
            return
        now = datetime.now(UTC)
        days = (day_of(timestamp, now) for timestamp in batch.timestamps)
        self._day = next(filter(None, days), None)

    def ready(self) -> ReadyRange:
        """Return the buffered range, encoded; its files are finished, so `clear` comes next."""
        parts = [part for part in self._parts() if part.file.rows]
        return ReadyRange(
            source=self.source,
            start=self.start,
            end=self.end,
            day=self._day or QUARANTINE_DAY,
            files=tuple(part.encode() for part in parts),
            gaps=tuple(self._gaps),
            contract=self.contract.name,
            contract_versions={str(v): part.file.rows for v, part in sorted(self._rows.items())},
            leader_epoch=self._leader_epoch,
        )

    def clear(self, start: int) -> None:
        """Forget everything and start anew at an offset."""
        self._restart(start)
