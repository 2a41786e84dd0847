"""The account of every offset, the day of a range, and when it is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.contracts.contract import RawFormat
from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.commits.records import Gap
from ingestion.landing.files.formats import count_rows
from ingestion.landing.storage.layout import RawLayout
from tests.unit.landing_helpers import (
    NOON,
    SOURCE,
    FakeRecord,
    MemoryStore,
    batch,
    contract,
    record,
)

DAY_MS = 86_400_000


def new(start: int = 0) -> RangeBuffer:
    return RangeBuffer(SOURCE, contract(), start)


@given(
    start=st.integers(0, 50),
    offsets=st.sets(st.integers(0, 100)),
    cuts=st.lists(st.integers(1, 20), max_size=5),
    tail=st.integers(0, 5),
)
def test_rows_and_gaps_make_up_the_offsets(
    start: int, offsets: set[int], cuts: list[int], tail: int
) -> None:
    buffer, left = new(start), sorted(offsets)
    for cut in [*cuts, len(left)]:
        chunk, left = left[:cut], left[cut:]
        buffer.add(batch([record(offset) for offset in chunk]))
    buffer.skip(buffer.end + tail)
    taken = {offset for offset in offsets if offset >= start}
    gaps = buffer.ready().gaps
    missing = {offset for gap in gaps for offset in range(gap.start, gap.end)}
    assert buffer.rows == len(taken)
    assert taken | missing == set(range(start, buffer.end))
    assert taken & missing == set()
    assert all(a.end < b.start for a, b in pairwise(gaps))


def test_records_passed_before_are_dropped() -> None:
    buffer = new(5)
    buffer.add(batch([record(offset) for offset in range(3, 8)]))
    buffer.add(batch([record(offset) for offset in range(6, 9)]))
    assert (buffer.rows, buffer.start, buffer.end) == (4, 5, 9)


def test_a_tail_of_markers_and_a_retention_gap_are_told_apart() -> None:
    buffer = new(0)
    buffer.skip(10, "retention")
    buffer.skip(12)
    buffer.add(batch([record(12)]))
    buffer.skip(14)
    assert buffer.ready().gaps == (
        Gap(0, 10, "retention"),
        Gap(10, 12, "log"),
        Gap(13, 14, "log"),
    )


@pytest.mark.parametrize("absurd", [0, -1, 253402300799000, NOON + 40 * 365 * DAY_MS])
def test_the_day_is_of_the_first_record_that_is_not_absurd(absurd: int) -> None:
    buffer = new()
    buffer.add(batch([FakeRecord(0, None, timestamp=absurd), FakeRecord(1, None, timestamp=NOON)]))
    buffer.add(batch([FakeRecord(2, None, timestamp=NOON - DAY_MS)]))
    assert buffer.ready().day == date(2026, 11, 21)


def test_a_range_of_absurd_records_only_is_in_quarantine() -> None:
    buffer = new()
    buffer.add(batch([FakeRecord(0, None, timestamp=0)]))
    assert buffer.ready().day == date(1970, 1, 1)


def test_age_and_idleness_count_from_the_first_and_the_last_record() -> None:
    now = [100.0]
    buffer = RangeBuffer(SOURCE, contract(), 0, clock=lambda: now[0])
    now[0] = 150.0
    assert buffer.age == 0
    buffer.add(batch([record(0)]))
    now[0] = 157.0
    buffer.add(batch([record(1)]))
    now[0] = 160.0
    assert (buffer.age, buffer.idle) == (10.0, 3.0)
    buffer.clear(2)
    assert (buffer.age, buffer.rows, buffer.start) == (0.0, 0, 2)


def test_timestamps_span_each_file_by_itself() -> None:
    buffer = new()
    buffer.add(
        batch([FakeRecord(0, None, timestamp=NOON), FakeRecord(1, b"{", timestamp=NOON - 5)])
    )
    buffer.add(batch([FakeRecord(2, None, timestamp=NOON - 9)]))
    rows, dead = buffer.ready().files
    assert (rows.min_timestamp, rows.max_timestamp) == (NOON - 9, NOON)
    assert (dead.min_timestamp, dead.max_timestamp) == (NOON - 5, NOON - 5)


@pytest.mark.parametrize("raw_format", ["parquet", "jsonl.zst"])
def test_no_file_holds_rows_of_two_contract_versions(raw_format: RawFormat) -> None:
    """Producers are being upgraded one by one: versions take turns."""
    first = contract(raw_format)
    second = replace(first, version=2, schemas={**first.schemas, 2: first.schemas[1]})
    buffer = RangeBuffer(SOURCE, second, 0)
    for start in (0, 10):
        buffer.add(
            batch(
                [
                    replace(
                        record(offset), headers=[("contract_version", b"%d" % (1 + offset % 2))]
                    )
                    for offset in range(start, start + 10)
                ]
            )
        )
    ready = buffer.ready()
    assert {(file.extension, file.rows) for file in ready.files} == {
        (f"v1.{raw_format}", 10),
        (raw_format, 10),
    }
    assert ready.contract_versions == {"1": 10, "2": 10}
    landed = CommitLog(MemoryStore(), RawLayout(), "w").commit(ready)
    assert len({file.final for file in landed.files}) == 2
    assert len({file.staged for file in landed.files}) == 2
    for file, committed in zip(ready.files, landed.files, strict=True):
        assert file.rows == committed.rows == count_rows(file.data, raw_format)
