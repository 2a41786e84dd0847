"""One object with the same name twice: readers differ in which value they take."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_they_are_dead_letters(light_stack: Stack, raw_format: RawFormat) -> None:
    bad = [
        Fed(b'{"name":"a","name":"b"}', "duplicate_field", "name comes twice"),
        Fed(b'{"name":"b","name":"a"}', "duplicate_field", "name comes twice"),
        Fed(b'{"name":"a","n\\u0061me":"a"}', "duplicate_field", "name comes twice"),
        Fed(b'{"name":"a", "more":[{"x":1},{"x":1}]}', "contract_violation", "more"),
    ]
    feed(light_stack, raw_format, among_things(bad))
