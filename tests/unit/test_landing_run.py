"""The landing loops, on a reader that plays a script and a store in memory."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pytest

from ingestion.broker import (
    Batch,
    OffsetRange,
    Partition,
    PositionLostError,
    Rebalance,
    TopicInfo,
)
from ingestion.broker.interface import Closing
from ingestion.errors import BrokerUnavailableError, CorruptionError
from ingestion.landing.config import LandingConfig
from ingestion.landing.lander import TopicReplacedError
from ingestion.landing.layout import RawLayout
from ingestion.landing.protocol import CommitLog
from ingestion.landing.registrar import Registrar
from ingestion.landing.report import LandingProgress
from ingestion.landing.restarts import Restarts
from ingestion.landing.run import Run, follow, land_once
from ingestion.landing.watch import LagWatch, StalledError
from tests.unit.landing_helpers import SOURCE, TOPIC_ID, MemoryStore, batch, contract, record
from tests.unit.test_landing_protocol import ready, recover, visible

THINGS = Partition(SOURCE.topic, 0)
LAYOUT = RawLayout("/raw")


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
    """

    log: Log
    script: dict[int, Callable[[LogReader], None]] = field(default_factory=dict)
    notes: Rebalance = field(default_factory=Rebalance)
    stale: Batch | None = None
    noted: list[int] = field(default_factory=list)
    polls: int = 0
    at: int | None = None

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
        """Read on from an offset."""
        assert partition == THINGS
        self.at = offset

    def poll(self, seconds: float) -> Mapping[Partition, Batch]:  # noqa: ARG002
        """Return the next records."""
        self.polls += 1
        if act := self.script.get(self.polls):
            act(self)
        if stale := self.stale:
            self.stale = None
            return {THINGS: stale}
        if self.at is None or self.at >= self.log.end:
            return {}
        first, self.at = self.at, min(self.at + 5, self.log.end)
        return {THINGS: batch([record(offset) for offset in range(first, self.at)])}

    def position(self, partition: Partition) -> int | None:
        """Return where it stands."""
        assert partition == THINGS
        return self.at

    def note_position(self, partition: Partition, offset: int) -> None:
        """Note."""
        assert partition == THINGS
        self.noted.append(offset)


class TwoPartitions(LogReader):
    """Reads two partitions, of which it has passed nothing but what it gave."""

    def seek(self, partition: Partition, offset: int) -> None:
        """Do nothing."""

    def position(self, partition: Partition) -> int | None:  # noqa: ARG002
        """Tell nothing."""
        return None

    def note_position(self, partition: Partition, offset: int) -> None:
        """Do nothing."""


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


def test_once_lands_to_the_end_and_tells_the_group_and_progress() -> None:
    store, reader = MemoryStore(), LogReader(Log(end=12))
    told: list[LandingProgress] = []
    this = run(store, reader)
    object.__setattr__(this, "progress", told.append)
    report = land_once(this)
    assert visible(store) == Counter(range(12))
    assert (report.rows, report.topics[0].commits) == (12, 1)
    assert reader.noted == [12]
    assert told[-1] == LandingProgress(SOURCE.topic, 12, 12)


def test_once_with_rotation_by_rows_makes_several_commits() -> None:
    store, reader = MemoryStore(), LogReader(Log(end=12))
    assert land_once(run(store, reader, max_rows=5)).topics[0].commits == 3
    assert visible(store) == Counter(range(12))


def test_buffers_together_are_bounded() -> None:
    store, reader = MemoryStore(), LogReader(Log(end=12))
    assert land_once(run(store, reader, max_buffered_bytes=1)).topics[0].commits == 3


def test_what_was_read_before_a_lost_swap_is_dropped_in_the_same_turn() -> None:
    """Memory is full: partition 0 is committed, in vain, before its next records are taken."""
    store, log = MemoryStore(), Log(end=20)
    reader = LogReader(log)
    lander = run(store, reader, max_buffered_bytes=1).lander(log, TwoPartitions(log))
    other = Partition(SOURCE.topic, 1)
    lander.open([THINGS, other])
    lander.buffers[THINGS].add(batch([record(offset) for offset in range(5)]))
    CommitLog(store, LAYOUT, "rival").commit(ready(0, 3))
    lander.feed({other: batch([record(0)]), THINGS: batch([record(n) for n in range(5, 10)])})
    assert lander.results[SOURCE.topic].lost_commits == 1
    assert lander.buffers[THINGS].end == 3
    assert visible(store) == Counter([0, 1, 2, 0])


def test_what_comes_while_draining_is_left_for_the_next_run() -> None:
    store, log = MemoryStore(), Log(end=4)
    reader = LogReader(log, {1: lambda _: setattr(log, "end", 100)})
    land_once(run(store, reader))
    assert recover(store).end in range(4, 10)
    land_once(run(store, LogReader(log)))
    assert visible(store) == Counter(range(100))


def test_a_lost_race_starts_over_at_the_winners_end() -> None:
    store, log = MemoryStore(), Log(end=20)

    def rival(_: LogReader) -> None:
        CommitLog(store, LAYOUT, "rival").commit(ready(0, 3))

    report = land_once(run(store, LogReader(log, {2: rival}), max_rows=10))
    assert report.topics[0].lost_commits == 1
    assert visible(store) == Counter(range(20))


def test_following_lands_what_is_idle_and_what_is_left_at_the_end() -> None:
    store, log = MemoryStore(), Log(end=3)
    reader = LogReader(log)
    this = run(store, reader, max_idle=0.0)
    reader.script[5] = lambda _: setattr(log, "end", 7)
    stopping(this, 8, reader)
    assert follow(this).rows == 7
    assert visible(store) == Counter(range(7))


def test_once_all_is_landed_leaving_the_group_may_take_its_time() -> None:
    bounds = []

    class Leaving(LogReader):
        def close(self) -> None:
            bounds.append(signal.getitimer(signal.ITIMER_REAL)[0])

    reader = Leaving(Log(end=7), {3: lambda _: os.kill(os.getpid(), signal.SIGTERM)})
    store = MemoryStore()
    assert follow(run(store, reader, grace=1000)).rows == 7
    assert bounds == [0]


def test_records_read_before_a_partition_changed_hands_make_no_gap() -> None:
    """Ours were offsets 0 to 10, uncommitted; a rival landed 0 to 3; 10 to 15 were just read."""
    store, log = MemoryStore(), Log(end=15)
    reader = LogReader(log)
    this = run(store, reader)

    def moves(reader: LogReader) -> None:
        CommitLog(store, LAYOUT, "rival").commit(ready(0, 3))
        reader.notes = Rebalance({THINGS}, {THINGS})
        reader.stale = batch([record(offset) for offset in range(10, 15)])
        reader.at = 0

    reader.script[4] = moves
    stopping(this, 12, reader)
    follow(this)
    assert visible(store) == Counter(range(15))
    assert recover(store).gap_offsets == 0


def test_a_topic_created_again_is_read_anew_when_following() -> None:
    store, log = MemoryStore(), Log(end=5)
    reader = LogReader(log)
    this = run(store, reader, max_idle=0.0)

    def created_again(_: LogReader) -> None:
        log.topic_id = "f" * 32
        log.end = 8

    reader.script[4] = created_again
    stopping(this, 12, reader)
    follow(this)
    # Five of the first incarnation, eight of the second.
    assert visible(store) == Counter([*range(5), *range(8)])


def test_a_topic_that_vanishes_stops_a_single_run() -> None:
    log = Log(end=5)
    reader = LogReader(log, {1: lambda _: setattr(log, "topic_id", "f" * 32)})
    with pytest.raises(TopicReplacedError, match="Run the command again"):
        land_once(run(MemoryStore(), reader))


def test_a_position_lost_again_and_again_is_an_error_in_the_end() -> None:
    def lost(_: LogReader) -> None:
        raise PositionLostError("out of range")

    reader = LogReader(Log(end=5), dict.fromkeys(range(1, 20), lost))
    with pytest.raises(PositionLostError):
        follow(run(MemoryStore(), reader))
    assert reader.polls == 4


def test_what_retention_deleted_is_a_gap_and_a_log_that_was_cut_is_refused() -> None:
    store, log = MemoryStore(), Log(begin=4, end=9)
    assert land_once(run(store, LogReader(log))).topics[0].gap_offsets == 4
    assert visible(store) == Counter(range(4, 9))
    log.end = 6
    with pytest.raises(CorruptionError, match=r"landed up to offset 9.*only 6"):
        land_once(run(store, LogReader(log)))


@dataclass
class Stepping:
    """A watch on a lander that holds one partition, and a clock that a test moves."""

    log: Log
    config: dict[str, float] = field(default_factory=dict)
    now: float = 0.0

    def __post_init__(self) -> None:
        this = run(MemoryStore(), LogReader(self.log), **self.config)
        self.lander = this.lander(self.log, this.broker.reader("g"))
        self.lander.open([THINGS])
        self.watch = LagWatch(self.lander, clock=lambda: self.now)

    def turns(self, count: int, seconds: float) -> None:
        """Turn the loop so many times, each taking so long."""
        for _ in range(count):
            self.now += seconds
            self.watch.turn()


def test_a_stall_is_an_error_that_names_partition_and_offset() -> None:
    stepping = Stepping(Log(end=5), {"stall": 60.0})
    stepping.turns(119, 0.5)
    (state,) = stepping.watch.states()
    assert (state.lag, state.unread, state.still) == (5, 5, 59.0)
    with pytest.raises(StalledError, match=r"raw-things/0 stands at offset 0 for .* up to 5"):
        stepping.turns(30, 0.5)


def test_a_partition_that_kafka_holds_no_more_of_does_not_stall() -> None:
    stepping = Stepping(Log(end=0), {"stall": 60.0})
    stepping.turns(1_000, 0.5)
    assert stepping.watch.states()[0].lag == 0


def test_a_partition_that_moves_does_not_stall() -> None:
    stepping = Stepping(Log(end=1_000), {"stall": 60.0})
    for offset in range(100):
        stepping.lander.buffers[THINGS].add(batch([record(offset)]))
        stepping.turns(50, 1.0)
    assert stepping.watch.states()[0].lag == 1_000
    assert stepping.watch.states()[0].unread == 900


def test_time_spent_on_the_store_is_no_stall() -> None:
    stepping = Stepping(Log(end=5), {"stall": 60.0})
    stepping.turns(20, 100.0)
    assert stepping.watch.states()[0].still < 60


def test_a_kafka_that_does_not_answer_is_waited_for_as_long_as_patience_lasts() -> None:
    now = [0.0]
    restarts = Restarts(patience=120, clock=lambda: now[0])
    away = BrokerUnavailableError("away")
    allowed = []
    for now[0] in (1, 60, 119, 121):
        restarts.begin()
        allowed.append(restarts.may_follow(away))
    assert allowed == [True, True, True, False]
    restarts.steady()
    assert restarts.may_follow(away)


def test_following_rides_out_a_kafka_that_is_away() -> None:
    store, log = MemoryStore(), Log(end=9)

    def away(_: LogReader) -> None:
        raise BrokerUnavailableError("away")

    reader = LogReader(log, {2: away})
    this = run(store, reader, max_idle=0.0)
    stopping(this, 8, reader)
    assert follow(this).rows == 9
    assert visible(store) == Counter(range(9))


def test_a_kafka_that_is_away_at_the_end_is_told() -> None:
    log = Log(end=9)
    reader = LogReader(log)
    this = run(MemoryStore(), reader)

    def ends(_: LogReader) -> None:
        this.stop.set()
        raise BrokerUnavailableError("away")

    reader.script[2] = ends
    with pytest.raises(BrokerUnavailableError):
        follow(this)
