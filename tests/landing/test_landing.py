"""Landing on real Kafka and HDFS: exactly once, whatever is raced, deleted or malformed."""

from __future__ import annotations

import signal
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from kafka import KafkaAdminClient, TopicPartition

from compose.runner import Stack
from ingestion.broker import BrokerSettings
from ingestion.broker.settings import ClientName
from ingestion.errors import BrokerError, BrokerUnavailableError, CorruptionError
from ingestion.landing.storage.layout import Source
from ingestion.landing.storage.store import AlreadyExistsError, NotFoundError, StoreUnavailableError
from ingestion.spark import SparkError, TablePartition
from tests.landing.landing_follower import wait_until
from tests.landing.landing_world import World, assert_exactly_once, world

GOOD = (b"a", b'{"name":"a"}')


both_clients = pytest.mark.parametrize("things", get_args(ClientName), indirect=True)


@pytest.fixture
def things(light_stack: Stack, request: pytest.FixtureRequest) -> World:
    """A topic with two partitions that lands as Parquet, through kafka-python unless told."""
    return world(light_stack.settings, getattr(request, "param", None), partitions=2)


@pytest.mark.parametrize("raw_format", ["parquet", "jsonl.zst"])
def test_what_is_on_the_topic_lands_once_and_a_second_run_finds_nothing(
    light_stack: Stack, raw_format: str
) -> None:
    things = world(light_stack.settings, partitions=2, format=raw_format)
    things.publish_things(2_000)
    first = things.land()
    assert (first.rows, first.dead_letters) == (2_000, 0)
    assert [path.endswith(raw_format) for path in things.files()] == [True, True]
    files = things.files()
    second = things.land()
    assert (second.rows, second.topics[0].commits) == (0, 0)
    assert things.files() == files
    assert_exactly_once(things)

    things.publish_things(10, first=2_000)
    assert things.land().rows == 10
    assert_exactly_once(things)


@both_clients
def test_malformed_records_go_to_the_dead_letters_and_tombstones_stay(things: World) -> None:
    bad = [b"{", b'{"name":1}', b"\xff\x00", b"", b"[" * 5000]
    things.publish([GOOD, *((b"a", value) for value in bad), (b"a", None), GOOD])
    report = things.land()
    assert (report.rows, report.dead_letters) == (3, len(bad))
    letters = [path for path in things.files() if "-dead-letters/" in path]
    assert len(letters) == 1
    assert_exactly_once(things)


def test_a_topic_that_is_malformed_throughout_still_advances(things: World) -> None:
    things.publish([(b"a", b"?")] * 50)
    assert things.land().dead_letters == 50
    assert things.land().dead_letters == 0
    assert_exactly_once(things)


@both_clients
def test_following_lands_as_records_come_and_ends_with_everything_on_sigterm(
    things: World,
) -> None:
    things.publish_things(1_000)
    follower = things.lander("follow")
    wait_until(lambda: len(things.landed()) == 1_000)
    things.publish_things(500, first=1_000)
    wait_until(lambda: len(things.landed()) == 1_500)
    things.publish_things(300, first=1_500)
    follower.send_signal(signal.SIGTERM)
    out, errors = follower.communicate()
    assert follower.returncode == 0, errors
    assert int(out) == things.landed().total()
    things.land()
    assert_exactly_once(things)


@both_clients
def test_a_topic_created_again_starts_a_chain_of_its_own(things: World) -> None:
    things.publish_things(100)
    things.land()
    before = things.landed()
    things.delete_topic()
    things.create_topic()
    things.publish_things(30)
    assert things.land().rows == 30
    assert things.landed() - before == things.on_topic()
    assert things.verify(deep=True).ok
    assert len({row.topic_id for row in things.landed()}) == 2


@both_clients
def test_markers_and_aborted_records_of_transactions_are_gaps(things: World) -> None:
    producer = things.producer(transactional_id=things.contract.topic)
    producer.init_transactions()
    for commits in (True, False, True, False):
        producer.begin_transaction()
        for _ in range(10):
            producer.send(things.contract.topic, GOOD[1], key=GOOD[0], partition=0)
        # What an aborted transaction never sent leaves no trace on the topic.
        producer.flush()
        (producer.commit_transaction if commits else producer.abort_transaction)()
    producer.close()
    report = things.land()
    assert report.rows == 20
    # Two aborted runs of 10 records, and one marker for each of the four transactions.
    assert report.topics[0].gap_offsets == 24
    assert things.land().topics[0].commits == 0
    assert_exactly_once(things)


@both_clients
def test_what_retention_deleted_before_it_was_landed_is_a_recorded_gap(things: World) -> None:
    things.publish([GOOD] * 100)
    partition = next(iter(things.on_topic())).partition
    library = KafkaAdminClient(bootstrap_servers=things.settings.kafka_bootstrap)
    library.delete_records({TopicPartition(things.contract.topic, partition): 40})
    library.close()
    report = things.land()
    assert (report.rows, report.topics[0].gap_offsets) == (60, 40)
    assert_exactly_once(things)


def test_absurd_timestamps_open_no_partition_of_their_own(things: World) -> None:
    producer = things.producer()
    now = int(datetime.now(UTC).timestamp() * 1000)
    for stamp in (0, 86_400_000, now):
        producer.send(things.contract.topic, GOOD[1], key=GOOD[0], timestamp_ms=stamp)
    producer.flush()
    producer.close()
    things.land()
    assert {path.split("dt=")[1][:10] for path in things.files()} == {
        datetime.now(UTC).date().isoformat()
    }
    assert_exactly_once(things)


def commit_paths(things: World) -> list[str]:
    """Paths of the topic's commit records."""
    with things.broker.admin() as admin:
        topic = admin.topics([things.contract.topic])[things.contract.topic]
    return [
        f"{folder}/{entry.name}"
        for number in range(topic.partitions)
        for folder in [things.layout.commits_folder(Source(topic.name, topic.topic_id, number))]
        for entry in things.store.list(folder)
    ]


def test_a_hole_in_the_chain_stops_landing_and_is_named(things: World) -> None:
    for _ in range(3):
        things.publish([GOOD] * 10)
        things.land()
    missing = commit_paths(things)[1]
    things.store.delete(missing)
    with pytest.raises(CorruptionError, match="has a hole") as caught:
        things.land()
    assert missing in str(caught.value)


def test_a_deleted_data_file_stops_landing_and_is_named(things: World) -> None:
    things.publish([GOOD] * 10)
    things.land()
    (path,) = things.files()
    things.store.delete(path)
    with pytest.raises(CorruptionError, match="is missing") as caught:
        things.land()
    assert path in str(caught.value)


def test_a_rename_is_a_compare_and_swap(things: World) -> None:
    store, root = things.store, things.raw_root
    for racer in range(8):
        store.put(f"{root}/racer-{racer}", b"%d" % racer)

    def race(racer: int) -> bool:
        try:
            store.rename(f"{root}/racer-{racer}", f"{root}/won")
        except AlreadyExistsError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(race, range(8)))
    assert won.count(True) == 1
    assert store.read(f"{root}/won") == b"%d" % won.index(True)
    with pytest.raises(NotFoundError):
        store.rename(f"{root}/nothing", f"{root}/somewhere")
    with pytest.raises(NotFoundError):
        store.rename(f"{root}/won", f"{root}/no/such/folder")


def test_new_partitions_are_registered_and_a_spark_that_fails_is_not_fatal(
    things: World,
) -> None:
    registered: set[TablePartition] = set()

    def fails_first(partitions: Collection[TablePartition]) -> None:
        if not calls:
            calls.append(1)
            raise SparkError("not yet")
        registered.update(partitions)

    calls: list[int] = []
    things.publish([GOOD, (b"a", b"?")])
    report = things.land(register_partitions=fails_first)
    today: date = datetime.now(UTC).date()
    table = things.contract.table
    assert registered == {
        TablePartition(table, today),
        TablePartition(f"{table}_dead_letters", today),
    }
    assert report.unregistered == []


def test_a_topic_that_does_not_exist_is_an_error_with_the_next_step(things: World) -> None:
    things.delete_topic()
    with pytest.raises(BrokerError, match=r"has no topic .* `hyperion produce"):
        things.land()


def test_servers_that_are_down_are_told_at_once(things: World) -> None:
    with pytest.raises(BrokerUnavailableError, match="`hyperion up`"):
        things.land(broker=BrokerSettings("127.0.0.1:1"))
    with pytest.raises(StoreUnavailableError, match="`hyperion up`"):
        things.land(webhdfs_url="http://127.0.0.1:1")
