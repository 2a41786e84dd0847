"""The commit protocol: a range of offsets lands once, whole, or not at all.

One commit is one contiguous range of one partition. Its record is named by the start offset only
and appears by a rename that never overwrites: of all who would land a range beginning there exactly
one wins, whatever was delayed, repeated or killed. The record is the compare-and-swap, the fence
and the write-ahead log in one; everything after it can be done again by anybody who reads it.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ingestion.errors import CorruptionError
from ingestion.landing.commits.chain import Chain
from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.commits.published import publish
from ingestion.landing.commits.ready import EncodedFile, ReadyRange
from ingestion.landing.commits.records import CommitRecord, CommittedFile, parse_record
from ingestion.landing.commits.recovery import Recovery
from ingestion.landing.files.parquet import PARQUET_MAGIC, ParquetFile
from ingestion.landing.storage.layout import OPEN_DAYS, RawLayout, Source, is_open, utc_now
from ingestion.landing.storage.store import AlreadyExistsError, NotFoundError, Store, StoreError

_logger = logging.getLogger(__name__)


class CommitLostError(Exception):
    """Another writer owns the range: drop it, read the chain again, go on from there."""


@dataclass(frozen=True, slots=True)
class CommitLog:
    """Commits to and recovers partitions.

    Args:
        store: The file system.
        layout: Where things lie on it.
        writer: Id of this process.
        open_days: Days after which no file is landed under a day any more.
        now: The time in UTC.
        known: What is known of chains already, by partition.
    """

    store: Store
    layout: RawLayout
    writer: str
    open_days: int = OPEN_DAYS
    now: Callable[[], datetime] = utc_now
    known: dict[Source, Chain] = field(default_factory=dict)

    def open(self, sources: Collection[Source]) -> dict[Source, Chain]:
        """Recover partitions of one topic: finish what was left undone, check what landed.

        Returns:
            Their chains; the next offset to land is a chain's end.

        Raises:
            CorruptionError: What landed contradicts itself; see `Recovery.open`.
        """
        return Recovery(Chains(self.store, self.layout), self.known).open(sources)

    def commit(self, ready: ReadyRange) -> CommitRecord:
        """Land a range: stage, claim, publish.

        Args:
            ready: The range with its encoded files.

        Returns:
            The commit record.

        Raises:
            CommitLostError: Another writer claimed the range first.
            CorruptionError: A file read back differs from what was written.
            StoreError: The file system failed; the range may or may not be committed, which
                `open` tells.
        """
        record = self._claim(self._stage(ready))
        self.publish(record)
        self._sum_up(record)
        return record

    def _stage(self, ready: ReadyRange) -> CommitRecord:
        """Write the files where no reader looks, and down what is about to be committed."""
        while True:
            record = self._describe(ready, uuid.uuid4().hex)
            try:
                for file, encoded in zip(record.files, ready.files, strict=True):
                    self._write(file, encoded)
            except AlreadyExistsError as error:
                # Our own write, whose reply was lost; it may still be under way, so leave it.
                _logger.warning("staging anew: %s", error)
                continue
            return record

    def _describe(self, ready: ReadyRange, attempt: str) -> CommitRecord:
        """Write down what is about to be committed."""
        files = tuple(
            CommittedFile(
                kind=file.kind,
                staged=self.layout.staged(
                    ready.source, file.kind, ready.start, attempt, file.extension
                ),
                final=self.layout.final(
                    ready.source, file.kind, ready.day, ready.start, ready.end, file.extension
                ),
                rows=file.rows,
                bytes=len(file.data),
                sha256=hashlib.sha256(file.data).hexdigest(),
                min_timestamp=file.min_timestamp,
                max_timestamp=file.max_timestamp,
            )
            for file in ready.files
        )
        record = CommitRecord(
            **ready.source._asdict(),
            start=ready.start,
            end=ready.end,
            dt=ready.day.isoformat(),
            files=files,
            gaps=ready.gaps,
            contract=ready.contract,
            contract_versions=ready.contract_versions,
            writer=self.writer,
            attempt=attempt,
            leader_epoch=ready.leader_epoch,
            created_at=self.now().isoformat(timespec="milliseconds"),
        )
        if imbalance := record.imbalance():
            raise CorruptionError(f"Refusing to commit {ready.source}: {imbalance}.")
        return record

    def _write(self, file: CommittedFile, encoded: EncodedFile) -> None:
        """Write a file, and check that it arrived whole."""
        self.store.create(file.staged, encoded.data)
        status = self.store.status(file.staged)
        if status is None:
            # Collected as garbage: we were frozen, and others landed the range meanwhile.
            raise CommitLostError(file.staged)
        if status.length != file.bytes:
            raise StoreError(
                f"Wrote {file.bytes} bytes to {file.staged}, found {status.length} bytes."
            )
        if encoded.extension.endswith(ParquetFile.extension):
            tail = self.store.read_tail(file.staged, len(PARQUET_MAGIC), file.bytes)
            if tail != PARQUET_MAGIC:
                raise CorruptionError(f"{file.staged} does not end in a Parquet footer.")

    def _claim(self, record: CommitRecord) -> CommitRecord:
        """Make the record appear under the start offset, or lose to who already did."""
        record, staged = self._write_record(record)
        path = self.layout.commit(record.source, record.start)
        try:
            self.store.rename(staged, path)
        except (AlreadyExistsError, NotFoundError):
            # A lost reply looks like a lost race: whose record it is tells them apart.
            if self._owner(path) == record.attempt:
                return record
            for leftover in (staged, *(file.staged for file in record.files)):
                self.store.delete(leftover)
            raise CommitLostError(path) from None
        return record

    def _write_record(self, record: CommitRecord) -> tuple[CommitRecord, str]:
        """Stage the record, with a day that is open now: files may have waited while it closed."""
        self.store.make_folder(self.layout.commits_folder(record.source))
        while True:
            record = self._on_open_day(record)
            staged = self.layout.staged_record(record.source, record.start, uuid.uuid4().hex)
            try:
                self.store.create(staged, record.to_bytes())
            except AlreadyExistsError as error:
                _logger.warning("staging anew: %s", error)
                continue
            if self._on_open_day(record) is record:
                return record, staged

    def _on_open_day(self, record: CommitRecord) -> CommitRecord:
        """Return the record under the day of landing if its own has closed."""
        now = self.now()
        if is_open(date.fromisoformat(record.dt), now, self.open_days):
            return record
        files = tuple(
            replace(file, final=self.layout.on_day(file.final, now.date())) for file in record.files
        )
        return replace(record, dt=now.date().isoformat(), files=files)

    def _owner(self, path: str) -> str:
        """Return the attempt that owns a commit record."""
        return parse_record(self.store.read(path), path).attempt

    def publish(self, record: CommitRecord) -> None:
        """Move a committed record's files to where readers look; done before, it does nothing."""
        publish(self.store, record)

    def _sum_up(self, record: CommitRecord) -> None:
        """Keep the totals of the chain, and write a checkpoint now and then."""
        chain = self.known.get(record.source)
        if chain and chain.end == record.start:
            chain.add(record, record.to_bytes())
            Chains(self.store, self.layout).fold(chain)
        else:
            self.known.pop(record.source, None)
