"""Replaying on real servers: byte-exact, each record once, whoever is killed or frozen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
import psutil
import pytest
from kafka import KafkaAdminClient, TopicPartition

from compose.runner import Stack
from ingestion.broker.kafka_python import KafkaPythonBroker
from ingestion.contracts.contract import RawFormat
from ingestion.replay import ReplayReport, Selection, replay
from tests.landing.landing_world import World, read_rows, world

DEAD = Selection(dead_letters=True)
# Ten dead letters among good rows; the producer of kafka-python alone could send none of the last.
ODD_NAME = b"\xff\\x".decode(errors="surrogateescape")
BAD: list[tuple[bytes | None, bytes | None, list[tuple[str, bytes | None]]]] = [
    *((b"key-%d" % n, b'{"name":"key-%d","count":"%d"}' % (n, n), []) for n in range(7)),
    (b"cut", b"{", [("contract_version", b"1"), ("twice", b"1"), ("twice", None)]),
    (None, None, []),
    (b"a", b'{"name":"a"}', [(ODD_NAME, b"\x00\xff")]),
]


@pytest.fixture(params=["parquet", "jsonl.zst"])
def things(light_stack: Stack, request: pytest.FixtureRequest) -> World:
    """Give a topic on which ten of forty records are landed dead letters."""
    raw_format: RawFormat = request.param
    return landed_things(light_stack, format=raw_format)


def landed_things(stack: Stack, **changes: Any) -> World:
    """Return a topic on which ten of forty records are landed dead letters."""
    each = world(stack.settings, **changes)
    each.publish_things(15)
    with each.broker.publisher() as publisher:
        for key, value, headers in BAD:
            publisher.send(each.contract.topic, key, value, headers)
        publisher.flush()
    each.publish_things(15, first=15)
    assert each.land().dead_letters == len(BAD)
    return each


def run(each: World, selection: Selection = DEAD, **options: Any) -> ReplayReport:
    """Replay in this process."""
    return replay(
        each.zone,
        each.contract.topic,
        selection,
        contracts={each.contract.topic: each.contract},
        broker=each.kafka,
        **options,
    )


def start(each: World, **spec: Any) -> subprocess.Popen[str]:
    """Replay in another process; see `replay_process`."""
    base = {
        "topic": each.contract.topic,
        "bootstrap": each.settings.kafka_bootstrap,
        "webhdfs": each.settings.webhdfs_url,
        "raw_root": each.raw_root,
    }
    command = [sys.executable, "-m", "tests.landing.replay_process"]
    return subprocess.Popen(
        [*command, orjson.dumps(base | spec).decode()],
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def landed_copies(each: World) -> list[dict[str, Any]]:
    """Land what is on the topic and return the landed copies, which verify vouches for."""
    each.land()
    assert each.verify(deep=True).problems == []
    rows = [row for path in each.files() for row in read_rows(each.store.read(path), path)]
    return [row for row in rows if any(h["key"] == "replayed_from" for h in row["headers"])]


def origins(copies: Sequence[dict[str, Any]]) -> Counter[bytes]:
    headers = [header for row in copies for header in row["headers"]]
    return Counter(each["value"] for each in headers if each["key"] == "replayed_from")


def expected_origins(each: World, offsets: Sequence[int]) -> Counter[bytes]:
    with each.broker.admin() as admin:
        topic_id = admin.topics([each.contract.topic])[each.contract.topic].topic_id
    return Counter(b"%s+0+%d" % (topic_id.encode(), offset) for offset in offsets)


DEAD_OFFSETS = range(15, 25)


def test_dead_letters_are_sent_again_once_and_byte_exact(things: World) -> None:
    counted = run(things, dry_run=True)
    assert sum(c.to_send for c in counted.counts.values()) == len(BAD)
    assert counted.sent == 0
    report = run(things)
    assert (report.sent, report.number) == (len(BAD), 1)
    assert on_topic(things)[40:] == [
        (key, value, [*headers, ("replayed_from", origin)])
        for (key, value, headers), origin in zip(
            BAD, expected_origins(things, DEAD_OFFSETS), strict=True
        )
    ]
    # The contract has not changed: all are dead letters again, and go round no circle.
    copies = landed_copies(things)
    assert origins(copies) == expected_origins(things, DEAD_OFFSETS)
    assert all(row["reason"] for row in copies)
    second = run(things)
    assert (second.sent, second.number) == (0, None)
    assert sum(c.copies for c in second.counts.values()) == len(BAD)
    assert sum(c.replayed_before for c in second.counts.values()) == len(BAD)
    assert run(things, again=True).sent == len(BAD)


def on_topic(each: World) -> list[tuple[Any, Any, list[Any]]]:
    """Read key, value and headers of every record of the topic."""
    found: list[tuple[Any, Any, list[Any]]] = []
    with each.broker.admin() as admin, KafkaPythonBroker(each.kafka).reader("oracle") as reader:
        topic = admin.topics([each.contract.topic])[each.contract.topic]
        ((partition, offsets),) = admin.offsets(topic.all_partitions()).items()
        reader.assign([partition])
        reader.seek(partition, 0)
        while (reader.position(partition) or 0) < offsets.end:
            for batch in reader.poll(0.2).values():
                found += zip(batch.keys, batch.values, map(list, batch.headers), strict=True)
    return found


def test_a_reason_selects_among_dead_letters(things: World) -> None:
    report = run(things, Selection(dead_letters=True, reason="contract_violation"))
    assert {reason: c.to_send for reason, c in report.counts.items()} == {"contract_violation": 7}
    assert report.sent == 7
    # What was sent is left out of a wider selection.
    assert run(things).sent == 3


def test_after_a_mended_contract_dead_letters_land_as_rows(light_stack: Stack) -> None:
    each = landed_things(light_stack)
    schema = each.contract.schemas[1]
    fields = {**schema["properties"], "count": {"type": ["integer", "string"]}}
    mended = {1: schema, 2: {**schema, "properties": fields}}
    each.contract = replace(each.contract, version=2, schemas=mended)
    assert run(each, Selection(dead_letters=True, reason="contract_violation")).sent == 7
    copies = landed_copies(each)
    assert [row["key"] for row in copies if "reason" not in row] == [key for key, _, _ in BAD[:7]]
    assert len(copies) == 7


def test_a_range_is_read_from_hdfs_where_kafka_no_longer_holds_it(things: World) -> None:
    delete_records(things, before=40)
    report = run(things, Selection(partition=0, start=10, end=20))
    assert {reason: c.to_send for reason, c in report.counts.items()} == {
        "(row)": 5,
        "contract_violation": 5,
    }
    copies = landed_copies(things)
    assert origins(copies) == expected_origins(things, range(10, 20))
    assert [row["key"] for row in copies if "reason" not in row] == [
        b"thing-%07d" % number for number in range(10, 15)
    ]
    assert run(things, Selection(partition=0, start=15, end=22)).sent == 2


def delete_records(each: World, before: int) -> None:
    """Let Kafka delete the records before an offset."""
    admin = KafkaAdminClient(bootstrap_servers=each.settings.kafka_bootstrap)
    admin.delete_records({TopicPartition(each.contract.topic, 0): before})
    admin.close()


STEPS = [("claimed", 0), ("sent", 0), ("committed", 4), ("sent", 4), ("committed", 10)]


@pytest.mark.parametrize(("step", "done"), STEPS)
def test_killed_at_any_step_the_next_run_sends_the_rest(
    light_stack: Stack, step: str, done: int
) -> None:
    each = landed_things(light_stack)
    killed = start(each, step=step, done=done, signal=signal.SIGKILL)
    _, errors = killed.communicate()
    assert killed.returncode == -signal.SIGKILL, errors
    report = run(each)
    assert (report.finished, report.sent) == ([1], len(BAD) - done)
    assert origins(landed_copies(each)) == expected_origins(each, DEAD_OFFSETS)
    assert run(each).sent == 0


def test_a_replay_frozen_midway_cannot_send_after_another_took_over(light_stack: Stack) -> None:
    each = landed_things(light_stack)
    frozen = start(each, step="sent", done=4, signal=signal.SIGSTOP)
    try:
        wait_until_stopped(frozen.pid)
        assert run(each).sent == len(BAD) - 4
    finally:
        frozen.send_signal(signal.SIGCONT)
    _, errors = frozen.communicate()
    assert frozen.returncode == 1
    assert "took over" in errors
    assert origins(landed_copies(each)) == expected_origins(each, DEAD_OFFSETS)


def wait_until_stopped(pid: int) -> None:
    """Wait until a process has stopped itself."""
    process = psutil.Process(pid)
    while process.status() != psutil.STATUS_STOPPED:
        assert process.is_running()
        time.sleep(0.05)


def test_replays_at_once_do_not_double(light_stack: Stack) -> None:
    each = landed_things(light_stack)
    racers = [start(each) for _ in range(3)]
    outcomes = [(racer.communicate()[1], racer.returncode) for racer in racers]
    assert all(code == 0 or "took over" in errors for errors, code in outcomes), outcomes
    run(each)
    assert origins(landed_copies(each)) == expected_origins(each, DEAD_OFFSETS)
