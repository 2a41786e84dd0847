"""Header names that are not UTF-8, and headers without a value."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_every_byte_of_a_name_is_kept(light_stack: Stack, raw_format: RawFormat) -> None:
    name = b"trace\\\xff\xc3\xa9".decode(errors="surrogateescape")
    bad = [
        Fed(
            b'{"name":"a"}',
            "invalid_header_name",
            r"trace\\\xff",
            headers=[("contract_version", b"1"), (name, b"\x00\xff"), ("\\", None)],
        ),
        Fed(b'{"name":"a"}', headers=[("\u00e9\\xff", b"1"), ("", None)]),
    ]
    feed(light_stack, raw_format, among_things(bad))
