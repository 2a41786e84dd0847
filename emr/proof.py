"""What a run on EMR leaves behind: row counts, timings, versions and its cost, as one page."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emr.budget import Budget
from emr.clusters import Cluster
from emr.errors import CloudError
from emr.options import ClusterOptions
from emr.request import STEPS


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is to tell of a run.

    Attributes:
        run_id: The run.
        options: The cluster's make.
        limits: Its prices.
        cluster: The cluster, after its end.
        seconds: From its request to its end.
        files: What its steps left in S3, by name.
    """

    run_id: str
    options: ClusterOptions
    limits: Budget
    cluster: Cluster
    seconds: float
    files: dict[str, bytes]


def write(evidence: Evidence, folder: Path) -> Path:
    """Write the page of a run that went well, and the files that it is made of.

    Returns:
        The page.

    Raises:
        CloudError: A step left no proof: such a run proves nothing.
    """
    page = _page(evidence)
    save_files(evidence.files, folder)
    path = folder / "README.md"
    path.write_text(page)
    return path


def save_files(files: dict[str, bytes], folder: Path) -> None:
    """Write what the steps left, as it is."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _page(evidence: Evidence) -> str:
    proof = _json(evidence, "proof/proof.json")
    cost = evidence.limits.cost(evidence.seconds)
    options, cluster = evidence.options, evidence.cluster
    make = f"{options.instance_type} ({'Spot' if options.spot else 'on demand'})"
    return "\n".join(
        [
            f"# EMR run {evidence.run_id}",
            "",
            f"Cluster `{cluster.id}` in {options.region}, {cluster.created:%Y-%m-%d %H:%M} UTC: "
            f"one master and {options.core_count} core nodes of {make}.",
            "",
            f"It existed for {evidence.seconds / 60:.1f} minutes, which is ${cost:.2f} at "
            f"${evidence.limits.hourly:.3f} an hour (list prices on demand; an estimate, not a "
            "bill).",
            "",
            *_table("what", "version", proof["versions"]),
            *_table("step", "seconds", {name: _seconds(evidence, name) for name in STEPS}),
            *_table("dbt", "nodes", _nodes(evidence)),
            *_table("table", "rows", {k: f"{v:,}" for k, v in proof["rows"].items()}),
        ]
    )


def _seconds(evidence: Evidence, step: str) -> int:
    told = _json(evidence, f"{step}/step.json")
    return int(told["ended"] - told["began"])


def _nodes(evidence: Evidence) -> dict[str, int]:
    nodes: Counter[str] = Counter()
    for step in ("marts", "exports"):
        for result in _json(evidence, f"{step}/run_results.json")["results"]:
            nodes[f"{step}: {result['unique_id'].split('.')[0]} {result['status']}"] += 1
    return dict(sorted(nodes.items()))


def _json(evidence: Evidence, name: str) -> Any:
    if name not in evidence.files:
        raise CloudError(
            f"the run {evidence.run_id} left no {name}, so there is no proof; its logs are in the "
            "staging bucket under emr/logs/"
        )
    return json.loads(evidence.files[name])


def _table(left: str, right: str, rows: dict[str, Any]) -> list[str]:
    lines = [f"| {name} | {value} |" for name, value in rows.items()]
    return [f"| {left} | {right} |", "|---|---:|", *lines, ""]
