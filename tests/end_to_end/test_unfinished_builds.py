"""What a build leaves behind that was cut short, and how the next one makes up for it.

The tests of this module build on each other, in the order in which they stand.
"""

import subprocess
import sys

import duckdb
import pytest

from compose.config import PROJECT_ROOT
from tests.end_to_end.documents import film_and_character
from tests.lake import Lake

DBT = ("-m", "dbt.cli.main")
FILM, CHARACTER = "bambi", "wdas-bambi"
RUNTIME = 99
# Above the versions that the documents have.
DOCUMENT_VERSION = 90
EVERYTHING = "everything is built"


@pytest.fixture(scope="module")
def marts(lake: Lake) -> dict[str, str]:
    """Give the marts after a full build and one of what changed since, as hashes."""
    lake.run("build")
    film, _ = film_and_character(FILM, CHARACTER)
    lake.publish("films", {FILM: film | {"runtime_min": RUNTIME}}, version=DOCUMENT_VERSION)
    lake.run("land", "--once")
    assert EVERYTHING not in lake.run("build", "--changed").stderr
    assert last_build(lake) == (False, True)
    return lake.mart_hashes()


def last_build(lake: Lake) -> tuple[bool, bool]:
    """Return whether the build that ended last was full, and whether it was green."""
    ((is_full, is_green),) = lake.rows(
        "select is_full, is_green from lake.ops.builds order by finished_at desc limit 1"
    )
    return is_full, is_green


@pytest.mark.usefixtures("marts")
def test_a_build_of_what_changed_carries_a_correction_to_its_export(lake: Lake) -> None:
    runtime = f"select runtime_min from lake.marts.films where film_slug = '{FILM}'"
    assert lake.value(runtime) == RUNTIME
    lake.run("export")
    exported = duckdb.sql(
        f"select runtime_min from '{lake.out}/films_complete.parquet' where film_slug = '{FILM}'"
    )
    assert exported.fetchone() == (RUNTIME,)


def test_a_build_that_leaves_a_test_out_is_not_green(lake: Lake) -> None:
    lake.program(*DBT, "build", "--select", "studios", "--exclude", "row_rules_studios")
    assert last_build(lake) == (False, False)
    lake.program(*DBT, "build", "--select", "studios")
    assert last_build(lake) == (False, True)


def test_a_build_of_no_rows_is_not_green(lake: Lake) -> None:
    lake.program(*DBT, "build", "--select", "top_voice_actors", "talent_filmography", "--empty")
    assert last_build(lake) == (False, False)


def test_after_another_build_everything_is_built(lake: Lake, marts: dict[str, str]) -> None:
    # The marts are empty as the last test left them, and no code says so.
    assert lake.value("select count(*) from lake.marts.talent_filmography") == 0
    assert EVERYTHING in lake.run("build", "--changed").stderr
    assert last_build(lake) == (True, True)
    # Nor had the build of what changed left anything stale.
    assert lake.mart_hashes() == marts


def test_a_killed_build_keeps_trino_from_exporting_until_a_full_one_is_green(lake: Lake) -> None:
    with subprocess.Popen(
        [sys.executable, *DBT, "--no-use-colors", "build", "--select", "films+"],
        env=lake.environment(),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as build:
        assert build.stdout
        assert any("OK created sql table model marts.films " in line for line in build.stdout)
        build.kill()
    refused = lake.program(*DBT, "build", "--target", "trino", expect=2)
    assert "has not finished or was stopped" in refused.stdout
    # Another build takes the killed one's place in the cut, and does not hide it.
    lake.program(*DBT, "build", "--select", "studios")
    refused = lake.program(*DBT, "build", "--target", "trino", expect=2)
    assert "replaced tables without testing them" in refused.stdout
    assert EVERYTHING in lake.run("build", "--changed").stderr
    lake.program(*DBT, "build", "--target", "trino")
