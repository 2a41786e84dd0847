"""What lands as a row, what as a dead letter, and that both are byte-exact."""

from __future__ import annotations

import io
from dataclasses import replace
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
from ingestion.landing.files.formats import count_rows
from ingestion.landing.header_names import is_utf8, read, spell
from ingestion.landing.storage.store import FileData
from tests.unit.landing_helpers import NOON, SOURCE, FakeRecord, batch, contract, record

GOOD = b'{"name":"a"}'


@pytest.mark.parametrize(
    ("value", "reason", "error"),
    [
        (b"{", "not_json", "unexpected end of data"),
        (b"", "not_json", "Input is a zero-length"),
        (b'{"name":NaN}', "not_json", ""),
        (b'{"name":"\xff"}', "invalid_utf8", "value: "),
        (b'\xef\xbb\xbf{"name":"a"}', "not_json", "BOM"),
        (b"name;count\na;1", "not_json", ""),
        (b"[" * 2000, "too_deep", "depth limit"),
        (b'{"name":' + b"[" * 64 + b"]" * 64 + b"}", "too_deep", "64 levels"),
        (b'{"name":' + b"[" * 63 + b"]" * 63 + b"}", "contract_violation", "must be string"),
        (b'{"name":"' + b"a" * 1024 * 1024 + b'"}', "too_large", "have 1048605 bytes"),
        (b'{"name":"\\ud800"}', "invalid_utf8", "surrogate"),
        (b'{"name":"a","count":1e999}', "number_out_of_range", "infinity"),
        (b'{"name":"a","count":1' + b"0" * 400 + b"}", "number_out_of_range", "infinity"),
        (b'{"name":"a","count":9223372036854775808}', "number_out_of_range", "64-bit"),
        (b'{"name":"a","count":18446744073709551616}', "contract_violation", "must be integer"),
        (b'{"name":"a", "name":"a"}', "duplicate_field", "name comes twice"),
        (b'{"name":"a","more":{"x":1,"x":2}}', "duplicate_field", "x comes twice"),
        (b'{"name":"a","Name":"b"}', "contract_violation", "Name: is not in the contract"),
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


@pytest.mark.parametrize(
    "value",
    [
        b'{"name":"a","count":9223372036854775807}',
        b'{"name":"a","count":-9223372036854775808}',
        b'{"name":"a","count":9007199254740993}',
        b' { "count" : 1, "name" : "\\u0061" } ',
    ],
)
def test_a_value_at_the_limits_or_spelled_differently_is_a_row(value: bytes) -> None:
    assert Checker(contract()).sort(batch([FakeRecord(0, value)])).faults == []


def test_key_and_headers_count_towards_the_size() -> None:
    small = replace(contract(), max_record_bytes=100)
    assert Checker(small).sort(batch([record(0)])).faults == []
    for each in (
        FakeRecord(0, GOOD, headers=[("x", b"y" * 100)]),
        FakeRecord(0, GOOD, headers=[("\u00e9" * 45, b"")]),
        FakeRecord(0, None, key=b"a" * 101),
    ):
        assert [f.reason for f in Checker(small).sort(batch([each])).faults] == ["too_large"]


def test_a_header_name_that_is_no_text_lands_in_a_spelling_that_keeps_every_byte() -> None:
    name = b"\\ a\xff\xfe \xc3\xa9".decode(errors="surrogateescape")
    buffer = RangeBuffer(SOURCE, contract(), 0)
    buffer.add(batch([FakeRecord(0, GOOD, headers=[(name, b"\xff"), ("\\", None)])]))
    (file,) = buffer.ready().files
    (row,) = _read(file.data, file.extension)
    assert row["reason"] == "invalid_header_name"
    assert row["headers"][0]["key"] == "\\\\ a\\xff\\xfe \u00e9"
    assert [(read(each["key"]), each["value"]) for each in row["headers"]] == [
        (name, b"\xff"),
        ("\\", None),
    ]


@given(data=st.binary(max_size=8))
def test_every_name_can_be_read_back_from_its_spelling(data: bytes) -> None:
    name = data.decode(errors="surrogateescape")
    assert read(spell(name)) == name
    assert is_utf8(spell(name))


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


def _read(data: FileData, extension: str) -> list[dict[str, Any]]:
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
    monkeypatch.setattr("ingestion.landing.files.parquet._ROW_GROUP_BYTES", 1000)
    buffer = RangeBuffer(SOURCE, contract(), 0)
    for start in range(0, 100, 10):
        buffer.add(batch([record(offset) for offset in range(start, start + 10)]))
    (file,) = buffer.ready().files
    metadata = pq.read_metadata(io.BytesIO(file.data))
    assert metadata.num_row_groups > 1
    assert [row["offset"] for row in _read(file.data, "parquet")] == list(range(100))
