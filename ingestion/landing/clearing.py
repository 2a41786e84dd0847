"""Clearing whole batches: does every value of it keep the contract?

The answer is yes, or unknown. The exact check, one record at a time, decides what is unknown and
alone names what is wrong, so this one may refuse too much, but never clear too much.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json

from ingestion.contracts import Contract
from ingestion.contracts.contract import KEY_SEPARATOR
from ingestion.landing.columns import Presence, UnsupportedSchemaError, compile_column

_logger = logging.getLogger(__name__)
_READ_WHOLE = 2**31 - 1
# What may follow an object: another's separator or end, or the next value.
_STRAY = re.compile(rb"\}[^,}\]\n]")


class Clearer:
    """Clears values of one version of a contract.

    Args:
        contract: The contract.
        version: The version.

    Raises:
        UnsupportedSchemaError: The version's schema has no counterpart in columns.
    """

    def __init__(self, contract: Contract, version: int) -> None:
        self._root = compile_column(contract.schemas[version])
        self._key = contract.key
        if self._root.nullable or not self._root.fields:
            raise UnsupportedSchemaError("a value that is no object")
        for name in contract.key:
            column, required = self._root.fields[name]
            if column.nullable or not required or column.type not in (pa.string(), pa.int64()):
                raise UnsupportedSchemaError(f"the key field {name}")
        self._options = arrow_json.ParseOptions(
            explicit_schema=pa.schema(list(self._root.type)),
            newlines_in_values=False,
            unexpected_field_behavior="error",
        )

    def clears(
        self, keys: Sequence[bytes | None], values: Sequence[bytes | None], room: int
    ) -> bool:
        """Tell whether all values surely keep the contract, and have these keys.

        Args:
            keys: Message keys.
            values: Message values, at least one and none of them null.
            room: How large a key and a value may be together.
        """
        present = [value for value in values if value is not None]
        known = [key for key in keys if key is not None]
        if len(known) < len(keys) or max(map(len, present)) + max(map(len, known)) > room:
            return False
        text = b"\n".join(present)
        if not _is_one_object_a_line(text, len(values)) or not _is_utf8(text):
            return False
        try:
            table = arrow_json.read_json(
                pa.BufferReader(text),
                read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(text) + 1),
                parse_options=self._options,
            )
        except pa.ArrowInvalid:
            return False
        batches = table.to_batches()
        if len(batches) != 1 or table.num_rows != len(values):
            return False
        objects = batches[0].to_struct_array()
        presence = Presence()
        return (
            self._root.holds(objects, presence)
            and presence.agrees(text)
            and self._has_keys(objects, known)
        )

    def _has_keys(self, objects: pa.StructArray, keys: Sequence[bytes]) -> bool:
        parts = [objects.field(name).cast(pa.string()) for name in self._key]
        key = parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, KEY_SEPARATOR)
        return bool(key.cast(pa.binary()).equals(pa.array(keys, pa.binary())))


def clearer(contract: Contract, version: int) -> Clearer | None:
    """Return the check for a version of a contract; None when its schema does not allow one."""
    try:
        return Clearer(contract, version)
    except UnsupportedSchemaError as reason:
        _logger.debug("%s, version %d, is checked by record: %s", contract.name, version, reason)
        return None


def _is_one_object_a_line(text: bytes, lines: int) -> bool:
    """Tell whether every line is surely one object, if it is JSON at all.

    Arrow's reader minds no lines: it takes two values on one line for two, and one on two lines
    for one. And a `null` where an object should be ends the process (pyarrow 26). When every
    line begins with `{` and ends with `}`, no value goes on in the next line, for there a name or
    another separator would have to follow; when nothing but `,`, `}`, `]` or the next line follows
    a `}`, no second value is on a line, for it could not begin with either of these.
    """
    return (
        text.startswith(b"{")
        and text.endswith(b"}")
        and text.count(b"\n") == lines - 1 == text.count(b"}\n{")
        and len(text) < _READ_WHOLE
        and _STRAY.search(text) is None
    )


def _is_utf8(text: bytes) -> bool:
    """Tell whether the text is UTF-8, which Arrow's reader does not ask."""
    if text.isascii():
        return True
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
