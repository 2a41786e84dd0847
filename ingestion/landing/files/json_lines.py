"""The raw envelope as JSON Lines with zstd; see `formats`."""

from __future__ import annotations

import orjson
import zstandard

from ingestion.broker import Batch
from ingestion.landing.envelope import TIMESTAMP_TYPES
from ingestion.landing.storage.layout import Source

_ZSTD_LEVEL = 1


class JsonLinesFile:
    """Records as compressed JSON Lines; all of them have to be UTF-8."""

    extension = "jsonl.zst"

    def __init__(self, source: Source) -> None:
        self._source = source
        self._compressor = zstandard.ZstdCompressor(
            level=_ZSTD_LEVEL, write_checksum=True
        ).compressobj()
        self._chunks: list[bytes] = []
        self.rows = 0
        self.size = 0

    def add(self, batch: Batch) -> None:
        """Append records in the order of their offsets."""
        topic, topic_id, partition = self._source
        columns = (
            batch.offsets,
            batch.timestamps,
            batch.timestamp_types,
            batch.keys,
            batch.headers,
            batch.values,
        )
        lines = [
            orjson.dumps(
                {
                    "topic": topic,
                    "topic_id": topic_id,
                    "partition": partition,
                    "offset": offset,
                    "timestamp": timestamp,
                    "timestamp_type": _timestamp_type(timestamp_type),
                    "key": _text(key),
                    "headers": [{"key": name, "value": _text(each)} for name, each in headers],
                    "value": _text(value),
                },
                option=orjson.OPT_APPEND_NEWLINE,
            )
            for offset, timestamp, timestamp_type, key, headers, value in zip(*columns, strict=True)
        ]
        self._keep(self._compressor.compress(b"".join(lines)))
        self.rows += len(batch)

    def _keep(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self.size += len(chunk)

    def encode(self) -> bytes:
        """Finish and return the whole file."""
        self._keep(self._compressor.flush())
        return b"".join(self._chunks)


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode()


def _timestamp_type(number: int | None) -> str | None:
    return None if number is None else TIMESTAMP_TYPES[number]
