"""A value of five thousand fields."""

from __future__ import annotations

import orjson

from compose.runner import Stack
from ingestion.contracts.contract import RawFormat
from tests.landing.bad_input.feeding import Fed, among_things, both_formats, feed, with_schema

_FIELDS = {"name": "a", **{f"field_{number:04d}": number for number in range(5_000)}}


@both_formats
def test_a_closed_contract_refuses_it(light_stack: Stack, raw_format: RawFormat) -> None:
    bad = [Fed(orjson.dumps(_FIELDS), "contract_violation", "field_0000: is not in the contract")]
    feed(light_stack, raw_format, among_things(bad))


@both_formats
def test_an_open_contract_takes_it(light_stack: Stack, raw_format: RawFormat) -> None:
    good = [Fed(orjson.dumps(_FIELDS))]
    feed(light_stack, raw_format, among_things(good), schemas=with_schema())
