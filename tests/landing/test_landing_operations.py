"""Landing as a service: outages are ridden out, signals end it, a stall and a crowd are noticed."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator

import psutil
import pytest

from compose.config import MIB
from compose.runner import Stack
from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.landing.landing_follower import Follower, following, wait_until
from tests.landing.landing_world import World, assert_exactly_once, world
from tests.unit.monitoring_files import named_metrics

LONG = 1_000.0


@pytest.fixture
def things(light_stack: Stack) -> World:
    """A topic with two partitions that lands as Parquet."""
    return world(light_stack.settings, partitions=2)


@pytest.fixture
def hoarder(things: World, request: pytest.FixtureRequest) -> Iterator[Follower]:
    """A follower that has read 1000 records, has no reason to commit them yet, and has patience."""
    things.publish_things(1_000)
    grace = getattr(request, "param", LONG)
    with following(things, max_rows=10_000, max_age=LONG, max_idle=LONG, grace=grace) as follower:
        wait_until(lambda: follower.metric("lag_records") == 1_000)
        wait_until(lambda: follower.metric("buffered_bytes") > 0)
        yield follower


@pytest.fixture
def no_namenode(light_stack: Stack, hoarder: Follower) -> Iterator[Stack]:
    """The stack with its NameNode killed while records are buffered; brought back at the end."""
    assert hoarder.process.poll() is None
    kill_namenode(light_stack)
    yield light_stack
    light_stack.up(lambda *_: None)


def kill_namenode(stack: Stack) -> None:
    """Kill the NameNode and wait until it is gone."""
    (server,) = (each for each in stack.servers if each.name == "namenode")
    process = stack.process(server)
    assert process is not None
    process.kill()
    psutil.wait_procs([process])


def test_sigterm_lands_what_is_buffered_and_exits_with_0(things: World, hoarder: Follower) -> None:
    assert things.landed().total() == 0
    hoarder.process.send_signal(signal.SIGTERM)
    code, errors = hoarder.end()
    assert code == 0, errors
    assert things.landed().total() == 1_000
    assert_exactly_once(things)


@pytest.mark.parametrize("hoarder", [7.0], indirect=True)
def test_sigterm_while_hdfs_is_down_gives_up_within_the_grace_and_loses_nothing(
    things: World, hoarder: Follower, no_namenode: Stack
) -> None:
    hoarder.process.send_signal(signal.SIGTERM)
    code, errors = hoarder.end()
    assert code == 1
    assert "did not take what is buffered within 7 s. Nothing is lost" in errors
    assert "HDFS could not serve" in errors
    no_namenode.up(lambda *_: None)
    assert things.land().rows == 1_000
    assert_exactly_once(things)


@pytest.mark.usefixtures("no_namenode")
def test_a_second_signal_ends_at_once(hoarder: Follower) -> None:
    hoarder.process.send_signal(signal.SIGTERM)
    hoarder.process.send_signal(signal.SIGINT)
    code, errors = hoarder.end()
    assert code == 1
    assert "Stopped at a second SIG" in errors


def test_a_namenode_that_is_away_is_waited_for(things: World, light_stack: Stack) -> None:
    things.publish_things(1_000)
    with following(things) as follower:
        wait_until(lambda: follower.metric("rows_total") == 1_000)
        assert follower.health() == (200, "landing\n")
        kill_namenode(light_stack)
        things.publish_things(1_000, first=1_000)
        # Longer than any commit takes, and than the group waits for a heartbeat by default.
        wait_until(lambda: follower.health()[0] == 503)
        assert "HDFS or Kafka is slow or does not answer" in follower.health()[1]
        light_stack.up(lambda *_: None)
        wait_until(lambda: follower.metric("rows_total") == 2_000)
        wait_until(lambda: follower.health()[0] == 200)
        assert follower.metric("rebalances_total") == 1
        follower.process.send_signal(signal.SIGTERM)
        code, errors = follower.end()
    assert code == 0, errors
    assert_exactly_once(things)


def test_a_partition_that_does_not_move_ends_landing_and_is_named(things: World) -> None:
    """Its client library never fetches it, as one did after a rebalance."""
    things.publish([(b"a", b'{"name":"a"}')])
    (partition,) = {row.partition for row in things.on_topic()}
    with following(things, deaf=True, stall=4.0) as follower:
        wait_until(lambda: "did not move for" in follower.health()[1])
        code, errors = follower.end()
    assert code == 1
    assert f"Landing stalls: {things.contract.topic}/{partition} stands at offset 0" in errors
    assert things.land().rows == 1


def test_what_dashboard_and_rules_name_a_running_process_exports(things: World) -> None:
    things.publish_things(10)
    things.publish([(b"a", b"?")])
    with following(things) as follower:
        wait_until(lambda: follower.metric("rows_total") == 10)
        wait_until(lambda: follower.metric("dead_letters_total") == 1)
        assert named_metrics() - follower.names() == set()
        assert follower.metric("dead_letters_total", reason="not_json") == 1
        assert follower.metric("rows_total", topic=things.contract.topic) == 10
        follower.process.send_signal(signal.SIGTERM)
        code, errors = follower.end()
    assert code == 0, errors


def test_memory_is_bounded_however_slow_hdfs_is(
    things: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Far more is landed than may be buffered; one read is what the bound may be passed by."""
    rng = random.Random(7)  # noqa: S311
    names = [rng.randbytes(25_000).hex().encode() for _ in range(400)]
    things.publish([(b"%d" % number, b'{"name":"%s"}' % n) for number, n in enumerate(names)])
    create = WebHdfsStore.create

    def slowly(store: WebHdfsStore, path: str, data: bytes) -> None:
        time.sleep(0.2)
        create(store, path, data)

    monkeypatch.setattr(WebHdfsStore, "create", slowly)
    report = things.land(max_buffered_bytes=MIB)
    # Their keys are not their names, for brevity: dead letters take as much memory as rows.
    assert report.dead_letters == 400
    assert report.topics[0].commits > 2
    assert MIB < report.peak_buffered_bytes < 12 * MIB < sum(map(len, names))
    assert_exactly_once(things)
