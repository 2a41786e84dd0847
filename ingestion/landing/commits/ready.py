"""What a partition's buffer hands to the commit protocol."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingestion.landing.commits.records import Gap
from ingestion.landing.storage.layout import FileKind, Source
from ingestion.landing.storage.store import FileData


@dataclass(frozen=True, slots=True)
class EncodedFile:
    """A data file ready to be written; attributes as in `CommittedFile`."""

    kind: FileKind
    extension: str
    data: FileData
    rows: int
    min_timestamp: int
    max_timestamp: int


@dataclass(frozen=True, slots=True)
class ReadyRange:
    """A contiguous range of offsets ready to be committed; attributes as in `CommitRecord`."""

    source: Source
    start: int
    end: int
    day: date
    files: tuple[EncodedFile, ...]
    gaps: tuple[Gap, ...]
    contract: str
    contract_versions: dict[str, int]
    leader_epoch: int
