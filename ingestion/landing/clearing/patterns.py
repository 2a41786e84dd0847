"""Regular expressions that are classes of bytes, each repeated, between a beginning and an end."""

from __future__ import annotations

import re
from typing import NamedTuple

MANY = 2**62
_ATOM = re.compile(r"(\[[^\]^\\]+\]|[A-Za-z0-9_ @:,/-])([*+?]|\{[0-9]+(?:,[0-9]*)?\})?")
_MEMBER = re.compile(r"([A-Za-z0-9])-([A-Za-z0-9])|([A-Za-z0-9_ .@:,/-])")
_QUANTIFIERS = {None: (1, 1), "*": (0, MANY), "+": (1, MANY), "?": (0, 1)}


class Run(NamedTuple):
    """Bytes of one class.

    Attributes:
        bytes_in_class: 256 bytes: 1 where the byte of that number is in the class, 0 elsewhere.
        least: How many there are at least.
        most: And at most.
    """

    bytes_in_class: bytes
    least: int
    most: int


def parse_pattern(pattern: str) -> list[Run] | None:
    """Return a pattern's parts; None when it has others.

    A text in which each run in turn takes all it can and that is used up then, matches the pattern;
    one that leaves something might match it still.
    """
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    runs, at = [], 1
    while at < len(pattern) - 1:
        atom = _ATOM.match(pattern, at, len(pattern) - 1)
        members = _members(atom[1].strip("[]")) if atom else None
        if atom is None or members is None:
            return None
        runs.append(Run(members, *_repeats(atom[2])))
        at = atom.end()
    return runs


def _repeats(quantifier: str | None) -> tuple[int, int]:
    """Return how often an atom comes at least and at most."""
    if quantifier in _QUANTIFIERS:
        return _QUANTIFIERS[quantifier]
    least, comma, most = str(quantifier).strip("{}").partition(",")
    return int(least), int(most or MANY) if comma else int(least)


def _members(characters: str) -> bytes | None:
    """Return which bytes are in a class of characters and of ranges of letters or digits."""
    found = bytearray(256)
    at = 0
    while at < len(characters):
        part = _MEMBER.match(characters, at)
        if part is None:
            return None
        first, last = (part[1], part[2]) if part[1] else (part[3], part[3])
        for code in range(ord(first), ord(last) + 1):
            found[code] = 1
        at = part.end()
    return bytes(found)
