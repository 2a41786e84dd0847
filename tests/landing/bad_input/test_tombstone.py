"""A null value is a tombstone: it lands as a row."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_it_is_a_row_without_a_value(light_stack: Stack, raw_format: RawFormat) -> None:
    bare = Fed(None, headers=())
    feed(
        light_stack, raw_format, among_things([Fed(None), bare, Fed(b"null", "contract_violation")])
    )
