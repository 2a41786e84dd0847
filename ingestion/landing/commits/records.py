"""The commit record: what one commit landed, and proof that it adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from ingestion.errors import CorruptionError
from ingestion.landing.storage.layout import FileKind, Source

RECORD_VERSION = 1
GapReason = Literal["log", "retention"]


@dataclass(frozen=True, slots=True)
class CommittedFile:
    """One data file of a commit.

    Attributes:
        kind: Rows of the table, or dead letters.
        staged: Path before the commit.
        final: Path at which readers find it.
        rows: Number of records.
        bytes: Length.
        sha256: Digest of the whole file, in hex.
        min_timestamp: Smallest record timestamp, epoch milliseconds.
        max_timestamp: Largest record timestamp, epoch milliseconds.
    """

    kind: FileKind
    staged: str
    final: str
    rows: int
    bytes: int
    sha256: str
    min_timestamp: int
    max_timestamp: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Offsets without a record.

    Attributes:
        start: First offset.
        end: Offset after the last.
        reason: `log` when the log has no record there (transaction markers, aborted or compacted
            records), `retention` when Kafka deleted the records before they could be landed.
    """

    start: int
    end: int
    reason: GapReason


@dataclass(frozen=True, slots=True)
class CommitRecord:
    """One commit: the offsets from `start` to before `end` of one partition.

    Attributes:
        topic: Kafka topic.
        topic_id: Kafka's topic id, 32 hex digits.
        partition: Partition number.
        start: First offset.
        end: Offset after the last; the next commit starts here.
        dt: Day of the table partition the files are in, YYYY-MM-DD.
        files: Data files; none when the range has only gaps.
        gaps: Offsets without a record.
        contract: Name of the contract.
        contract_versions: Number of rows by contract version.
        writer: Id of the process that committed.
        attempt: Id of this very attempt; tells the winner of a race from the losers.
        leader_epoch: Epoch of the partition's leader at the last record; -1 when unknown.
        created_at: When, ISO 8601 in UTC.
        record_version: Version of this structure.
    """

    topic: str
    topic_id: str
    partition: int
    start: int
    end: int
    dt: str
    files: tuple[CommittedFile, ...]
    gaps: tuple[Gap, ...]
    contract: str
    contract_versions: Mapping[str, int]
    writer: str
    attempt: str
    leader_epoch: int
    created_at: str
    record_version: int = RECORD_VERSION

    @property
    def source(self) -> Source:
        """The partition the record is about."""
        return Source(self.topic, self.topic_id, self.partition)

    def rows_of(self, kind: FileKind) -> int:
        """Number of records in files of a kind."""
        return sum(file.rows for file in self.files if file.kind == kind)

    @property
    def gap_offsets(self) -> int:
        """Number of offsets without a record."""
        return sum(gap.end - gap.start for gap in self.gaps)

    def to_bytes(self) -> bytes:
        """Return the record as one line of JSON."""
        return orjson.dumps(self, option=orjson.OPT_APPEND_NEWLINE)

    def imbalance(self) -> str:
        """Return why rows, dead letters and gaps do not make up the offsets; empty if they do."""
        landed = sum(file.rows for file in self.files)
        if self.end > self.start and landed + self.gap_offsets == self.end - self.start:
            return ""
        return (
            f"offsets {self.start} to {self.end} do not equal "
            f"{landed} landed records + {self.gap_offsets} gaps"
        )


def parse_record(data: bytes, path: str) -> CommitRecord:
    """Read a commit record.

    Args:
        data: Content of the file.
        path: Its path, for the error.

    Returns:
        The record.

    Raises:
        CorruptionError: The file is no commit record, or does not add up.
    """
    try:
        document: dict[str, Any] = orjson.loads(data)
        document["files"] = tuple(CommittedFile(**file) for file in document["files"])
        document["gaps"] = tuple(Gap(**gap) for gap in document["gaps"])
        record = CommitRecord(**document)
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise CorruptionError(f"Commit record {path} is damaged: {error}.") from error
    if record.record_version != RECORD_VERSION:
        raise CorruptionError(f"Commit record {path} has version {record.record_version}.")
    if imbalance := record.imbalance():
        raise CorruptionError(f"Commit record {path} does not add up: {imbalance}.")
    return record
