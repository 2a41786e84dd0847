"""Which columns each column is made of: a page beside dbt's documentation, which knows tables only.

sqlglot reads the compiled SQL of every model. What is unfolded from a nested column (`inline`,
`explode`, `stack`) it takes for made of every column that the same select reads.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

import sqlglot
from sqlglot import expressions
from sqlglot.lineage import lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope

from compose.config import StackSettings
from hyperion.dbt import artifacts_of

Node = dict[str, Any]

NAME = "columns.html"
_HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Columns of Hyperion</title>
<style>
body { font: 15px/1.4 sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ddd; padding: .3em .6em; text-align: left; vertical-align: top; }
th, td { width: 33%; }
:target { background: #ffd; }
</style>
<h1>Where columns come from, and where they go</h1>
<p>A column that comes from none counts rows or says a constant.</p>
"""


class Column(NamedTuple):
    """A column of a table; tables go by dbt's unique id."""

    table: str
    name: str


Origins = dict[Column, set[Column]]


def origins(manifest: Node, catalog: Node) -> Origins:
    """Return which columns of its parents each column of the compiled models is made of.

    Args:
        manifest: dbt's `manifest.json` of one engine, after its models were compiled.
        catalog: dbt's `catalog.json`.
    """
    # It says so of every nested column that it unfolds.
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    nodes = {**manifest["nodes"], **manifest["sources"]}
    found: Origins = {}
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] in ("model", "snapshot") and node.get("compiled_code"):
            parents = [unique_id, *node["depends_on"]["nodes"]]
            read = {parent: nodes[parent] for parent in parents}
            found |= _origins_of(node, read, catalog, manifest["metadata"]["adapter_type"])
    return found


def _origins_of(node: Node, read: dict[str, Node], catalog: Node, dialect: str) -> Origins:
    """Return the origins of one model's columns.

    Args:
        node: The model.
        read: The tables that it may read, by unique id.
        catalog: dbt's `catalog.json`.
        dialect: sqlglot's name of the engine, which is dbt's too.
    """
    tables = {(each["schema"], _identifier(each)): unique_id for unique_id, each in read.items()}
    expression = qualify(
        sqlglot.parse_one(node["compiled_code"], dialect=dialect),
        dialect=dialect,
        schema=_schema(read, catalog),
        validate_qualify_columns=False,
        identify=False,
    )
    if not isinstance(expression, expressions.Query):
        raise TypeError(f"{node['unique_id']} is not a query")
    scope = build_scope(expression)
    found: Origins = {}
    for name in expression.named_selects:
        leaves = lineage(name, expression, dialect=dialect, scope=scope).walk()
        found[Column(node["unique_id"], name)] = {
            Column(tables[table.db, table.name], leaf.name.rpartition(".")[2])
            for leaf in leaves
            if isinstance(table := leaf.expression, expressions.Table)
        }
    return found


def _identifier(node: Node) -> str:
    return str(node.get("identifier") or node["alias"])


def _schema(read: dict[str, Node], catalog: Node) -> Node:
    """Return the columns of tables as sqlglot nests them; it needs no types to follow names."""
    schema: Node = {}
    known = {**catalog["nodes"], **catalog["sources"]}
    for unique_id, node in read.items():
        columns = known.get(unique_id, node)["columns"]
        place = schema
        for part in filter(None, (node["database"], node["schema"])):
            place = place.setdefault(part, {})
        place[_identifier(node)] = dict.fromkeys(columns or ["unknown"], "unknown")
    return schema


def page(found: Origins) -> str:
    """Return the page: each column of each table with what it comes from and what it goes into."""
    uses: Origins = defaultdict(set)
    columns: dict[str, set[str]] = defaultdict(set)
    for column, parents in found.items():
        columns[column.table].add(column.name)
        for parent in parents - {column}:
            uses[parent].add(column)
            columns[parent.table].add(parent.name)
    lines = [_HEAD]
    for table in sorted(columns, key=_title):
        lines += [f"<h2>{escape(_title(table))}</h2>", "<table>"]
        lines.append("<tr><th>column<th>comes from<th>goes into")
        for name in sorted(columns[table]):
            column = Column(table, name)
            cells = (_links(found.get(column, set()) - {column}), _links(uses[column]))
            lines.append(f'<tr id="{escape(_anchor(column))}"><td>{escape(name)}{"".join(cells)}')
        lines.append("</table>")
    return "\n".join([*lines, "</html>", ""])


def _title(table: str) -> str:
    """Return a table's name without the project's; a source's has the source before it."""
    kind, _, *names = table.split(".")
    return ".".join(names) if kind == "source" else names[0]


def _anchor(column: Column) -> str:
    return f"{_title(column.table)}.{column.name}"


def _links(columns: set[Column]) -> str:
    anchors = sorted(map(_anchor, columns))
    return "<td>" + "<br>".join(f'<a href="#{escape(each)}">{escape(each)}</a>' for each in anchors)


def write(settings: StackSettings) -> None:
    """Write the page beside dbt's documentation, which must have been generated on both engines."""
    folder = artifacts_of(settings, "local")
    catalog = json.loads((folder / "catalog.json").read_text())
    found: Origins = {}
    for manifest in _manifests(settings):
        found |= origins(manifest, catalog)
    (folder / NAME).write_text(page(found))


def _manifests(settings: StackSettings) -> Iterator[Node]:
    for engine in ("local", "trino"):
        yield json.loads((artifacts_of(settings, engine) / "manifest.json").read_text())
