"""Why a record is a dead letter: the whole list of reasons."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Reason = Literal[
    "too_large",
    "invalid_header_name",
    "missing_key",
    "invalid_utf8",
    "unknown_version",
    "not_json",
    "too_deep",
    "number_out_of_range",
    "duplicate_field",
    "contract_violation",
    "key_mismatch",
]
REASONS: tuple[Reason, ...] = get_args(Reason)


class Fault(NamedTuple):
    """Why a record is a dead letter.

    Attributes:
        reason: One of a short list, to count and select by.
        error: The details: what is wrong, and where.
    """

    reason: Reason
    error: str
