"""Run dbt as a user would, against this very stack."""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from compose.config import PROJECT_ROOT, StackSettings
from hyperion.context import UserError
from hyperion.places import target_path

# Unit tests check the code on rows of their own: `make test` runs them, a build needs not.
DATA_ALONE = ("--exclude-resource-type", "unit_test")


@dataclass(frozen=True)
class DbtRun:
    """What a dbt run did: its exit code and its nodes, counted by kind and status."""

    exit_code: int
    nodes: Counter[tuple[str, str]]

    def count(self, *kinds: str) -> int:
        """Return how many nodes of these kinds ended well."""
        return sum(
            count
            for (kind, status), count in self.nodes.items()
            if kind in kinds and status in ("success", "pass")
        )


def artifacts_of(settings: StackSettings, engine: str) -> Path:
    """Return the folder of an engine's artifacts.

    Trino has one of its own inside Spark's: with one for both, every change of engine would make
    dbt read the whole project anew.
    """
    return target_path(settings) / "trino" if engine == "trino" else target_path(settings)


def run_dbt(settings: StackSettings, *arguments: str, engine: str = "local") -> DbtRun:
    """Run dbt with its output on this terminal.

    Args:
        settings: The stack to run against.
        arguments: dbt's own command line, without a target.
        engine: The target.

    Raises:
        UserError: dbt is not in this environment.
    """
    program = Path(sys.executable).with_name("dbt")
    if not program.exists():
        raise UserError(f"{program} does not exist; set the environment up: make up")
    artifacts = artifacts_of(settings, engine)
    results = artifacts / "run_results.json"
    results.unlink(missing_ok=True)
    environment = settings.environment() | {
        "HYPERION_DBT_TARGET": engine,
        "DBT_TARGET_PATH": str(artifacts),
        "DBT_LOG_PATH": str(artifacts / "logs"),
        "DBT_PROJECT_DIR": str(PROJECT_ROOT),
        "DBT_PROFILES_DIR": str(PROJECT_ROOT),
    }
    answer = subprocess.run(
        [program, *arguments], cwd=PROJECT_ROOT, env={**os.environ, **environment}, check=False
    )
    nodes: Counter[tuple[str, str]] = Counter()
    if results.exists():
        for result in json.loads(results.read_text())["results"]:
            nodes[result["unique_id"].split(".")[0], result["status"]] += 1
    return DbtRun(answer.returncode, nodes)


def merge_catalogs(settings: StackSettings) -> None:
    """Add Trino's tables to the catalog that dbt's documentation shows.

    Each engine's `docs generate` lists the tables of its own catalogs alone, so that the exports
    would be missing from Spark's.
    """
    path = artifacts_of(settings, "local") / "catalog.json"
    catalog = json.loads(path.read_text())
    other = json.loads((artifacts_of(settings, "trino") / "catalog.json").read_text())
    catalog["nodes"] = other["nodes"] | catalog["nodes"]
    path.write_text(json.dumps(catalog))
