"""Both client libraries behind the broker interface give the same, whatever is on the topic."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any, get_args
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient, KafkaProducer, TopicPartition

from compose.runner import Stack
from ingestion.broker import Broker, BrokerSettings, Partition, PositionLostError, Reader, connect
from ingestion.broker.settings import ClientName
from ingestion.errors import BrokerError

CLIENTS = get_args(ClientName)


def broker(light_stack: Stack, client: ClientName) -> Broker:
    return connect(BrokerSettings(light_stack.settings.kafka_bootstrap, client))


@pytest.fixture
def topic(light_stack: Stack) -> str:
    """A topic with two partitions."""
    name = f"clients-{uuid4().hex[:8]}"
    with broker(light_stack, "kafka-python").admin() as admin:
        admin.create_topic(name, 2, {})
    return name


def read(light_stack: Stack, client: ClientName, topic: str, start: int = 0) -> list[Any]:
    """Read a topic to its end: records by partition and offset, and the last positions."""
    found = []
    with (
        broker(light_stack, client).admin() as admin,
        broker(light_stack, client).reader(topic) as reader,
    ):
        ends = admin.offsets(Partition(topic, number) for number in range(2))
        reader.assign(ends)
        for partition in ends:
            reader.seek(partition, start)
        while any((reader.position(each) or 0) < held.end for each, held in ends.items()):
            for partition, batch in reader.poll(0.2).items():
                columns = (
                    *(batch.offsets, batch.timestamps, batch.timestamp_types, batch.keys),
                    *(batch.values, [list(headers) for headers in batch.headers]),
                )
                found += [(partition, *record) for record in zip(*columns, strict=True)]
        positions = [(partition, reader.position(partition), ends[partition]) for partition in ends]
    return [*sorted(found), positions]


def read_for_ever(reader: Reader) -> None:
    """Poll until that fails; the test's own time-out ends the wait."""
    while True:
        reader.poll(0.2)


def fill(light_stack: Stack, topic: str) -> None:
    """Publish records of every kind, and transactions of which one was aborted."""
    producer = KafkaProducer(
        bootstrap_servers=light_stack.settings.kafka_bootstrap,
        transactional_id=topic,
        compression_type="lz4",
    )
    producer.init_transactions()
    kinds: list[dict[str, Any]] = [
        {"key": b"k", "value": b"v"},
        {"key": None, "value": b""},
        {"key": b"", "value": None},
        {
            "key": b"\xff\x00",
            "value": b"\xfe",
            "headers": [("a", b"1"), ("b", b""), ("a", b"\xff")],
        },
        {"key": b"k", "value": b"old", "timestamp_ms": 86_400_000},
    ]
    for commits in (True, False, True, False):
        producer.begin_transaction()
        for number in range(40):
            producer.send(topic, partition=number % 2, **kinds[number // 2 % len(kinds)])
        producer.flush()
        (producer.commit_transaction if commits else producer.abort_transaction)()
    producer.close()


def test_both_read_the_same_records_and_positions(light_stack: Stack, topic: str) -> None:
    fill(light_stack, topic)
    ours = [read(light_stack, client, topic) for client in CLIENTS]
    assert ours[0] == ours[1]
    *records, positions = ours[0]
    assert len(records) == 80
    # The tail is an aborted run of 20 records and its marker.
    assert [position for _, position, _ in positions] == [84, 84]


def test_both_read_on_from_the_middle(light_stack: Stack, topic: str) -> None:
    fill(light_stack, topic)
    ours = [read(light_stack, client, topic, start=30) for client in CLIENTS]
    assert ours[0] == ours[1]
    assert min(record[1] for record in ours[0][:-1]) >= 30


def test_both_know_the_same_of_topics_and_offsets(light_stack: Stack, topic: str) -> None:
    fill(light_stack, topic)
    known = []
    for client in CLIENTS:
        with broker(light_stack, client).admin() as admin:
            partitions = [Partition(topic, number) for number in range(2)]
            known.append(
                (admin.cluster_id(), admin.topics([topic, "absent"]), admin.offsets(partitions))
            )
            assert admin.topics([]) == {}
            assert admin.offsets([]) == {}
    assert known[0] == known[1]


def test_both_publish_a_key_to_the_same_partition(light_stack: Stack, topic: str) -> None:
    for client in CLIENTS:
        with broker(light_stack, client).publisher() as publisher:
            for key in [None, b"", *(b"key-%d" % number for number in range(48))]:
                publisher.send(topic, key, b"v", [("client", client.encode()), ("null", None)])
            publisher.flush()
    *records, _ = read(light_stack, "kafka-python", topic)
    by_client = {
        client: Counter((r[0], r[4]) for r in records if r[-1][0] == ("client", client.encode()))
        for client in CLIENTS
    }
    assert by_client["confluent"].total() == 50
    assert by_client["confluent"] == by_client["kafka-python"]


def test_both_read_header_names_that_are_no_text(light_stack: Stack, topic: str) -> None:
    with broker(light_stack, "kafka-python").publisher() as publisher:
        for name in ("plain", "caf\udce9", "caf\u00e9"):
            publisher.send(topic, b"k", b"v", [(name, b"1"), (name, None)])
        publisher.flush()
    ours = [read(light_stack, client, topic) for client in CLIENTS]
    assert ours[0] == ours[1]
    assert [record[-1][0][0] for record in ours[1][:-1]] == ["plain", "caf\udce9", "caf\u00e9"]


@pytest.mark.parametrize("client", CLIENTS)
def test_a_record_that_the_broker_refuses_is_an_error(
    light_stack: Stack, topic: str, client: ClientName
) -> None:
    with broker(light_stack, client).publisher() as publisher:
        publisher.send(topic, b"k", random.Random(1).randbytes(9 * 1024 * 1024), [])  # noqa: S311
        with pytest.raises(BrokerError):
            publisher.flush()


@pytest.mark.parametrize("client", CLIENTS)
def test_a_position_that_kafka_no_longer_holds_is_an_error(
    light_stack: Stack, topic: str, client: ClientName
) -> None:
    fill(light_stack, topic)
    library = KafkaAdminClient(bootstrap_servers=light_stack.settings.kafka_bootstrap)
    library.delete_records({TopicPartition(topic, 0): 10})
    library.close()
    partition = Partition(topic, 0)
    with broker(light_stack, client).reader(topic) as reader:
        reader.assign([partition])
        reader.seek(partition, 5)
        with pytest.raises(PositionLostError, match="does not hold the position"):
            read_for_ever(reader)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_partition_is_held_until_it_has_a_position_and_sought_anew_at_once(
    light_stack: Stack, topic: str, client: ClientName
) -> None:
    fill(light_stack, topic)
    first, second = (Partition(topic, number) for number in range(2))
    with broker(light_stack, client).reader(topic) as reader:
        reader.subscribe([topic])
        given: set[Partition] = set()
        while given != {first, second}:
            assert reader.poll(0.2) == {}
            given |= reader.rebalance().assigned
        for start in (0, 50, 20):
            reader.seek(first, start)
            offsets: list[int] = []
            while not offsets:
                polled = reader.poll(0.2)
                assert set(polled) <= {first}
                offsets += [offset for batch in polled.values() for offset in batch.offsets]
            assert start <= offsets[0] < start + 25
