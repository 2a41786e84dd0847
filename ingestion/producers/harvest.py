"""What a producer has to publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ingestion.contracts import Contract

Size = Literal["full", "small"]


class Message(NamedTuple):
    """A message to send; a value of None is a tombstone."""

    key: bytes
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Unit:
    """Messages that are published and remembered together.

    Attributes:
        name: Natural key of the unit.
        fingerprint: Changes whenever the messages do.
        source_file: Document the unit comes from, as the `source_file` header names it.
        record_number: Its place in the document, from 1.
        document_version: Version of the document.
        count: Number of messages.
        messages: Makes the messages.
        detail: What the producer needs to name the unit's keys once the unit itself is gone.
    """

    name: str
    fingerprint: str
    source_file: str
    record_number: int
    document_version: int
    count: int
    messages: Callable[[], Iterable[Message]]
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reject:
    """A document or record that is malformed.

    Attributes:
        file: Document, as the `source_file` header would name it.
        record: Its place in the document, from 1; None for the whole document.
        field: Path of the offending field; empty for the whole record.
        error: What is wrong with it.
        raw: The record, or the document, as text.
    """

    file: str
    record: int | None
    field: str
    error: str
    raw: str


@dataclass(slots=True)
class Harvest:
    """What a producer has to publish.

    Attributes:
        units: The units to publish.
        rejects: What was malformed.
        alive: Names of units that exist without being chosen this time.
    """

    units: list[Unit] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    alive: set[str] = field(default_factory=set)

    def gone(self, published: Mapping[str, str]) -> list[str]:
        """Return the units published before that are surely gone.

        A unit is not when its document has a malformed part: that may well be the missing unit.

        Args:
            published: Document by name of the unit.
        """
        present = self.alive | {unit.name for unit in self.units}
        doubtful = {reject.file for reject in self.rejects}
        return [
            name
            for name, source_file in published.items()
            if name not in present and source_file not in doubtful
        ]


@dataclass(frozen=True, slots=True)
class Producer:
    """Makes a topic's messages.

    Attributes:
        harvest: Collects what there is to publish, from the contract, the folder of documents and
            the size wanted.
        keys: Names the message keys of a unit that is gone, from its name and detail.
    """

    harvest: Callable[[Contract, Path, Size], Harvest]
    keys: Callable[[str, Mapping[str, Any]], Iterable[bytes]]
