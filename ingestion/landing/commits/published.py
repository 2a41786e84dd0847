"""The files that readers of a raw table see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from ingestion.errors import CorruptionError
from ingestion.landing.commits.chain import DayTable
from ingestion.landing.commits.records import CommitRecord, CommittedFile
from ingestion.landing.storage.layout import FileKind, RawLayout, Source, parse_day, parse_final
from ingestion.landing.storage.store import (
    AlreadyExistsError,
    FileStatus,
    NotFoundError,
    Store,
    move,
)

KINDS: tuple[FileKind, ...] = get_args(FileKind)


@dataclass(frozen=True, slots=True)
class PublishedFiles:
    """Every file in the table folders of one topic, by path."""

    files: Mapping[str, FileStatus]

    def find(self, path: str) -> FileStatus | None:
        """Return a file's status."""
        return self.files.get(path)

    def strays(self, source: Source, known: Iterable[str]) -> list[str]:
        """Return files named as of a partition that are not among the known ones."""
        own = [path for path, status in self.files.items() if _is_of(source, status)]
        return sorted(set(own).difference(known))

    def refuse_strays(self, source: Source, known: Iterable[str]) -> None:
        """Stop at a file that no commit record knows.

        Raises:
            CorruptionError: There is one: its record was deleted, or the file copied here. Landing
                on would double its rows.
        """
        if strays := self.strays(source, known):
            raise CorruptionError(
                f"No commit record of {source} knows the file {strays[0]}.",
                "Restore the record, or let `hyperion verify --repair` put the file aside.",
            )


def _is_of(source: Source, status: FileStatus) -> bool:
    name = parse_final(status.name)
    return name is not None and name.source == source


def list_published(store: Store, layout: RawLayout, topic: str) -> PublishedFiles:
    """List the files in the folders of a topic's table and of its dead letters."""
    files = {}
    for kind in KINDS:
        table = layout.table_folder(topic, kind)
        for day in store.list(table):
            if day.is_folder and parse_day(day.name):
                folder = f"{table}/{day.name}"
                files.update({f"{folder}/{entry.name}": entry for entry in store.list(folder)})
    return PublishedFiles(files)


@dataclass(frozen=True, slots=True)
class TableCounts:
    """How many files each day of a topic's tables has, and how many bytes there are by kind."""

    files: Mapping[DayTable, int]
    bytes: Mapping[FileKind, int]


def count_published(store: Store, layout: RawLayout, topic: str) -> TableCounts:
    """Count the files of a topic's tables, in two requests for each whatever their number."""
    files, sizes = {}, {}
    for kind in KINDS:
        table = layout.table_folder(topic, kind)
        for entry in store.list(table):
            if (day := parse_day(entry.name)) and entry.children:
                files[DayTable(kind, day.isoformat())] = entry.children
        sizes[kind] = store.summary(table).bytes
    return TableCounts(files, sizes)


def check_final(file: CommittedFile, status: FileStatus | None) -> None:
    """Check that a committed file is where readers look, in its length.

    Raises:
        CorruptionError: It is missing or has another length.
    """
    check_length(file.final, file.bytes, status)


def check_length(path: str, length: int, status: FileStatus | None) -> None:
    """Check that a file is there, in its length.

    Raises:
        CorruptionError: It is missing or has another length.
    """
    if status is None:
        raise CorruptionError(
            f"The committed file {path} is missing: it was moved or deleted.",
            "Put it back, or let `hyperion verify --repair` look for it.",
        )
    if status.length != length:
        raise CorruptionError(
            f"The committed file {path} has {status.length} bytes, not {length}.",
            "Restore it, or let `hyperion verify --repair` look for a copy.",
        )


def publish(store: Store, record: CommitRecord) -> None:
    """Move a committed record's files to where readers look; done before, it does nothing.

    Raises:
        CorruptionError: A file is at neither place, or another one stands in its way.
    """
    for file in record.files:
        try:
            move(store, file.staged, file.final)
        except (AlreadyExistsError, NotFoundError):
            check_final(file, store.status(file.final))
