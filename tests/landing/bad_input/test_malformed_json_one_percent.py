"""One record in a hundred is no JSON."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, both_formats, feed, thing


@both_formats
def test_ninety_nine_of_a_hundred_land(light_stack: Stack, raw_format: RawFormat) -> None:
    records = [
        Fed(b'{"name":"cut off', "not_json", "unexpected end") if i % 100 == 50 else thing(f"n{i}")
        for i in range(5_000)
    ]
    feed(light_stack, raw_format, records)
