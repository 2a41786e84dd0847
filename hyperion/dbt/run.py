"""Run dbt as a user would, against this very stack."""

import gc
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread

from compose.config import PROJECT_ROOT, StackSettings
from hyperion import console
from hyperion.context import UserError
from hyperion.places import target_path

# Unit tests check the code on rows of their own: `make test` runs them, a build needs not.
DATA_ALONE = ("--exclude-resource-type", "unit_test")


@dataclass(frozen=True)
class DbtRun:
    """What a dbt run did.

    Attributes:
        exit_code: As dbt's own.
        nodes: Its nodes, counted by kind and status.
        invocation_id: dbt's id of the run; empty if it ended before any node.
        models: Names of the models that it built.
    """

    exit_code: int
    nodes: Counter[tuple[str, str]]
    invocation_id: str = ""
    models: tuple[str, ...] = ()

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


def environment_of(settings: StackSettings, engine: str) -> dict[str, str]:
    """Return what dbt has to find in its environment to run on an engine of this stack."""
    artifacts = artifacts_of(settings, engine)
    return settings.environment() | {
        "HYPERION_DBT_TARGET": engine,
        "DBT_TARGET_PATH": str(artifacts),
        "DBT_LOG_PATH": str(artifacts / "logs"),
        "DBT_PROJECT_DIR": str(PROJECT_ROOT),
        "DBT_PROFILES_DIR": str(PROJECT_ROOT),
    }


def run_dbt(settings: StackSettings, *arguments: str, engine: str = "local") -> DbtRun:
    """Run dbt in this process, with its output on this terminal.

    Args:
        settings: The stack to run against.
        arguments: dbt's own command line, without a target.
        engine: The target.

    Raises:
        UserError: dbt is not in this environment.
        KeyboardInterrupt: The run was interrupted; dbt has cancelled its queries.
    """
    results = artifacts_of(settings, engine) / "run_results.json"
    results.unlink(missing_ok=True)
    # dbt enters the project's folder of its own accord, and does not come back.
    with chdir(PROJECT_ROOT), _environment(environment_of(settings, engine)):
        exit_code = _invoke(arguments)
    nodes: Counter[tuple[str, str]] = Counter()
    if not results.exists():
        return DbtRun(exit_code, nodes)
    artifact = json.loads(results.read_text())
    models = []
    for result in artifact["results"]:
        kind, _, name, *_ = result["unique_id"].split(".")
        nodes[kind, result["status"]] += 1
        if (kind, result["status"]) == ("model", "success"):
            models.append(name)
    return DbtRun(exit_code, nodes, artifact["metadata"]["invocation_id"], tuple(models))


def load_dbt_aside() -> None:
    """Begin to import dbt in a thread, for a command that has servers to ask before it runs dbt."""

    def load() -> None:
        # Whoever runs dbt meets the error again, and tells it.
        with suppress(ImportError):
            _load_dbt()

    Thread(target=load, name="load dbt").start()


def _load_dbt() -> None:
    # dbt's project is half a million objects that live as long as the run. By default the collector
    # would go through them again and again; with it off, a build takes 0.6 s less.
    gc.set_threshold(100_000)
    # Its import takes 1.7 s: once is enough for both engines, and too much for other commands.
    import_module("dbt.cli.main")


def _invoke(arguments: Sequence[str]) -> int:
    """Run dbt and return the exit code that a process of its own would have."""
    try:
        _load_dbt()
    except ImportError as error:
        raise UserError(f"dbt is not there ({error}); set the environment up: make up") from error
    from dbt.cli.exceptions import DbtUsageException
    from dbt.cli.main import dbtRunner

    answer = dbtRunner().invoke(list(arguments))
    if isinstance(answer.exception, KeyboardInterrupt):
        raise answer.exception
    if isinstance(answer.exception, DbtUsageException):
        # dbt prints every other error itself.
        console.err.print(f"Error: {answer.exception}\nTry 'dbt {arguments[0]} -h' for help.")
    if answer.exception:
        return 2
    return 0 if answer.success else 1


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Let these values be in the environment for a while."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


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
