"""The records of compactions: which files of a closed day were rewritten into which others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

import orjson

from ingestion.errors import CorruptionError
from ingestion.landing.commits.chain import DayTable
from ingestion.landing.commits.published import KINDS
from ingestion.landing.storage.layout import FileKind, RawLayout
from ingestion.landing.storage.store import Store

COMPACTION_VERSION = 1


@dataclass(frozen=True, slots=True)
class CompactedFile:
    """A data file with its rows, bytes and digest in hex."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Compaction:
    """One rewriting of one day of a topic's table.

    Attributes:
        topic: Kafka topic.
        kind: Rows of the table, or dead letters.
        dt: The day, YYYY-MM-DD.
        generation: Its number, from 1 on; the newest one holds the whole day.
        location: Folder of the new files.
        replaced: Files that readers read before.
        files: Files that readers read from then on.
        created_at: When, ISO 8601 in UTC.
        compaction_version: Version of this structure.
    """

    topic: str
    kind: FileKind
    dt: str
    generation: int
    location: str
    replaced: tuple[CompactedFile, ...]
    files: tuple[CompactedFile, ...]
    created_at: str
    compaction_version: int = COMPACTION_VERSION

    @property
    def table(self) -> DayTable:
        """The day of the table."""
        return DayTable(self.kind, self.dt)

    def to_bytes(self) -> bytes:
        """Return the record as one line of JSON."""
        return orjson.dumps(asdict(self), option=orjson.OPT_APPEND_NEWLINE)


def parse_compaction(content: bytes, path: str) -> Compaction:
    """Read a compaction's record.

    Raises:
        CorruptionError: The file is none, or its rows do not add up.
    """
    try:
        body: dict[str, Any] = orjson.loads(content)
        for name in ("replaced", "files"):
            body[name] = tuple(CompactedFile(**file) for file in body[name])
        compaction = Compaction(**body)
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise CorruptionError(f"Compaction record {path} is damaged: {error}.") from error
    rows = [sum(file.rows for file in files) for files in (compaction.replaced, compaction.files)]
    if compaction.compaction_version != COMPACTION_VERSION or rows[0] != rows[1]:
        raise CorruptionError(f"Compaction record {path} does not add up: {rows[0]} != {rows[1]}.")
    return compaction


class _Name(NamedTuple):
    table: DayTable
    generation: int
    extension: str


@dataclass(frozen=True, slots=True)
class Compactions:
    """Reads what was compacted of topics.

    Args:
        store: The file system.
        layout: Where things lie on it.
    """

    store: Store
    layout: RawLayout

    def _names(self, topic: str) -> Iterator[_Name]:
        for kind in KINDS:
            for entry in self.store.list(self.layout.compactions_folder(topic, kind)):
                stem, _, extension = entry.name.partition(".")
                dt, _, generation = stem.partition("+")
                yield _Name(DayTable(kind, dt), int(generation), extension)

    def pruned_days(self, topic: str) -> set[DayTable]:
        """Return the days whose replaced files are deleted, or about to be."""
        return {name.table for name in self._names(topic) if name.extension == "pruned"}

    def all(self, topic: str) -> list[Compaction]:
        """Read every compaction of a topic, by table, day and generation.

        Raises:
            CorruptionError: A record is damaged.
        """
        return [
            self.read(topic, name.table, name.generation)
            for name in self._names(topic)
            if name.extension == "json"
        ]

    def read(self, topic: str, table: DayTable, generation: int) -> Compaction:
        """Read one compaction.

        Raises:
            CorruptionError: Its record is damaged.
        """
        day = date.fromisoformat(table.dt)
        path = self.layout.compaction(topic, table.kind, day, generation)
        return parse_compaction(self.store.read(path), path)

    def newest(self, topic: str) -> dict[DayTable, Compaction]:
        """Return the compaction that holds each day."""
        return {each.table: each for each in self.all(topic)}

    def replaced(self, topic: str) -> set[str]:
        """Return the files that readers no longer need, since a compaction holds their rows."""
        return {file.path for each in self.all(topic) for file in each.replaced}
