"""What the targets compile to: in the cloud only locations and names of catalogs differ."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.lake import Lake
from tests.s3.cluster import LAYOUT, RUN, Built, CloudLake

# What is said outside of models: the folders of the external tables and of the exports.
LOCATIONS = """
{%- for source in external_sources() %}
{{ external_table_ddl(source) }}
{% endfor %}
{{ exports_root() }}
"""


def compiled(lake: Lake, target: str, folder: Path) -> dict[str, str]:
    """Compile everything for a target; return each node's SQL, relation and settings by its id."""
    here = {"DBT_TARGET_PATH": str(folder)}
    dbt = ("-m", "dbt.cli.main", "compile", "--target", target)
    lake.program(*dbt, environment=here)
    found = {
        unique_id: "\n".join(
            [
                str(node["relation_name"]),
                json.dumps(node["config"], indent=1, sort_keys=True),
                node["compiled_code"],
            ]
        )
        for unique_id, node in json.loads((folder / "manifest.json").read_text())["nodes"].items()
        if node.get("compiled_code")
    }
    lake.program(*dbt, "--inline", LOCATIONS, environment=here)
    (inline,) = json.loads((folder / "run_results.json").read_text())["results"]
    return {**found, "locations": inline["compiled_code"]}


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the lines that differ, by the id of the node."""
    return {
        name: [
            line
            for line in difflib.unified_diff(
                before[name].splitlines(), after[name].splitlines(), lineterm="", n=0
            )
            if not line.startswith(("---", "+++", "@@"))
        ]
        for name in before
        if before[name] != after[name]
    }


def swapped(text: str, swaps: Mapping[str, str]) -> str:
    """Say every location and name of a catalog as in the cloud."""
    for here, there in swaps.items():
        text = text.replace(here, there)
    return text


def report(
    title: str, before: Mapping[str, str], after: Mapping[str, str], swaps: Mapping[str, str]
) -> None:
    """Say how many nodes are the same, and what is different in how many of the others."""
    same = sum(text == after[name] for name, text in before.items())
    lines = [f"{title}: {len(before)} compiled, {same} of them the same"]
    lines += [
        f"{sum(old in text for text in before.values()):4} with {old} instead have {new}"
        for old, new in swaps.items()
    ]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize(("here", "there"), [("local", "emr"), ("trino", "emr_trino")])
def test_only_locations_and_catalogs_differ(
    here: str, there: str, lake: Lake, on_hdfs: Built, on_s3: CloudLake, tmp_path: Path
) -> None:
    assert on_hdfs.marts  # Incremental models compile to what is there: both must be built.
    before = compiled(lake, here, tmp_path / here)
    after = compiled(on_s3, there, tmp_path / there)
    swaps = {
        f"location '{lake.settings.raw_root}/": f"location '{LAYOUT.raw_root}/",
        f"{lake.settings.hdfs_uri}/exports": LAYOUT.exports_root(RUN),
        '"lake".': '"iceberg".',
    }
    report(f"{here} and {there}", before, after, swaps)
    in_the_cloud = {name: swapped(text, swaps) for name, text in before.items()}
    assert len(before) > 25
    assert before.keys() == after.keys()
    assert difference(in_the_cloud, after) == {}
    assert before["locations"] != after["locations"]
