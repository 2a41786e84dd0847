"""Publishing: one at a time, all files or none, and the manifest says which."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from exports.errors import ExportError
from exports.freshness import Build
from exports.lake import Lake, Run
from exports.publish import publish

NAMES = ["films", "studios"]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True)
class OneRowEach(Lake):
    """A lake whose every export has one row, which says which lake it is of."""

    def newest_run(self, names: list[str]) -> Run:
        """Return a run of all exports."""
        return Run("run", NOON, {name: name for name in names}, dict.fromkeys(names, 1))

    def newest_build(self) -> Build:
        """Return a build."""
        return Build("build", NOON, {})

    def download(self, location: str, into: Path) -> list[Path]:  # noqa: ARG002
        """Write the export's one file."""
        path = into / "part.parquet"
        pq.write_table(pa.table({"slug": [self.user]}), path)
        return [path]


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """Write a contract of exports with one column each."""
    column = {"name": "slug", "data_type": "varchar", "description": "Key."}
    nodes = {
        f"model.hyperion.{name}": {
            "name": name,
            "description": "One row.",
            "original_file_path": f"models/exports/{name}.sql",
            "config": {"materialized": "parquet_export", "meta": {"sort_by": ["slug"]}},
            "columns": {"slug": column},
        }
        for name in NAMES
    }
    path = tmp_path / "manifest.json"
    told = {"nodes": nodes, "sources": {}, "parent_map": {each: [] for each in nodes}}
    path.write_text(json.dumps(told))
    return path


def lake(name: str) -> Lake:
    return OneRowEach("nowhere", 0, {}, user=name)


def published(out: Path) -> dict[str, Any]:
    """Return the value of each export, which must be the one that the manifest names."""
    told = json.loads((out / "manifest.json").read_text())["exports"]
    names = {each["file"] for each in told}
    assert {path.name for path in out.iterdir()} == names | {"manifest.json"}
    for each in told:
        assert hashlib.sha256((out / each["file"]).read_bytes()).hexdigest() == each["sha256"]
    return {each["name"]: pq.read_table(out / each["file"])["slug"][0].as_py() for each in told}


def test_what_is_published_is_what_the_manifest_names(contract: Path, tmp_path: Path) -> None:
    out = tmp_path / "exports" / "out"
    assert all(file.changed for file in publish(lake("first"), contract, out, lambda _: None))
    (out / "stray.parquet").write_text("stray")
    # What a killed run left.
    (out / ".new" / "films.fetched").mkdir(parents=True)
    assert not any(file.changed for file in publish(lake("first"), contract, out, lambda _: None))
    publish(lake("second"), contract, out, lambda _: None)
    assert published(out) == dict.fromkeys(NAMES, "second")


def test_of_two_publications_at_once_the_second_is_refused(contract: Path, tmp_path: Path) -> None:
    out = tmp_path / "exports" / "out"
    refused = []

    def meanwhile(name: str) -> None:
        # Before the last export: the first one is prepared, and waits for the others.
        if name == NAMES[-1]:
            with pytest.raises(ExportError, match=r"another `hyperion export` .*; run again"):
                publish(lake("second"), contract, out, lambda _: None)
            refused.append(name)

    publish(lake("first"), contract, out, meanwhile)
    assert refused
    assert published(out) == dict.fromkeys(NAMES, "first")
    publish(lake("second"), contract, out, lambda _: None)
    assert published(out) == dict.fromkeys(NAMES, "second")
