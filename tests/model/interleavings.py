"""Telling interleavings apart, and keeping those that were seen from one run to the next."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import orjson

from compose.config import PROJECT_ROOT

# What the model runs; when it changes, the same interleaving may come out differently.
_UNDER_TEST = ("ingestion/landing", "ingestion/verification", "tests/model")
_HELPERS = ("tests/unit/landing_helpers.py",)
_RANDOM_NAME = re.compile("[0-9a-f]{32}")


def digest(trace: Sequence[str]) -> str:
    """Return a digest of the operations of an interleaving that is the same in every process.

    Random names count by the order in which they appear: else no interleaving would ever be seen
    twice.
    """
    names: dict[str, str] = {}
    text = _RANDOM_NAME.sub(
        lambda found: names.setdefault(found[0], f"#{len(names)}"), "\n".join(trace)
    )
    return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def fingerprint() -> str:
    """Return a digest of the code under test and of the model."""
    files = [PROJECT_ROOT / helper for helper in _HELPERS]
    files += [file for folder in _UNDER_TEST for file in (PROJECT_ROOT / folder).rglob("*.py")]
    found = hashlib.blake2b(digest_size=10)
    for file in sorted(files):
        content = hashlib.blake2b(file.read_bytes()).hexdigest()
        found.update(f"{file.relative_to(PROJECT_ROOT)} {content}\n".encode())
    return found.hexdigest()


class Kept:
    """Interleavings on disk, in one line per block of them; those of other code are dropped.

    Args:
        folder: Where the file is.
        code: Fingerprint of the code that they are of.

    Attributes:
        seen: Their digests.
        seconds: How long it took to see them.
    """

    def __init__(self, folder: Path, code: str) -> None:
        self._path = folder / f"{code}.jsonl"
        self.seen: set[str] = set()
        self.seconds = 0.0
        folder.mkdir(parents=True, exist_ok=True)
        for other in set(folder.glob("*.jsonl")) - {self._path}:
            other.unlink()
        for seconds, seen in _read(self._path):
            self.seconds += seconds
            self.seen.update(seen)

    def add(self, seen: Collection[str], seconds: float) -> None:
        """Keep those of the interleavings that are new."""
        new = sorted(set(seen) - self.seen)
        self.seen.update(new)
        self.seconds += seconds
        with self._path.open("ab") as file:
            # A line that a kill cut short must not swallow this one.
            file.write(b"\n" + orjson.dumps({"seconds": seconds, "seen": new}))


def _read(path: Path) -> Iterable[tuple[float, list[str]]]:
    for line in path.read_bytes().splitlines() if path.exists() else []:
        try:
            block = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        yield block["seconds"], block["seen"]
