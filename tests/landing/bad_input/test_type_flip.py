"""A field that changes its type in the middle of a file."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts import Reason
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, both_formats, feed


@both_formats
def test_rows_of_the_promised_type_land(light_stack: Stack, raw_format: RawFormat) -> None:
    flips = [b'"1"', b"1.0", b"true", b"null", b"[1]", b"{}", b"1"]
    records = [
        Fed(b'{"name":"a","count":%s}' % each, *_fate(each)) for _ in range(50) for each in flips
    ]
    feed(light_stack, raw_format, records)


def _fate(count: bytes) -> tuple[Reason | None, str]:
    return (None, "") if count == b"1" else ("contract_violation", "count: must be integer")
