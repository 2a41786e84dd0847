"""A little that becomes much: as a value, and as a batch compressed by the client."""

from __future__ import annotations

import gzip

from kafka import KafkaProducer

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import (
    Fed,
    among_things,
    both_formats,
    feed,
    land_and_check,
    thing,
)
from tests.landing.landing_world import world

_BOMB = b'{"name":"' + bytes([32]) * 10_000_000 + b'"}'


@both_formats
def test_a_compressed_value_is_never_unpacked(light_stack: Stack, raw_format: RawFormat) -> None:
    bomb = gzip.compress(_BOMB)
    assert len(bomb) < 20_000
    feed(light_stack, raw_format, among_things([Fed(bomb, "invalid_utf8", "value: ")]))


def test_a_batch_that_unpacks_to_forty_megabytes_lands(light_stack: Stack) -> None:
    each = world(light_stack.settings)
    records = [*among_things([Fed(_BOMB, "too_large")] * 4), thing("last")]
    producer = KafkaProducer(
        bootstrap_servers=light_stack.settings.kafka_bootstrap,
        compression_type="gzip",
        max_request_size=100_000_000,
        batch_size=50_000_000,
        linger_ms=5_000,
    )
    for record in records:
        headers = list(record.headers)
        producer.send(each.contract.topic, record.value, key=record.key, headers=headers)
    producer.flush()
    producer.close()
    land_and_check(each, records)
