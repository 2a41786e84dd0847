"""Following, on a reader that plays a script and a store in memory."""

from __future__ import annotations

import os
import signal
from collections import Counter

import pytest

from ingestion.broker import PositionLostError, Rebalance
from ingestion.errors import BrokerUnavailableError
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.follow import follow
from ingestion.landing.processes.restarts import Restarts
from tests.unit.landing_cluster import THINGS, Log, LogReader, run, stopping
from tests.unit.landing_helpers import MemoryStore, batch, record
from tests.unit.landing_ranges import LAYOUT, ready, recover, visible


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


def test_a_partition_that_was_taken_and_landed_by_another_is_let_go_of() -> None:
    """Ours were offsets 0 to 10, uncommitted; the group gave the partition to who landed 0 to 3."""
    store, log = MemoryStore(), Log(end=10)
    reader = LogReader(log)
    this = run(store, reader)

    def moves(reader: LogReader) -> None:
        CommitLog(store, LAYOUT, "rival").commit(ready(0, 3))
        reader.notes = Rebalance({THINGS}, set())
        reader.taken = True

    reader.script[4] = moves
    stopping(this, 8, reader)
    report = follow(this)
    assert (report.rows, report.topics[0].lost_commits) == (0, 1)
    assert visible(store) == Counter(range(3))


def test_a_partition_that_was_taken_is_landed_and_let_go_of() -> None:
    store, log = MemoryStore(), Log(end=10)
    reader = LogReader(log)
    this = run(store, reader)

    def moves(reader: LogReader) -> None:
        reader.notes = Rebalance({THINGS}, set())
        reader.taken = True

    reader.script[4] = moves
    stopping(this, 8, reader)
    assert follow(this).rows == 10
    assert visible(store) == Counter(range(10))


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


def test_a_position_lost_again_and_again_is_an_error_in_the_end() -> None:
    def lost(_: LogReader) -> None:
        raise PositionLostError("out of range")

    reader = LogReader(Log(end=5), dict.fromkeys(range(1, 20), lost))
    with pytest.raises(PositionLostError):
        follow(run(MemoryStore(), reader))
    assert reader.polls == 4


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
