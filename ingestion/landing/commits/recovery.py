"""Starting on partitions: where each goes on, and whether all that landed is still there.

The usual start takes a number of requests that depends on the number of partitions alone: newest
checkpoint, commit records after it, two counts for each table. Only when the counts contradict the
records is everything listed and read, to name the file at fault.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ingestion.landing.commits.chain import Chain, DayTable, Total
from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.commits.published import (
    KINDS,
    TableCounts,
    check_final,
    count_published,
    list_published,
    publish,
)
from ingestion.landing.commits.records import CommitRecord, CommittedFile
from ingestion.landing.compaction.records import Compactions
from ingestion.landing.storage.layout import FileKind, Source, parse_offset

_logger = logging.getLogger(__name__)
_STAGING_KEPT = timedelta(hours=24)
_Days = dict[DayTable, Total]


@dataclass(frozen=True, slots=True)
class Recovery:
    """Finds out where partitions go on, after finishing what was left undone.

    Args:
        chains: Reads the chains of commits.
        known: What is known of chains already, by partition; kept up to date.
    """

    chains: Chains
    known: dict[Source, Chain] = field(default_factory=dict)

    def open(self, sources: Collection[Source]) -> dict[Source, Chain]:
        """Recover partitions of one topic.

        Args:
            sources: The partitions.

        Returns:
            Their chains; the next offset to land is a chain's end.

        Raises:
            CorruptionError: A chain has a hole, a record, checkpoint or data file of the topic is
                missing or damaged, or a file in its tables belongs to no commit.
        """
        ((topic, topic_id),) = {(source.topic, source.topic_id) for source in sources}
        for source in sources:
            self.finish(source)
        for source in set(self.chains.sources(topic)).difference(sources):
            self._head(source)
        for source in sources:
            self.chains.check_complete(self.known[source])
        before = {s: c.copy() for s, c in self.known.items() if s.topic == topic}
        counts = count_published(self.chains.store, self.chains.layout, topic)
        # Others commit meanwhile: what is read after counting holds all that was counted, and what
        # was read before was there, but for files of the last commit that are still on their way.
        for source in {*before, *self.chains.sources(topic)}:
            self._head(source)
        least = _sum(
            chain.days_before_last()
            if source.topic_id == topic_id and source not in sources
            else chain.days
            for source, chain in before.items()
        )
        most = _sum(c.days for s, c in self.known.items() if s.topic == topic)
        cleaned = Compactions(self.chains.store, self.chains.layout).pruned_days(topic)
        if not _plausible(counts, least, most, cleaned):
            self._audit(topic)
        for source in sources:
            self.known[source] = before[source]
            self.chains.fold(before[source])
        return {source: before[source] for source in sources}

    def _head(self, source: Source) -> list[CommitRecord]:
        """Bring what is known of a chain up to date; return the records that are new."""
        if source not in self.known:
            self.known[source] = self.chains.newest_checkpoint(source)
        return self.chains.extend(self.known[source])

    def finish(self, source: Source) -> None:
        """Read a partition's chain and publish what is committed, but was left in staging."""
        store, layout = self.chains.store, self.chains.layout
        last = chain.last if (chain := self.known.get(source)) else None
        records = [*([last] if last else []), *self._head(source)]
        folder = layout.staging_folder(source)
        staging = store.list(folder)
        staged = {f"{folder}/{entry.name}" for entry in staging}
        for record in records:
            if any(file.staged in staged for file in record.files):
                _logger.info("finishing the commit of %s at %d", source, record.start)
                publish(store, record)
        landed = self.known[source].end
        oldest_kept = (datetime.now(UTC) - _STAGING_KEPT).timestamp() * 1000
        for entry in staging:
            # A slow writer keeps its young files; an old one's are of no use once others landed.
            start = parse_offset(entry.name)
            if start is not None and start < landed and entry.modified_ms < oldest_kept:
                store.delete(f"{folder}/{entry.name}")

    def _audit(self, topic: str) -> None:
        """List all files, read all records, and name the one at fault."""
        store, layout = self.chains.store, self.chains.layout
        # Listed before any chain is read: a file without a record is then surely a stray.
        published = list_published(store, layout, topic)
        replaced = Compactions(store, layout).replaced(topic)
        for source in self.chains.sources(topic):
            files = [file for record in self.chains.audit(source) for file in record.files]
            for file in files:
                if file.final in replaced or self._is_on_its_way(file):
                    continue
                check_final(file, published.find(file.final) or store.status(file.final))
            published.refuse_strays(source, {file.final for file in files})
        _logger.warning(
            "%s: its folders hold something besides the landed files; `hyperion verify` names it",
            topic,
        )

    def _is_on_its_way(self, file: CommittedFile) -> bool:
        """Tell whether another writer is about to publish a file."""
        store = self.chains.store
        return store.status(file.final) is None and store.status(file.staged) is not None


def _sum(each: Iterable[_Days]) -> _Days:
    total: _Days = {}
    for days in each:
        for table, more in days.items():
            total[table] = total.get(table, Total()).plus(*more)
    return total


def _plausible(
    counts: TableCounts, least: _Days, most: _Days, cleaned: Collection[DayTable]
) -> bool:
    """Tell whether tables hold at least and at most what they should, day by day.

    Of a day that was compacted and is being cleaned up, anything may be left.
    """
    gone = {table for table in cleaned if not counts.files.get(table)}
    least = {table: total for table, total in least.items() if table not in cleaned}
    most = {table: total for table, total in most.items() if table not in gone}
    return all(
        least.get(table, Total()).files
        <= counts.files.get(table, 0)
        <= most.get(table, Total()).files
        for table in {*counts.files, *most}
    ) and all(_bytes(least, kind) <= counts.bytes[kind] <= _bytes(most, kind) for kind in KINDS)


def _bytes(days: _Days, kind: FileKind) -> int:
    return sum(total.bytes for table, total in days.items() if table.kind == kind)
