"""The raw envelope as Parquet with zstd; see `formats`."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingestion.broker import Batch
from ingestion.contracts import Fault
from ingestion.errors import CorruptionError
from ingestion.landing.envelope import TIMESTAMP_TYPES
from ingestion.landing.header_names import spell
from ingestion.landing.storage.layout import Source

PARQUET_MAGIC = b"PAR1"
_ZSTD_LEVEL = 1
_ROW_GROUP_BYTES = 16 * 1024 * 1024
_DICTIONARY_COLUMNS = ["topic", "topic_id", "timestamp_type", "headers.list.element.key"]
_HEADER = pa.struct([pa.field("key", pa.string()), pa.field("value", pa.binary())])
_TIMESTAMP_TYPES = pa.array(TIMESTAMP_TYPES, pa.string())
_CONSTANT = [
    pa.field("topic", pa.string()),
    pa.field("topic_id", pa.string()),
    pa.field("partition", pa.int32()),
]
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


class ParquetFile:
    """Records as Parquet, byte-exact whatever they hold.

    Args:
        source: The partition.
        with_faults: Whether the file is of dead letters, with reason and error.
    """

    extension = "parquet"

    def __init__(self, source: Source, *, with_faults: bool = False) -> None:
        self._source = source
        self._schema = pa.schema([*_VARYING, *_FAULT] if with_faults else _VARYING)
        self._pending: list[pa.RecordBatch] = []
        self._pending_bytes = 0
        self._sink = pa.BufferOutputStream()
        self._writer: pq.ParquetWriter | None = None
        self.rows = 0

    @property
    def size(self) -> int:
        """About how many bytes of memory the file takes."""
        return self._pending_bytes + int(self._sink.tell())

    def add(self, batch: Batch, faults: Sequence[Fault] = ()) -> None:
        """Append records in the order of their offsets; with their faults when dead letters."""
        columns = _columns(batch, faults)
        if faults:
            columns += [pa.array(texts, pa.string()) for texts in zip(*faults, strict=True)]
        pending = pa.RecordBatch.from_arrays(columns, schema=self._schema)
        self._pending.append(pending)
        self._pending_bytes += pending.nbytes
        self.rows += len(batch)
        if self._pending_bytes >= _ROW_GROUP_BYTES:
            self._write_row_group()

    def _write_row_group(self) -> None:
        """Compress what is pending, so that memory holds little beyond the finished file."""
        # In one piece: the bytes of a file follow from its records, not from how they arrived.
        varying = pa.Table.from_batches(self._pending, schema=self._schema).combine_chunks()
        constants = [
            pa.repeat(pa.scalar(value, field.type), varying.num_rows)
            for value, field in zip(self._source, _CONSTANT, strict=True)
        ]
        table = pa.table(
            [*constants, *varying.columns], schema=pa.schema([*_CONSTANT, *self._schema])
        )
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._sink,
                table.schema,
                compression="zstd",
                compression_level=_ZSTD_LEVEL,
                use_dictionary=_DICTIONARY_COLUMNS,
            )
        self._writer.write_table(table)
        self._pending, self._pending_bytes = [], 0

    def encode(self) -> memoryview:
        """Finish and return the whole file without copying it, its footer read back.

        Raises:
            CorruptionError: The footer tells of another number of rows than were put in.
        """
        self._write_row_group()
        if self._writer is not None:
            self._writer.close()
        data = self._sink.getvalue()
        if (rows := pq.read_metadata(pa.BufferReader(data)).num_rows) != self.rows:
            raise CorruptionError(f"Parquet of {self._source} has {rows} rows, not {self.rows}.")
        return memoryview(data)


def _columns(batch: Batch, faults: Sequence[Fault]) -> list[pa.Array]:
    """Return a batch's columns as those of the envelope."""
    return [
        batch.column("offset"),
        batch.column("timestamp"),
        _TIMESTAMP_TYPES.take(batch.column("timestamp_type")),
        batch.column("key"),
        _headers(batch, faults),
        batch.column("value"),
    ]


def _headers(batch: Batch, faults: Sequence[Fault]) -> pa.Array:
    """Return the headers with their names as text."""
    column = batch.column("headers")
    flat = column.flatten()
    if any(fault.reason == "invalid_header_name" for fault in faults):
        names = pa.array(_spelled(batch, faults), pa.string())
    else:
        names = flat.field("key").cast(pa.string())
    structs = pa.StructArray.from_arrays([names, flat.field("value")], fields=list(_HEADER))
    starts = column.offsets
    return pa.ListArray.from_arrays(pc.subtract(starts, starts[0]), structs)


def _spelled(batch: Batch, faults: Sequence[Fault]) -> list[str]:
    """Return the names of all headers, those of records with an undecodable one spelled."""
    return [
        spell(name) if fault.reason == "invalid_header_name" else name
        for headers, fault in zip(batch.headers, faults, strict=True)
        for name, _ in headers
    ]
