"""Clearing agrees with the exact check whatever the schema: what is cleared keeps it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pyarrow as pa
from hypothesis import event, given, settings
from hypothesis import strategies as st

from ingestion.landing.clearing import clearer
from ingestion.landing.envelope import Checker
from tests.unit.landing_helpers import FakeRecord, batch, contract

Schema = dict[str, Any]
NUMBERS = [0, -1, 1, 2, 3, 10, 0.5, 1.5, -0.0, 2**53, 2**53 + 1, 100]
TEXTS = ["", "a", "ab", "abc", "é", "日本", "A-1", "x\n", "\\", '"', "2024-02-29", "2026-02-29"]
PATTERNS = ["^[a-z]*$", "^[A-Z]-[0-9]{1,2}$", "^a?b?$", "^[a-z]{2}$", "^[ab]+c$", "^$"]
ANYTHING: list[Any] = [None, True, 1, 1.5, "a", [], {}, -1]


def chosen(values: list[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=4, unique_by=repr)


def typed(kind: str, keywords: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Schema]:
    """Return schemas of a kind, perhaps nullable, with any of the keywords."""
    kinds = st.sampled_from([kind, [kind, "null"]])
    return st.fixed_dictionaries({"type": kinds}, optional=keywords)


BOUND = st.sampled_from(NUMBERS)
INTEGERS: list[Any] = [-1, 0, 1, 2, 3]
SCALARS = st.one_of(
    st.fixed_dictionaries({"enum": chosen(["a", "ab", "é", None, "A-1"])}),
    typed("boolean", {}),
    typed("integer", {"minimum": BOUND, "maximum": BOUND, "enum": chosen(INTEGERS)}),
    typed("number", {"minimum": BOUND, "maximum": BOUND, "enum": chosen(INTEGERS)}),
    typed(
        "string",
        {
            "minLength": st.integers(0, 3),
            "maxLength": st.integers(0, 3),
            "pattern": st.sampled_from(PATTERNS),
            "format": st.just("date"),
            "enum": chosen(["a", "ab", "abc", None]),
        },
    ),
)


def objects(fields: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    properties = st.dictionaries(st.sampled_from("pqrst"), fields, min_size=1, max_size=3)
    return properties.map(
        lambda each: {
            "type": "object",
            "additionalProperties": False,
            "properties": each,
            "required": [min(each)],
        }
    )


FIELDS = st.recursive(
    SCALARS,
    lambda inner: (
        objects(inner) | st.fixed_dictionaries({"type": st.just("array"), "items": inner})
    ),
    max_leaves=4,
)


def values(schema: Schema) -> st.SearchStrategy[Any]:
    """Return values that mostly have the schema's shape, and often keep it."""
    kind = schema.get("type", "string")
    kind = kind if isinstance(kind, str) else kind[0]
    if kind == "object":
        some = {name: values(each) for name, each in schema["properties"].items()}
        like: st.SearchStrategy[Any] = st.fixed_dictionaries({}, optional=some)
    elif kind == "array":
        like = st.lists(values(schema["items"]), max_size=2)
    else:
        shapes: dict[str, list[Any]] = {"boolean": [True, False], "string": TEXTS}
        shape: list[Any] = shapes.get(kind) or NUMBERS
        like = st.sampled_from([*shape, *schema.get("enum", [])])
    return like | like | st.sampled_from(ANYTHING)


@settings(max_examples=500)
@given(FIELDS, st.data())
def test_what_is_cleared_keeps_the_schema(field: Schema, data: st.DataObject) -> None:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "field": field},
    }
    things = replace(contract(), schemas={1: schema})
    check = clearer(things, 1)
    if check is None:
        event("left to the exact check")
        return
    value = json.dumps({"name": "k", "field": data.draw(values(field))}).encode()
    cleared = check.clears(pa.array([b"k"], pa.binary()), pa.array([value], pa.binary()), 10_000)
    event("cleared" if cleared else "not cleared")
    if cleared:
        assert Checker(things)._exact_verdicts(batch([FakeRecord(0, value, b"k")])) == [1]
