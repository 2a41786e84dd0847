"""Draining, on a reader that plays a script and a store in memory."""

from __future__ import annotations

from collections import Counter

import pytest

from ingestion.broker import Partition
from ingestion.errors import CorruptionError
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.drain import drain
from ingestion.landing.lander import TopicReplacedError
from ingestion.landing.report import LandingProgress
from tests.unit.landing_cluster import THINGS, Log, LogReader, run
from tests.unit.landing_helpers import SOURCE, MemoryStore, batch, record
from tests.unit.landing_ranges import LAYOUT, ready, recover, visible


class TwoPartitions(LogReader):
    """Reads two partitions, of which it has passed nothing but what it gave."""

    def seek(self, partition: Partition, offset: int) -> None:
        """Do nothing."""

    def position(self, partition: Partition) -> int | None:  # noqa: ARG002
        """Tell nothing."""
        return None

    def note_position(self, partition: Partition, offset: int) -> None:
        """Do nothing."""


def test_once_lands_to_the_end_and_tells_the_group_and_progress() -> None:
    store, reader = MemoryStore(), LogReader(Log(end=12))
    told: list[LandingProgress] = []
    this = run(store, reader)
    object.__setattr__(this, "progress", told.append)
    report = drain(this)
    assert visible(store) == Counter(range(12))
    assert (report.rows, report.topics[0].commits) == (12, 1)
    assert reader.noted == [12]
    assert told[-1] == LandingProgress(SOURCE.topic, 12, 12)


def test_once_with_rotation_by_rows_makes_several_commits() -> None:
    store, reader = MemoryStore(), LogReader(Log(end=12))
    assert drain(run(store, reader, max_rows=5)).topics[0].commits == 3
    assert visible(store) == Counter(range(12))


def test_buffers_together_are_bounded() -> None:
    store, reader = MemoryStore(), LogReader(Log(end=12))
    assert drain(run(store, reader, max_buffered_bytes=1)).topics[0].commits == 3


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
    drain(run(store, reader))
    assert recover(store).end in range(4, 10)
    drain(run(store, LogReader(log)))
    assert visible(store) == Counter(range(100))


def test_a_lost_race_starts_over_at_the_winners_end() -> None:
    store, log = MemoryStore(), Log(end=20)

    def rival(_: LogReader) -> None:
        CommitLog(store, LAYOUT, "rival").commit(ready(0, 3))

    report = drain(run(store, LogReader(log, {2: rival}), max_rows=10))
    assert report.topics[0].lost_commits == 1
    assert visible(store) == Counter(range(20))


def test_a_topic_that_vanishes_stops_a_single_run() -> None:
    log = Log(end=5)
    reader = LogReader(log, {1: lambda _: setattr(log, "topic_id", "f" * 32)})
    with pytest.raises(TopicReplacedError, match="Run the command again"):
        drain(run(MemoryStore(), reader))


def test_what_retention_deleted_is_a_gap_and_a_log_that_was_cut_is_refused() -> None:
    store, log = MemoryStore(), Log(begin=4, end=9)
    assert drain(run(store, LogReader(log))).topics[0].gap_offsets == 4
    assert visible(store) == Counter(range(4, 9))
    log.end = 6
    with pytest.raises(CorruptionError, match=r"landed up to offset 9.*only 6"):
        drain(run(store, LogReader(log)))
