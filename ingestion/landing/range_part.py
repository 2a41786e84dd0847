"""One file of a range that is read but not committed yet."""

from __future__ import annotations

import pyarrow.compute as pc

from ingestion.broker import Batch
from ingestion.landing.commits.ready import EncodedFile
from ingestion.landing.files.json_lines import JsonLinesFile
from ingestion.landing.files.parquet import ParquetFile
from ingestion.landing.storage.layout import FileKind


class RangePart:
    """One file in the making, with the span of its timestamps in milliseconds.

    Args:
        kind: Rows or dead letters.
        file: The file.
        mark: Put before the extension of its name.

    Attributes:
        timestamps: The least and the greatest; empty until records are noted.
    """

    def __init__(self, kind: FileKind, file: JsonLinesFile | ParquetFile, mark: str = "") -> None:
        self.kind = kind
        self.file = file
        self.mark = mark
        self.timestamps: list[int] = []

    def note(self, batch: Batch) -> None:
        """Widen the span to records that were put into the file."""
        seen = pc.min_max(batch.column("timestamp")).as_py()
        spans = [seen["min"], seen["max"], *self.timestamps]
        self.timestamps = [min(spans), max(spans)]

    def encode(self) -> EncodedFile:
        """Finish the file, which has at least one record."""
        low, high = self.timestamps
        extension = f"{self.mark}{self.file.extension}"
        return EncodedFile(self.kind, extension, self.file.encode(), self.file.rows, low, high)
