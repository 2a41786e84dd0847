"""No record is JSON."""

from __future__ import annotations

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, both_formats, feed


@both_formats
def test_the_topic_still_advances(light_stack: Stack, raw_format: RawFormat) -> None:
    feed(light_stack, raw_format, [Fed(b"<xml/>%d" % i, "not_json") for i in range(2_000)])
