"""NaN and Infinity, which JSON does not have."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_they_are_dead_letters(light_stack: Stack, raw_format: RawFormat) -> None:
    literals = [b"NaN", b"Infinity", b"-Infinity", b"nan", b"1e"]
    bad = [Fed(b'{"name":"a","count":%s}' % each, "not_json") for each in literals]
    feed(light_stack, raw_format, among_things(bad))
