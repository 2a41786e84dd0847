"""Names of files and folders, and what they say."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from ingestion.landing.storage.layout import (
    FinalName,
    RawLayout,
    Source,
    day_of,
    parse_final,
    parse_offset,
)

LAYOUT = RawLayout("/raw")
topics = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
sources = st.builds(Source, topics, st.uuids().map(lambda each: each.hex), st.integers(0, 999))


@given(
    source=sources,
    start=st.integers(0, 10**18),
    count=st.integers(1, 10**6),
    extension=st.sampled_from(["parquet", "jsonl.zst", "v1.parquet"]),
)
def test_a_landed_files_name_reads_back(
    source: Source, start: int, count: int, extension: str
) -> None:
    path = LAYOUT.final(source, "rows", date(2026, 11, 21), start, start + count, extension)
    assert parse_final(path.rpartition("/")[2]) == FinalName(source, start, start + count)


def test_names_of_others_are_not_taken_for_ours() -> None:
    for name in ("part-0000.parquet", "_SUCCESS", "a+b+c+d+e.parquet", "a+b+0+1.parquet", ""):
        assert parse_final(name) is None
    assert parse_offset("part-0000") is None


def test_names_sort_as_their_offsets() -> None:
    source = Source("t", "0" * 32, 0)
    paths = [LAYOUT.commit(source, start) for start in (9, 10, 99, 10**12)]
    assert paths == sorted(paths)


def test_a_day_is_of_the_timestamp_in_utc() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    midnight = int(datetime(2026, 11, 21, tzinfo=UTC).timestamp() * 1000)
    assert day_of(midnight, now) == date(2026, 11, 21)
    assert day_of(midnight - 1, now) == date(2026, 11, 20)
    assert day_of(0, now) is None
    assert day_of(midnight + 3 * 86_400_000, now) is None
