"""The raw envelope as files: JSON Lines or Parquet, both with zstd.

Columns: topic, topic_id, partition, offset, timestamp (epoch milliseconds), timestamp_type, key,
headers, value; in dead letters reason and error too. Key, value and header values are byte-exact:
text in JSON Lines, binary in Parquet.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from ingestion.contracts import Contract
from ingestion.errors import CorruptionError
from ingestion.landing.files.json_lines import JsonLinesFile
from ingestion.landing.files.parquet import ParquetFile
from ingestion.landing.storage.layout import Source
from ingestion.landing.storage.store import FileData


def rows_file(contract: Contract, source: Source) -> JsonLinesFile | ParquetFile:
    """Return an empty file in the format of the contract."""
    return JsonLinesFile(source) if contract.format == "jsonl.zst" else ParquetFile(source)


def count_rows(data: FileData, extension: str) -> int:
    """Count the records of a landed file.

    Raises:
        CorruptionError: The file cannot be read; the caller knows its name.
    """
    try:
        if extension == ParquetFile.extension:
            return int(pq.read_table(pa.BufferReader(data), columns=["offset"]).num_rows)
        return zstandard.ZstdDecompressor().stream_reader(data).readall().count(b"\n")
    except (pa.ArrowException, zstandard.ZstdError) as error:
        raise CorruptionError(f"unreadable: {error}") from error
