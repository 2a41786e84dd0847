"""New partitions are registered once, again after a failure, and never in the way."""

from __future__ import annotations

import threading
from collections.abc import Collection
from datetime import date

from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.commits.records import CommitRecord
from ingestion.landing.registrar import Registrar
from ingestion.spark import SparkError, TablePartition
from tests.unit.landing_helpers import FakeRecord, MemoryStore, contract, record
from tests.unit.landing_ranges import LAYOUT, range_of

DAY = date(2026, 11, 21)
ROWS = TablePartition("raw_things", DAY)
LETTERS = TablePartition("raw_things_dead_letters", DAY)


def committed(*records: FakeRecord) -> CommitRecord:
    return CommitLog(MemoryStore(), LAYOUT, "w").commit(range_of(*records))


class Spark:
    """Takes partitions, or fails."""

    def __init__(self, *, fails: int = 0) -> None:
        self.fails = fails
        self.calls: list[set[TablePartition]] = []

    def __call__(self, partitions: Collection[TablePartition]) -> None:
        """Register."""
        self.calls.append(set(partitions))
        if len(self.calls) <= self.fails:
            raise SparkError("away")


def test_a_partition_is_registered_once() -> None:
    spark = Spark()
    registrar = Registrar(spark, pause=1)
    for _ in range(2):
        registrar.note(contract(), committed(record(0)))
        registrar.register()
    registrar.note(contract(), committed(FakeRecord(0, b"{")))
    registrar.register()
    assert spark.calls == [{ROWS}, {LETTERS}]
    assert registrar.unregistered == []


def test_after_a_failure_it_pauses_and_tries_again() -> None:
    now = [0.0]
    spark = Spark(fails=1)
    registrar = Registrar(spark, pause=30, clock=lambda: now[0])
    registrar.note(contract(), committed(record(0)))
    registrar.register()
    registrar.register()
    assert len(spark.calls) == 1
    assert registrar.unregistered == ["raw_things/dt=2026-11-21"]
    now[0] = 31.0
    registrar.register()
    assert registrar.unregistered == []


def test_without_anybody_to_tell_nothing_is_left_over() -> None:
    registrar = Registrar(None, pause=1)
    registrar.note(contract(), committed(record(0)))
    registrar.register()
    assert registrar.unregistered == []


def test_a_spark_that_hangs_holds_up_neither_landing_nor_its_end() -> None:
    answer = threading.Event()
    asked: list[set[TablePartition]] = []

    def hangs(partitions: Collection[TablePartition]) -> None:
        asked.append(set(partitions))
        answer.wait(600)

    registrar = Registrar(hangs, pause=1)
    registrar.note(contract(), committed(record(0)))
    registrar.register_aside()
    registrar.note(contract(), committed(FakeRecord(0, b"{")))
    registrar.register_aside()
    registrar.finish(0.01)
    assert asked == [{ROWS}]
    assert registrar.unregistered == [str(ROWS), str(LETTERS)]
    answer.set()
    registrar.finish(600)
    registrar.finish(600)
    assert asked == [{ROWS}, {LETTERS}]
    assert registrar.unregistered == []
