"""A cluster of one partition whose reader plays a script, and a landing run on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ingestion.broker import Batch, OffsetRange, Partition, Rebalance, TopicInfo
from ingestion.broker.interface import Closing
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.config import LandingConfig
from ingestion.landing.registrar import Registrar
from ingestion.landing.run import Run
from tests.unit.landing_helpers import SOURCE, TOPIC_ID, MemoryStore, batch, contract, record
from tests.unit.landing_ranges import LAYOUT

THINGS = Partition(SOURCE.topic, 0)


class Quiet(Closing):
    """Opens and closes without ado."""

    def close(self) -> None:
        """Close."""


@dataclass
class Log(Quiet):
    """A cluster with one partition, and its admin client."""

    begin: int = 0
    end: int = 0
    topic_id: str = TOPIC_ID

    def cluster_id(self) -> str:
        """Return an id."""
        return "c"

    def topics(self, names: Iterable[str]) -> dict[str, TopicInfo]:
        """Return the topic."""
        return {n: TopicInfo(n, self.topic_id, 1) for n in names if n == SOURCE.topic}

    def create_topic(self, name: str, partitions: int, config: Mapping[str, str]) -> None:
        """Do nothing."""

    def offsets(self, partitions: Iterable[Partition]) -> dict[Partition, OffsetRange]:
        """Return the log's range."""
        return {each: OffsetRange(self.begin, self.end) for each in partitions}


@dataclass
class LogReader(Quiet):
    """Reads the log up to five records at once, doing what a script says before each poll.

    Attributes:
        log: What to read.
        script: Called before the poll of the same number.
        notes: Rebalance to tell next.
        stale: Records to give once, whatever the position.
        noted: Positions noted in the group.
        taken: Whether the group gave the partition to another member.
    """

    log: Log
    script: dict[int, Callable[[LogReader], None]] = field(default_factory=dict)
    notes: Rebalance = field(default_factory=Rebalance)
    stale: Batch | None = None
    noted: list[int] = field(default_factory=list)
    polls: int = 0
    at: int | None = None
    taken: bool = False

    def assign(self, partitions: Iterable[Partition]) -> None:
        """Do nothing."""

    def subscribe(self, topics: Iterable[str]) -> None:
        """Be given the partition."""
        assert list(topics) == [SOURCE.topic]
        self.notes.assigned.add(THINGS)

    def rebalance(self) -> Rebalance:
        """Return the notes."""
        notes, self.notes = self.notes, Rebalance()
        return notes

    def seek(self, partition: Partition, offset: int) -> None:
        """Read on from an offset; a partition that was taken is refused, as kafka-python does."""
        assert partition == THINGS
        if self.taken:
            raise ValueError("Unassigned partition")
        self.at = offset

    def poll(self, seconds: float) -> Mapping[Partition, Batch]:  # noqa: ARG002
        """Return the next records."""
        self.polls += 1
        if act := self.script.get(self.polls):
            act(self)
        if stale := self.stale:
            self.stale = None
            return {THINGS: stale}
        if self.taken or self.at is None or self.at >= self.log.end:
            return {}
        first, self.at = self.at, min(self.at + 5, self.log.end)
        return {THINGS: batch([record(offset) for offset in range(first, self.at)])}

    def position(self, partition: Partition) -> int | None:
        """Return where it stands."""
        assert partition == THINGS
        return None if self.taken else self.at

    def note_position(self, partition: Partition, offset: int) -> None:
        """Note."""
        assert partition == THINGS
        self.noted.append(offset)


@dataclass
class Cluster:
    """Gives the log's clients."""

    log: Log
    log_reader: LogReader

    def admin(self) -> Log:
        """Return the admin client."""
        return self.log

    def publisher(self) -> LogReader:
        """Nobody publishes here."""
        raise NotImplementedError

    def reader(self, group: str) -> LogReader:
        """Return the reader."""
        assert group
        return self.log_reader


def run(store: MemoryStore, reader: LogReader, **config: float) -> Run:
    """Return a run on the reader's log, with changes to the configuration."""
    return Run(
        contracts={SOURCE.topic: contract()},
        all_must_exist=True,
        broker=Cluster(reader.log, reader),  # type: ignore[arg-type]
        log=CommitLog(store, LAYOUT, "w"),
        registrar=Registrar(None, 1),
        config=LandingConfig(poll=0, **config),  # type: ignore[arg-type]
        progress=lambda _: None,
        stop=threading.Event(),
    )


def stopping(this: Run, at: int, reader: LogReader) -> None:
    """Stop a run at a poll."""
    reader.script[at] = lambda _: this.stop.set()
