"""Where everything lies under the raw root, and how files are named.

    <root>/<topic>/dt=YYYY-MM-DD/<topic>+<topic id>+<partition>+<start>+<end>.<extension>
    <root>/_staging/<topic>/<topic id>/<partition>/<start>-<attempt>[.dead-letters].<extension>
    <root>/_commits/<topic>/<topic id>/<partition>/<start>.json
    <root>/_checkpoints/<topic>/<topic id>/<partition>/<end>.json
    <root>/_compactions/<table folder>/<YYYY-MM-DD>+<generation>.json (and .pruned)
    <root>/<table folder>-compacted/dt=YYYY-MM-DD/<generation>-<attempt>/<number>.<extension>
    <root>/_quarantine/<path below the root>
    <root>/_replays/<topic>/<number>.json (and .done); see ingestion/replay/ledger.py

Offsets have 20 digits; `end` is exclusive. Rows of an earlier version of the contract lie in files
of their own, whose extension begins with the version: `v1.parquet`. Readers of the tables hide
names that begin with `_`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

FileKind = Literal["rows", "dead_letters"]

_OFFSET_DIGITS = 20
_DT_PREFIX = "dt="
# Clocks are wrong sometimes: a record from 1970 or 2999 must not open a partition of its own.
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_CLOCK_SKEW = timedelta(days=1)
QUARANTINE_DAY = date(1970, 1, 1)
OPEN_DAYS = 2


class Source(NamedTuple):
    """The partition of one incarnation of a topic."""

    topic: str
    topic_id: str
    partition: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}"


class FinalName(NamedTuple):
    """What the name of a landed file says."""

    source: Source
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RawLayout:
    """Paths under a raw root, such as `/raw`."""

    root: str = "/raw"

    def table_folder(self, topic: str, kind: FileKind) -> str:
        """Folder of a topic's raw table, or of its dead letters."""
        return f"{self.root}/{topic}{'-dead-letters' if kind == 'dead_letters' else ''}"

    def day_folder(self, topic: str, kind: FileKind, day: date) -> str:
        """Folder of one partition of the table."""
        return f"{self.table_folder(topic, kind)}/{_DT_PREFIX}{day.isoformat()}"

    def final(
        self, source: Source, kind: FileKind, day: date, start: int, end: int, extension: str
    ) -> str:
        """Path at which readers find a landed file."""
        folder = self.day_folder(source.topic, kind, day)
        coordinates = f"{source.topic}+{source.topic_id}+{source.partition}"
        return f"{folder}/{coordinates}+{_digits(start)}+{_digits(end)}.{extension}"

    def compacted_folder(
        self, topic: str, kind: FileKind, day: date, generation: int, attempt: str
    ) -> str:
        """Folder that one compaction of a day writes into."""
        table = f"{self.table_folder(topic, kind)}-compacted"
        return f"{table}/{_DT_PREFIX}{day.isoformat()}/{generation}-{attempt}"

    def compactions_folder(self, topic: str, kind: FileKind) -> str:
        """Folder of the records of a table's compactions."""
        return f"{self.root}/_compactions/{self.table_folder(topic, kind).rpartition('/')[2]}"

    def compaction(
        self, topic: str, kind: FileKind, day: date, generation: int, extension: str = "json"
    ) -> str:
        """Path of the one record that owns a generation of a day; `pruned` marks its clean-up."""
        name = f"{day.isoformat()}+{generation:06d}.{extension}"
        return f"{self.compactions_folder(topic, kind)}/{name}"

    def quarantine(self, path: str) -> str:
        """Where a file that no record knows is put aside."""
        return f"{self.root}/_quarantine{path.removeprefix(self.root)}"

    def on_day(self, final: str, day: date) -> str:
        """Return a landed file's path, but under another day."""
        folder, _, name = final.rpartition("/")
        return f"{folder.rpartition('/')[0]}/{_DT_PREFIX}{day.isoformat()}/{name}"

    def staging_folder(self, source: Source) -> str:
        """Folder of files not committed yet."""
        return f"{self.root}/_staging/{'/'.join(map(str, source))}"

    def staged(
        self, source: Source, kind: FileKind, start: int, attempt: str, extension: str
    ) -> str:
        """Path of a file before it is committed."""
        mark = ".dead-letters" if kind == "dead_letters" else ""
        name = f"{_digits(start)}-{attempt}{mark}.{extension}"
        return f"{self.staging_folder(source)}/{name}"

    def commits_folder(self, source: Source) -> str:
        """Folder of a partition's commit records."""
        return f"{self.root}/_commits/{'/'.join(map(str, source))}"

    def commits_root(self, topic: str) -> str:
        """Folder of the commit records of all incarnations and partitions of a topic."""
        return f"{self.root}/_commits/{topic}"

    def checkpoints_folder(self, source: Source) -> str:
        """Folder of a partition's checkpoints."""
        return f"{self.root}/_checkpoints/{'/'.join(map(str, source))}"

    def checkpoint(self, source: Source, end: int) -> str:
        """Path of the totals of a partition's commits up to an offset."""
        return f"{self.checkpoints_folder(source)}/{_digits(end)}.json"

    def commit(self, source: Source, start: int) -> str:
        """Path of the one record that owns the offsets from `start` on."""
        return f"{self.commits_folder(source)}/{_digits(start)}.json"

    def staged_record(self, source: Source, start: int, attempt: str) -> str:
        """Path of a commit record or checkpoint before the swap."""
        return f"{self.staging_folder(source)}/{_digits(start)}-{attempt}.json"


def _digits(offset: int) -> str:
    return f"{offset:0{_OFFSET_DIGITS}d}"


def parse_final(name: str) -> FinalName | None:
    """Read a landed file's name; None when it is not one of ours."""
    stem, _, extension = name.partition(".")
    parts = stem.split("+")
    # A topic's name may contain dots: then the stem ends inside it.
    while extension and len(parts) < 5:
        head, _, extension = extension.partition(".")
        stem = f"{stem}.{head}"
        parts = stem.split("+")
    if len(parts) != 5 or not all(part.isdigit() for part in parts[2:]):
        return None
    topic, topic_id, partition, start, end = parts
    return FinalName(Source(topic, topic_id, int(partition)), int(start), int(end))


def parse_offset(name: str) -> int | None:
    """Read the start offset that a staged file's or commit record's name begins with."""
    digits = name[:_OFFSET_DIGITS]
    return int(digits) if len(digits) == _OFFSET_DIGITS and digits.isdigit() else None


def parse_day(folder: str) -> date | None:
    """Read the day of a table partition's folder; None when it is none."""
    try:
        return date.fromisoformat(folder.removeprefix(_DT_PREFIX))
    except ValueError:
        return None


def day_of(timestamp_ms: int, now: datetime) -> date | None:
    """Return the UTC day of a record's timestamp, or None when that is absurd."""
    latest = now + _CLOCK_SKEW
    if not _EARLIEST.timestamp() * 1000 <= timestamp_ms <= latest.timestamp() * 1000:
        return None
    return datetime.fromtimestamp(timestamp_ms / 1000, tz=UTC).date()


def utc_now() -> datetime:
    """Return the time in UTC, whose days the folders are named after."""
    return datetime.now(UTC)


def is_open(day: date, now: datetime, open_days: int = OPEN_DAYS) -> bool:
    """Tell whether files may still be landed under a day.

    A day closes `open_days` days after its end, for good, so that it can be compacted. The
    quarantine day, where absurd timestamps go, never does.
    """
    return day == QUARANTINE_DAY or day >= (now - timedelta(days=open_days)).date()
