"""A store in memory with HDFS's semantics, records, and a small contract."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ingestion.broker import Batch, Headers
from ingestion.contracts import Contract, Freshness
from ingestion.contracts.contract import RawFormat
from ingestion.landing.storage.layout import Source
from ingestion.landing.storage.store import (
    AlreadyExistsError,
    FileData,
    FileStatus,
    FolderSummary,
    NotFoundError,
)

TOPIC_ID = "0123456789abcdef0123456789abcdef"
SOURCE = Source("raw-things", TOPIC_ID, 0)
NOON = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp() * 1000)


class KilledError(BaseException):
    """Stands for the end of a process: nothing in the code may catch it."""


@dataclass
class MemoryStore:
    """Files by path; a rename never overwrites and needs the destination's folder.

    Attributes:
        files: Content by path.
        before: Called with operation and path before each change.
        after: Called with operation and path after each change.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    before: Callable[[str, str], None] = lambda *_: None
    after: Callable[[str, str], None] = lambda *_: None

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def put(self, path: str, data: FileData) -> None:
        """Write a file."""
        self.before("put", path)
        self.make_folder(path.rpartition("/")[0])
        self.files[path] = bytes(data)
        self.after("put", path)

    def create(self, path: str, data: FileData) -> None:
        """Write a file that must not exist."""
        self.before("create", path)
        if path in self.files:
            raise AlreadyExistsError(path)
        self.make_folder(path.rpartition("/")[0])
        self.files[path] = bytes(data)
        self.after("create", path)

    def read(self, path: str) -> bytes:
        """Return a file."""
        if path not in self.files:
            raise NotFoundError(path)
        return self.files[path]

    def read_tail(self, path: str, count: int, length: int) -> bytes:
        """Return the end of a file."""
        return self.read(path)[max(0, length - count) :]

    def status(self, path: str) -> FileStatus | None:
        """Return a status."""
        return _status(path, self.files[path]) if path in self.files else None

    def list(self, path: str, after: str = "") -> list[FileStatus]:
        """Return the entries of a folder after a name."""
        below = path + "/"
        children: dict[str, set[str]] = {}
        for known in [*self.files, *self.folders]:
            if known.startswith(below):
                name, _, rest = known.removeprefix(below).partition("/")
                children.setdefault(name, set()).update({rest.partition("/")[0]} - {""})
        return [
            _status(below + name, self.files[below + name])
            if below + name in self.files
            else FileStatus(name, 0, 0, is_folder=True, children=len(inside))
            for name, inside in sorted(children.items())
            if name > after
        ]

    def summary(self, path: str) -> FolderSummary:
        """Sum up a folder."""
        sizes = [len(data) for each, data in self.files.items() if each.startswith(path + "/")]
        return FolderSummary(len(sizes), sum(sizes))

    def make_folder(self, path: str) -> None:
        """Make a folder."""
        self.folders.add(path)

    def rename(self, source: str, destination: str) -> None:
        """Rename, never over a file."""
        self.before("rename", destination)
        with self._lock:
            if source not in self.files:
                raise NotFoundError(source)
            if destination.rpartition("/")[0] not in self.folders:
                raise NotFoundError(destination)
            if destination in self.files:
                raise AlreadyExistsError(destination)
            self.files[destination] = self.files.pop(source)
        self.after("rename", destination)

    def delete(self, path: str) -> None:
        """Delete a file."""
        self.before("delete", path)
        self.files.pop(path, None)
        self.after("delete", path)


def _status(path: str, data: bytes) -> FileStatus:
    return FileStatus(path.rpartition("/")[2], len(data), 0, is_folder=False)


@dataclass(frozen=True)
class FakeRecord:
    """A consumed record."""

    offset: int
    value: bytes | None
    key: bytes | None = b"a"
    timestamp: int = NOON
    timestamp_type: int = 0
    headers: Headers = (("contract_version", b"1"),)
    leader_epoch: int = 3


def record(offset: int, name: str = "a") -> FakeRecord:
    """Return a record that keeps the contract."""
    return FakeRecord(offset, b'{"name":"%s"}' % name.encode(), name.encode())


def batch(records: Sequence[FakeRecord]) -> Batch:
    """Return records as a reader gives them."""
    return Batch.of(
        offsets=[each.offset for each in records],
        timestamps=[each.timestamp for each in records],
        timestamp_types=[each.timestamp_type for each in records],
        keys=[each.key for each in records],
        values=[each.value for each in records],
        headers=[each.headers for each in records],
        leader_epoch=records[-1].leader_epoch if records else -1,
    )


def contract(raw_format: RawFormat = "parquet") -> Contract:
    """Return a contract of things that have a name and perhaps a count."""
    return Contract(
        topic=SOURCE.topic,
        name="things",
        version=1,
        description="A thing.",
        key=("name",),
        format=raw_format,
        partitions=1,
        retention_hours=None,
        freshness=Freshness(None, None),
        schemas={
            1: {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "count": {"type": "integer"}},
            }
        },
    )
