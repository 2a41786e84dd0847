"""Values, keys and header values that are not UTF-8."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts import Reason
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_bytes_that_are_no_text(light_stack: Stack, raw_format: RawFormat) -> None:
    good = b'{"name":"a"}'
    reason: Reason | None = "invalid_utf8" if raw_format == "jsonl.zst" else None
    bad = [
        Fed(b'{"name":"\xc3\x28"}', "invalid_utf8", "value: "),
        Fed(b'{"name":"\xed\xa0\x80"}', "invalid_utf8", "value: "),
        Fed(b'{"name":"\\ud800"}', "invalid_utf8", "surrogate"),
        Fed(b"\xff\xfe\x00", "invalid_utf8", "value: "),
        # Only files of text cannot hold these.
        Fed(None, reason, key=b"\xff"),
        Fed(good, reason, headers=[("x", b"\x80")]),
    ]
    feed(light_stack, raw_format, among_things(bad))
