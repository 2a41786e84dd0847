"""The exports' contract, as dbt's manifest declares it: columns, order and lineage."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from exports.errors import ExportError
from exports.types import arrow_type

# For exports that are read whole: nothing is saved by taking such a small file apart.
ROWS_PER_GROUP = 5_000


@dataclass(frozen=True)
class Column:
    """A column of an export: its name, its type as Trino spells it, and what it means."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Export:
    """One export.

    Attributes:
        name: The model's name, and that of its Parquet file.
        description: What a row of it is.
        columns: Its columns in order.
        sort_by: Columns that order it and that together are its key.
        rows_per_group: The most rows that a reader must fetch to see one of them.
        models: The dbt models it is derived from, the nearest last.
        topics: The Kafka topics it is derived from.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    sort_by: tuple[str, ...]
    models: tuple[str, ...]
    topics: tuple[str, ...]
    rows_per_group: int = ROWS_PER_GROUP

    @property
    def schema(self) -> pa.Schema:
        """The columns as Arrow types, without metadata."""
        return pa.schema([(column.name, arrow_type(column.data_type)) for column in self.columns])


def read_contract(manifest_path: Path) -> list[Export]:
    """Read the exports from dbt's manifest.

    Args:
        manifest_path: `manifest.json`, as any dbt command writes it into its target folder.

    Raises:
        ExportError: There is no manifest, or an export in it lacks its order, or has row groups of
            no size.
    """
    if not manifest_path.exists():
        raise ExportError(f"{manifest_path} does not exist; run: dbt parse")
    manifest = json.loads(manifest_path.read_text())
    nodes = manifest["nodes"]
    found = [
        _export(manifest, unique_id)
        for unique_id, node in sorted(nodes.items())
        if node["config"].get("materialized") == "parquet_export"
    ]
    if not found:
        raise ExportError(f"{manifest_path} declares no export")
    return found


def _export(manifest: Mapping[str, Any], unique_id: str) -> Export:
    node = manifest["nodes"][unique_id]
    meta = node["config"].get("meta", {})
    where = f"{node['original_file_path']}: the export {node['name']}"
    sort_by = meta.get("sort_by")
    if not sort_by:
        raise ExportError(f"{where} has no config.meta.sort_by")
    rows_per_group = meta.get("rows_per_group", ROWS_PER_GROUP)
    if not isinstance(rows_per_group, int) or rows_per_group < 1:
        raise ExportError(f"{where} has config.meta.rows_per_group {rows_per_group!r}")
    ancestors = list(dict.fromkeys(_ancestors(manifest["parent_map"], unique_id)))
    sources = [manifest["sources"][each] for each in ancestors if each.startswith("source.")]
    return Export(
        name=node["name"],
        description=_one_line(node["description"]),
        columns=tuple(
            Column(column["name"], column["data_type"], _one_line(column["description"]))
            for column in node["columns"].values()
        ),
        sort_by=tuple(sort_by),
        models=tuple(each.split(".")[-1] for each in ancestors if each.startswith("model.")),
        topics=tuple(sorted({s["meta"]["topic"] for s in sources if "topic" in s["meta"]})),
        rows_per_group=rows_per_group,
    )


def _ancestors(parents: Mapping[str, list[str]], unique_id: str) -> Iterator[str]:
    for parent in sorted(parents.get(unique_id, [])):
        yield from _ancestors(parents, parent)
        yield parent


def _one_line(text: str) -> str:
    return " ".join(text.split())
