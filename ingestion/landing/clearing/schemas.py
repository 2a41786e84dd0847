"""A contract's JSON Schema as tables of numbers, which compiled code can follow.

The tables may refuse what the schema allows, and never allow what it refuses: where the two cannot
be the same, the stricter one is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ingestion.landing.clearing import tables as t
from ingestion.landing.clearing.patterns import MANY, parse_pattern

_KINDS = {
    "null": t.NULL,
    "boolean": t.BOOLEAN,
    "integer": t.INTEGER,
    "number": t.NUMBER,
    "string": t.STRING,
    "object": t.OBJECT,
    "array": t.ARRAY,
}
_NONE = -1
_MOST_FIELDS = 62
# Beyond it a bound and a value may be equal as doubles, but not as they were written.
_EXACT_DOUBLE = 2**53
_ANNOTATIONS = {"description", "title"}


class UnsupportedSchemaError(Exception):
    """The schema uses a keyword, or a keyword in a way, that has no counterpart in the tables."""


class _Builder:
    """Fills the tables.

    Args:
        root: The whole schema, for references.
    """

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self.numbers: list[int] = []
        self.bounds: list[float] = []
        self.text = bytearray(t.LITERALS)

    def add(self, schema: Mapping[str, Any]) -> int:
        """Add a value of the schema; return its node."""
        if "$ref" in schema:
            return self.add(self._referred(schema))
        keywords = {name: value for name, value in schema.items() if name not in _ANNOTATIONS}
        if schema is self._root:
            keywords.pop("definitions", None)
        kind, nullable = _kind(keywords.pop("type", None), keywords.get("enum"))
        node = self._reserve(t.NODE_SIZE)
        self._set(node, t.KINDS, _KINDS[kind] | (t.NULL if nullable else 0))
        self._set(node, t.LOW, -MANY)
        self._set(node, t.HIGH, MANY)
        self._set(node, t.KEY_PART, _NONE)
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
        first = self._reserve(t.FIELD_SIZE * len(properties))
        self._set(node, t.FIRST_FIELD, first)
        self._set(node, t.FIELDS, len(properties))
        self._set(node, t.REQUIRED, sum(1 << i for i, n in enumerate(properties) if n in required))
        for number, (name, each) in enumerate(properties.items()):
            place = first + t.FIELD_SIZE * number
            self.numbers[place : place + t.NODE] = self._text(name.encode())
            self._set(place, t.NODE, self.add(each))

    def _array(self, node: int, keywords: dict[str, Any]) -> None:
        items = keywords.pop("items", None)
        if not isinstance(items, Mapping):
            raise UnsupportedSchemaError("an array of anything")
        self._set(node, t.ITEMS, self.add(items))

    def _string(self, node: int, keywords: dict[str, Any]) -> None:
        self._set(node, t.LOW, keywords.pop("minLength", 0))
        self._set(node, t.HIGH, keywords.pop("maxLength", MANY))
        if "enum" in keywords:
            choices = [each for each in keywords.pop("enum") if each is not None]
            if not all(isinstance(each, str) and _is_plain(each) for each in choices):
                raise UnsupportedSchemaError(f"the choices {choices}")
            self._set(node, t.FIRST_CHOICE, len(self.numbers))
            for each in choices:
                self.numbers += self._text(each.encode())
            # None to choose from is a choice of nothing, which the tables have no word for.
            self._set(node, t.CHOICES, len(choices) or _NONE)
        if "pattern" in keywords:
            self._add_pattern(node, keywords.pop("pattern"))
        if "format" in keywords:
            if keywords.pop("format") != "date":
                raise UnsupportedSchemaError("a format other than date")
            self._set(node, t.IS_DATE, 1)

    def _add_pattern(self, node: int, pattern: str) -> None:
        runs = parse_pattern(pattern)
        if runs is None:
            raise UnsupportedSchemaError(f"the pattern {pattern}")
        self._set(node, t.FIRST_RUN, len(self.numbers))
        for run in runs:
            self.numbers += [self._text(run.bytes_in_class)[0], run.least, run.most]
        self._set(node, t.RUNS, len(runs) or _NONE)

    def _number(self, node: int, keywords: dict[str, Any]) -> None:
        """Add a number or a boolean, of which the former may have bounds."""
        kind = self.numbers[node + t.KINDS]
        if not kind & (t.INTEGER | t.NUMBER):
            return
        low, high = keywords.pop("minimum", None), keywords.pop("maximum", None)
        if "enum" in keywords and kind & t.INTEGER and low is None and high is None:
            low, high = _row(keywords.pop("enum"))
        for column, bound in ((t.LOW, low), (t.HIGH, high)):
            if bound is not None and (
                abs(bound) > _EXACT_DOUBLE or (kind & t.INTEGER and type(bound) is not int)
            ):
                raise UnsupportedSchemaError(f"the bound {bound}")
            if bound is not None and kind & t.INTEGER:
                self._set(node, column, bound)
        self._set(node, t.BOUNDS, len(self.bounds))
        self.bounds += [-np.inf if low is None else low, np.inf if high is None else high]


def compile_schema(schema: Mapping[str, Any], key: Sequence[str] = ()) -> t.Tables:
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
        if made.numbers[root + t.KINDS] != t.OBJECT or name not in properties:
            raise UnsupportedSchemaError(f"the key field {name}")
        place = properties.index(name)
        part = made.numbers[made.numbers[root + t.FIRST_FIELD] + t.FIELD_SIZE * place + t.NODE]
        may_miss = not made.numbers[root + t.REQUIRED] >> place & 1
        taken = made.numbers[part + t.KEY_PART] != _NONE
        if may_miss or taken or made.numbers[part + t.KINDS] not in (t.STRING, t.INTEGER):
            raise UnsupportedSchemaError(f"the key field {name}")
        made.numbers[part + t.KEY_PART] = number
    return t.Tables(
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
