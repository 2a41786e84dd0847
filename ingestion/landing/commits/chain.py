"""A partition's chain of commits, summed up: what a checkpoint holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from ingestion.errors import CorruptionError
from ingestion.landing.commits.records import CommitRecord
from ingestion.landing.storage.layout import FileKind, Source

CHECKPOINT_VERSION = 1
_NEXT_STEP = "`hyperion verify --repair` writes it anew from the commit records."


class DayTable(NamedTuple):
    """One day of a topic's table, or of its dead letters; the day is YYYY-MM-DD."""

    kind: FileKind
    dt: str


class Total(NamedTuple):
    """Files with their rows and bytes."""

    files: int = 0
    rows: int = 0
    bytes: int = 0

    def plus(self, files: int, rows: int, size: int) -> Total:
        """Return the total with more added; negative numbers take away."""
        return Total(self.files + files, self.rows + rows, self.bytes + size)


@dataclass(slots=True)
class Chain:
    """The totals of a chain of commits from offset 0 up to `end`.

    Attributes:
        source: The partition.
        end: Offset after the last landed one: the next commit starts here.
        commits: Number of commits.
        record_bytes: Size of all their records.
        gap_offsets: Offsets without a record.
        days: Data files by table and day.
        digest: Digest over all records in order, in hex.
        last_start: Start of the last commit; -1 when there is none.
        last_sha256: Digest of the last commit's record, in hex.
        last: The last commit's record; None when there is none.
        folded: How many of the commits the newest checkpoint holds; not part of a checkpoint.
    """

    source: Source
    end: int = 0
    commits: int = 0
    record_bytes: int = 0
    gap_offsets: int = 0
    days: dict[DayTable, Total] = field(default_factory=dict)
    digest: str = ""
    last_start: int = -1
    last_sha256: str = ""
    last: CommitRecord | None = None
    folded: int = 0

    def add(self, record: CommitRecord, content: bytes) -> None:
        """Append a commit.

        Args:
            record: The commit; it has to start at the chain's end.
            content: Its record, byte by byte.

        Raises:
            ValueError: The commit starts elsewhere.
        """
        if record.start != self.end:
            raise ValueError(f"{record.start} does not follow {self.end}")
        self.end = record.end
        self.commits += 1
        self.record_bytes += len(content)
        self.gap_offsets += record.gap_offsets
        for table, file in _tables(record):
            self.days[table] = self.days.get(table, Total()).plus(1, file.rows, file.bytes)
        self.digest = hashlib.sha256(self.digest.encode() + content).hexdigest()
        self.last_start = record.start
        self.last_sha256 = hashlib.sha256(content).hexdigest()
        self.last = record

    def copy(self) -> Chain:
        """Return a chain that grows on its own."""
        copied = parse_checkpoint(self.to_bytes(), "")
        copied.last, copied.folded = self.last, self.folded
        return copied

    def days_before_last(self) -> dict[DayTable, Total]:
        """Data files by table and day, without those of the last commit."""
        days = dict(self.days)
        for table, file in _tables(self.last) if self.last else ():
            days[table] = days[table].plus(-1, -file.rows, -file.bytes)
        return days

    def to_bytes(self) -> bytes:
        """Return the checkpoint: one line of JSON that depends on the chain's records alone."""
        body: dict[str, Any] = {
            **self.source._asdict(),
            "checkpoint_version": CHECKPOINT_VERSION,
            "end": self.end,
            "commits": self.commits,
            "record_bytes": self.record_bytes,
            "gap_offsets": self.gap_offsets,
            "digest": self.digest,
            "last_start": self.last_start,
            "last_sha256": self.last_sha256,
            "days": [
                {**table._asdict(), **total._asdict()} for table, total in sorted(self.days.items())
            ],
        }
        body["sha256"] = hashlib.sha256(orjson.dumps(body)).hexdigest()
        return orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE)


def _tables(record: CommitRecord) -> Iterator[tuple[DayTable, Any]]:
    for file in record.files:
        yield DayTable(file.kind, record.dt), file


def parse_checkpoint(content: bytes, path: str) -> Chain:
    """Read a checkpoint.

    Args:
        content: Content of the file.
        path: Its path, for the error.

    Raises:
        CorruptionError: The file is no checkpoint, was changed, or does not add up.
    """
    try:
        body: dict[str, Any] = orjson.loads(content)
        sha256, version = body.pop("sha256"), body["checkpoint_version"]
        intact = sha256 == hashlib.sha256(orjson.dumps(body)).hexdigest()
        days = {
            DayTable(day["kind"], day["dt"]): Total(day["files"], day["rows"], day["bytes"])
            for day in body.pop("days")
        }
        source = Source(*(body.pop(name) for name in Source._fields))
        body.pop("checkpoint_version")
        chain = Chain(source, days=days, folded=body["commits"], **body)
    except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError) as error:
        raise CorruptionError(f"Checkpoint {path} is damaged: {error}.", _NEXT_STEP) from error
    landed = sum(total.rows for total in days.values())
    if not intact or version != CHECKPOINT_VERSION or landed + chain.gap_offsets != chain.end:
        raise CorruptionError(f"Checkpoint {path} is damaged: it was changed.", _NEXT_STEP)
    return chain
