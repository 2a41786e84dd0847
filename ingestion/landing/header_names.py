r"""Header names that are not UTF-8: read as Python reads file names, landed in a spelling of them.

A reader gives such a name with its undecodable bytes as lone surrogates (PEP 383). No text column
holds those, so that the dead letter of such a record, and no other, has its header names spelled: a
backslash doubled, an undecodable byte as `\xff`. From the spelling follows every byte of the name.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2}))")


def is_utf8(name: str) -> bool:
    """Tell whether the bytes of a name are UTF-8."""
    try:
        str.encode(name)  # a client's own kind of text may have another `encode`
    except UnicodeEncodeError:
        return False
    return True


def spell(name: str) -> str:
    r"""Spell a name as text.

    Args:
        name: The name, undecodable bytes as lone surrogates.

    Returns:
        The name with backslashes doubled and undecodable bytes as `\xff`.
    """
    data = name.replace("\\", "\\\\").encode(errors="surrogateescape")
    return data.decode(errors="backslashreplace")


def read(spelled: str) -> str:
    """Read a spelled name: the inverse of `spell`.

    Args:
        spelled: What `spell` returned.

    Returns:
        The name, undecodable bytes as lone surrogates.
    """
    return _ESCAPE.sub(_unescaped, spelled)


def _unescaped(found: re.Match[str]) -> str:
    digits = found[1]
    if digits is None:
        return "\\"
    return bytes.fromhex(digits).decode(errors="surrogateescape")
