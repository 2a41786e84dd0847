"""What may happen to a topic in its life: deleted, grown, cut, compacted, shared, out of time."""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from kafka import KafkaAdminClient, TopicPartition

from compose.runner import Stack
from ingestion.broker import OffsetRange, Partition
from ingestion.errors import CorruptionError
from tests.landing.landing_follower import Follower, following, wait_until
from tests.landing.landing_world import World, assert_exactly_once, world
from tests.unit.landing_helpers import contract

GOOD = (b"a", b'{"name":"a"}')


@pytest.fixture
def things(light_stack: Stack) -> World:
    """A topic with two partitions that lands as Parquet."""
    return world(light_stack.settings, partitions=2)


def held(things: World) -> dict[Partition, OffsetRange]:
    """What each partition holds."""
    topic = things.contract.topic
    with things.broker.admin() as admin:
        return admin.offsets(admin.topics([topic])[topic].all_partitions())


def end(follower: Follower) -> str:
    """End a follower politely; return what it logged."""
    follower.process.send_signal(signal.SIGTERM)
    code, errors = follower.end()
    assert code == 0, errors
    return errors


def test_a_topic_deleted_and_created_again_is_followed_on(things: World) -> None:
    things.publish_things(100)
    with following(things, watch=1.0, grace=1000.0) as follower:
        wait_until(lambda: follower.metric("rows_total") == 100)
        before = things.landed()
        things.delete_topic()
        things.create_topic()
        things.publish_things(30)
        wait_until(lambda: follower.metric("rows_total") == 130)
        end(follower)
    assert things.landed() - before == things.on_topic()
    assert len({row.topic_id for row in things.landed()}) == 2
    assert things.verify(deep=True).ok


def test_partitions_added_while_following_are_landed_from_their_start(things: World) -> None:
    things.publish_things(100)
    with following(things, grace=1000.0) as follower:
        wait_until(lambda: follower.metric("rows_total") == 100)
        library = KafkaAdminClient(bootstrap_servers=things.settings.kafka_bootstrap)
        library.create_partitions({things.contract.topic: 4})
        library.close()
        producer = things.producer()
        for partition in range(4):
            producer.send(things.contract.topic, GOOD[1], key=GOOD[0], partition=partition)
        producer.flush()
        producer.close()
        wait_until(lambda: follower.metric("rows_total") == 104)
        assert follower.metric("assigned_partitions") == 4
        end(follower)
    assert_exactly_once(things)


def test_retention_that_overtakes_while_following_is_a_gap_an_error_and_a_metric(
    things: World,
) -> None:
    things.publish_things(100)
    with following(things, grace=1000.0) as follower:
        wait_until(lambda: follower.metric("rows_total") == 100)
        follower.process.send_signal(signal.SIGSTOP)
        # What the client asked for before it froze may still reach it: the first ten at most.
        things.publish_things(10, first=100)
        things.publish_things(500, first=110)
        kept = {p: max(offsets.begin, offsets.end - 20) for p, offsets in held(things).items()}
        library = KafkaAdminClient(bootstrap_servers=things.settings.kafka_bootstrap)
        library.delete_records({TopicPartition(*p): offset for p, offset in kept.items()})
        library.close()
        follower.process.send_signal(signal.SIGCONT)
        wait_until(lambda: follower.metric("lag_records") == 0)
        wait_until(lambda: follower.metric("gap_offsets_total", reason="retention") > 0)
        wait_until(lambda: follower.metric("oldest_uncommitted_seconds") == 0)
        log = end(follower)
    assert "Kafka deleted offsets" in log
    assert things.on_topic() - things.landed() == Counter()
    gaps = sum(account.gap_offsets for account in things.verify(deep=True).partitions)
    assert gaps == 610 - things.landed().total() > 400


def test_what_compaction_removed_is_a_gap(light_stack: Stack) -> None:
    config = {
        "cleanup.policy": "compact",
        "segment.ms": "100",
        "min.cleanable.dirty.ratio": "0.01",
        "max.compaction.lag.ms": "100",
    }
    things = world(light_stack.settings, topic_config=config, partitions=1)
    things.publish([GOOD] * 200)

    def compacted() -> bool:
        # The active segment is never cleaned: a record after its time makes another one active.
        things.publish([(b"b", b'{"name":"b"}')])
        return things.on_topic().total() < 150

    wait_until(compacted)
    report = things.land()
    (range_held,) = held(things).values()
    assert report.rows == things.landed().total() < 150
    assert report.rows + report.topics[0].gap_offsets == range_held.end
    assert report.topics[0].lost_to_retention == 0
    landed = things.landed()
    # The cleaner goes on: what has landed is a superset of what is left.
    assert things.on_topic() - landed == Counter()
    assert set(landed.values()) == {1}
    assert things.verify(deep=True).ok


def test_an_open_transaction_holds_back_what_follows_it_and_stalls_nobody(things: World) -> None:
    producer = things.producer(transactional_id=things.contract.topic)
    producer.init_transactions()
    producer.begin_transaction()
    for partition in range(2):
        producer.send(things.contract.topic, GOOD[1], key=GOOD[0], partition=partition)
    producer.flush()
    things.publish_things(100)
    with following(things, stall=2.0, grace=1000.0) as follower:
        wait_until(lambda: follower.metric("assigned_partitions") == 2)
        wait_until(lambda: follower.health()[0] == 200)
        assert follower.metric("lag_records") == follower.metric("rows_total") == 0
        assert things.landed().total() == 0
        producer.commit_transaction()
        producer.close()
        wait_until(lambda: follower.metric("rows_total") == 102)
        end(follower)
    assert_exactly_once(things)


def test_a_log_that_was_cut_below_what_landed_is_refused(light_stack: Stack) -> None:
    """Kafka is killed, loses the end of its log, and serves on with what is left."""
    things = world(light_stack.settings, partitions=1)
    for _ in range(3):
        things.publish([GOOD] * 100)
    assert things.land().rows == 300
    (server,) = (each for each in light_stack.servers if each.name == "kafka")
    process = light_stack.process(server)
    assert process is not None
    process.kill()
    psutil.wait_procs([process])
    folder = light_stack.settings.state_dir / "kafka" / "data" / f"{things.contract.topic}-0"
    cut_in_half(folder / "00000000000000000000.log")
    light_stack.up(lambda *_: None)
    (range_held,) = held(things).values()
    assert 0 < range_held.end < 300
    with pytest.raises(
        CorruptionError, match=r"landed up to offset 300.*its log was cut"
    ) as caught:
        things.land()
    assert "create the topic anew" in caught.value.next_step


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def test_clocks_that_jump_open_no_flood_of_files(light_stack: Stack) -> None:
    config = {"message.timestamp.after.max.ms": str(2**63 - 1)}
    things = world(light_stack.settings, topic_config=config, partitions=2)
    now = datetime.now(UTC)
    days = [now - timedelta(days=number) for number in range(40)]
    stamps = [int(day.timestamp() * 1000) for day in days] + [0, 1, 253_402_300_799_000]
    producer = things.producer()
    for partition in range(2):
        for stamp in reversed(stamps):
            producer.send(
                things.contract.topic,
                GOOD[1],
                key=GOOD[0],
                partition=partition,
                timestamp_ms=stamp,
            )
    producer.flush()
    producer.close()
    report = things.land()
    assert report.rows == 2 * len(stamps)
    assert report.topics[0].files == len(things.files()) == 2
    assert_exactly_once(things)


def test_two_deployments_that_name_the_same_group_land_everything_each(things: World) -> None:
    other = replace(things, raw_root=f"/test-{uuid4().hex[:8]}/raw")
    things.publish_things(1_000)
    with following(things, grace=1000.0) as one, following(other, grace=1000.0) as another:
        for follower in (one, another):
            wait_until(lambda follower=follower: follower.metric("rows_total") == 1_000)  # type: ignore[misc]
            end(follower)
    assert_exactly_once(things)
    assert_exactly_once(other)


def test_a_new_contract_version_gets_files_of_its_own(things: World) -> None:
    first = contract()
    upgraded = replace(things.contract, version=2, schemas={**first.schemas, 2: first.schemas[1]})
    producer = things.producer()
    for number in range(100):
        version = b"1" if number < 40 or number % 2 else b"2"
        producer.send(
            things.contract.topic,
            GOOD[1],
            key=GOOD[0],
            partition=0,
            headers=[("contract_version", version)],
        )
    producer.flush()
    producer.close()
    things.contract = upgraded
    assert things.land().rows == 100
    assert sorted(path.rpartition("+")[2][20:] for path in things.files()) == [
        ".parquet",
        ".v1.parquet",
    ]
    assert_exactly_once(things)
