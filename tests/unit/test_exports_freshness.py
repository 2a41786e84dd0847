"""The manifest's build, its time and its offsets are of one build, whatever was built last.

So are the export's time and files of one run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest
import sqlglot

from exports.errors import ExportError
from exports.freshness import Build
from exports.lake import Lake, Run

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
# The columns that are read, with the types that Trino gives Spark's.
TABLES = """
    attach ':memory:' as lake;
    create schema lake.mine_ops;
    create schema lake.mine_staging;
    create table lake.mine_ops.builds (
        invocation_id text, command text, is_full boolean, is_green boolean,
        finished_at timestamptz
    );
    create table lake.mine_ops.build_cuts (
        topic text, topic_id text, "partition" integer, end_offset bigint, invocation_id text
    );
    create table lake.mine_staging.stg_landing__commits (
        topic_id text, "partition" integer, start_offset bigint, committed_at timestamptz
    );
    attach ':memory:' as hive;
    create schema hive.mine_exports;
    create table hive.mine_exports.export_runs (
        invocation_id text, name text, location text, "rows" bigint, recorded_at timestamp
    );
"""


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


@dataclass(frozen=True)
class LakeOnDuckDb(Lake):
    """A lake whose tables are DuckDB's: it is asked what Trino is asked, in its own dialect."""

    engine: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)

    def _query(self, statement: str) -> list[tuple[Any, ...]]:
        (translated,) = sqlglot.transpile(statement, read="trino", write="duckdb")
        return self.engine.execute(translated).fetchall()

    def ended(
        self,
        name: str,
        minute: int,
        *,
        full: bool = True,
        green: bool = True,
        command: str = "build",
    ) -> None:
        """Record that a dbt command ended."""
        row = [name, command, full, green, at(minute)]
        self.engine.execute("insert into lake.mine_ops.builds values (?, ?, ?, ?, ?)", row)

    def cut(self, build: str, *rows: tuple[str, str, int, int]) -> None:
        """Fix the cut of a build in place of the one before."""
        self.engine.execute("delete from lake.mine_ops.build_cuts")
        for row in rows:
            values = [*row, build]
            self.engine.execute(
                "insert into lake.mine_ops.build_cuts values (?, ?, ?, ?, ?)", values
            )

    def committed(self, topic_id: str, *minutes: int) -> None:
        """Record commits of a topic."""
        for start, minute in enumerate(minutes):
            self.engine.execute(
                "insert into lake.mine_staging.stg_landing__commits values (?, 0, ?, ?)",
                [topic_id, start, at(minute)],
            )

    def exported(self, run: str, name: str, minute: int) -> None:
        """Record that a run wrote an export, of as many rows as the minute."""
        moment = at(minute).replace(tzinfo=None)
        row = [run, name, f"{run}/{name}", minute, moment]
        self.engine.execute("insert into hive.mine_exports.export_runs values (?, ?, ?, ?, ?)", row)


@pytest.fixture
def lake() -> Iterator[LakeOnDuckDb]:
    found = LakeOnDuckDb("nowhere", 0, {}, schema_prefix="mine_")
    with found.engine:
        found.engine.execute(TABLES)
        yield found


def test_a_full_build_is_shown_with_its_cut(lake: LakeOnDuckDb) -> None:
    lake.cut("first", ("raw-films", "f", 1, 7), ("raw-films", "f", 0, 5), ("raw-other", "o", 0, 3))
    lake.committed("f", 0)
    lake.ended("first", 1)
    ends = {"raw-films": {0: 5, 1: 7}, "raw-other": {0: 3}}
    assert lake.newest_build() == Build("first", at(1), ends)


def test_a_build_of_what_changed_is_shown_with_its_own_cut(lake: LakeOnDuckDb) -> None:
    lake.ended("full", 1)
    lake.cut("changed", ("raw-films", "f", 0, 9))
    lake.ended("changed", 2, full=False)
    lake.ended("only tests", 3, full=False, command="test")
    assert lake.newest_build() == Build("changed", at(2), {"raw-films": {0: 9}})


def test_a_build_that_kept_the_cut_has_read_it(lake: LakeOnDuckDb) -> None:
    lake.ended("before", 1)
    lake.cut("red", ("raw-films", "f", 0, 9))
    lake.ended("red", 2, green=False)
    lake.ended("mended", 3)
    assert lake.newest_build() == Build("mended", at(3), {"raw-films": {0: 9}})


def test_the_cut_of_a_build_that_has_not_ended_is_nobodys(lake: LakeOnDuckDb) -> None:
    lake.ended("full", 1)
    lake.cut("running", ("raw-films", "f", 0, 9))
    with pytest.raises(ExportError, match="has not ended"):
        lake.newest_build()


@pytest.mark.parametrize("command", ["build", "run"])
def test_the_cut_of_a_build_that_is_not_green_is_nobodys(lake: LakeOnDuckDb, command: str) -> None:
    lake.ended("full", 1)
    lake.cut("red", ("raw-films", "f", 0, 9))
    lake.ended("red", 2, green=False, command=command)
    with pytest.raises(ExportError, match="not green"):
        lake.newest_build()


@pytest.mark.parametrize(("old", "new"), [("a", "b"), ("b", "a")])
def test_a_topic_made_again_ends_where_its_newest_one_does(
    lake: LakeOnDuckDb, old: str, new: str
) -> None:
    former = [("raw-films", old, 0, 900), ("raw-films", old, 1, 800)]
    lake.cut("full", *former, ("raw-films", new, 0, 4), ("raw-other", "o", 0, 3))
    # The last commit of the former topic may come after the first of the new one.
    lake.committed(old, 0, 20)
    lake.committed(new, 10, 15)
    lake.ended("full", 30)
    assert lake.newest_build().end_offsets == {"raw-films": {0: 4}, "raw-other": {0: 3}}


def test_a_topic_whose_commits_are_unknown_is_older(lake: LakeOnDuckDb) -> None:
    lake.cut("full", ("raw-films", "z", 0, 900), ("raw-films", "a", 0, 4))
    lake.committed("a", 10)
    lake.ended("full", 30)
    assert lake.newest_build().end_offsets == {"raw-films": {0: 4}}


def test_an_export_ended_when_its_last_file_was_recorded(lake: LakeOnDuckDb) -> None:
    for run, begun in (("before", 1), ("newest", 11)):
        lake.exported(run, "films", begun + 4)
        lake.exported(run, "studios", begun)
        lake.exported(run, "talent", begun + 2)
    lake.exported("of one alone", "films", 30)
    names = ["films", "studios", "talent"]
    locations = {name: f"newest/{name}" for name in names}
    rows = {"films": 15, "studios": 11, "talent": 13}
    assert lake.newest_run(names) == Run("newest", at(15), locations, rows)
