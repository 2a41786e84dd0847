"""What is remembered of each engine's last green build, for the next one to compare with."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compose.config import PROJECT_ROOT, StackSettings
from hyperion.context import UserError
from hyperion.dbt import artifacts_of
from ingestion.files import write_atomically

# First offset that was not read yet, by topic, topic id and partition.
Cut = dict[tuple[str, str, int], int]

# What every node may rest on without dbt's knowing: it does not see who overrides a macro of its
# own, such as the statement of a merge, nor what a variable is put into.
_SHARED_CODE = ("macros/**/*.sql", "dbt_project.yml")


@dataclass(frozen=True)
class Green:
    """An engine's last green build.

    Attributes:
        cut: How far it had read.
        runs: dbt's id of the run that wrote last, by what it wrote.
        shared_code: Digest of the code that every node may rest on.
        sources: The sources that it knew, as in dbt's manifest.
    """

    cut: Cut
    runs: Mapping[str, str]
    shared_code: str
    sources: list[dict[str, Any]]


def folder_of(settings: StackSettings, engine: str) -> Path:
    """Return where an engine's last green build is remembered: each prefix has its own tables."""
    return settings.state_dir / "last_green" / f"{settings.schema_prefix}{engine}"


def last_green(settings: StackSettings, engine: str) -> Green:
    """Return an engine's last green build.

    Raises:
        UserError: There was none on this stack.
    """
    folder = folder_of(settings, engine)
    try:
        green = json.loads((folder / "green.json").read_text())
        manifest = json.loads((folder / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise UserError(
            "there was no green build to compare with; run it without --changed: hyperion build"
        ) from error
    cut = {(topic, topic_id, place): end for topic, topic_id, place, end in green["cut"]}
    sources = list(manifest["sources"].values())
    return Green(cut, green["runs"], green["shared_code"], sources)


def remember(settings: StackSettings, engine: str, cut: Cut, runs: Mapping[str, str]) -> None:
    """Remember a green build, with the manifest that it left.

    Args:
        settings: The stack.
        engine: The target.
        cut: How far it had read.
        runs: dbt's id of the run that wrote last, by what it wrote.
    """
    folder = folder_of(settings, engine)
    green = {
        "cut": sorted([*key, end] for key, end in cut.items()),
        "runs": dict(runs),
        "shared_code": shared_code(),
    }
    # In this order a kill between the two leaves the ids of an older run: everything is built then.
    manifest = artifacts_of(settings, engine) / "manifest.json"
    write_atomically(folder / "manifest.json", manifest.read_bytes())
    write_atomically(folder / "green.json", json.dumps(green).encode())


def shared_code(root: Path = PROJECT_ROOT) -> str:
    """Return the digest of the code that every node may rest on without dbt's knowing."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _SHARED_CODE for path in root.glob(pattern)):
        digest.update(f"{path.relative_to(root)}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
