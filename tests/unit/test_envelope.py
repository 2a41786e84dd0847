"""What lands as a row, what as a dead letter, and that both are byte-exact."""

from __future__ import annotations

import io
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from ingestion.contracts.contract import RawFormat
from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.envelope import Checker
from ingestion.landing.formats import count_rows
from tests.unit.landing_helpers import NOON, SOURCE, FakeRecord, batch, contract, record

GOOD = b'{"name":"a"}'


@pytest.mark.parametrize(
    ("value", "reason", "error"),
    [
        (b"{", "not_json", "unexpected end of data"),
        (b"", "not_json", "Input is a zero-length"),
        (b'{"name":NaN}', "not_json", ""),
        (b'{"name":"\xff"}', "invalid_utf8", "value: "),
        (b"[" * 2000, "not_json", ""),
        (b"1", "contract_violation", ": must be object"),
        (b'{"count":1}', "contract_violation", "name: is missing"),
        (b'{"name":1}', "contract_violation", "name: must be string"),
        (b'{"name":"a","count":1.0}', "contract_violation", "count: must be integer"),
        (b'{"name":"a","count":1e99}', "contract_violation", "count: must be integer"),
        (b'{"name":"a","more":1}', "contract_violation", "more: is not in the contract"),
        (b'{"name":"b"}', "key_mismatch", "the value's key is b"),
    ],
)
def test_a_bad_value_is_a_dead_letter_with_reason_and_error(
    value: bytes, reason: str, error: str
) -> None:
    done = Checker(contract()).sort(batch([FakeRecord(0, value)]))
    assert done.rows == {}
    assert done.faults[0].reason == reason
    assert error in done.faults[0].error


def test_a_record_without_key_or_of_an_unknown_version_is_a_dead_letter() -> None:
    records = [
        FakeRecord(0, GOOD, key=None),
        FakeRecord(1, GOOD, headers=[("contract_version", b"9")]),
        FakeRecord(2, GOOD, headers=[("contract_version", None)]),
    ]
    done = Checker(contract()).sort(batch(records))
    assert [fault.reason for fault in done.faults] == [
        "missing_key",
        "unknown_version",
        "unknown_version",
    ]


def test_a_tombstone_and_a_record_without_headers_are_rows() -> None:
    done = Checker(contract()).sort(batch([FakeRecord(0, None), FakeRecord(1, GOOD, headers=[])]))
    assert {version: rows.offsets for version, rows in done.rows.items()} == {1: [0, 1]}


@pytest.mark.parametrize(("raw_format", "rows"), [("jsonl.zst", 0), ("parquet", 2)])
def test_bytes_that_are_no_text_are_dead_letters_only_where_files_are_text(
    raw_format: RawFormat, rows: int
) -> None:
    records = [FakeRecord(0, None, key=b"\xff"), FakeRecord(1, GOOD, headers=[("x", b"\xff")])]
    done = Checker(contract(raw_format)).sort(batch(records))
    assert len(done.rows.get(1, [])) == rows
    assert {fault.reason for fault in done.faults} <= {"invalid_utf8"}


values = st.one_of(st.none(), st.binary(max_size=40), st.sampled_from([GOOD, b"{}", b"null"]))
headers = st.lists(
    st.tuples(st.text(max_size=5), st.one_of(st.none(), st.binary(max_size=5))), max_size=3
)
records = st.lists(
    st.tuples(values, st.one_of(st.none(), st.binary(max_size=3), st.just(b"a")), headers),
    min_size=1,
    max_size=20,
).map(
    lambda drawn: [
        FakeRecord(offset, value, key, headers=each)
        for offset, (value, key, each) in enumerate(drawn)
    ]
)


@given(records=records, raw_format=st.sampled_from(["jsonl.zst", "parquet"]))
def test_every_record_lands_once_and_byte_exact(
    records: list[FakeRecord], raw_format: RawFormat
) -> None:
    buffer = RangeBuffer(SOURCE, contract(raw_format), 0)
    buffer.add(batch(records))
    landed: dict[int, dict[str, Any]] = {}
    for file in buffer.ready().files:
        assert count_rows(file.data, file.extension) == file.rows
        for row in _read(file.data, file.extension):
            assert row["offset"] not in landed
            landed[row["offset"]] = row
    assert sorted(landed) == [each.offset for each in records]
    for each in records:
        row = landed[each.offset]
        assert (row["key"], row["value"]) == (each.key, each.value)
        assert [(h["key"], h["value"]) for h in row["headers"]] == list(each.headers)


def _read(data: bytes, extension: str) -> list[dict[str, Any]]:
    """Read a file back, text as bytes."""
    if extension == "parquet":
        return list(pq.read_table(io.BytesIO(data)).to_pylist())
    rows = []
    for line in zstandard.ZstdDecompressor().stream_reader(data).readall().splitlines():
        row = orjson.loads(line)
        for name in ("key", "value"):
            row[name] = None if row[name] is None else row[name].encode()
        for header in row["headers"]:
            header["value"] = None if header["value"] is None else header["value"].encode()
        rows.append(row)
    return rows


def test_the_envelope_has_its_columns_in_order() -> None:
    names = [*SOURCE._fields, "offset", "timestamp", "timestamp_type", "key", "headers", "value"]
    formats: tuple[RawFormat, ...] = ("jsonl.zst", "parquet")
    for raw_format in formats:
        buffer = RangeBuffer(SOURCE, contract(raw_format), 7)
        buffer.add(batch([record(7), FakeRecord(8, b"{")]))
        rows, dead = buffer.ready().files
        assert list(_read(rows.data, rows.extension)[0]) == names
        letter = _read(dead.data, dead.extension)[0]
        assert list(letter) == [*names, "reason", "error"]
        assert letter["value"] == b"{"
        assert letter["topic_id"] == SOURCE.topic_id
        assert letter["timestamp"] == NOON
        assert letter["timestamp_type"] == "CreateTime"


def test_a_large_file_has_several_row_groups_and_every_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingestion.landing.formats._ROW_GROUP_BYTES", 1000)
    buffer = RangeBuffer(SOURCE, contract(), 0)
    for start in range(0, 100, 10):
        buffer.add(batch([record(offset) for offset in range(start, start + 10)]))
    (file,) = buffer.ready().files
    metadata = pq.read_metadata(io.BytesIO(file.data))
    assert metadata.num_row_groups > 1
    assert [row["offset"] for row in _read(file.data, "parquet")] == list(range(100))
