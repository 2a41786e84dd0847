"""Numbers around and beyond what a bigint and a double hold."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed


@both_formats
def test_up_to_64_bits_they_are_rows(light_stack: Stack, raw_format: RawFormat) -> None:
    good = [2**53, 2**53 + 1, 2**63 - 1, -(2**63)]
    bad = [
        Fed(_with(2**63), "number_out_of_range", "no 64-bit integer"),
        Fed(_with(2**64), "contract_violation", "count: must be integer"),
        Fed(_with(-(2**63) - 1), "contract_violation", "count: must be integer"),
        Fed(_with(10**400), "number_out_of_range", "infinity"),
        Fed(b'{"name":"a","count":1e400}', "number_out_of_range", "infinity"),
    ]
    feed(light_stack, raw_format, among_things([*(Fed(_with(each)) for each in good), *bad]))


def _with(count: int) -> bytes:
    return b'{"name":"a","count":%d}' % count
