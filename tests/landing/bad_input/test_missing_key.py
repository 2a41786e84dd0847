"""Records without a key, with and without a value."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_they_are_dead_letters(light_stack: Stack, raw_format: RawFormat) -> None:
    bad = [
        Fed(b'{"name":"a"}', "missing_key", key=None),
        Fed(None, "missing_key", key=None),
        Fed(b'{"name":"a"}', "key_mismatch", "the value's key is a", key=b""),
    ]
    feed(light_stack, raw_format, among_things(bad))
