"""Rewriting the small files of closed days into large ones, in a folder of their own.

A day is compacted in this order, and a run that is interrupted anywhere is completed by the next:
write the new files, read them back and compare every row with the files they replace, claim the
day's next generation by a rename that never overwrites, then point the table's partition at the new
folder. Readers see the old folder or the new one, never both. The old files stay until `prune`.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from ingestion.errors import CorruptionError
from ingestion.landing.commits.chain import DayTable
from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.compaction.records import CompactedFile, Compaction, Compactions
from ingestion.landing.compaction.rewrite import Rewriter
from ingestion.landing.storage.layout import (
    OPEN_DAYS,
    QUARANTINE_DAY,
    is_open,
    parse_final,
    utc_now,
)
from ingestion.landing.storage.store import AlreadyExistsError, NotFoundError, Store

_logger = logging.getLogger(__name__)
TARGET_BYTES = 64 * 1024 * 1024
# A writer frozen between its look at the clock and its claim still lands under the closed day.
_MARGIN = timedelta(days=1)


SetLocations = Callable[[Sequence[Compaction]], None]


class Plan(NamedTuple):
    """A day to rewrite: its files in order, and the generation to make."""

    table: DayTable
    generation: int
    files: tuple[CompactedFile, ...]


@dataclass(frozen=True, slots=True)
class Compactor:
    """Compacts topics.

    Args:
        chains: Reads the chains of commits.
        set_locations: Points the partitions of compacted days at their folders.
        target_bytes: Size that makes a new file complete.
        now: The time in UTC.
    """

    chains: Chains
    set_locations: SetLocations
    target_bytes: int = TARGET_BYTES
    now: Callable[[], datetime] = utc_now

    @property
    def _compactions(self) -> Compactions:
        return Compactions(self._store, self.chains.layout)

    @property
    def _store(self) -> Store:
        return self.chains.store

    def plan(
        self, topic: str, before: date | None = None, open_days: int = OPEN_DAYS
    ) -> list[Plan]:
        """Return the closed days of a topic that have more files than they need.

        Args:
            topic: Kafka topic.
            before: Only days before this one; all closed ones by default.
            open_days: Days after which a day closes.

        Raises:
            CorruptionError: A record is damaged or missing.
        """
        files: dict[DayTable, list[CompactedFile]] = {}
        for source in self.chains.sources(topic):
            for record in self.chains.read(source):
                for file in record.files:
                    found = CompactedFile(file.final, file.rows, file.bytes, file.sha256)
                    files.setdefault(DayTable(file.kind, record.dt), []).append(found)
        newest = self._compactions.newest(topic)
        replaced = self._compactions.replaced(topic)
        latest = self.now() - _MARGIN
        return [
            each
            for table, found in sorted(files.items())
            if _is_closed(date.fromisoformat(table.dt), latest, before, open_days)
            and (each := _plan(table, found, newest.get(table), replaced))
        ]

    def compact(self, topic: str, plan: Plan) -> Compaction | None:
        """Rewrite a day; None when another run did it first.

        Raises:
            CorruptionError: A file is not what its record says, or the new ones differ from it.
        """
        layout, (table, generation, files) = self.chains.layout, plan
        day, attempt = date.fromisoformat(table.dt), uuid4().hex[:12]
        folder = layout.compacted_folder(topic, table.kind, day, generation, attempt)
        written = Rewriter(self._store, folder, self.target_bytes).rewrite(files)
        compaction = Compaction(
            topic=topic,
            kind=table.kind,
            dt=table.dt,
            generation=generation,
            location=folder,
            replaced=files,
            files=tuple(written),
            created_at=self.now().isoformat(timespec="milliseconds"),
        )
        path = layout.compaction(topic, table.kind, day, generation)
        staged = f"{layout.root}/_staging/compactions/{uuid4().hex}.json"
        self._store.make_folder(path.rpartition("/")[0])
        self._store.create(staged, compaction.to_bytes())
        try:
            self._store.rename(staged, path)
        except (AlreadyExistsError, NotFoundError):
            if self._store.read(path) != compaction.to_bytes():
                self._store.delete(staged)
                return None
        self.set_locations([compaction])
        return compaction

    def apply(self, topic: str) -> None:
        """Point every compacted day at its folder: completes runs that were interrupted."""
        self.set_locations(list(self._compactions.newest(topic).values()))

    def prune(self, topic: str, older_than: timedelta) -> list[str]:
        """Delete the files that compactions replaced, once no running query may read them.

        Args:
            topic: Kafka topic.
            older_than: Age that a compaction must have.

        Returns:
            The deleted files.

        Raises:
            CorruptionError: The new files are not what their record says; nothing more is deleted.
        """
        deleted = []
        self.apply(topic)
        newest = self._compactions.newest(topic)
        for compaction in self._compactions.all(topic):
            if self.now() - datetime.fromisoformat(compaction.created_at) < older_than:
                continue
            self._check(newest[compaction.table])
            day = date.fromisoformat(compaction.dt)
            mark = self.chains.layout.compaction(
                topic, compaction.kind, day, compaction.generation, "pruned"
            )
            # The mark comes first: from here on the files are no longer missed.
            self._store.put(mark, b"")
            for file in compaction.replaced:
                if self._store.status(file.path):
                    self._store.delete(file.path)
                    deleted.append(file.path)
        return deleted

    def _check(self, compaction: Compaction) -> None:
        for file in compaction.files:
            if hashlib.sha256(self._store.read(file.path)).hexdigest() != file.sha256:
                raise CorruptionError(
                    f"The compacted file {file.path} was changed: digests differ.",
                    "The files it replaced are still there: restore it before pruning.",
                )


def _is_closed(day: date, now: datetime, before: date | None, open_days: int) -> bool:
    return (
        day != QUARANTINE_DAY
        and not is_open(day, now, open_days)
        and (before is None or day < before)
    )


def _plan(
    table: DayTable,
    landed: Iterable[CompactedFile],
    newest: Compaction | None,
    replaced: Collection[str],
) -> Plan | None:
    """Plan one day: a first generation, or one that takes in what landed after it was compacted."""
    late = [file for file in landed if file.path not in replaced]
    if not late or (newest is None and len(late) < 2):
        return None
    files = sorted([*(newest.files if newest else ()), *late], key=_order)
    return Plan(table, newest.generation + 1 if newest else 1, tuple(files))


def _order(file: CompactedFile) -> tuple[object, ...]:
    """Sort by topic id, partition and offset; files that were compacted before come first."""
    name = parse_final(file.path.rpartition("/")[2])
    if name is None:
        return (0, file.path)
    return (1, name.source.topic_id, name.source.partition, name.start, file.path)
