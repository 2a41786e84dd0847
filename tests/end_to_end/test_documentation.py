"""What the project says of its tables stands beside them in both engines, and on its own pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hyperion.dbt import artifacts_of, column_lineage
from tests.lake import Lake

Comments = dict[str, dict[str, str]]
# Above the columns' own names, which hold no blank.
TABLE = "the table"


@pytest.fixture(scope="module")
def described(lake: Lake) -> Comments:
    """Return what the project says of every mart: by table, of itself and of its columns."""
    manifest = json.loads((artifacts_of(lake.settings, "local") / "manifest.json").read_text())
    return {
        f"{node['schema']}.{node['name']}": {
            TABLE: node["description"],
            **{name: column["description"] for name, column in node["columns"].items()},
        }
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    }


def test_spark_shows_them(lake: Lake, described: Comments) -> None:
    assert {table: comments_on_spark(lake, table) for table in described} == described


def test_trino_shows_them(lake: Lake, described: Comments) -> None:
    assert comments_on_trino(lake) == described


def test_the_documentation_follows_every_column(lake: Lake) -> None:
    lake.run("docs", "--no-serve")
    target = artifacts_of(lake.settings, "local")
    catalog = json.loads((target / "catalog.json").read_text())["nodes"]
    page = (target / column_lineage.NAME).read_text()
    models = {name: node for name, node in catalog.items() if name.startswith("model.")}
    assert {"model.hyperion.films", "model.hyperion.films_complete"} <= set(models)
    for unique_id, node in models.items():
        for column in node["columns"]:
            assert f'<tr id="{unique_id.split(".")[2]}.{column}">' in page
    assert '<tr id="films_complete.title"><td>title<td><a href="#films.title">' in page


def comments_on_spark(lake: Lake, table: str) -> dict[str, str]:
    """Return what Spark says of a table and its columns."""
    rows = lake.spark(f"describe table extended {table}")
    columns = dict(rows_of_columns(rows))
    (comment,) = [text for name, text, _ in rows if name == "Comment"]
    return {TABLE: comment, **columns}


def rows_of_columns(rows: list[tuple[Any, ...]]) -> list[tuple[str, str]]:
    """Return names and comments of the first block, which the first line without a name ends."""
    names = [name for name, _, _ in rows]
    return [(name, comment) for name, _, comment in rows[: names.index("")]]


def comments_on_trino(lake: Lake) -> Comments:
    """Return what Trino says of all marts and their columns."""
    tables = lake.rows(
        "select schema_name || '.' || table_name, comment from system.metadata.table_comments"
        " where catalog_name = 'lake' and schema_name in ('marts', 'ops')"
        " and table_name not in ('builds', 'build_cuts')"
    )
    comments = {table: {TABLE: comment} for table, comment in tables}
    for table, column, comment in lake.rows(
        "select table_schema || '.' || table_name, column_name, comment"
        " from lake.information_schema.columns where table_schema in ('marts', 'ops')"
        " and table_name not in ('builds', 'build_cuts')"
    ):
        comments[table][column] = comment
    return comments
