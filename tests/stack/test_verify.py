"""Verification on real servers: Kafka, HDFS and Spark say the same, or the difference is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyhive import hive

from compose.runner import Stack
from ingestion.spark import RawTables, SparkError
from tests.landing.landing_world import World, world


@pytest.fixture
def things(stack: Stack) -> World:
    """A topic with rows, a tombstone and a dead letter landed."""
    things = world(stack.settings, partitions=2)
    things.publish_things(200)
    things.publish([(b"a", b"?"), (b"a", None)])
    things.land()
    return things


def test_what_landed_adds_up(things: World) -> None:
    report = things.verify(deep=True)
    assert report.ok, report.problems
    assert sum(each.rows for each in report.partitions) == 201
    assert sum(each.dead_letters for each in report.partitions) == 1
    assert sum(each.landed_end for each in report.partitions) == 202


def test_a_deleted_a_cut_and_an_added_file_are_named(things: World) -> None:
    deleted, cut = (path for path in things.files() if "-dead-letters/" not in path)
    things.store.delete(deleted)
    data = things.store.read(cut)
    things.store.put(cut, data[:-1])
    added = cut.replace("+0000", "+0001")
    things.store.put(added, data)
    found = {problem.message for problem in things.verify().problems}
    for path in (deleted, cut, added):
        assert any(path in message for message in found)
    assert len(found) == 3


def test_a_changed_byte_is_named_when_reading_back(things: World) -> None:
    path = things.files()[0]
    data = bytearray(things.store.read(path))
    data[20] ^= 1
    things.store.put(path, bytes(data))
    assert things.verify().ok
    (problem,) = things.verify(deep=True).problems
    assert path in problem.message


def test_what_is_not_landed_yet_is_named_with_the_next_step(things: World) -> None:
    things.publish_things(5, first=200)
    messages = [problem.message for problem in things.verify().problems]
    assert messages
    assert all("`hyperion land`" in message for message in messages)


@pytest.fixture
def tables(stack: Stack, things: World) -> Iterator[World]:
    """External tables on the landed files, without any partition."""
    config, contract = stack.settings, things.contract
    connection = hive.connect(config.host, config.spark_port, username="hyperion")
    cursor = connection.cursor()
    cursor.execute("create schema if not exists raw")
    for table, folder in (
        (contract.table, things.layout.table_folder(contract.topic, "rows")),
        (contract.dead_letter_table, things.layout.table_folder(contract.topic, "dead_letters")),
    ):
        cursor.execute(
            f"create table raw.{table} (topic string, `partition` int, `offset` bigint, dt date) "
            f"using parquet partitioned by (dt) location '{config.hdfs_uri}{folder}'"
        )
    yield things
    for table in (contract.table, contract.dead_letter_table):
        cursor.execute(f"drop table raw.{table}")
    connection.close()


def test_a_registered_partition_is_what_spark_counts(tables: World) -> None:
    count_rows = tables.raw_tables().count_rows
    before = tables.verify(count_rows_in_spark=count_rows)
    assert [each.spark for each in before.tables] == [0, 0]
    assert len(before.problems) == 2

    tables.publish_things(3, first=200)
    tables.land(register_partitions=tables.raw_tables().register_partitions)
    report = tables.verify(count_rows_in_spark=count_rows)
    assert report.ok, report.problems
    assert [(each.landed, each.spark) for each in report.tables] == [(204, 204), (1, 1)]


def test_a_table_that_does_not_exist_is_passed_over(things: World) -> None:
    spark = things.raw_tables()
    things.publish_things(3, first=200)
    report = things.land(register_partitions=spark.register_partitions)
    assert report.unregistered == []
    counted = things.verify(count_rows_in_spark=spark.count_rows)
    assert counted.ok
    assert [each.spark for each in counted.tables] == [None, None]


def test_a_spark_that_is_down_is_never_fatal_to_landing(things: World) -> None:
    nobody = RawTables("127.0.0.1", 1, "raw")
    things.publish_things(3, first=200)
    report = things.land(register_partitions=nobody.register_partitions)
    assert report.rows == 3
    assert len(report.unregistered) == 2
    with pytest.raises(SparkError, match="`hyperion status`"):
        nobody.count_rows(["raw_things"])
