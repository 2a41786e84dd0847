"""The files that readers of a raw table see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ingestion.errors import CorruptionError
from ingestion.landing.layout import FileKind, RawLayout, Source, parse_day, parse_final
from ingestion.landing.store import FileStatus, Store

_KINDS: tuple[FileKind, FileKind] = ("rows", "dead_letters")


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
                "Restore the record, or move the file away; `hyperion verify` lists every one.",
            )


def _is_of(source: Source, status: FileStatus) -> bool:
    name = parse_final(status.name)
    return name is not None and name.source == source


def list_published(store: Store, layout: RawLayout, topic: str) -> PublishedFiles:
    """List the files that readers of a topic's table and of its dead letters see."""
    files = {}
    for kind in _KINDS:
        table = layout.table_folder(topic, kind)
        for day in store.list(table):
            if day.is_folder and parse_day(day.name):
                folder = f"{table}/{day.name}"
                files.update({f"{folder}/{entry.name}": entry for entry in store.list(folder)})
    return PublishedFiles(files)
