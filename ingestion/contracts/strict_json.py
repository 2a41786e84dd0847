"""Reading JSON that every reader understands alike: the I-JSON of RFC 7493.

Plain JSON leaves open what readers make of a name that comes twice (the parser here takes the last,
Spark's `get_json_object` the first), of a number beyond any type, of half a surrogate pair. Here
all of these are faults. Integers go beyond RFC 7493, up to what a bigint column holds.
"""

from __future__ import annotations

import json
import re
from itertools import count
from typing import Any

import orjson

from ingestion.contracts.faults import Fault, Reason

MAX_DEPTH = 64
_SMALLEST_INTEGER, _LARGEST_INTEGER = -(2**63), 2**63 - 1
_MANY_DIGITS = re.compile(rb"[0-9]{19}")
# The parser tells its errors apart by their text alone.
_REASON_BY_TEXT: dict[str, Reason] = {
    "infinity": "number_out_of_range",
    "depth limit": "too_deep",
    "surrogate": "invalid_utf8",
}


class JsonFaultError(Exception):
    """A text is no JSON, or not understood alike by all readers; `fault` says why."""

    def __init__(self, reason: Reason, error: str) -> None:
        self.fault = Fault(reason, error)
        super().__init__(error)


def parse(text: bytes) -> Any:
    """Read a JSON text.

    Args:
        text: The text, UTF-8 without a byte order mark.

    Returns:
        The parsed value.

    Raises:
        JsonFaultError: It is not JSON, not UTF-8, nested deeper than 64 levels, has a number that
            neither a bigint nor a double holds, or an object with the same name twice.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _undecodable(text, str(error)) from None
    # Only a text with that many brackets or digits can be too deep or have too large a number.
    if text.count(b"[") + text.count(b"{") > MAX_DEPTH or _MANY_DIGITS.search(text):
        _check_depth_and_numbers(value)
    # Written back to the same text, no name was lost: the usual case, and the quick one.
    if orjson.dumps(value) != text:
        json.loads(text, object_pairs_hook=_unique)
    return value


def _undecodable(text: bytes, error: str) -> JsonFaultError:
    """Tell why the parser refused a text."""
    try:
        text.decode()
    except UnicodeDecodeError as text_error:
        return JsonFaultError("invalid_utf8", f"value: {text_error}")
    for part, reason in _REASON_BY_TEXT.items():
        if part in error:
            return JsonFaultError(reason, error)
    return JsonFaultError("not_json", error)


def _check_depth_and_numbers(value: Any) -> None:
    """Look at all values level by level, which needs no recursion however deep they are."""
    level = [value]
    for depth in count(1):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner += each.values()
            elif isinstance(each, list):
                inner += each
            elif type(each) is int and not _SMALLEST_INTEGER <= each <= _LARGEST_INTEGER:
                raise JsonFaultError("number_out_of_range", f"{each} is no 64-bit integer")
        if depth > MAX_DEPTH and any(isinstance(each, (dict, list)) for each in level):
            raise JsonFaultError("too_deep", f"nested deeper than {MAX_DEPTH} levels")
        if not inner:
            return
        level = inner


def _unique(pairs: list[tuple[str, Any]]) -> None:
    """Refuse an object with the same name twice."""
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise JsonFaultError("duplicate_field", f"{name} comes twice in one object")
        seen.add(name)
