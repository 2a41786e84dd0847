"""Compaction on real HDFS and Spark: the same rows before and after, and after the clean-up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from pyhive import hive

from compose.runner import Stack
from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.compaction.compactor import Compactor
from ingestion.landing.compaction.topics import locations_of
from ingestion.spark import TablePartition
from tests.landing.landing_world import World, world

LATER = datetime.now(UTC) + timedelta(days=5)


@pytest.fixture
def things(stack: Stack) -> Iterator[World]:
    """A topic that landed in three commits, with an external table on its rows."""
    things = world(stack.settings, partitions=2)
    for first in (0, 100, 200):
        things.publish_things(100, first=first)
        things.land()
    config = stack.settings
    folder = things.layout.table_folder(things.contract.topic, "rows")
    connection = hive.connect(config.host, config.spark_port, username="hyperion")
    cursor = connection.cursor()
    cursor.execute("create schema if not exists raw")
    cursor.execute(
        f"create table raw.{things.contract.table} "
        "(topic string, `partition` int, `offset` bigint, value binary, dt date) "
        f"using parquet partitioned by (dt) location '{config.hdfs_uri}{folder}'"
    )
    cursor.execute(f"msck repair table raw.{things.contract.table}")
    yield things
    cursor.execute(f"drop table raw.{things.contract.table}")
    connection.close()


def read(things: World) -> list[tuple[object, ...]]:
    """What a new session of Spark reads."""
    config = things.settings
    with hive.connect(config.host, config.spark_port, username="hyperion") as connection:
        cursor = connection.cursor()
        cursor.execute(
            f"select `partition`, `offset`, value, dt, input_file_name() "
            f"from raw.{things.contract.table} order by 1, 2"
        )
        return list(cursor.fetchall())


def compactor(things: World, now: datetime) -> Compactor:
    config = things.settings

    def relocate(folders: Mapping[TablePartition, str]) -> None:
        locations = {each: f"{config.hdfs_uri}{folder}" for each, folder in folders.items()}
        things.raw_tables().set_locations(locations)

    return Compactor(
        Chains(things.store, things.layout),
        locations_of(things.contract, relocate),
        now=lambda: now,
    )


def test_spark_reads_the_same_rows_from_fewer_files(things: World) -> None:
    topic = things.contract.topic
    before = read(things)
    (plan,) = compactor(things, LATER).plan(topic)
    assert compactor(things, LATER).compact(topic, plan)
    after = read(things)
    assert [row[:4] for row in after] == [row[:4] for row in before]
    assert len(before) == 300
    assert len({row[4] for row in after}) == 1
    assert len({row[4] for row in before}) > 2

    assert compactor(things, LATER + timedelta(days=2)).prune(topic, timedelta(hours=24))
    assert things.files() == []
    assert read(things) == after
    report = things.verify(deep=True)
    assert report.ok, report.problems
    assert things.land().rows == 0
