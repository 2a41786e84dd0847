"""Ranges of records ready to be committed, chains of them, and what readers see afterwards."""

from __future__ import annotations

import io
from collections import Counter

import pyarrow.parquet as pq

from ingestion.contracts.contract import RawFormat
from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.commits.chain import Chain
from ingestion.landing.commits.checkpoints import COMMITS_PER_CHECKPOINT
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.commits.ready import ReadyRange
from ingestion.landing.storage.layout import RawLayout, Source
from tests.unit.landing_helpers import SOURCE, FakeRecord, MemoryStore, batch, contract, record

LAYOUT = RawLayout("/raw")
# Two checkpoints, and some commits after the second.
COMMITS = 2 * COMMITS_PER_CHECKPOINT + 7


def range_of(
    *records: FakeRecord, start: int = 0, source: Source = SOURCE, raw_format: RawFormat = "parquet"
) -> ReadyRange:
    """Return records as a range."""
    buffer = RangeBuffer(source, contract(raw_format), start)
    buffer.add(batch(records))
    return buffer.ready()


def ready(
    start: int, end: int, source: Source = SOURCE, raw_format: RawFormat = "parquet"
) -> ReadyRange:
    """Return a range of good records with one dead letter at its start."""
    good = (record(offset) for offset in range(start + 1, end))
    return range_of(
        FakeRecord(start, b"{"), *good, start=start, source=source, raw_format=raw_format
    )


def commit(log: CommitLog, start: int, source: Source = SOURCE) -> None:
    """Land a row and a dead letter."""
    log.commit(ready(start, start + 2, source, "jsonl.zst"))


def landed(commits: int = COMMITS) -> MemoryStore:
    """Return a store with a chain of so many commits."""
    store = MemoryStore()
    log = CommitLog(store, LAYOUT, "w")
    log.open([SOURCE])
    for number in range(commits):
        commit(log, 2 * number)
    return store


def recover(store: MemoryStore) -> Chain:
    """Return the chain that the next writer finds."""
    return CommitLog(store, LAYOUT, "w").open([SOURCE])[SOURCE]


def visible(store: MemoryStore) -> Counter[int]:
    """Offsets that a reader listing the tables' folders sees."""
    return Counter(
        offset
        for path, data in store.files.items()
        if "/dt=" in path
        for offset in pq.read_table(io.BytesIO(data), columns=["offset"])["offset"].to_pylist()
    )
