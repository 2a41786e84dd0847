"""Clearing whole batches agrees with the exact check: it never lets through what that refuses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.contracts import Contract, load_contracts
from ingestion.landing.clearing import Clearer, clearer
from ingestion.landing.clearing.schemas import UnsupportedSchemaError, compile_schema
from ingestion.landing.envelope import Checker
from tests.unit.landing_helpers import FakeRecord, batch, contract

ROOM = 1_000_000
NULLABLE = ["string", "null"]
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "rank", "maybe", "part"],
    "definitions": {
        "part": {
            "type": ["object", "null"],
            "additionalProperties": False,
            "required": ["kind", "note"],
            "properties": {
                "kind": {"enum": ["x", "y"]},
                "note": {"type": NULLABLE, "minLength": 1},
                "size": {"type": "number", "minimum": 0, "maximum": 10},
            },
        }
    },
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
        "rank": {"type": "integer", "minimum": 0, "maximum": 100},
        "maybe": {"type": NULLABLE},
        "extra": {"type": "string", "maxLength": 3},
        "loose": {"type": ["integer", "null"]},
        "ratio": {"type": "number"},
        "on": {"type": "string", "format": "date"},
        "done": {"type": "boolean"},
        "level": {"type": "integer", "enum": [1, 2]},
        "tone": {"type": NULLABLE, "enum": ["a", None]},
        "part": {"$ref": "#/definitions/part"},
        "parts": {"type": "array", "items": {"$ref": "#/definitions/part"}},
        "words": {"type": "array", "items": {"type": "string", "minLength": 1}},
    },
}
GOOD: dict[str, Any] = {
    "name": "a",
    "rank": 5,
    "maybe": None,
    "extra": "xyz",
    "loose": None,
    "ratio": 1.5,
    "on": "2026-11-21",
    "done": True,
    "level": 2,
    "tone": None,
    "part": {"kind": "x", "note": None, "size": 3},
    "parts": [None, {"kind": "y", "note": "n"}, {"kind": "y", "note": None}],
    "words": ["é", "x{", "a\nb\\"],
}
PLAIN: dict[str, Any] = {"name": "b", "rank": 0, "maybe": "m", "part": None}


def rich(**properties: Mapping[str, Any]) -> Contract:
    """Return a contract of a schema that uses everything that has columns."""
    schema = {**SCHEMA, "properties": {**SCHEMA["properties"], **properties}}
    return replace(contract(), key=("name", "rank"), schemas={1: schema})


RICH = rich()
CHECK = Clearer(RICH, 1)
CHECKER = Checker(RICH)


def encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def key_of(value: bytes) -> bytes:
    """Return the key that a value should have, as well as that can be told."""
    try:
        return RICH.key_of(orjson.loads(value))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return b"b|0"


def clears(keys: list[bytes | None], values: list[bytes], room: int) -> bool:
    """Ask the check."""
    return CHECK.clears(pa.array(keys, pa.binary()), pa.array(values, pa.binary()), room)


def agree(values: list[bytes], keys: list[bytes | None] | None = None) -> bool:
    """Check that what is cleared keeps the contract; tell whether it was cleared."""
    keys = [key_of(value) for value in values] if keys is None else keys
    cleared = clears(keys, values, ROOM)
    if cleared:
        records = [FakeRecord(i, v, k) for i, (k, v) in enumerate(zip(keys, values, strict=True))]
        assert [v for v in CHECKER._exact_verdicts(batch(records)) if v != 1] == []
    return cleared


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 120),
    st.sampled_from([2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 1.0, -0.0, 1e300, 0.1]),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from(
        ["x", "a", "y", "abcd", "2026-02-30", "2026-11-21", "20261121", "\ud800", "a\n"]
    ),
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "note", "size", "name", "zz"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
changed = st.builds(
    lambda base, changes, gone: {k: v for k, v in {**base, **changes}.items() if k not in gone},
    st.sampled_from([GOOD, PLAIN]),
    st.dictionaries(st.sampled_from([*GOOD, "zz"]), anything, max_size=2),
    st.sets(st.sampled_from(list(GOOD)), max_size=2),
).map(encode)
SNIPPETS = (
    b'null,{,},[,],},{,\n,\r, ,\t,\x00,\xff,\xef\xbb\xbf,",\\,\\u0061,\\ud83d\\ude00,\\udc00,NaN,'
    b'Infinity,-0,1.0,1e5,01,/**/,}null,}{},"maybe":,"extra":null,"name":"b"'.split(b",")
)
spliced = st.builds(
    lambda value, at, cut, snippet: (
        value[: at % (len(value) + 1)] + snippet + value[at % (len(value) + 1) + cut :]
    ),
    changed,
    st.integers(0, 400),
    st.integers(0, 3),
    st.sampled_from([b"", b",", *SNIPPETS]),
)
good = st.sampled_from(
    [
        *(encode(GOOD), encode(PLAIN), orjson.dumps(GOOD), json.dumps(GOOD, indent=1).encode()),
        encode({**PLAIN, "maybe": '}{":,'}),
    ]
)


@given(st.lists(st.one_of(good, changed, spliced, st.binary(max_size=6)), min_size=1, max_size=4))
@example([b'{"name":"b","rank":0,"maybe":"m","part":null}{"name":"b",', b""])
@example([encode(PLAIN) + b"null" + encode(PLAIN)])
@example([b"null", b""])
@example([encode(PLAIN)[:-1], b"}"])
def test_what_is_cleared_keeps_the_contract_whatever_the_bytes(values: list[bytes]) -> None:
    agree(values)


@given(changed)
def test_one_changed_value_is_cleared_only_when_it_keeps_the_contract(value: bytes) -> None:
    agree([encode(PLAIN), value, encode(GOOD)])


PLAIN_TEXT = encode(PLAIN)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b" ",
        b"null",
        b"\xef\xbb\xbf" + PLAIN_TEXT,
        PLAIN_TEXT + b"x",
        PLAIN_TEXT * 2,
        PLAIN_TEXT.replace(b'"m"', b'"\xff"'),
        PLAIN_TEXT.replace(b'"m"', b'"\\ud800"'),
        PLAIN_TEXT.replace(b" 0,", b" 0.0,"),
        PLAIN_TEXT.replace(b" 0,", b" 101,"),
        PLAIN_TEXT.replace(b" 0,", b" 9223372036854775808,"),
        PLAIN_TEXT.replace(b'"b"', b'"b", "name": "b"'),
        PLAIN_TEXT.replace(b'"maybe": "m", ', b""),
        PLAIN_TEXT.replace(b'"m"', b'"m", "extra": null'),
        PLAIN_TEXT.replace(b'"m"', b'"m", "extra": "four"'),
        PLAIN_TEXT.replace(b'"m"', b'"m", "ratio": NaN'),
        PLAIN_TEXT.replace(b'"m"', b'"m", "ratio": 1e400'),
        PLAIN_TEXT.replace(b'"m"', b'"m", "on": "2026-02-30"'),
        PLAIN_TEXT.replace(b'"m"', b'"m", "level": true'),
        PLAIN_TEXT.replace(b'"m"', b'"m", "parts": [{"kind": "x"}]'),
        PLAIN_TEXT.replace(b'"m"', b'"m", "words": [null]'),
        PLAIN_TEXT.replace(b'"m"', b'"m", "zz": null'),
        PLAIN_TEXT.replace(b'"b"', b'"b\\n"'),
    ],
)
def test_a_bad_value_between_good_ones_is_not_cleared(value: bytes) -> None:
    assert not agree([PLAIN_TEXT, value, PLAIN_TEXT], [b"b|0"] * 3)


def test_a_wrong_or_missing_key_and_too_large_a_record_are_not_cleared() -> None:
    assert clears([b"b|0"], [PLAIN_TEXT], len(PLAIN_TEXT) + 3)
    assert not clears([b"b|1"], [PLAIN_TEXT], ROOM)
    assert not clears([None], [PLAIN_TEXT], ROOM)
    assert not clears([b"b|0"], [PLAIN_TEXT], len(PLAIN_TEXT) + 2)


@given(st.lists(good, min_size=1, max_size=50))
def test_good_batches_are_cleared(values: list[bytes]) -> None:
    """Fields that may be missing and fields that may be null among them, told apart."""
    assert agree(values)


@pytest.mark.parametrize(
    ("topic", "can"),
    # Films have an object with fields of any name: Arrow has no column for it.
    [("raw-boxoffice", True), ("raw-characters", True), ("raw-films", False)],
)
def test_contracts_with_columns_can_be_cleared(topic: str, can: bool) -> None:
    each = load_contracts()[topic]
    assert (clearer(each, each.version) is not None) == can


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "string", "pattern": "^\\d+$"},
        {"type": "string", "pattern": "a"},
        {"type": "string", "pattern": "^[^a]$"},
        {"type": "string", "format": "email"},
        {"type": ["string", "integer"]},
        {"type": "array"},
        {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        {"type": "integer", "multipleOf": 2},
        {"type": "number", "maximum": 2**60},
        {"type": "number", "enum": [1, 2]},
        {"type": "integer", "enum": [-1, 0, 1], "minimum": 0},
        {"type": "integer", "enum": [-1, 0, 1], "maximum": 0},
        {"type": "integer", "enum": [1, 3]},
        {"type": "string", "default": "x"},
        {"anyOf": [{"type": "string"}]},
        {"$ref": "#/definitions/absent"},
        {},
    ],
)
def test_a_schema_without_columns_is_left_to_the_exact_check(schema: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedSchemaError):
        compile_schema(schema)


def test_a_batch_with_one_bad_record_keeps_the_order_and_names_that_one() -> None:
    records = [FakeRecord(offset, PLAIN_TEXT, b"b|0") for offset in range(3_000)]
    records[1_700] = FakeRecord(1_700, b"{", b"b|0")
    records[5] = FakeRecord(5, None, b"b|0")
    done = CHECKER.sort(batch(records))
    assert list(done.dead_letters.offsets) == [1_700]
    assert [fault.reason for fault in done.faults] == ["not_json"]
    assert list(done.rows[1].offsets) == [i for i in range(3_000) if i != 1_700]
