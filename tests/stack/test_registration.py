"""A day that begins while topics are followed becomes a partition of the table by itself."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from pyhive import hive

from compose.runner import Stack
from ingestion.landing import land
from ingestion.spark import SparkError, TablePartition
from tests.landing.landing_follower import wait_until
from tests.landing.landing_world import World, world

MIDNIGHT = datetime.combine(datetime.now(UTC).date(), time(), UTC)


@pytest.fixture
def things(stack: Stack) -> World:
    """A topic with one partition that lands as Parquet."""
    return world(stack.settings, partitions=1)


@pytest.fixture(params=["raw", "team_raw"])
def schema(stack: Stack, things: World, request: pytest.FixtureRequest) -> Iterator[str]:
    """A schema with an external table on the landed files, without any partition."""
    config, table = stack.settings, f"{request.param}.{things.contract.table}"
    folder = things.layout.table_folder(things.contract.topic, "rows")
    with closing(hive.connect(config.host, config.spark_port, username="hyperion")) as connection:
        cursor = connection.cursor()
        cursor.execute(f"create schema if not exists {request.param}")
        cursor.execute(
            f"create table {table} (`offset` bigint, dt date) using parquet "
            f"partitioned by (dt) location '{config.hdfs_uri}{folder}'"
        )
        yield request.param
        cursor.execute(f"drop table {table}")


def publish_at(things: World, moment: datetime, count: int) -> None:
    """Send records with a timestamp."""
    producer = things.producer()
    stamp = int(moment.timestamp() * 1000)
    for _ in range(count):
        producer.send(things.contract.topic, b'{"name":"a"}', key=b"a", timestamp_ms=stamp)
    producer.flush()
    producer.close()


def test_a_new_day_is_registered_though_spark_fails_at_first(things: World, schema: str) -> None:
    tables = things.raw_tables(schema)
    told: list[set[TablePartition]] = []
    stop = threading.Event()

    def register(partitions: Collection[TablePartition]) -> None:
        told.append(set(partitions))
        if len(told) == 2:
            raise SparkError("away at midnight")
        tables.register_partitions(partitions)

    def rows_in_spark() -> int:
        return tables.count_rows([things.contract.table])[things.contract.table]

    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(
            land,
            contracts={things.contract.topic: things.contract},
            broker=things.kafka,
            webhdfs_url=things.settings.webhdfs_url,
            once=False,
            config=replace(things.config, max_idle=0.5, registration_pause=1.0),
            register_partitions=register,
            stop=stop,
        )
        try:
            publish_at(things, MIDNIGHT - timedelta(seconds=1), 3)
            wait_until(lambda: following.done() or rows_in_spark() == 3)
            publish_at(things, MIDNIGHT + timedelta(seconds=1), 4)
            wait_until(lambda: following.done() or rows_in_spark() == 7)
        finally:
            stop.set()
        assert following.result().unregistered == []
    yesterday, today = (
        TablePartition(things.contract.table, day.date())
        for day in (MIDNIGHT - timedelta(days=1), MIDNIGHT)
    )
    assert told == [{yesterday}, {today}, {today}]
