"""The published exports as the site's data: the files that the manifest names, and no others."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from website.errors import SiteError

MANIFEST = "manifest.json"
_NEXT_STEP = "run `hyperion export` first (or `make demo`)"


@dataclass(frozen=True)
class Exports:
    """Published exports: their folder, the manifest's text, and each file's SHA-256 in hex."""

    folder: Path
    manifest: bytes
    files: dict[str, str]


def published(folder: Path) -> Exports:
    """Read what is published in a folder.

    Raises:
        SiteError: Nothing is, or the manifest is damaged.
    """
    path = folder / MANIFEST
    if not path.exists():
        raise SiteError(f"{path} does not exist; {_NEXT_STEP}")
    text = path.read_bytes()
    try:
        told: dict[str, Any] = json.loads(text)
        files = {str(each["file"]): str(each["sha256"]) for each in told["exports"]}
    except (ValueError, KeyError, TypeError) as error:
        raise SiteError(f"{path} is no manifest of exports ({error!r}); {_NEXT_STEP}") from error
    strange = [name for name in files if Path(name).name != name]
    if strange:
        raise SiteError(f"{path} names {strange[0]}, which is not beside it; {_NEXT_STEP}")
    return Exports(folder, text, files)


def copy_exports(exports: Exports, target: Path) -> None:
    """Copy the files, checked against the manifest, and the manifest last.

    Args:
        exports: What is published.
        target: The folder to fill; what was in it goes.

    Raises:
        SiteError: A file is missing, or not the one in the manifest.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name, sha256 in exports.files.items():
        source = exports.folder / name
        if not source.exists():
            raise SiteError(f"{source} does not exist; {_NEXT_STEP}")
        shutil.copy2(source, target / name)
        with (target / name).open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
        if actual != sha256:
            # Publishing while the web app was built looks just like damage.
            raise SiteError(
                f"{source} has SHA-256 {actual}, the manifest had {sha256}. If exports were "
                "published just now, run again: hyperion site build. Otherwise: hyperion export"
            )
    (target / MANIFEST).write_bytes(exports.manifest)
