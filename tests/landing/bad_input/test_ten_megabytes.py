"""Records larger than the contract allows, than a batch and than a fetch."""

from __future__ import annotations

from hashlib import shake_256

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed, with_schema

_TOPIC = {"max.message.bytes": str(16 * 1024 * 1024)}
# So random that it has ten megabytes in a compressed batch too.
_NOISE = shake_256(b"noise").hexdigest(5_000_000).encode()


@both_formats
def test_a_record_of_ten_megabytes_is_a_dead_letter(
    light_stack: Stack, raw_format: RawFormat
) -> None:
    big = Fed(b'{"name":"%s"}' % _NOISE, "too_large", "10000012 bytes", headers=())
    header = Fed(b'{"name":"a"}', "too_large", headers=[("x", _NOISE)])
    feed(light_stack, raw_format, among_things([big, header, big]), topic_config=_TOPIC)


@both_formats
def test_where_the_contract_allows_it_it_is_a_row(
    light_stack: Stack, raw_format: RawFormat
) -> None:
    big = Fed(b'{"name":"a","more":"%s"}' % _NOISE)
    feed(
        light_stack,
        raw_format,
        among_things([big, big]),
        topic_config=_TOPIC,
        max_record_bytes=20_000_000,
        schemas=with_schema(),
    )
