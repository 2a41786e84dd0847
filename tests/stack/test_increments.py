"""Any sequence of increments gives the box office that a full refresh gives.

Records land in a raw area of their own, and dbt builds from it into schemas of their own. Every
film goes through a sequence of its own, so that one run of dbt tries as many as there are films.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import Any

import pytest
from pyhive import hive

from compose.config import PROJECT_ROOT
from compose.runner import Stack
from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.stack.landed_box_office import RAW_ROOT, LandedBoxOffice, MartRow

FILMS = 24
STEPS = 4
MART = "increments_marts.box_office_daily"
BUILDS = "increments_ops.builds"
BUILT = [
    "stg_catalog__films",
    "int_films_resolved",
    "stg_catalog__box_office_daily",
    "int_box_office_runs_ranked",
    "int_box_office_daily_counted",
    "box_office_daily",
]


class BoxOfficeLake:
    """The stack, with a raw area and schemas apart from those of other tests."""

    def __init__(self, stack: Stack, artifacts: str) -> None:
        self.settings = stack.settings.model_copy(update={"schema_prefix": "increments_"})
        self.artifacts = artifacts
        self.landed = LandedBoxOffice(WebHdfsStore(self.settings.webhdfs_url), seed=5, films=FILMS)

    def dbt(self, *arguments: str) -> str:
        """Run dbt on Spark, expect it to end well, and return what it printed."""
        environment = self.settings.environment() | {
            "HYPERION_RAW_SCHEMA": "increments_raw",
            "HYPERION_RAW_ROOT": RAW_ROOT,
            "DBT_TARGET_PATH": self.artifacts,
            "DBT_LOG_PATH": self.artifacts,
        }
        answer = subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", *arguments],
            env={**os.environ, **environment},
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stdout
        return answer.stdout

    def build(self, *arguments: str) -> None:
        """Build the mart and what it is made of."""
        self.dbt("run", "--select", *BUILT, *arguments)

    def mart(self) -> list[MartRow]:
        """Return the mart's rows, in order."""
        statement = (
            f"select film_slug, date, state_code, gross_usd from {MART}"
            " inner join increments_intermediate.int_films_resolved using (film_id)"
        )
        return sorted(
            MartRow(film, date.fromisoformat(day), state, gross)
            for film, day, state, gross in self.ask(statement)
        )

    def rows_written(self) -> int:
        """Return how many rows the last merge into the mart wrote: the new and the changed."""
        ((written,),) = self.ask(
            f"select coalesce(summary['added-records'], '0') from {MART}.snapshots"
            " order by committed_at desc limit 1"
        )
        return int(written)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask Spark."""
        with self._cursor() as cursor:
            cursor.execute(statement)
            return [tuple(row) for row in cursor.fetchall()]

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        address = {"host": self.settings.host, "port": self.settings.spark_port}
        with closing(hive.connect(**address)) as connection:
            yield connection.cursor()


@pytest.fixture(scope="module")
def lake(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> BoxOfficeLake:
    prepared = BoxOfficeLake(stack, str(tmp_path_factory.mktemp("target")))
    prepared.dbt("seed", "--select", "studio_names")
    prepared.build()
    return prepared


def test_every_increment_gives_what_landed(lake: BoxOfficeLake) -> None:
    assert lake.mart() == sorted(lake.landed.expected_mart())
    for _ in range(STEPS):
        before = lake.mart()
        lake.landed.step()
        lake.build()
        assert lake.mart() == sorted(lake.landed.expected_mart())
        assert lake.mart() != before
        assert lake.rows_written() == len(set(lake.mart()) - set(before))
    lake.build()
    assert lake.rows_written() == 0


def test_compacting_and_expiring_keep_every_row_and_run_again_for_nothing(
    lake: BoxOfficeLake,
) -> None:
    rows = lake.mart()
    # Every run of dbt inserted one row, and so a file: the seed's, the first, the increments' and
    # the one without news.
    assert lake.ask(f"select count(*) from {BUILDS}.files") == [(3 + STEPS,)]
    lake.dbt("run-operation", "compact_tables")
    assert lake.ask(f"select count(*) from {BUILDS}.files") == [(1,)]
    assert lake.ask(f"select count(*) from {MART}.files") == [(1,)]
    assert "files became" not in lake.dbt("run-operation", "compact_tables")

    assert lake.ask(f"select count(*) > 1 from {MART}.snapshots") == [(True,)]
    retention = ("--vars", "{snapshot_retention_days: 0}")
    lake.dbt("run-operation", "expire_snapshots", *retention)
    assert lake.ask(f"select count(*) from {MART}.snapshots") == [(1,)]
    again = lake.dbt("run-operation", "expire_snapshots", *retention)
    assert "box_office_daily: deleted 0 files of old states" in again
    assert lake.mart() == rows


def test_a_full_refresh_gives_what_the_increments_gave(lake: BoxOfficeLake) -> None:
    rows = lake.mart()
    lake.build("--full-refresh")
    assert lake.mart() == rows
