"""Consumed records as Arrow columns: from the client to the file without an object per field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, repeat
from typing import Any

import pyarrow as pa

Headers = Sequence[tuple[str, bytes | None]]

HEADER = pa.struct([pa.field("key", pa.binary()), pa.field("value", pa.binary())])
SCHEMA = pa.schema(
    [
        ("offset", pa.int64()),
        ("timestamp", pa.int64()),
        ("timestamp_type", pa.int8()),
        ("key", pa.binary()),
        ("headers", pa.list_(HEADER)),
        ("value", pa.binary()),
    ]
)


@dataclass(frozen=True)
class Batch:
    """Consumed records of one partition in the order of their offsets.

    The properties named in the plural give a column as Python objects, for where records are few.

    Attributes:
        rows: The columns of `SCHEMA`. `timestamp` is in epoch milliseconds, as Kafka gave it;
            `timestamp_type` is 0 when the producer set it, 1 when the log did, null when unknown.
            Keys, values and headers are byte-exact; a null value is a tombstone. A header's name
            is its `key`, as in Kafka; a name may come twice.
        leader_epoch: Epoch of the leader that took the last record; -1 when unknown.
    """

    rows: pa.RecordBatch
    leader_epoch: int = -1

    @classmethod
    def of(
        cls,
        *,
        offsets: Sequence[int],
        timestamps: Sequence[int],
        timestamp_types: Sequence[int | None],
        keys: Sequence[bytes | None],
        values: Sequence[bytes | None],
        headers: Sequence[Headers],
        leader_epoch: int = -1,
    ) -> Batch:
        """Put Python objects into columns.

        Args:
            offsets: Offsets in the partition.
            timestamps: Epoch milliseconds.
            timestamp_types: As in the column.
            keys: Message keys.
            values: Message values.
            headers: Headers of each record; a byte of a name that is not UTF-8 is a lone surrogate,
                as in Python's file names (PEP 383).
            leader_epoch: As in the attribute.
        """
        columns = [
            pa.array(offsets, pa.int64()),
            pa.array(timestamps, pa.int64()),
            pa.array(timestamp_types, pa.int8()),
            pa.array(keys, pa.binary()),
            _header_column(headers),
            pa.array(values, pa.binary()),
        ]
        return cls(pa.RecordBatch.from_arrays(columns, schema=SCHEMA), leader_epoch)

    def __len__(self) -> int:
        """Return the number of records."""
        return int(self.rows.num_rows)

    def column(self, name: str) -> pa.Array:
        """Return a column of `SCHEMA`."""
        return self.rows.column(name)

    @property
    def first(self) -> int:
        """Offset of the first record."""
        return int(self.column("offset")[0].as_py())

    @property
    def last(self) -> int:
        """Offset of the last record."""
        return int(self.column("offset")[-1].as_py())

    @property
    def offsets(self) -> list[int]:
        """Offsets in the partition."""
        return self._list("offset")

    @property
    def timestamps(self) -> list[int]:
        """Epoch milliseconds."""
        return self._list("timestamp")

    @property
    def timestamp_types(self) -> list[int | None]:
        """Who set the timestamps."""
        return self._list("timestamp_type")

    @property
    def keys(self) -> list[bytes | None]:
        """Message keys."""
        return self._list("key")

    @property
    def values(self) -> list[bytes | None]:
        """Message values."""
        return self._list("value")

    @cached_property
    def headers(self) -> list[Headers]:
        """Headers of each record; undecodable bytes of a name are lone surrogates."""
        column = self.column("headers")
        flat = column.flatten()
        if not len(flat):
            return [()] * len(self)
        names = [name.decode(errors="surrogateescape") for name in flat.field("key").to_pylist()]
        pairs = list(zip(names, flat.field("value").to_pylist(), strict=True))
        ends = list(accumulate(column.value_lengths().to_pylist()))
        return [pairs[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def _list(self, name: str) -> list[Any]:
        return self.column(name).to_pylist()  # type: ignore[no-any-return]

    def slice(self, start: int, stop: int | None = None) -> Batch:
        """Return the records from one position to before another."""
        if start <= 0 and (stop is None or stop >= len(self)):
            return self
        length = len(self) if stop is None else stop - start
        return Batch(self.rows.slice(start, length), self.leader_epoch)

    def select(self, positions: Sequence[int]) -> Batch:
        """Return the records at some positions, which ascend."""
        return Batch(self.rows.take(pa.array(positions, pa.int64())), self.leader_epoch)


def _header_column(headers: Sequence[Headers]) -> pa.Array:
    """Put headers into lists of names and values."""
    flat = [header for each in headers for header in each] if any(headers) else []
    # `str.encode` itself: a client's own kind of text may have another.
    names = [str.encode(name, errors="surrogateescape") for name, _ in flat]
    structs = pa.StructArray.from_arrays(
        [pa.array(names, pa.binary()), pa.array([value for _, value in flat], pa.binary())],
        fields=list(HEADER),
    )
    ends = accumulate(map(len, headers)) if flat else repeat(0, len(headers))
    return pa.ListArray.from_arrays(pa.array([0, *ends], pa.int32()), structs)
