"""A thousand levels of nesting, and more than a parser follows."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_they_are_dead_letters(light_stack: Stack, raw_format: RawFormat) -> None:
    bad = [
        Fed(b'{"name":"a","more":' + _nested(1_000) + b"}", "too_deep", "64 levels"),
        Fed(_nested(100_000), "too_deep", "depth limit"),
        Fed(b'{"a":' * 1_000 + b"1" + b"}" * 1_000, "too_deep", "64 levels"),
        Fed(b"[" * 100_000, "too_deep", "depth limit"),
        Fed(b'{"name":"' + b"[" * 1_000 + b'"}', "key_mismatch"),
    ]
    feed(light_stack, raw_format, among_things(bad))


def _nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels
