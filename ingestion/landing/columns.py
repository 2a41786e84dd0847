"""A contract's JSON Schema as Arrow columns: whole batches checked without an object per field.

A schema becomes a tree: a type for Arrow's JSON reader to parse into, and rules over its columns
for what a type does not say. Everything here may refuse what the schema allows, and never allows
what the schema refuses: where the two cannot be the same, the stricter one is taken.

Arrow reads a missing field and a null alike. They are told apart by how often the field's name
comes in the text: `Presence` keeps the account.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.contracts.contract import is_date


class UnsupportedSchemaError(Exception):
    """The schema uses a keyword, or a keyword in a way, that has no counterpart in columns."""


Rule = Callable[[pa.Array], bool]


@dataclass(slots=True)
class Presence:
    """How often each field name must come in the text for what is null to be right.

    Attributes:
        expected: Number of objects that must have the field, by name.
        nulls: In which ways a null has to be told from a missing field, by name: `required` must
            be there, `optional` must not be null, `any` may be either.
    """

    expected: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    nulls: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def agrees(self, text: bytes) -> bool:
        """Tell whether the text has every field that must be there and no null that must not.

        A quoted name with a colon after it is a field in valid JSON, nothing else: a quotation
        mark inside a string is escaped, and a field whose name ends so is unknown to the schema.
        """
        for name, ways in self.nulls.items():
            if ways == {"any"}:
                continue
            # One way's missing field could make up for another's null.
            if len(ways) > 1 or text.count(b'"%s":' % name.encode()) != self.expected[name]:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Column:
    """One value of the schema.

    Attributes:
        type: What Arrow parses it into.
        nullable: Whether it may be null.
        rules: What else has to hold of those that are not null.
        fields: Fields of an object, each with whether it is required.
        items: Items of an array.
    """

    type: pa.DataType
    nullable: bool
    rules: tuple[Rule, ...] = ()
    fields: Mapping[str, tuple[Column, bool]] = field(default_factory=dict)
    items: Column | None = None

    def holds(self, values: pa.Array, presence: Presence) -> bool:
        """Check values of this column, none of which is null."""
        return (
            all(rule(values) for rule in self.rules)
            and all(self._field_holds(name, values, presence) for name in self.fields)
            and (self.items is None or self._items_hold(self.items, values.flatten(), presence))
        )

    def _field_holds(self, name: str, objects: pa.Array, presence: Presence) -> bool:
        column, required = self.fields[name]
        values = objects.field(name)
        nulls = values.null_count
        if nulls and required and not column.nullable:
            return False
        if nulls:
            optional = "any" if column.nullable else "optional"
            presence.nulls[name].add("required" if required else optional)
        presence.expected[name] += len(values) - (0 if required else nulls)
        return column.holds(values.drop_null() if nulls else values, presence)

    @staticmethod
    def _items_hold(column: Column, values: pa.Array, presence: Presence) -> bool:
        if values.null_count and not column.nullable:
            return False
        return column.holds(values.drop_null() if values.null_count else values, presence)


_ANNOTATIONS = {"description", "title"}
_SCALARS = {"string": pa.string(), "integer": pa.int64(), "boolean": pa.bool_()}
_FLOAT = pa.float64()
# Beyond it a bound and a value may be equal as doubles, but not as they were written.
_EXACT_DOUBLE = 2.0**53
_BEYOND_BIGINT = 2.0**63
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
# Patterns that Python's and RE2's regular expressions understand alike: literals, classes without
# escapes or negation, and repetition, between a beginning and an end.
_ATOM = r"(?:[A-Za-z0-9_ @:,/-]|\[(?:[A-Za-z0-9](?:-[A-Za-z0-9])?|[_ .@:,/])+-?\])"
_PATTERN = re.compile(rf"\^(?:{_ATOM}(?:[*+?]|\{{[0-9]{{1,2}}(?:,[0-9]{{0,2}})?\}})?)*\$")


def compile_column(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Column:
    """Turn a JSON Schema, draft 4, into columns.

    Args:
        schema: The schema, or a part of it.
        root: The whole schema, for references.

    Returns:
        The tree of columns.

    Raises:
        UnsupportedSchemaError: It has no counterpart in columns; the message says why.
    """
    root = schema if root is None else root
    if "$ref" in schema:
        return compile_column(_referred(schema, root), root)
    keywords = {name: value for name, value in schema.items() if name not in _ANNOTATIONS}
    if schema is root:
        keywords.pop("definitions", None)
    kind, nullable = _kind(keywords.pop("type", None), keywords.get("enum"))
    if kind == "object":
        return _object(keywords, nullable, root)
    if kind == "array":
        return _array(keywords, nullable, root)
    return _scalar(kind, keywords, nullable)


def _referred(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    prefix, _, name = str(schema["$ref"]).rpartition("/")
    found = root.get("definitions", {}).get(name)
    if prefix != "#/definitions" or len(schema) > 1 or found is None or "$ref" in str(found):
        raise UnsupportedSchemaError(f"$ref {schema['$ref']}")
    return found  # type: ignore[no-any-return]


def _kind(declared: Any, enum: Any) -> tuple[str, bool]:
    """Return the one type besides null, and whether null is allowed."""
    if declared is None and enum is not None:
        declared = ["string", "null"]
    kinds = [declared] if isinstance(declared, str) else list(declared or [])
    others = [kind for kind in kinds if kind != "null"]
    if len(others) != 1:
        raise UnsupportedSchemaError(f"type {declared}")
    return others[0], "null" in kinds and (enum is None or None in enum)


def _object(keywords: dict[str, Any], nullable: bool, root: Mapping[str, Any]) -> Column:
    properties = keywords.pop("properties", {})
    required = set(keywords.pop("required", []))
    if keywords.pop("additionalProperties", True) is not False:
        raise UnsupportedSchemaError("an object with fields of any name")
    _refuse(keywords)
    if not properties or not required <= set(properties):
        raise UnsupportedSchemaError("an object without the fields it requires")
    if wild := [name for name in properties if not _NAME.fullmatch(name)]:
        raise UnsupportedSchemaError(f"the field name {wild[0]!r}")
    fields = {
        name: (compile_column(each, root), name in required) for name, each in properties.items()
    }
    kind = pa.struct([pa.field(name, column.type) for name, (column, _) in fields.items()])
    return Column(kind, nullable, fields=fields)


def _array(keywords: dict[str, Any], nullable: bool, root: Mapping[str, Any]) -> Column:
    items = keywords.pop("items", None)
    _refuse(keywords)
    if not isinstance(items, Mapping):
        raise UnsupportedSchemaError("an array of anything")
    column = compile_column(items, root)
    return Column(pa.list_(column.type), nullable, items=column)


def _scalar(kind: str, keywords: dict[str, Any], nullable: bool) -> Column:
    if kind not in {*_SCALARS, "number"}:
        raise UnsupportedSchemaError(f"type {kind}")
    rules = [_rule(kind, name, value) for name, value in keywords.items()]
    if kind == "number":
        # Arrow's reader takes NaN and infinity for numbers, which JSON has not, and integers of
        # any size for doubles.
        rules.insert(0, lambda values: _all(pc.less(pc.abs(values), _BEYOND_BIGINT)))
    return Column(_SCALARS.get(kind, _FLOAT), nullable, tuple(rules))


def _rule(kind: str, name: str, value: Any) -> Rule:
    """Return the check of one keyword."""
    if kind == "string":
        return _string_rule(name, value)
    if name in {"minimum", "maximum"} and kind in {"integer", "number"}:
        compare = pc.greater_equal if name == "minimum" else pc.less_equal
        if kind == "integer" and type(value) is int and abs(value) < 2**63:
            return lambda values: _all(compare(values, value))
        if kind == "number" and abs(value) <= _EXACT_DOUBLE:
            return lambda values: _all(
                pc.and_(compare(values, float(value)), pc.less_equal(pc.abs(values), _EXACT_DOUBLE))
            )
    if name == "enum" and kind == "integer" and all(type(each) is int for each in value):
        allowed = pa.array(value, pa.int64())
        return lambda values: _all(pc.is_in(values, value_set=allowed))
    raise UnsupportedSchemaError(f"{name} {value} of {kind}")


def _string_rule(name: str, value: Any) -> Rule:
    if name == "minLength":
        return lambda values: _all(pc.greater_equal(pc.utf8_length(values), value))
    if name == "maxLength":
        return lambda values: _all(pc.less_equal(pc.utf8_length(values), value))
    if name == "pattern" and _PATTERN.fullmatch(value):
        return lambda values: _all(pc.match_substring_regex(values, value))
    if name == "format" and value == "date":
        # Days are few, so that asking the exact check about each costs little.
        return lambda values: all(map(is_date, pc.unique(values).to_pylist()))
    if name == "enum" and all(isinstance(each, str | None) for each in value):
        allowed = pa.array([each for each in value if each is not None], pa.string())
        return lambda values: _all(pc.is_in(values, value_set=allowed))
    raise UnsupportedSchemaError(f"{name} {value}")


def _refuse(keywords: Mapping[str, Any]) -> None:
    if keywords:
        raise UnsupportedSchemaError(f"the keyword {next(iter(keywords))}")


def _all(holds: pa.Array) -> bool:
    return bool(pc.all(holds, min_count=0).as_py())
