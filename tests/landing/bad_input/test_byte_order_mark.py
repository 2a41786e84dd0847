"""A byte order mark before JSON."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_it_is_a_dead_letter(light_stack: Stack, raw_format: RawFormat) -> None:
    bad = [
        Fed(b'\xef\xbb\xbf{"name":"a"}', "not_json", "BOM"),
        Fed('{"name":"a"}'.encode("utf-16"), "invalid_utf8", "value: "),
    ]
    feed(light_stack, raw_format, among_things(bad))
