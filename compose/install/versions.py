"""Versions and checksums of everything that is downloaded, read from the two files beside."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from compose.errors import InstallError

ROOM = Path(__file__).resolve().parents[1]
VERSIONS_FILE = ROOM / "versions.properties"
CHECKSUMS_FILE = ROOM / "checksums.txt"


@cache
def versions() -> dict[str, str]:
    """Return the versions by their names, for example `KAFKA_VERSION`."""
    lines = VERSIONS_FILE.read_text().splitlines()
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


@cache
def checksums(record: Path = CHECKSUMS_FILE) -> dict[str, dict[str, str]]:
    """Return SHA-256 by component and file name. The file is in `sha256sum` format."""
    found: dict[str, dict[str, str]] = {}
    for line in record.read_text().splitlines():
        digest, path = line.split("  ", 1)
        component, name = path.split("/", 1)
        found.setdefault(component, {})[name] = digest
    return found


def fingerprint(component: str, record: Path = CHECKSUMS_FILE) -> str:
    """Return eight hex digits that change whenever a file of the component does."""
    files = sorted(checksums(record)[component].items())
    return hashlib.sha256(repr(files).encode()).hexdigest()[:8]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(component: str, files: Iterable[Path], record: Path = CHECKSUMS_FILE) -> None:
    """Compare downloaded files with their recorded checksums.

    Raises:
        InstallError: A file differs, is missing, or is not in the record.
    """
    expected = checksums(record)[component]
    actual = {path.name: sha256(path) for path in files}
    if actual == expected:
        return
    wrong = sorted(
        name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name)
    )
    raise InstallError(
        f"{component}: not what {record.name} records: {', '.join(wrong)}. "
        "Check the package mirror in use, then run the same command again."
    )
