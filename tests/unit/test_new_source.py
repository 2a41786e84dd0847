"""`hyperion new-source` writes files that keep every convention, and nothing else has to change."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hyperion.commands.new_source import new_source
from hyperion.context import UserError
from hyperion.scaffold import NewSource
from tests.project_copy import copy_project

# One in an area of its own; one in an area that exists, which lands as Parquet; the longest names.
LONGEST = "x" * 24
SOURCES = (
    ("reviews",),
    ("ticket_sales", "--area", "catalog", "--format", "parquet"),
    (f"{'a' * 23}s", "--area", LONGEST, "--record", LONGEST, "--format", "parquet"),
)


def run(folder: Path, *arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a Python module in a copy of the project."""
    # Nothing that runs this test may tell the tests of the copy where they are.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "HYPERION"))}
    answer = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == expect, answer.stdout + answer.stderr
    return answer


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an untouched copy of the project."""
    return copy_project(tmp_path_factory.mktemp("new_source") / "project")


@pytest.fixture(scope="module")
def files(project: Path) -> list[str]:
    """Return the files of new sources in the copy, as the command prints them."""
    before = {path for path in project.rglob("*") if path.is_file()}
    printed = [
        line
        for arguments in SOURCES
        for line in run(project, "hyperion", "new-source", *arguments).stdout.splitlines()
    ]
    written = {path for path in project.rglob("*") if path.is_file()} - before
    code = {path for path in written if path.suffix != ".pyc"}
    assert sorted(printed) == sorted(str(path.relative_to(project)) for path in code)
    return printed


def test_every_file_is_clean(project: Path, files: list[str]) -> None:
    yml = [file for file in files if file.endswith(".yml")]
    sql = [file for file in files if file.endswith(".sql")]
    assert len(yml) == 4 * len(SOURCES) + 2  # two of the three areas are new
    assert len(sql) == 2 * len(SOURCES)
    run(project, "yamllint", "--strict", *yml)
    run(project, "sqlfluff", "lint", *sql)
    for file in files:
        text = (project / file).read_text()
        assert text.endswith("\n"), file
        assert not text.endswith("\n\n"), file
        assert "[[" not in text, file
        assert "[%" not in text, file


@pytest.mark.usefixtures("files")
def test_the_project_keeps_its_conventions(project: Path) -> None:
    quiet = ("-q", "-p", "no:cacheprovider")
    conventions = ("tests/unit/test_dbt_conventions.py", "-k", "local")
    assert " passed" in run(project, "pytest", *quiet, *conventions).stdout


def test_contracts_documents_and_dbts_sources_agree(project: Path, files: list[str]) -> None:
    documents = "tests/unit/test_documents.py::test_every_contract_names_documents_that_are_there"
    tests = ("tests/unit/test_contracts.py", documents)
    listed = run(project, "pytest", "-v", "-p", "no:cacheprovider", *tests).stdout
    topics = [Path(file).stem for file in files if "/contracts/" in file]
    assert len(topics) == len(SOURCES)
    for topic in topics:
        assert f"test_dbts_sources_agree_with_the_contract[{topic}] PASSED" in listed
    for file in [each for each in files if each.endswith(".json")]:
        assert json.loads((project / file).read_text())["records"]


def test_files_that_are_there_are_not_overwritten(project: Path, files: list[str]) -> None:
    changed = project / next(file for file in files if file.endswith("raw-reviews.yml"))
    changed.write_text("mine")
    (project / "data/reviews/README.md").unlink()
    refused = run(project, "hyperion", "new-source", "reviews", expect=1).stderr
    assert "nothing was written" in refused
    assert "ingestion/contracts/raw-reviews.yml" in refused
    assert changed.read_text() == "mine"
    assert not (project / "data/reviews/README.md").exists()


def test_the_last_step_names_the_schema_as_the_environment_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hyperion.scaffold.write", lambda *_: [])
    variables = {"HYPERION_SCHEMA_PREFIX": "mine_", "HYPERION_LAKE_CATALOG": "iceberg"}
    told = CliRunner(env=variables).invoke(new_source, ["reviews"]).stderr
    assert 'hyperion query "select * from iceberg.mine_staging.stg_reviews__reviews"' in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("review", None, None), "'review' cannot name a source: use the plural"),
        (("Reviews", None, None), "'Reviews' cannot name a source"),
        (("../reviews", None, None), "cannot name a source"),
        (("reviews2", None, None), "cannot name a source"),
        (("_reviews", None, None), "cannot name a source"),
        (("films_dead_letters", None, None), "land under a name that ends so"),
        (("ticket_sales", None, None), "'ticket_sales' cannot name an area"),
        (("reviews", "Social", None), "'Social' cannot name an area"),
        (("reviews", None, "reviews"), "'reviews' cannot name one of reviews"),
        (("reviews", None, "a review"), "'a review' cannot name one of reviews"),
        (("x" * 24 + "s", None, None), "is longer than 24 characters"),
    ],
)
def test_a_name_that_breaks_a_convention_is_refused(
    arguments: tuple[str, str | None, str | None], message: str
) -> None:
    with pytest.raises(UserError, match=message.replace(".", r"\.")):
        NewSource.named(*arguments, style="jsonl")
