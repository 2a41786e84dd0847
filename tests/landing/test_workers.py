"""Landing with several processes: each record once, and a worker's end is the run's."""

from __future__ import annotations

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from compose.runner import Stack
from ingestion.errors import BrokerError
from ingestion.landing import LandingProgress, LandingReport, land
from ingestion.landing.processes.workers import WorkerDiedError
from tests.landing.landing_world import World, assert_exactly_once, world


@pytest.fixture
def things(light_stack: Stack) -> World:
    """A topic with four partitions."""
    return world(light_stack.settings, partitions=4)


def land_with_two(
    things: World,
    *,
    once: bool,
    stop: threading.Event | None = None,
    told: list[LandingProgress] | None = None,
) -> LandingReport:
    return land(
        [things.contract.topic],
        contracts={things.contract.topic: things.contract},
        broker=things.kafka,
        webhdfs_url=things.settings.webhdfs_url,
        once=once,
        config=things.config,
        stop=stop,
        progress=None if told is None else told.append,
        processes=2,
    )


def workers() -> list[psutil.Process]:
    """Worker processes of this one that land; the resource tracker is none."""
    return [
        child
        for child in psutil.Process().children()
        if any("spawn_main" in word for word in child.cmdline())
    ]


def test_two_processes_share_the_partitions_and_report_together(things: World) -> None:
    things.publish_things(5_000)
    things.publish([(b"a", b"?")])
    told: list[LandingProgress] = []
    report = land_with_two(things, once=True, told=told)
    assert (report.rows, report.dead_letters) == (5_000, 1)
    assert report.topics[0].commits == 4
    assert (told[-1].read, told[-1].total) == (5_001, 5_001)
    assert report.absent_topics == []
    assert workers() == []
    assert_exactly_once(things)


def test_following_workers_end_with_everything_when_told_to(things: World) -> None:
    stop = threading.Event()
    things.publish_things(1_000)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(land_with_two, things, once=False, stop=stop)
        while things.landed().total() < 1_000:
            assert not running.done()
            time.sleep(0.2)
        things.publish_things(500, first=1_000)
        stop.set()
        running.result()
    assert workers() == []
    things.land()
    assert_exactly_once(things)


def test_a_killed_worker_fails_the_run_and_the_next_one_lands_the_rest(things: World) -> None:
    things.publish_things(2_000)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(land_with_two, things, once=False)
        while len(found := workers()) < 2:
            time.sleep(0.05)
        found[0].send_signal(signal.SIGKILL)
        with pytest.raises(WorkerDiedError, match=r"SIGKILL.*Run the command again"):
            running.result()
    assert workers() == []
    things.land()
    assert_exactly_once(things)


def test_what_a_worker_raises_is_raised(things: World) -> None:
    things.delete_topic()
    with pytest.raises(BrokerError, match="has no topic"):
        land_with_two(things, once=True)
    assert workers() == []
