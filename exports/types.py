"""Trino's spelling of types, read as Arrow types."""

from collections.abc import Iterator

import pyarrow as pa

from exports.errors import ExportError

SIMPLE = {
    "varchar": pa.string(),
    "boolean": pa.bool_(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "date": pa.date32(),
}


def arrow_type(spelling: str) -> pa.DataType:
    """Translate a type, for example `array(row(title varchar, gross decimal(18,2)))`.

    Raises:
        ExportError: The type is none that exports use.
    """
    text = " ".join(spelling.lower().split())
    if text in SIMPLE:
        return SIMPLE[text]
    name, bracket, rest = text.partition("(")
    if bracket and rest.endswith(")"):
        arguments = list(_split(rest[:-1]))
        if name == "decimal" and len(arguments) == 2:
            return pa.decimal128(int(arguments[0]), int(arguments[1]))
        if name == "array" and len(arguments) == 1:
            return pa.list_(arrow_type(arguments[0]))
        if name == "row":
            fields = (argument.partition(" ") for argument in arguments)
            return pa.struct([(field, arrow_type(of)) for field, _, of in fields])
    raise ExportError(f"the exports have no type {spelling!r}; add it to exports/types.py")


def _split(arguments: str) -> Iterator[str]:
    """Split at the commas that stand outside any bracket."""
    depth, begin = 0, 0
    for position, character in enumerate(arguments):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            yield arguments[begin:position].strip()
            begin = position + 1
    yield arguments[begin:].strip()
