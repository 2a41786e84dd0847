"""Reading back what landed: rows and dead letters, named by the commit records."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from typing import Any, NamedTuple

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from ingestion.broker import Headers
from ingestion.landing.commits.chain import DayTable
from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.commits.records import CommitRecord, CommittedFile
from ingestion.landing.compaction.records import Compactions
from ingestion.landing.header_names import read
from ingestion.landing.storage.layout import RawLayout
from ingestion.landing.storage.store import NotFoundError, Store
from ingestion.replay.selection import REPLAYED_FROM, Origin, Selection

_ROWS_AT_ONCE = 10_000


class LandedRecord(NamedTuple):
    """A record as it was on the topic, byte-exact; `reason` is None for a row."""

    origin: Origin
    timestamp: int
    reason: str | None
    key: bytes | None
    headers: Headers
    value: bytes | None

    @property
    def is_copy(self) -> bool:
        """Whether a replay sent it."""
        return any(name == REPLAYED_FROM for name, _ in self.headers)


@dataclass(frozen=True, slots=True)
class Landed:
    """Reads landed records.

    Args:
        store: The file system.
        layout: Where things lie on it.
    """

    store: Store
    layout: RawLayout

    def records(self, topic: str, topic_id: str, selection: Selection) -> Iterator[LandedRecord]:
        """Read what was selected, partition by partition in the order of offsets.

        Args:
            topic: The topic.
            topic_id: Its present id; of former incarnations only dead letters are read.
            selection: What to read.

        Yields:
            The records.

        Raises:
            CorruptionError: A commit record is damaged or missing.
            NotFoundError: A landed file is missing.
        """
        chains = Chains(self.store, self.layout)
        for source in sorted(chains.sources(topic)):
            if selection.partition not in (None, source.partition):
                continue
            if selection.partition is not None and source.topic_id != topic_id:
                continue
            for commit in chains.read(source):
                yield from self._of_commit(commit, selection)

    def _of_commit(self, commit: CommitRecord, selection: Selection) -> Iterator[LandedRecord]:
        if commit.end <= selection.start or commit.start >= selection.end:
            return
        files = [f for f in commit.files if f.kind == "dead_letters" or not selection.dead_letters]
        found = (self._of_file(file, commit) for file in files)
        for record in merge(*found, key=lambda record: record.origin.offset):
            in_range = selection.start <= record.origin.offset < selection.end
            if in_range and selection.reason in (None, record.reason):
                yield record

    def _of_file(self, file: CommittedFile, commit: CommitRecord) -> Iterator[LandedRecord]:
        """Read a committed file, or its rows out of the compaction that replaced it."""
        try:
            contents = [(file.final, self.store.read(file.final))]
        except NotFoundError:
            day = DayTable(file.kind, file.final.split("/")[-2].partition("=")[2])
            compaction = Compactions(self.store, self.layout).newest(commit.topic).get(day)
            if compaction is None:
                raise
            contents = [(each.path, self.store.read(each.path)) for each in compaction.files]
        for path, content in contents:
            for row in _rows(content, path):
                record = _record(row)
                if _is_of(record.origin, commit):
                    yield record


def _is_of(origin: Origin, commit: CommitRecord) -> bool:
    same = (origin.topic_id, origin.partition) == (commit.topic_id, commit.partition)
    return same and commit.start <= origin.offset < commit.end


def _rows(content: bytes, path: str) -> Iterator[dict[str, Any]]:
    """Read the rows of a landed file, a bounded number at once."""
    if path.endswith(".parquet"):
        file = pq.ParquetFile(pa.BufferReader(content))
        for batch in file.iter_batches(_ROWS_AT_ONCE):
            yield from batch.to_pylist()
        return
    with zstandard.ZstdDecompressor().stream_reader(content) as stream:
        for line in io.BufferedReader(stream):
            yield orjson.loads(line)


def _record(row: dict[str, Any]) -> LandedRecord:
    reason = row.get("reason")
    # Only there are header names spelled; see `header_names`.
    spelled = reason == "invalid_header_name"
    return LandedRecord(
        Origin(row["topic_id"], row["partition"], row["offset"]),
        row["timestamp"],
        reason,
        _bytes(row["key"]),
        [(read(h["key"]) if spelled else h["key"], _bytes(h["value"])) for h in row["headers"]],
        _bytes(row["value"]),
    )


def _bytes(data: str | bytes | None) -> bytes | None:
    return data.encode() if isinstance(data, str) else data
