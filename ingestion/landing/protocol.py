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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingestion.errors import CorruptionError
from ingestion.landing.buffer import EncodedFile, ReadyRange
from ingestion.landing.formats import PARQUET_MAGIC, ParquetFile
from ingestion.landing.layout import RawLayout, Source, parse_offset
from ingestion.landing.published import PublishedFiles
from ingestion.landing.records import CommitRecord, CommittedFile, parse_record
from ingestion.landing.store import AlreadyExistsError, FileStatus, NotFoundError, Store, StoreError

_logger = logging.getLogger(__name__)
_PARALLEL_READS = 8
_STAGING_KEPT = timedelta(hours=24)


class CommitLostError(Exception):
    """Another writer owns the range: drop it, read the chain again, go on from there."""


@dataclass(frozen=True, slots=True)
class CommitLog:
    """Commits to and recovers partitions.

    Args:
        store: The file system.
        layout: Where things lie on it.
        writer: Id of this process.
    """

    store: Store
    layout: RawLayout
    writer: str

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
                `recover` tells.
        """
        attempt = uuid.uuid4().hex
        record = self._describe(ready, attempt)
        for file, encoded in zip(record.files, ready.files, strict=True):
            self._stage(file, encoded)
        self._claim(record)
        self.publish(record)
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
            created_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
        if imbalance := record.imbalance():
            raise CorruptionError(f"Refusing to commit {ready.source}: {imbalance}.")
        return record

    def _stage(self, file: CommittedFile, encoded: EncodedFile) -> None:
        """Write a file where no reader looks, and check that it arrived whole."""
        self.store.put(file.staged, encoded.data)
        status = self.store.status(file.staged)
        if status is None or status.length != file.bytes:
            found = "nothing" if status is None else f"{status.length} bytes"
            raise StoreError(f"Wrote {file.bytes} bytes to {file.staged}, found {found}.")
        if encoded.extension.endswith(ParquetFile.extension):
            tail = self.store.read_tail(file.staged, len(PARQUET_MAGIC), file.bytes)
            if tail != PARQUET_MAGIC:
                raise CorruptionError(f"{file.staged} does not end in a Parquet footer.")

    def _claim(self, record: CommitRecord) -> None:
        """Make the record appear under the start offset, or lose to who already did."""
        staged = self.layout.staged_commit(record.source, record.start, record.attempt)
        path = self.layout.commit(record.source, record.start)
        self.store.put(staged, record.to_bytes())
        self.store.make_folder(self.layout.commits_folder(record.source))
        try:
            self.store.rename(staged, path)
        except (AlreadyExistsError, NotFoundError):
            # A lost reply looks like a lost race: whose record it is tells them apart.
            if self._owner(path) == record.attempt:
                return
            for leftover in (staged, *(file.staged for file in record.files)):
                self.store.delete(leftover)
            raise CommitLostError(path) from None

    def _owner(self, path: str) -> str:
        """Return the attempt that owns a commit record."""
        return parse_record(self.store.read(path), path).attempt

    def publish(self, record: CommitRecord) -> None:
        """Move a committed record's files to where readers look; done before, it does nothing.

        Raises:
            CorruptionError: A file is at neither place, or another one stands in its way.
        """
        for file in record.files:
            self.store.make_folder(file.final.rpartition("/")[0])
            try:
                self.store.rename(file.staged, file.final)
            except (AlreadyExistsError, NotFoundError):
                check_final(file, self.store.status(file.final))

    def recover(self, source: Source, published: PublishedFiles) -> list[CommitRecord]:
        """Read a partition's chain of commits and finish what was left undone.

        Args:
            source: The partition.
            published: Files that readers see, listed before this call, so that every one of them
                has its commit record by now.

        Returns:
            The chain, in order; the next offset to land is the last one's end.

        Raises:
            CorruptionError: The chain has a hole, a file of it is missing, or a file of the
                partition belongs to no commit.
        """
        chain = self.read_chain(source)
        staging = self.store.list(self.layout.staging_folder(source))
        staged = {f"{self.layout.staging_folder(source)}/{entry.name}" for entry in staging}
        for record in chain:
            if any(file.staged in staged for file in record.files):
                _logger.info("finishing the commit of %s at %d", source, record.start)
                self.publish(record)
        for file in (file for record in chain for file in record.files):
            status = published.find(file.final) or self.store.status(file.final)
            check_final(file, status)
        published.refuse_strays(source, {file.final for record in chain for file in record.files})
        self._collect_garbage(source, staging, chain[-1].end if chain else 0)
        return chain

    def read_chain(self, source: Source) -> list[CommitRecord]:
        """Read a partition's commit records and check that each begins where the last one ended.

        Raises:
            CorruptionError: A record is damaged or missing.
        """
        folder = self.layout.commits_folder(source)
        paths = [f"{folder}/{entry.name}" for entry in self.store.list(folder)]
        with ThreadPoolExecutor(_PARALLEL_READS) as pool:
            bodies = list(pool.map(self.store.read, paths))
        chain = [parse_record(body, path) for body, path in zip(bodies, paths, strict=True)]
        expected = 0
        for record, path in zip(chain, paths, strict=True):
            if self.layout.commit(record.source, record.start) != path or record.source != source:
                raise CorruptionError(f"Commit record {path} is about {record.source}.")
            if record.start != expected:
                raise CorruptionError(
                    f"The commit chain of {source} has a hole: no record for the offsets "
                    f"{expected} to {record.start}, expected {self.layout.commit(source, expected)}"
                    f" before {path}."
                )
            expected = record.end
        return chain

    def _collect_garbage(self, source: Source, staging: list[FileStatus], landed: int) -> None:
        """Delete old staged files of ranges that are committed; slow writers keep young ones."""
        oldest_kept = (datetime.now(UTC) - _STAGING_KEPT).timestamp() * 1000
        for entry in staging:
            start = parse_offset(entry.name)
            if start is not None and start < landed and entry.modified_ms < oldest_kept:
                self.store.delete(f"{self.layout.staging_folder(source)}/{entry.name}")


def check_final(file: CommittedFile, status: FileStatus | None) -> None:
    """Check that a committed file is where readers look, in its length.

    Raises:
        CorruptionError: It is missing or has another length.
    """
    if status is None:
        raise CorruptionError(
            f"The committed file {file.final} is missing: it was moved or deleted.",
            "Put it back; `hyperion verify` lists every such file.",
        )
    if status.length != file.bytes:
        raise CorruptionError(
            f"The committed file {file.final} has {status.length} bytes, not {file.bytes}.",
            "Restore it; `hyperion verify` lists every such file.",
        )
