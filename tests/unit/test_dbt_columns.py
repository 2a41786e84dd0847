"""Every column of every model is described, and none that the model does not have.

The linter's view of the SQL is enough to know the columns, so nothing has to be running: names are
followed from the sources' and seeds' columns through every `*`.
"""

import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlglot
import yaml
from sqlfluff.core import FluffConfig, Linter
from sqlglot import expressions
from sqlglot.optimizer.qualify import qualify

from compose.config import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "models"
MODELS = {path.stem: path for path in sorted(FOLDER.rglob("*.sql"))}
# What the linter calls the table that an incremental model finds of itself.
ITSELF = "this_model"
REFERENCE = re.compile(r"\{\{ (?:ref|source)\((.*?)\) \}\}")
Table = dict[str, Any]


def tables_in(kind: str) -> Iterator[tuple[str, Table]]:
    """Give what the YAML files of a kind say of each table, by the linter's name for it."""
    for path in FOLDER.rglob(f"*__{kind}.yml"):
        for each in yaml.safe_load(path.read_text())[kind]:
            if kind == "models":
                yield each["name"], each
            else:
                yield from ((f"{each['name']}_{table['name']}", table) for table in each["tables"])


def described(table: Table) -> list[str]:
    return [column["name"] for column in table["columns"] if column.get("description")]


DESCRIBED = {name: described(table) for name, table in tables_in("models")}


@cache
def given() -> dict[str, list[str]]:
    """Return the columns of what models are made of in the end."""
    seeds = (PROJECT_ROOT / "seeds").rglob("*.csv")
    return {
        **{name: described(table) for name, table in tables_in("sources")},
        **{path.stem: path.read_text().splitlines()[0].split(",") for path in seeds},
    }


def rendered(path: Path) -> str:
    """Return a model's SQL with macros and references as the linter is told to take them."""
    config = FluffConfig.from_path(str(path))
    (first, *_) = Linter(config=config).render_file(str(path), config).templated_variants
    return str(first.templated_str)


@cache
def columns_of(name: str) -> list[str]:
    """Return the columns of a model, a seed or a source, in order."""
    if name in given():
        return given()[name]
    text = MODELS[name].read_text()
    read = ["_".join(re.findall(r"'(\w+)'", names)) for names in REFERENCE.findall(text)]
    known = {each: columns_of(each) for each in read} | {ITSELF: DESCRIBED[name]}
    dialect = "trino" if "exports" in MODELS[name].parts else "spark"
    query = sqlglot.parse_one(rendered(MODELS[name]), dialect=dialect)
    schema = {table: dict.fromkeys(columns, "unknown") for table, columns in known.items()}
    found = qualify(
        query, dialect=dialect, schema=schema, validate_qualify_columns=False, identify=False
    )
    assert isinstance(found, expressions.Query)
    return found.named_selects


@pytest.mark.parametrize("name", MODELS)
def test_every_column_of_a_model_is_described(name: str, caplog: pytest.LogCaptureFixture) -> None:
    # sqlglot says of every nested column that it does not know its type.
    caplog.set_level(logging.ERROR, "sqlglot")
    found = columns_of(name)
    assert "*" not in found
    assert sorted(DESCRIBED[name]) == sorted(found)


def test_every_column_of_the_record_of_builds_is_described() -> None:
    statement = (PROJECT_ROOT / "macros" / "builds" / "create_ops_tables.sql").read_text()
    created = re.findall(r"^ +(\w+) \w+ comment '", statement, re.M)
    assert created
    assert given()["ops_builds"] == created
