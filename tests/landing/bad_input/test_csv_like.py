"""Lines of CSV, and several JSON values in one record."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_they_are_dead_letters(light_stack: Stack, raw_format: RawFormat) -> None:
    bad = [
        Fed(b"name,count\na,1\n", "not_json"),
        Fed(b'"name";"count"', "not_json"),
        Fed(b'{"name":"a"}\n{"name":"b"}\n', "not_json"),
        Fed(b'{"name":"a"},', "not_json"),
    ]
    feed(light_stack, raw_format, among_things(bad))
