"""A contract's JSON Schema as tables of numbers, which compiled code can follow.

The tables may refuse what the schema allows, and never allow what it refuses: where the two cannot
be the same, the stricter one is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingestion.landing.clearing.patterns import MANY, parse_pattern

Integers = NDArray[np.int64]

# Kinds of values, as bits.
NULL, BOOLEAN, INTEGER, NUMBER, STRING, OBJECT, ARRAY = 1, 2, 4, 8, 16, 32, 64
_KINDS = {"null": NULL, "boolean": BOOLEAN, "integer": INTEGER, "number": NUMBER, "string": STRING}
_KINDS |= {"object": OBJECT, "array": ARRAY}

# What a node has, by the place in its part of the numbers. Fields, choices and runs are the places
# of the first of them; they lie in a row.
KINDS, LOW, HIGH, BOUNDS, FIRST_FIELD, FIELDS, REQUIRED, ITEMS = 0, 1, 2, 3, 4, 5, 6, 7
FIRST_CHOICE, CHOICES, FIRST_RUN, RUNS, IS_DATE, KEY_PART = 8, 9, 10, 11, 12, 13
_NODE_SIZE = 14
# A field: where its name is in the text, how long it is, its node. A choice: the first two.
START, LENGTH, NODE, FIELD_SIZE, CHOICE_SIZE = 0, 1, 2, 3, 2
# A run of a pattern: where its class of bytes is in the text, and how often one of them may come.
CLASS, LEAST, MOST, RUN_SIZE = 0, 1, 2, 3
# The text begins with what JSON spells the same in every schema.
_LITERALS = b"nulltruefalse"
NULL_AT, TRUE_AT, FALSE_AT = 0, 4, 8

_NONE = -1
_MOST_FIELDS = 62
# Beyond it a bound and a value may be equal as doubles, but not as they were written.
EXACT_DOUBLE = 2**53
_ANNOTATIONS = {"description", "title"}


class UnsupportedSchemaError(Exception):
    """The schema uses a keyword, or a keyword in a way, that has no counterpart in the tables."""


class Tables(NamedTuple):
    """The schema; node 0 is the whole value.

    Attributes:
        numbers: All nodes, and what they refer to.
        bounds: Least and greatest number, of nodes that are numbers.
        text: Names and choices, UTF-8, and classes: 256 bytes, of which those in it are 1.
    """

    numbers: Integers
    bounds: NDArray[np.float64]
    text: NDArray[np.uint8]


class _Builder:
    """Fills the tables.

    Args:
        root: The whole schema, for references.
    """

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self.numbers: list[int] = []
        self.bounds: list[float] = []
        self.text = bytearray(_LITERALS)

    def add(self, schema: Mapping[str, Any]) -> int:
        """Add a value of the schema; return its node."""
        if "$ref" in schema:
            return self.add(self._referred(schema))
        keywords = {name: value for name, value in schema.items() if name not in _ANNOTATIONS}
        if schema is self._root:
            keywords.pop("definitions", None)
        kind, nullable = _kind(keywords.pop("type", None), keywords.get("enum"))
        node = self._reserve(_NODE_SIZE)
        self._set(node, KINDS, _KINDS[kind] | (NULL if nullable else 0))
        self._set(node, LOW, -MANY)
        self._set(node, HIGH, MANY)
        self._set(node, KEY_PART, _NONE)
        add = {"object": self._object, "array": self._array, "string": self._string}
        add.get(kind, self._number)(node, keywords)
        if keywords:
            raise UnsupportedSchemaError(f"the keyword {next(iter(keywords))} of {kind}")
        return node

    def _reserve(self, size: int) -> int:
        place = len(self.numbers)
        self.numbers += [0] * size
        return place

    def _set(self, node: int, what: int, value: int) -> None:
        self.numbers[node + what] = value

    def _text(self, text: bytes) -> tuple[int, int]:
        """Keep a text; return its start and length."""
        self.text += text
        return len(self.text) - len(text), len(text)

    def _referred(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        prefix, _, name = str(schema["$ref"]).rpartition("/")
        found = self._root.get("definitions", {}).get(name)
        if prefix != "#/definitions" or len(schema) > 1 or found is None or "$ref" in str(found):
            raise UnsupportedSchemaError(f"$ref {schema['$ref']}")
        return found  # type: ignore[no-any-return]

    def _object(self, node: int, keywords: dict[str, Any]) -> None:
        properties = keywords.pop("properties", {})
        required = set(keywords.pop("required", []))
        if keywords.pop("additionalProperties", True) is not False:
            raise UnsupportedSchemaError("an object with fields of any name")
        if not properties or not required <= set(properties) or len(properties) > _MOST_FIELDS:
            raise UnsupportedSchemaError("an object without the fields it requires, or with many")
        if wild := [name for name in properties if not _is_plain(name)]:
            raise UnsupportedSchemaError(f"the field name {wild[0]!r}")
        first = self._reserve(FIELD_SIZE * len(properties))
        self._set(node, FIRST_FIELD, first)
        self._set(node, FIELDS, len(properties))
        self._set(node, REQUIRED, sum(1 << i for i, n in enumerate(properties) if n in required))
        for number, (name, each) in enumerate(properties.items()):
            place = first + FIELD_SIZE * number
            self.numbers[place : place + NODE] = self._text(name.encode())
            self._set(place, NODE, self.add(each))

    def _array(self, node: int, keywords: dict[str, Any]) -> None:
        items = keywords.pop("items", None)
        if not isinstance(items, Mapping):
            raise UnsupportedSchemaError("an array of anything")
        self._set(node, ITEMS, self.add(items))

    def _string(self, node: int, keywords: dict[str, Any]) -> None:
        self._set(node, LOW, keywords.pop("minLength", 0))
        self._set(node, HIGH, keywords.pop("maxLength", MANY))
        if "enum" in keywords:
            choices = [each for each in keywords.pop("enum") if each is not None]
            if not all(isinstance(each, str) and _is_plain(each) for each in choices):
                raise UnsupportedSchemaError(f"the choices {choices}")
            self._set(node, FIRST_CHOICE, len(self.numbers))
            for each in choices:
                self.numbers += self._text(each.encode())
            # None to choose from is a choice of nothing, which the tables have no word for.
            self._set(node, CHOICES, len(choices) or _NONE)
        if "pattern" in keywords:
            self._add_pattern(node, keywords.pop("pattern"))
        if "format" in keywords:
            if keywords.pop("format") != "date":
                raise UnsupportedSchemaError("a format other than date")
            self._set(node, IS_DATE, 1)

    def _add_pattern(self, node: int, pattern: str) -> None:
        runs = parse_pattern(pattern)
        if runs is None:
            raise UnsupportedSchemaError(f"the pattern {pattern}")
        self._set(node, FIRST_RUN, len(self.numbers))
        for run in runs:
            self.numbers += [self._text(run.bytes_in_class)[0], run.least, run.most]
        self._set(node, RUNS, len(runs) or _NONE)

    def _number(self, node: int, keywords: dict[str, Any]) -> None:
        """Add a number or a boolean, of which the former may have bounds."""
        kind = self.numbers[node + KINDS]
        if not kind & (INTEGER | NUMBER):
            return
        low, high = keywords.pop("minimum", None), keywords.pop("maximum", None)
        if "enum" in keywords and kind & INTEGER and low is None and high is None:
            low, high = _row(keywords.pop("enum"))
        for column, bound in ((LOW, low), (HIGH, high)):
            if bound is not None and (
                abs(bound) > EXACT_DOUBLE or (kind & INTEGER and type(bound) is not int)
            ):
                raise UnsupportedSchemaError(f"the bound {bound}")
            if bound is not None and kind & INTEGER:
                self._set(node, column, bound)
        self._set(node, BOUNDS, len(self.bounds))
        self.bounds += [-np.inf if low is None else low, np.inf if high is None else high]


def compile_schema(schema: Mapping[str, Any], key: Sequence[str] = ()) -> Tables:
    """Turn a JSON Schema, draft 4, into tables.

    Args:
        schema: The schema.
        key: Fields of the whole value whose values are the message key.

    Returns:
        The tables.

    Raises:
        UnsupportedSchemaError: It has no counterpart in tables; the message says why.
    """
    made = _Builder(schema)
    root = made.add(schema)
    properties = list(schema.get("properties", ()))
    for number, name in enumerate(key):
        if made.numbers[root + KINDS] != OBJECT or name not in properties:
            raise UnsupportedSchemaError(f"the key field {name}")
        place = properties.index(name)
        part = made.numbers[made.numbers[root + FIRST_FIELD] + FIELD_SIZE * place + NODE]
        may_miss = not made.numbers[root + REQUIRED] >> place & 1
        taken = made.numbers[part + KEY_PART] != _NONE
        if may_miss or taken or made.numbers[part + KINDS] not in (STRING, INTEGER):
            raise UnsupportedSchemaError(f"the key field {name}")
        made.numbers[part + KEY_PART] = number
    return Tables(
        np.array(made.numbers, np.int64),
        np.array(made.bounds, np.float64),
        np.frombuffer(bytes(made.text), np.uint8),
    )


def _kind(declared: Any, enum: Any) -> tuple[str, bool]:
    """Return the one kind besides null, and whether null is allowed."""
    if declared is None and enum is not None:
        declared = ["string", "null"]
    kinds = [declared] if isinstance(declared, str) else list(declared or [])
    others = [kind for kind in kinds if kind != "null"]
    if len(others) != 1 or others[0] not in _KINDS:
        raise UnsupportedSchemaError(f"type {declared}")
    return others[0], "null" in kinds and (enum is None or None in enum)


def _row(choices: Sequence[Any]) -> tuple[int, int]:
    """Return first and last of integers that follow each other: bounds say the same of them."""
    known = sorted(choices) if all(type(each) is int for each in choices) else []
    if not known or known != list(range(known[0], known[-1] + 1)):
        raise UnsupportedSchemaError(f"the choices {choices}")
    return known[0], known[-1]


def _is_plain(text: str) -> bool:
    """Tell whether a text stands in JSON as it is, whoever writes it."""
    return text.isascii() and text.isprintable() and '"' not in text and "\\" not in text
