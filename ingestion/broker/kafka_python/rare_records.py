"""What Kafka carries, but kafka-python 3.0.12 neither reads nor sends.

Header names that are not UTF-8 stop its consumer, which then never gets past them; such names,
headers without a value, and records without key and value are refused by its producer.
"""

from __future__ import annotations

from typing import Any

from kafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder

from ingestion.broker.batch import Headers

# There is no public way to any of it.
_read_message = DefaultRecordBatch._read_msg  # noqa: SLF001
_append = DefaultRecordBatchBuilder.append


class _Name(str):
    """A name whose undecodable bytes are lone surrogates."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        return super().encode(errors="surrogateescape")


class _Bytes(bytearray):
    """Bytes whose slices decode to text whatever they hold."""

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        return found if isinstance(index, int) else _Bytes(found)

    def decode(self, *_: object) -> str:
        return _Name(super().decode(errors="surrogateescape"))


class _Null(bytes):
    """Stands for null where the producer insists on bytes."""


# Of the very types that the producer lets pass.
_NULL_VALUE, _NULL_KEY = _Null(), bytearray()


def _read_any_message(batch: Any) -> Any:
    """Read the next record of a batch; undecodable bytes of names become lone surrogates."""
    try:
        return _read_message(batch)
    except UnicodeDecodeError:
        batch._buffer = _Bytes(batch._buffer)  # noqa: SLF001
        return _read_message(batch)


def _append_any(
    builder: Any,
    offset: int,
    timestamp: int | None,
    key: bytes | bytearray | None,
    value: bytes | None,
    headers: Headers,
    **options: Any,
) -> Any:
    """Append a record to a batch; stand-ins for null become null."""
    real_key = None if key is _NULL_KEY else key
    real_headers = [(name, None if data is _NULL_VALUE else data) for name, data in headers]
    return _append(builder, offset, timestamp, real_key, value, real_headers, **options)


def allow() -> None:
    """Let every client of this process read and send such records."""
    DefaultRecordBatch._read_msg = _read_any_message  # noqa: SLF001
    DefaultRecordBatchBuilder.append = _append_any


def stand_ins(key: bytes | None, headers: Headers) -> dict[str, Any]:
    """Return key and headers as the producer takes them, to become what they are in the batch."""
    return {
        "key": _NULL_KEY if key is None else key,
        "headers": [(_Name(name), _NULL_VALUE if data is None else data) for name, data in headers],
    }
