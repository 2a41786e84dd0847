"""Reading texts and numbers in JSON under the rules of a node; see `tables`.

All of it is compiled. `text`, `words`, `numbers` and `bounds` are addresses; `at`, `start` and
`end` are positions in the text. -1 stands for "not surely right", and so does 0 for a size. What is
rare counts as that: exponents, many digits, half pairs.
"""

from __future__ import annotations

import numpy as np

from ingestion.compiled import byte, compiled, real, word
from ingestion.landing.clearing import tables as t

COMMA, END_BRACE, END_BRACKET, QUOTE = 44, 125, 93, 34
_BACKSLASH, _MINUS, _DOT, _ZERO, _NINE, _UNICODE = 92, 45, 46, 48, 57, 117
# Mantissas of so many digits are exact as doubles, and so is a quotient of such a power of ten.
_DIGITS, _INTEGER_DIGITS = 15, 18
_DATE_BYTES = 10

IS_SPACE = np.isin(np.arange(256), list(b" \t\n\r"))
_IS_ESCAPED = np.isin(np.arange(256), list(b'"\\/bfnrt'))
_IS_PLAIN = (np.arange(256) >= 32) & (np.arange(256) < 128)
_IS_PLAIN[[QUOTE, _BACKSLASH]] = False
_HEX = np.array([int(chr(c), 16) if chr(c) in "0123456789abcdefABCDEF" else -1 for c in range(256)])
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_TEN_TO = np.array([10.0**n for n in range(_DIGITS + 1)])


@compiled
def byte_at(text: int, at: int, end: int) -> int:
    """Return the byte at a position; 0, which JSON has nowhere, at the end."""
    return byte(text + at) if at < end else 0


@compiled
def same(text: int, at: int, end: int, other: int, start: int, length: int) -> bool:
    """Tell whether a text goes on with a part of another."""
    if at + length > end:
        return False
    count = 0
    while count < length and byte(text + at + count) == byte(other + start + count):
        count += 1
    return count == length


@compiled
def read_string(numbers: int, words: int, text: int, start: int, end: int, node: int) -> int:
    """Read a text after its quotation mark; return the position after the other one."""
    has_key = word(numbers, node + t.KEY_PART) >= 0
    choices, runs, is_date = (
        word(numbers, node + t.CHOICES),
        word(numbers, node + t.RUNS),
        word(numbers, node + t.IS_DATE),
    )
    at, more = start, 0
    while True:
        while at < end and _IS_PLAIN[byte(text + at)]:
            at += 1
        char = byte_at(text, at, end)
        if char == QUOTE:
            break
        if char == _BACKSLASH:
            # Rules are for what an escape stands for.
            size = 0 if has_key or choices or runs or is_date else _escape(text, at, end)
            more += size - 1
        else:
            size = _utf8(text, at, end)
            more += size - 1
        if size == 0:
            return -1
        at += size
    length = at - start - more
    if length < word(numbers, node + t.LOW) or length > word(numbers, node + t.HIGH):
        return -1
    if choices and not _is_chosen(numbers, words, text, start, at, node):
        return -1
    if runs and not _matches(numbers, words, text, start, at, node):
        return -1
    if is_date and not _is_date(text, start, at):
        return -1
    return at + 1


@compiled
def _escape(text: int, at: int, end: int) -> int:
    """Return the bytes of the escape at a position; 0 when it is none, or of a surrogate."""
    char = byte_at(text, at + 1, end)
    if _IS_ESCAPED[char]:
        return 2
    if char != _UNICODE or at + 6 > end:
        return 0
    code = 0
    for i in range(at + 2, at + 6):
        if _HEX[byte(text + i)] < 0:
            return 0
        code = code * 16 + _HEX[byte(text + i)]
    return 0 if 0xD800 <= code < 0xE000 else 6


@compiled
def _utf8(text: int, at: int, end: int) -> int:
    """Return the bytes of the character at a position; 0 when they are not UTF-8 (RFC 3629)."""
    first, second = byte_at(text, at, end), byte_at(text, at + 1, end)
    size, low, high = 0, 0x80, 0xBF
    if 0xC2 <= first < 0xE0:
        size = 2
    elif 0xE0 <= first < 0xF0:
        size, low, high = 3, 0xA0 if first == 0xE0 else 0x80, 0x9F if first == 0xED else 0xBF
    elif 0xF0 <= first < 0xF5:
        size, low, high = 4, 0x90 if first == 0xF0 else 0x80, 0x8F if first == 0xF4 else 0xBF
    if second < low or second > high:
        return 0
    for i in range(at + 2, at + size):
        if byte_at(text, i, end) & 0xC0 != 0x80:
            return 0
    return size


@compiled
def _is_chosen(numbers: int, words: int, text: int, at: int, end: int, node: int) -> bool:
    """Tell whether a text is one of the choices."""
    for number in range(word(numbers, node + t.CHOICES)):
        choice = word(numbers, node + t.FIRST_CHOICE) + t.CHOICE_SIZE * number
        length = word(numbers, choice + t.LENGTH)
        start = word(numbers, choice + t.START)
        if at + length == end and same(text, at, end, words, start, length):
            return True
    return False


@compiled
def _matches(numbers: int, words: int, text: int, at: int, end: int, node: int) -> bool:
    """Tell whether each run of the pattern, taking all it can, leaves the rest to the next."""
    for number in range(word(numbers, node + t.RUNS)):
        run = word(numbers, node + t.FIRST_RUN) + t.RUN_SIZE * number
        group = word(numbers, run + t.CLASS)
        last = min(end, at + min(word(numbers, run + t.MOST), end))
        first = at
        while at < last and byte(words + group + byte(text + at)):
            at += 1
        if at - first < word(numbers, run + t.LEAST):
            return False
    return at == end


@compiled
def _is_date(text: int, start: int, end: int) -> bool:
    """Tell whether a text is a calendar date spelled YYYY-MM-DD."""
    if end - start != _DATE_BYTES:
        return False
    if byte(text + start + 4) != _MINUS or byte(text + start + 7) != _MINUS:
        return False
    year = _digits(text, start, 4)
    month, day = _digits(text, start + 5, 2), _digits(text, start + 8, 2)
    if year <= 0 or month < 1 or month > 12:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return bool(1 <= day <= _MONTH_DAYS[month] + (1 if leap else 0))


@compiled
def _digits(text: int, start: int, count: int) -> int:
    """Read so many digits; -1 when there are others."""
    value = 0
    for i in range(start, start + count):
        if byte(text + i) < _ZERO or byte(text + i) > _NINE:
            return -1
        value = value * 10 + byte(text + i) - _ZERO
    return value


@compiled
def read_number(numbers: int, bounds: int, text: int, start: int, end: int, node: int) -> int:
    """Read a number without an exponent; return the position after it."""
    negative = byte_at(text, start, end) == _MINUS
    first = start + 1 if negative else start
    at, value = first, 0
    while at < end and _ZERO <= byte(text + at) <= _NINE and at - first <= _INTEGER_DIGITS:
        value = value * 10 + byte(text + at) - _ZERO
        at += 1
    whole = at - first
    if whole == 0 or whole > _INTEGER_DIGITS or (byte(text + first) == _ZERO and whole > 1):
        return -1
    if word(numbers, node + t.KINDS) & t.INTEGER:
        if negative and value == 0:
            return -1
        value = -value if negative else value
        inside = word(numbers, node + t.LOW) <= value <= word(numbers, node + t.HIGH)
        return at if inside and _ends_number(text, at, end) else -1
    decimals = 0
    if byte_at(text, at, end) == _DOT:
        at += 1
        while at < end and _ZERO <= byte(text + at) <= _NINE and whole + decimals <= _DIGITS:
            value = value * 10 + byte(text + at) - _ZERO
            at += 1
            decimals += 1
        if decimals == 0:
            return -1
    if whole + decimals > _DIGITS or not _ends_number(text, at, end):
        return -1
    number = value / _TEN_TO[decimals]
    if negative:
        number = -number
    place = word(numbers, node + t.BOUNDS)
    return at if real(bounds, place) <= number <= real(bounds, place + 1) else -1


@compiled
def _ends_number(text: int, at: int, end: int) -> bool:
    """Tell whether no number goes on at a position."""
    if at >= end:
        return True
    char = byte(text + at)
    return bool(char in (COMMA, END_BRACE, END_BRACKET) or IS_SPACE[char])
