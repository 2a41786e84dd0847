"""Following a schema's tables through JSON values; see `tables` and `scalars`.

Compiled, as `scalars` is. Of the rare, an escaped field name is not surely right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ingestion.compiled import byte, compiled, put, word
from ingestion.landing.clearing import tables as t
from ingestion.landing.clearing.scalars import (
    COMMA,
    END_BRACE,
    END_BRACKET,
    IS_SPACE,
    QUOTE,
    byte_at,
    read_number,
    read_string,
    same,
)

Ends = NDArray[np.int32]

MOST_KEY_PARTS = 16
_DEPTH = 32
# A frame of the stack: an open object or array, its fields seen as bits, the field to come next.
_NODE, _SEEN, _NEXT, _FRAME_SIZE = 0, 1, 2, 3
_COLON, _BRACE, _BRACKET, _BAR = 58, 123, 91, 124
_N, _T, _F = ord("n"), ord("t"), ord("f")


@compiled
def all_keep(
    numbers: NDArray[np.int64],
    bounds: NDArray[np.float64],
    words: NDArray[np.uint8],
    text: NDArray[np.uint8],
    ends: Ends,
    keys: NDArray[np.uint8],
    key_ends: Ends,
    key_parts: int,
) -> bool:
    """Tell whether all values surely keep the schema and have these keys.

    Args:
        numbers: Of the tables.
        bounds: Of the tables.
        words: Text of the tables.
        text: All values in a row.
        ends: Where each value ends, after where the first one begins.
        keys: All keys in a row.
        key_ends: Likewise.
        key_parts: Number of fields that are the key.
    """
    stack = np.zeros(_DEPTH * _FRAME_SIZE, np.int64)
    key = np.zeros(2 * MOST_KEY_PARTS, np.int64)
    schema = (numbers.ctypes.data, bounds.ctypes.data, words.ctypes.data)
    memory = (stack.ctypes.data, key.ctypes.data)
    for i in range(len(ends) - 1):
        if not _keeps(schema, text.ctypes.data, ends[i], ends[i + 1], memory):
            return False
        place = (keys.ctypes.data, key_ends[i], key_ends[i + 1])
        if not _is_key(text.ctypes.data, memory[1], key_parts, *place):
            return False
    return True


@compiled
def _skip(text: int, at: int, end: int) -> int:
    """Return the position after white space."""
    while at < end and IS_SPACE[byte(text + at)]:
        at += 1
    return at


@compiled
def _keeps(
    schema: tuple[int, int, int], text: int, start: int, end: int, memory: tuple[int, int]
) -> bool:
    """Follow one value: begin it, then close what ends with it and go on to the next inside."""
    numbers, _, words = schema
    stack, key = memory
    at, node, depth = _skip(text, start, end), 0, 0
    while True:
        char, kinds = byte_at(text, at, end), word(numbers, node + t.KINDS)
        opened = (char == _BRACE and kinds & t.OBJECT) or (char == _BRACKET and kinds & t.ARRAY)
        if opened:
            if depth == _DEPTH:
                return False
            frame = depth * _FRAME_SIZE
            put(stack, frame + _NODE, node)
            put(stack, frame + _SEEN, 0)
            put(stack, frame + _NEXT, 0)
            depth += 1
            at += 1
        else:
            at = _scalar(schema, text, at, end, node, key)
            if at < 0:
                return False
        while True:
            at = _skip(text, at, end)
            if depth == 0:
                return at == end
            frame = (depth - 1) * _FRAME_SIZE
            parent, char = word(stack, frame + _NODE), byte_at(text, at, end)
            is_object = word(numbers, parent + t.KINDS) & t.OBJECT != 0
            if char != (END_BRACE if is_object else END_BRACKET):
                break
            required = word(numbers, parent + t.REQUIRED)
            if word(stack, frame + _SEEN) & required != required:
                return False
            depth -= 1
            at += 1
            opened = False
        if not opened:
            if char != COMMA:
                return False
            at = _skip(text, at + 1, end)
        if is_object:
            at = _field(numbers, words, text, at, end, stack, frame)
            if at < 0:
                return False
            last = word(stack, frame + _NEXT) - 1
            node = word(
                numbers, word(numbers, parent + t.FIRST_FIELD) + t.FIELD_SIZE * last + t.NODE
            )
        else:
            node = word(numbers, parent + t.ITEMS)


@compiled
def _field(numbers: int, words: int, text: int, at: int, end: int, stack: int, frame: int) -> int:
    """Read a field's name and the colon; its number, and one more, is the frame's next."""
    if byte_at(text, at, end) != QUOTE:
        return -1
    parent = word(stack, frame + _NODE)
    first, count = word(numbers, parent + t.FIRST_FIELD), word(numbers, parent + t.FIELDS)
    number = word(stack, frame + _NEXT)
    # Mostly fields come in the schema's order.
    for _ in range(count):
        number = 0 if number >= count else number
        field = first + t.FIELD_SIZE * number
        length = word(numbers, field + t.LENGTH)
        after = at + 1 + length
        if byte_at(text, after, end) == QUOTE and same(
            text, at + 1, end, words, word(numbers, field + t.START), length
        ):
            seen = word(stack, frame + _SEEN)
            if seen >> number & 1:
                return -1
            put(stack, frame + _SEEN, seen | 1 << number)
            put(stack, frame + _NEXT, number + 1)
            colon = _skip(text, after + 1, end)
            return _skip(text, colon + 1, end) if byte_at(text, colon, end) == _COLON else -1
        number += 1
    return -1


@compiled
def _scalar(schema: tuple[int, int, int], text: int, at: int, end: int, node: int, key: int) -> int:
    """Read a text, a number, a boolean or null; return the position after it."""
    numbers, bounds, words = schema
    char, kinds = byte_at(text, at, end), word(numbers, node + t.KINDS)
    if char == _N:
        return at + 4 if kinds & t.NULL and same(text, at, end, words, t.NULL_AT, 4) else -1
    if char == _T:
        return at + 4 if kinds & t.BOOLEAN and same(text, at, end, words, t.TRUE_AT, 4) else -1
    if char == _F:
        return at + 5 if kinds & t.BOOLEAN and same(text, at, end, words, t.FALSE_AT, 5) else -1
    if char == QUOTE:
        start = at + 1
        after = read_string(numbers, words, text, start, end, node) if kinds & t.STRING else -1
        stop = after - 1
    else:
        is_number = kinds & (t.INTEGER | t.NUMBER)
        start = at
        after = stop = read_number(numbers, bounds, text, at, end, node) if is_number else -1
    part = word(numbers, node + t.KEY_PART)
    if part >= 0:
        put(key, 2 * part, start)
        put(key, 2 * part + 1, stop)
    return after


@compiled
def _is_key(text: int, key: int, parts: int, keys: int, at: int, end: int) -> bool:
    """Tell whether a key consists of parts of the value, with separators between."""
    for number in range(parts):
        if number > 0:
            if byte_at(keys, at, end) != _BAR:
                return False
            at += 1
        start, length = word(key, 2 * number), word(key, 2 * number + 1) - word(key, 2 * number)
        if not same(keys, at, end, text, start, length):
            return False
        at += length
    return at == end
