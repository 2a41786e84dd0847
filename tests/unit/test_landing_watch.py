"""Noticing that landing does not get on, on a clock that the tests move."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ingestion.landing.watch import LagWatch, StalledError
from tests.unit.landing_cluster import THINGS, Log, LogReader, run
from tests.unit.landing_helpers import MemoryStore, batch, record


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
