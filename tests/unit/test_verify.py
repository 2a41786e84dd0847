"""Verification names whatever was moved, deleted, changed or added."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

import pytest

from ingestion.broker import OffsetRange
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.storage.layout import Source
from ingestion.spark import SparkError
from ingestion.verification import VerifyReport
from ingestion.verification.verifier import Verifier
from ingestion.verification.verify import compare_with_spark
from tests.unit.landing_helpers import (
    SOURCE,
    TOPIC_ID,
    FakeRecord,
    KilledError,
    MemoryStore,
    contract,
    record,
)
from tests.unit.landing_ranges import LAYOUT, range_of

END = 10
FILE = f"/raw/raw-things/dt=2026-11-21/raw-things+{TOPIC_ID}+0+{5:020d}+{10:020d}.parquet"


@pytest.fixture
def store() -> MemoryStore:
    """Two commits: rows 0 to 5 without offset 3, and 5 to 10 with a dead letter."""
    store = MemoryStore()
    commit(store, *(record(offset) for offset in (0, 1, 2, 4)), start=0)
    commit(store, FakeRecord(5, b"{"), *(record(offset) for offset in range(6, 10)), start=5)
    return store


def commit(store: MemoryStore, *records: FakeRecord, start: int) -> None:
    CommitLog(store, LAYOUT, "w").commit(range_of(*records, start=start))


def verified(store: MemoryStore, end: int | None = END, *, deep: bool = False) -> VerifyReport:
    report = VerifyReport()
    held = {} if end is None else {SOURCE: OffsetRange(0, end)}
    verifier = Verifier(store, LAYOUT, report, deep, lambda _: None)
    verifier.verify_topic(SOURCE.topic, list(held), lambda: held)
    return report


def messages(report: VerifyReport) -> list[str]:
    return [problem.message for problem in report.problems]


@pytest.mark.parametrize("deep", [False, True])
def test_what_adds_up_is_ok_and_accounted_for(store: MemoryStore, deep: bool) -> None:
    report = verified(store, deep=deep)
    assert report.ok
    (account,) = report.partitions
    assert (account.rows, account.dead_letters, account.gap_offsets) == (8, 1, 1)
    assert (account.landed_end, account.commits, account.files) == (END, 2, 3)
    assert report.files == 3


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda files: files.pop(FILE), "is missing: it was moved or deleted"),
        (lambda files: files.update({FILE: files[FILE][:-1]}), "bytes, not"),
        (lambda files: files.update({FILE + "x": files[FILE]}), "No commit record knows"),
    ],
)
def test_a_file_that_was_touched_is_named(
    store: MemoryStore, damage: Callable[[dict[str, bytes]], object], message: str
) -> None:
    damage(store.files)
    (problem,) = messages(verified(store))
    assert message in problem
    assert FILE in problem


def test_a_changed_byte_is_found_by_reading_back(store: MemoryStore) -> None:
    data = bytearray(store.files[FILE])
    data[10] ^= 1
    store.files[FILE] = bytes(data)
    assert verified(store).ok
    assert messages(verified(store, deep=True)) == [
        f"The committed file {FILE} was changed: digests differ."
    ]


def test_a_file_moved_to_another_day_is_named_at_both_places(store: MemoryStore) -> None:
    moved = FILE.replace("dt=2026-11-21", "dt=2026-11-22")
    store.files[moved] = store.files.pop(FILE)
    found = messages(verified(store))
    assert any(FILE in each and "is missing" in each for each in found)
    assert any(moved in each and "No commit record" in each for each in found)


def test_a_hole_in_the_chain_is_named_without_blaming_the_files(store: MemoryStore) -> None:
    path = LAYOUT.commit(SOURCE, 0)
    del store.files[path]
    (problem,) = messages(verified(store))
    assert "has a hole" in problem
    assert path in problem


def test_a_commit_cut_short_is_told_apart_from_a_lost_file(store: MemoryStore) -> None:
    def kill(operation: str, path: str) -> None:
        if operation == "rename" and "/dt=" in path:
            raise KilledError

    store.before = kill
    with pytest.raises(KilledError):
        commit(store, record(10), start=10)
    (problem,) = messages(verified(store, end=11))
    assert "is committed but not published: `hyperion land` finishes it" in problem


def test_offsets_not_landed_yet_are_a_problem(store: MemoryStore) -> None:
    report = verified(store, end=13)
    assert report.partitions[0].behind == 3
    assert "landed up to offset 10 of 13" in messages(report)[0]


def test_a_log_that_was_cut_is_a_problem(store: MemoryStore) -> None:
    assert "Kafka holds only 7: its log was cut" in messages(verified(store, end=7))[0]


def test_an_incarnation_that_kafka_no_longer_has_is_still_verified(store: MemoryStore) -> None:
    assert verified(store, end=None).ok
    store.files.pop(FILE)
    assert FILE in messages(verified(store, end=None))[0]


def test_a_file_of_an_unknown_partition_is_named(store: MemoryStore) -> None:
    other = Source(SOURCE.topic, "f" * 32, 7)
    path = LAYOUT.final(other, "rows", date(2026, 1, 1), 0, 1, "parquet")
    store.files[path] = b""
    assert messages(verified(store)) == [f"No commit record knows the file {path}."]


def spark(counts: Mapping[str, int]) -> Callable[[Collection[str]], Mapping[str, int]]:
    return lambda tables: {table: n for table, n in counts.items() if table in tables}


def test_sparks_counts_are_compared_with_what_was_landed(store: MemoryStore) -> None:
    report = verified(store)
    compare_with_spark([contract()], report, spark({"raw_things": 8}))
    assert report.ok
    assert [(each.table, each.landed, each.spark) for each in report.tables] == [
        ("raw_things", 8, 8),
        ("raw_things_dead_letters", 1, None),
    ]
    compare_with_spark([contract()], report, spark({"raw_things": 9}))
    assert messages(report) == ["Spark reads 9 rows in raw_things, landed were 8."]


def test_a_spark_that_does_not_answer_is_a_problem(store: MemoryStore) -> None:
    def fails(_: Collection[str]) -> Mapping[str, int]:
        raise SparkError("Spark does not answer.")

    report = verified(store)
    compare_with_spark([contract()], report, fails)
    assert messages(report) == ["Spark does not answer."]
