"""The bytes of a landed file follow from its records, however these arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle
from random import Random

import pytest

from ingestion.contracts.contract import RawFormat
from ingestion.landing.buffer import RangeBuffer
from tests.unit.landing_helpers import SOURCE, FakeRecord, batch, contract, record

_generator = Random(1)  # noqa: S311 - no secret
# More than fits into a page of Parquet, and into a block of zstd.
RECORDS = [record(offset, _generator.randbytes(60).hex()) for offset in range(12_000)]


def encoded(records: Sequence[FakeRecord], raw_format: RawFormat, sizes: Sequence[int]) -> bytes:
    """Encode records that arrive in batches of these sizes, in turn."""
    buffer = RangeBuffer(SOURCE, contract(raw_format), 0)
    at = 0
    for size in cycle(sizes):
        if at >= len(records):
            break
        buffer.add(batch(records[at : at + size]))
        at += size
    (file,) = buffer.ready().files
    return bytes(file.data)


@pytest.mark.parametrize("raw_format", ["parquet", "jsonl.zst"])
@pytest.mark.parametrize("bad", [False, True])
def test_batches_leave_no_trace(raw_format: RawFormat, bad: bool) -> None:
    records = [replace(each, value=b"?") for each in RECORDS] if bad else RECORDS
    whole = encoded(records, raw_format, [len(records)])
    assert encoded(records, raw_format, [500]) == whole
    assert encoded(records, raw_format, [499, 7]) == whole
