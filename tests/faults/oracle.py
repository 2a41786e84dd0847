"""What was produced against what readers see, and a reader that looks all the time."""

from __future__ import annotations

import hashlib
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from ingestion.landing.storage.store import Store
from tests.landing.landing_world import read_rows

_PAUSE_SECONDS = 0.05


class Landed(NamedTuple):
    """One record: where it was on the topic, and the SHA-256 of its key and value."""

    topic_id: str
    partition: int
    offset: int
    sha256: str


def digest(key: bytes | None, value: bytes | None) -> str:
    """Return the SHA-256 of a key and a value in hex; null differs from empty."""
    parts = ("null" if part is None else part.hex() for part in (key, value))
    return hashlib.sha256("/".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the oracle says of a table.

    Attributes:
        produced: Records that Kafka acknowledged.
        lost: Of them, how many no file holds.
        doubled: Rows that a file holds once more, or that nobody produced.
        torn: Files that could not be read when they were first seen, or that changed later.
        unordered: Files whose offsets do not rise, or that mix partitions.
        files: Files seen and read.
    """

    produced: int
    lost: int
    doubled: int
    torn: int
    unordered: int
    files: int

    @property
    def ok(self) -> bool:
        """Whether everything landed, once each, in whole and ordered files."""
        return not (self.lost or self.doubled or self.torn or self.unordered)


def judge(produced: Iterable[Landed], watcher: Watcher) -> Verdict:
    """Compare what was produced with every file that the watcher saw."""
    expected = Counter(produced)
    found = Counter(row for rows in list(watcher.rows.values()) for row in rows)
    return Verdict(
        produced=expected.total(),
        lost=(expected - found).total(),
        doubled=(found - expected).total(),
        torn=len(watcher.torn),
        unordered=sum(not _is_ordered(rows) for rows in list(watcher.rows.values())),
        files=len(watcher.sha256),
    )


def _is_ordered(rows: list[Landed]) -> bool:
    offsets = [row.offset for row in rows]
    return offsets == sorted(set(offsets)) and len({row.partition for row in rows}) <= 1


@dataclass
class Watcher:
    """A reader that lists a table's folders all the time and reads every new file at once.

    Attributes:
        store: Its own connection to HDFS.
        list_files: Lists the paths that readers see.
        parse: Reads a file's rows; raises whatever it likes when the file is not whole.
        rows: Rows by path.
        sha256: Digest of what was read, by path.
        torn: What was wrong with files that were not whole, by path.
    """

    store: Store
    list_files: Callable[[Store], Iterable[str]]
    parse: Callable[[bytes, str], list[Landed]] = field(
        default=lambda data, path: parse(data, path)
    )
    rows: dict[str, list[Landed]] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)
    torn: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._looking = threading.Lock()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(_PAUSE_SECONDS):
            self.look()

    def look(self) -> None:
        """List the folders once and read what is new."""
        with self._looking:
            for path in self.list_files(self.store):
                if path not in self.sha256:
                    self._read(path)

    def look_again(self) -> None:
        """Read every file once more: none may have changed or gone."""
        with self._looking:
            for path, before in self.sha256.items():
                if hashlib.sha256(self.store.read(path)).hexdigest() != before:
                    self.torn[path] = "it changed after it was first read"

    def read_torn_again(self) -> int:
        """Take the rows of torn files that can be read by now; return how many still can't."""
        with self._looking:
            for path in self.torn:
                data = self.store.read(path)
                self.sha256[path] = hashlib.sha256(data).hexdigest()
                with suppress(Exception):
                    self.rows[path] = self.parse(data, path)
            return len(self.torn.keys() - self.rows.keys())

    def _read(self, path: str) -> None:
        data = self.store.read(path)
        self.sha256[path] = hashlib.sha256(data).hexdigest()
        try:
            self.rows[path] = self.parse(data, path)
        except Exception:
            # Whatever a reader stumbles over is a torn file.
            self.torn[path] = f"{len(data)} bytes: {traceback.format_exc(limit=1)}"


def parse(data: bytes, path: str) -> list[Landed]:
    """Read the rows of a landed file."""
    return [
        Landed(row["topic_id"], row["partition"], row["offset"], digest(row["key"], row["value"]))
        for row in read_rows(data, path)
    ]
