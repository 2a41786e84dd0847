"""A copy of the project, for tests that change it as a developer would."""

from __future__ import annotations

import shutil
from pathlib import Path

from compose.config import PROJECT_ROOT

# Neither what tools leave behind nor the site, which has tests of its own.
_LEFT_OUT = {"web", "target", "logs", "out", "__pycache__"}
_DOT_FILES = {".sqlfluff", ".yamllint"}


def copy_project(folder: Path) -> Path:
    """Copy the project into a folder that does not exist yet.

    Args:
        folder: The new folder.

    Returns:
        The same; a Python program that runs in it imports the copy's packages.
    """
    return Path(shutil.copytree(PROJECT_ROOT, folder, ignore=_ignored))


def _ignored(_folder: str, names: list[str]) -> set[str]:
    hidden = {name for name in names if name.startswith(".")} - _DOT_FILES
    return hidden | _LEFT_OUT.intersection(names)
