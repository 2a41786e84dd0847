"""The raw envelope as files: JSON Lines or Parquet, both with zstd.

Columns: topic, topic_id, partition, offset, timestamp (epoch milliseconds), timestamp_type, key,
headers, value; in dead letters reason and error too. Key, value and header values are byte-exact:
text in JSON Lines, binary in Parquet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from ingestion.broker import Record
from ingestion.contracts import Contract
from ingestion.errors import CorruptionError
from ingestion.landing.envelope import TIMESTAMP_TYPES, Fault
from ingestion.landing.layout import Source

PARQUET_MAGIC = b"PAR1"
_ZSTD_LEVEL = 3
# What a record costs in memory beyond its bytes; a rough figure, for rotation only.
_RECORD_OVERHEAD = 100
_DICTIONARY_COLUMNS = ["topic", "topic_id", "timestamp_type", "headers.list.element.key"]
_HEADER = pa.struct([pa.field("key", pa.string()), pa.field("value", pa.binary())])
_VARYING = pa.schema(
    [
        ("offset", pa.int64()),
        ("timestamp", pa.int64()),
        ("timestamp_type", pa.string()),
        ("key", pa.binary()),
        ("headers", pa.list_(_HEADER)),
        ("value", pa.binary()),
    ]
)
_FAULT = [pa.field("reason", pa.string()), pa.field("error", pa.string())]


class DataFile(Protocol):
    """A file in the making.

    Attributes:
        extension: File name extension, without the leading dot.
        rows: Records added so far.
        size: About how many bytes they take in memory.
    """

    extension: str
    rows: int
    size: int

    def encode(self) -> bytes:
        """Return the whole file."""


class JsonLinesFile:
    """Records as compressed JSON Lines; all of them have to be UTF-8."""

    extension = "jsonl.zst"

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines: list[bytes] = []
        self.rows = 0
        self.size = 0

    def add(self, records: Sequence[Record]) -> None:
        """Append records in the order of their offsets."""
        lines = [self._line(record) for record in records]
        self._lines += lines
        self.rows += len(lines)
        self.size += sum(map(len, lines))

    def _line(self, record: Record) -> bytes:
        topic, topic_id, partition = self._source
        row = {
            "topic": topic,
            "topic_id": topic_id,
            "partition": partition,
            "offset": record.offset,
            "timestamp": record.timestamp,
            "timestamp_type": TIMESTAMP_TYPES.get(record.timestamp_type),
            "key": _text(record.key),
            "headers": [{"key": name, "value": _text(value)} for name, value in record.headers],
            "value": _text(record.value),
        }
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)

    def encode(self) -> bytes:
        """Return the whole file."""
        compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
        return compressor.compress(b"".join(self._lines))


class ParquetFile:
    """Records as Parquet, byte-exact whatever they hold."""

    extension = "parquet"

    def __init__(self, source: Source) -> None:
        self._source = source
        self._batches: list[pa.RecordBatch] = []
        self.rows = 0
        self.size = 0

    def add(self, records: Sequence[Record], faults: Sequence[Fault] | None = None) -> None:
        """Append records in the order of their offsets; with their faults when dead letters."""
        batch = _batch(records)
        if faults is not None:
            reasons, errors = zip(*faults, strict=True)
            batch = pa.RecordBatch.from_arrays(
                [*batch.columns, pa.array(reasons, pa.string()), pa.array(errors, pa.string())],
                schema=pa.schema([*_VARYING, *_FAULT]),
            )
        self._batches.append(batch)
        self.rows += len(records)
        self.size += batch.nbytes + _RECORD_OVERHEAD

    def encode(self) -> bytes:
        """Return the whole file, its footer read back."""
        varying = pa.Table.from_batches(self._batches)
        constants = {
            name: pa.repeat(pa.scalar(value, kind), self.rows)
            for name, value, kind in zip(
                Source._fields, self._source, (pa.string(), pa.string(), pa.int32()), strict=True
            )
        }
        table = pa.table({**constants, **{name: varying[name] for name in varying.column_names}})
        sink = pa.BufferOutputStream()
        pq.write_table(
            table,
            sink,
            compression="zstd",
            compression_level=_ZSTD_LEVEL,
            use_dictionary=_DICTIONARY_COLUMNS,
        )
        data = sink.getvalue()
        if (rows := pq.read_metadata(pa.BufferReader(data)).num_rows) != self.rows:
            raise CorruptionError(f"Parquet of {self._source} has {rows} rows, not {self.rows}.")
        return bytes(data)


def rows_file(contract: Contract, source: Source) -> JsonLinesFile | ParquetFile:
    """Return an empty file in the format of the contract."""
    return JsonLinesFile(source) if contract.format == "jsonl.zst" else ParquetFile(source)


def count_rows(data: bytes, extension: str) -> int:
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


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode()


def _batch(records: Sequence[Record]) -> pa.RecordBatch:
    """Put records into columns, without an object per field where it can be helped."""
    headers = [header for record in records for header in record.headers]
    ends = [0]
    for record in records:
        ends.append(ends[-1] + len(record.headers))
    names, values = [name for name, _ in headers], [value for _, value in headers]
    structs = pa.StructArray.from_arrays(
        [pa.array(names, pa.string()), pa.array(values, pa.binary())], fields=list(_HEADER)
    )
    return pa.RecordBatch.from_arrays(
        [
            pa.array([record.offset for record in records], pa.int64()),
            pa.array([record.timestamp for record in records], pa.int64()),
            pa.array([TIMESTAMP_TYPES.get(r.timestamp_type) for r in records], pa.string()),
            pa.array([record.key for record in records], pa.binary()),
            pa.ListArray.from_arrays(pa.array(ends, pa.int32()), structs),
            pa.array([record.value for record in records], pa.binary()),
        ],
        schema=_VARYING,
    )
