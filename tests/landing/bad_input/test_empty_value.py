"""A value of no bytes is no JSON, and no tombstone."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_it_is_a_dead_letter_of_no_bytes(light_stack: Stack, raw_format: RawFormat) -> None:
    feed(light_stack, raw_format, among_things([Fed(b"", "not_json", "zero-length")]))
