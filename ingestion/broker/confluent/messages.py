"""From librdkafka's messages to Arrow columns.

Everything in here that loops over messages is compiled, and reads `rd_kafka_message_t` and what it
points to in place. The messages stay the caller's, who frees them when they are in columns.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numba import types
from numpy.typing import NDArray

from ingestion.broker.batch import HEADER, SCHEMA, Batch
from ingestion.broker.confluent.librdkafka import library
from ingestion.compiled import WORD_BYTES, compiled, word

Addresses = NDArray[np.uint64]
Facts = NDArray[np.int64]

# Rows of the facts, which have a column for each message.
ERROR, TOPIC, PARTITION, OFFSET, TIMESTAMP, TIMESTAMP_TYPE = 0, 1, 2, 3, 4, 5
_VALUE, _VALUE_BYTES, _KEY, _KEY_BYTES, _HEADERS, _MESSAGE = 6, 7, 8, 9, 10, 11
_FACTS = 12
_HALF = np.int64(0xFFFFFFFF)
_SIGN = np.int64(1 << 31)

_timestamp = types.ExternalFunction(
    "rd_kafka_message_timestamp", types.int64(types.uintp, types.uintp)
)
_find_headers = types.ExternalFunction(
    "rd_kafka_message_headers", types.int32(types.uintp, types.uintp)
)
_header_count = types.ExternalFunction("rd_kafka_header_cnt", types.uintp(types.uintp))
_header_at = types.ExternalFunction(
    "rd_kafka_header_get_all",
    types.int32(types.uintp, types.uintp, types.uintp, types.uintp, types.uintp),
)
_destroy = types.ExternalFunction("rd_kafka_message_destroy", types.void(types.uintp))
_strlen = types.ExternalFunction("strlen", types.uintp(types.uintp))
_memcpy = types.ExternalFunction("memcpy", types.uintp(types.uintp, types.uintp, types.uintp))


@compiled
def _low_half(value: int) -> int:
    """Return the signed integer in the first four bytes of a word."""
    return int((value & _HALF ^ _SIGN) - _SIGN)


@compiled
def describe(messages: Addresses, facts: Facts) -> None:
    """Write down the facts about each message, from the words of its `rd_kafka_message_t`."""
    kind = np.zeros(1, np.int32)
    headers = np.zeros(1, np.uint64)
    for i in range(len(messages)):
        message = np.int64(messages[i])
        facts[ERROR, i] = _low_half(word(message, 0))
        facts[TOPIC, i] = word(message, 1)
        facts[PARTITION, i] = _low_half(word(message, 2))
        facts[_VALUE, i], facts[_VALUE_BYTES, i] = word(message, 3), word(message, 4)
        facts[_KEY, i], facts[_KEY_BYTES, i] = word(message, 5), word(message, 6)
        facts[OFFSET, i] = word(message, 7)
        facts[_MESSAGE, i] = messages[i]
        facts[TIMESTAMP, i] = _timestamp(messages[i], kind.ctypes.data)
        facts[TIMESTAMP_TYPE, i] = kind[0]
        facts[_HEADERS, i] = 0
        if _find_headers(messages[i], headers.ctypes.data) == 0:
            facts[_HEADERS, i] = _header_count(headers[0])


@compiled
def _describe_headers(messages: Facts, found: Facts) -> None:
    """Write down where the names and values of all headers are, and how long they are."""
    out = np.zeros(4, np.uint64)
    name = out.ctypes.data
    value, size, headers = name + WORD_BYTES, name + 2 * WORD_BYTES, name + 3 * WORD_BYTES
    at = 0
    for i in range(len(messages)):
        if _find_headers(messages[i], headers) != 0:
            continue
        for number in range(_header_count(out[3])):
            _header_at(out[3], number, name, value, size)
            found[0, at], found[1, at] = out[0], _strlen(out[0])
            found[2, at], found[3, at] = out[1], out[2]
            at += 1


@compiled
def _gather(addresses: Facts, ends: NDArray[np.int32], data: NDArray[np.uint8]) -> None:
    """Copy what lies at addresses into one row; `ends` begins with 0."""
    for i in range(len(addresses)):
        size = ends[i + 1] - ends[i]
        if size:
            _memcpy(data[ends[i] :].ctypes.data, addresses[i], size)


@compiled
def destroy(messages: Addresses) -> None:
    """Free messages."""
    for i in range(len(messages)):
        _destroy(messages[i])


def facts_about(messages: Addresses) -> Facts:
    """Return the facts about messages."""
    facts = np.empty((_FACTS, len(messages)), np.int64)
    describe(messages, facts)
    return facts


def by_partition(facts: Facts) -> Iterator[tuple[int, int, Facts]]:
    """Yield each topic's address and partition, with the facts about its messages in order."""
    origins = facts[TOPIC : PARTITION + 1]
    changes = np.flatnonzero((origins[:, 1:] != origins[:, :-1]).any(axis=0)) + 1
    runs: dict[tuple[int, int], list[Facts]] = {}
    for run in np.split(facts, changes, axis=1):
        if run.size:
            runs.setdefault((int(run[TOPIC, 0]), int(run[PARTITION, 0])), []).append(run)
    for (topic, number), parts in runs.items():
        yield topic, number, parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)


def batch(facts: Facts, leader_epoch: int) -> Batch:
    """Copy messages of one partition into columns."""
    kinds = facts[TIMESTAMP_TYPE]
    columns = [
        # Copied, or the columns would keep all facts in memory.
        pa.array(facts[OFFSET].copy()),
        pa.array(facts[TIMESTAMP].copy()),
        # The library's numbers are one more than Kafka's; 0 is for unknown.
        pa.array((kinds - 1).astype(np.int8), mask=kinds == 0),
        _bytes(facts[_KEY], facts[_KEY_BYTES]),
        _headers(facts),
        _bytes(facts[_VALUE], facts[_VALUE_BYTES]),
    ]
    return Batch(pa.RecordBatch.from_arrays(columns, schema=SCHEMA), leader_epoch)


def compile_ahead() -> None:
    """Compile everything in here that has not been."""
    # The functions that are called from C have to be there when what calls them is linked.
    library()
    nothing = np.zeros(0, np.uint64)
    batch(facts_about(nothing), -1)
    _describe_headers(np.zeros(0, np.int64), np.zeros((4, 0), np.int64))
    destroy(nothing)


def last_message(facts: Facts) -> int:
    """Return the address of the last message."""
    return int(facts[_MESSAGE, -1])


def _bytes(addresses: Facts, sizes: Facts) -> pa.Array:
    """Copy what lies at addresses; address 0 is null."""
    ends = _ends(sizes)
    data = np.empty(ends[-1], np.uint8)
    _gather(addresses, ends, data)
    valid = addresses != 0
    validity = None if valid.all() else pa.array(valid).buffers()[1]
    return pa.BinaryArray.from_buffers(
        pa.binary(), len(addresses), [validity, pa.py_buffer(ends), pa.py_buffer(data)]
    )


def _headers(facts: Facts) -> pa.Array:
    counts = facts[_HEADERS]
    ends = _ends(counts)
    found = np.zeros((4, ends[-1]), np.int64)
    if found.size:
        _describe_headers(facts[_MESSAGE], found)
    parts = [_bytes(found[0], found[1]), _bytes(found[2], found[3])]
    structs = pa.StructArray.from_arrays(parts, fields=list(HEADER))
    return pa.ListArray.from_arrays(pa.array(ends), structs)


def _ends(sizes: Facts) -> NDArray[np.int32]:
    """Return where each of things in a row ends, after a 0; one read is far below 2 GiB."""
    ends = np.zeros(len(sizes) + 1, np.int32)
    np.cumsum(sizes, out=ends[1:], dtype=np.int32)
    return ends
