"""Which landed records to send again, and how each is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ingestion.contracts import Reason
from ingestion.errors import IngestionError

REPLAYED_FROM = "replayed_from"
_END = 2**63 - 1


class SelectionError(IngestionError):
    """What was asked for makes no sense."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Dead letters, or a range of offsets of one partition with all that landed of it.

    Attributes:
        dead_letters: Take dead letters alone, of all partitions unless one is named.
        reason: Of these, take those of one reason.
        partition: Take records of one partition of the present topic alone.
        start: Smallest offset to take.
        end: Offset after the largest to take.

    Raises:
        SelectionError: It selects nothing in particular, or a reason among rows.
    """

    dead_letters: bool = False
    reason: Reason | None = None
    partition: int | None = None
    start: int = 0
    end: int = _END

    def __post_init__(self) -> None:
        is_range = (self.start, self.end) != (0, _END)
        if not self.dead_letters and (self.partition is None or not is_range):
            raise SelectionError(
                "Nothing is selected.", "Give --dead-letters, or --partition with --from and --to."
            )
        if self.reason is not None and not self.dead_letters:
            raise SelectionError("Only dead letters have a reason.", "Give --dead-letters too.")
        if is_range and (self.partition is None or not 0 <= self.start < self.end):
            raise SelectionError(
                f"Offsets {self.start} to {self.end} are no range of a partition.",
                "Give --partition, and --to above --from.",
            )


class Origin(NamedTuple):
    """Where a record was read from first: topic id, partition and offset."""

    topic_id: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic_id}+{self.partition}+{self.offset}"


# Origins by topic id and partition.
Origins = dict[tuple[str, int], set[int]]


def to_ranges(offsets: Iterable[int]) -> list[list[int]]:
    """Return offsets as ascending ranges, each a start and the offset after its end."""
    ordered = sorted(offsets)
    if not ordered:
        return []
    breaks = [(one, other) for one, other in pairwise(ordered) if other != one + 1]
    starts = [ordered[0], *(other for _, other in breaks)]
    ends = [*(one + 1 for one, _ in breaks), ordered[-1] + 1]
    return [list(each) for each in zip(starts, ends, strict=True)]


def from_ranges(ranges: Iterable[Iterable[int]]) -> set[int]:
    """Return the offsets in ranges: the inverse of `to_ranges`."""
    return {offset for start, end in ranges for offset in range(start, end)}
