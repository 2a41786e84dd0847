"""What the files of the dbt project show without being parsed: one seam of engines, one staging."""

import re
from pathlib import Path

import pytest
import sqlglot
import yaml
from sqlglot import expressions
from sqlglot.optimizer.qualify import qualify

from compose.config import PROJECT_ROOT

FOLDERS = ("macros", "models", "snapshots", "analyses", "tests/singular")
DBT_FILES = sorted(
    path
    for folder in FOLDERS
    for path in (PROJECT_ROOT / folder).rglob("*")
    if path.suffix in (".sql", ".yml")
)
# Which engine it is; schema and catalog of a target are settings, the same code with either.
ENGINE = re.compile(r"\btarget\.(?:type|name|get)\b|\btarget\[|\badapter\.type\(")
# A message names the engine, and nothing follows from it.
IN_A_MESSAGE = re.compile(r"on ' ~ target\.type")
# An engine's default selector has its name: what is compared is a name given, not the engine.
COMPARES_A_NAME = {"macros/builds/selection_text.sql"}

STAGING = sorted((PROJECT_ROOT / "models" / "staging").rglob("*.sql"))
TEMPLATE = PROJECT_ROOT / "hyperion" / "scaffold" / "templates" / "staging.sql.j2"
MARTS = PROJECT_ROOT / "models" / "marts"
# The steps a record can take, in this order; a model leaves out what its source does not need.
STEPS = (
    *("source", "cuts", "landed", "staged", "news", "first_news", "new_records"),
    *("versions", "parsed", "renamed", "ranked", "latest"),
)
# One that keeps what it took in has to find what is new, and the latest of old and new.
INCREMENTAL_STEPS = {"staged", "news", "first_news", "new_records", "ranked", "latest"}


def test_engines_differ_in_dispatched_macros_alone() -> None:
    assert DBT_FILES
    asking = {
        str(path.relative_to(PROJECT_ROOT))
        for path in DBT_FILES
        if ENGINE.search(IN_A_MESSAGE.sub("", path.read_text()))
    }
    assert asking == COMPARES_A_NAME


def test_yaml_is_named_after_its_folder_and_what_it_holds() -> None:
    for path in (PROJECT_ROOT / "models").rglob("*.yml"):
        folder = "__".join(path.relative_to(PROJECT_ROOT / "models").parts[1:-1])
        kinds = "models|sources|unit_tests|exposures|groups"
        assert re.fullmatch(rf"_{folder}__({kinds})\.yml", path.name), path


@pytest.mark.parametrize("path", [*STAGING, TEMPLATE], ids=lambda path: path.name)
def test_staging_takes_the_same_steps_in_the_same_order(path: Path) -> None:
    text = path.read_text()
    taken = re.findall(r"^([a-z_]+) as \(", text, re.M)
    assert taken == [step for step in STEPS if step in taken]
    assert taken[:3] == ["source", "cuts", "landed"]
    assert "renamed" in taken
    if "materialized='incremental'" not in text:
        assert not INCREMENTAL_STEPS & set(taken)
    assert text.rstrip().endswith(f"select * from {taken[-1]}")


@pytest.mark.parametrize("path", [*STAGING, TEMPLATE], ids=lambda path: path.name)
def test_staging_reads_one_source_up_to_the_cut_of_the_build(path: Path) -> None:
    read = re.findall(r"\{\{ source\('([a-z]+)', '([^']+)'\) \}\}", path.read_text())
    landed, cut = read
    assert landed[0] in ("raw", "landing")
    assert cut == ("ops", "build_cuts")
    assert "ref(" not in path.read_text()


def test_queries_of_the_overview_are_on_columns_of_the_marts() -> None:
    read = [yaml.safe_load(path.read_text()) for path in MARTS.rglob("*__models.yml")]
    models = [model for each in read for model in each["models"]]
    marts = {
        model["name"]: {column["name"]: column["data_type"] for column in model["columns"]}
        for model in models
    }
    text = (PROJECT_ROOT / "models" / "_overview.md").read_text()
    queries = re.findall(r"^```sql\n(.*?)^```", text, re.M | re.S)
    assert len(queries) == 2
    for query in queries:
        for dialect in ("spark", "trino"):
            parsed = sqlglot.parse_one(query, dialect=dialect)
            tables = {(table.db, table.name) for table in parsed.find_all(expressions.Table)}
            assert tables <= {("marts", name) for name in marts}
            # It raises where a table does not have a column.
            qualify(parsed, dialect=dialect, schema={"marts": marts})
