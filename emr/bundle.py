"""What a cluster needs of the project, as one archive."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

from emr.errors import CloudError

# All that dbt reads, the locked environment, and what runs on the master.
PARTS = (
    "dbt_project.yml",
    "profiles.yml",
    "selectors.yml",
    "requirements.lock",
    "macros",
    "models",
    "seeds",
    "snapshots",
    "analyses",
    "tests/singular",
    "emr/node",
)
BOOTSTRAP = Path(__file__).parent / "node" / "bootstrap.sh"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The archive.

    Attributes:
        data: Its bytes.
        digest: SHA-256 over the archive and the bootstrap script: the same project has the same.
        files: Number of files in it.
    """

    data: bytes
    digest: str
    files: int


def bundle(project: Path) -> Bundle:
    """Pack the project; the same files make the same bytes.

    Raises:
        CloudError: A part of it is missing.
    """
    paths: list[Path] = []
    for part in PARTS:
        path = project / part
        if not path.exists():
            raise CloudError(f"{path} is missing: a cluster needs it to run dbt")
        found = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
        paths += [each for each in found if "__pycache__" not in each.parts]
    paths.sort()
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in paths:
            entry = tarfile.TarInfo(path.relative_to(project).as_posix())
            content = path.read_bytes()
            entry.size = len(content)
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(content))
    data = gzip.compress(raw.getvalue(), mtime=0)
    digest = hashlib.sha256(data + BOOTSTRAP.read_bytes()).hexdigest()
    return Bundle(data, digest, len(paths))
