"""What `verify --repair` mends on real HDFS with what Kafka holds, and what it leaves lost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from uuid import uuid4

import pytest

from compose.runner import Stack
from ingestion.contracts import load_contracts
from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.commits.checkpoints import COMMITS_PER_CHECKPOINT
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.storage.layout import Source
from ingestion.landing.storage.webhdfs import WebHdfsStore
from ingestion.verification import repair
from tests.landing.landing_world import World, assert_exactly_once, world
from tests.unit.landing_helpers import KilledError


@pytest.fixture(params=["parquet", "jsonl.zst"])
def things(request: pytest.FixtureRequest, light_stack: Stack) -> World:
    """A topic with rows, a tombstone and a dead letter landed."""
    things = world(light_stack.settings, partitions=2, format=request.param)
    things.publish_things(200)
    things.publish([(b"a", b"?"), (b"a", None)])
    things.land()
    return things


def repaired(things: World) -> list[str]:
    """Repair the topic, without Spark; return what was said."""
    said: list[str] = []
    repair(
        things.zone,
        lambda _: None,
        None,
        said.append,
        [things.contract.topic],
        {things.contract.topic: things.contract},
        broker=things.kafka,
    )
    return said


def move_all_to_another_day(things: World) -> None:
    for path in things.files():
        moved = re.sub("/dt=[^/]+/", "/dt=2001-01-01/", path)
        things.store.make_folder(moved.rpartition("/")[0])
        things.store.rename(path, moved)


def add_a_stray(things: World) -> None:
    path = things.files()[0]
    things.store.create(path.replace("+0000", "+0001"), things.store.read(path))


def delete_all(things: World) -> None:
    for path in things.files():
        things.store.delete(path)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (move_all_to_another_day, "put .* back from .*/dt=2001-01-01/.*"),
        (add_a_stray, "moved .* to .*/_quarantine/.*: no commit record knows it"),
        (delete_all, "landed .* anew from Kafka"),
    ],
)
def test_what_was_damaged_is_as_it_was(
    things: World, damage: Callable[[World], None], said: str
) -> None:
    before = {path: things.store.read(path) for path in things.files()}
    damage(things)
    assert not things.verify().ok
    lines = repaired(things)
    assert lines
    assert all(re.fullmatch(said, line) for line in lines), lines
    assert {path: things.store.read(path) for path in things.files()} == before
    assert_exactly_once(things)
    assert repaired(things) == []


def test_a_commit_cut_short_is_published(things: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = WebHdfsStore.rename

    def killed(store: WebHdfsStore, source: str, destination: str) -> None:
        if "/dt=" in destination:
            raise KilledError
        rename(store, source, destination)

    things.publish_things(50, first=200)
    with monkeypatch.context() as patch:
        patch.setattr(WebHdfsStore, "rename", killed)
        with pytest.raises(KilledError):
            things.land()
    assert any("committed but not published" in each.message for each in things.verify().problems)
    repaired(things)
    things.land()
    assert_exactly_once(things)


@pytest.mark.parametrize("content", [None, b"{}"])
def test_landing_goes_on_after_its_checkpoint_was_lost(
    light_stack: Stack, content: bytes | None
) -> None:
    things = world(light_stack.settings, partitions=1)
    things.publish_things(COMMITS_PER_CHECKPOINT + 1)
    source = commit_one_by_one(things)
    checkpoint = things.layout.checkpoint(source, COMMITS_PER_CHECKPOINT)
    assert things.store.status(checkpoint)
    things.store.delete(checkpoint)
    if content:
        things.store.create(checkpoint, content)
        assert not things.verify().ok
    assert repaired(things) if content else not repaired(things)
    things.publish_things(5, first=1000)
    things.land()
    assert_exactly_once(things)


def commit_one_by_one(things: World) -> Source:
    """Land the records on the topic's one partition, each in a commit of its own."""
    topic = things.contract.topic
    with things.broker.admin() as admin, things.broker.reader(topic) as reader:
        info = admin.topics([topic])[topic]
        (partition,) = info.all_partitions()
        source = Source(topic, info.topic_id, partition.number)
        log = CommitLog(things.store, things.layout, "w")
        log.open([source])
        end = admin.offsets([partition])[partition].end
        reader.assign([partition])
        reader.seek(partition, 0)
        while (reader.position(partition) or 0) < end:
            for batch in reader.poll(0.2).values():
                for at, offset in enumerate(batch.offsets):
                    buffer = RangeBuffer(source, things.contract, offset)
                    buffer.add(batch.slice(at, at + 1))
                    log.commit(buffer.ready())
    return source


def test_what_kafka_does_not_hold_any_more_stays_lost(things: World) -> None:
    before = things.landed()
    lost = things.files()
    delete_all(things)
    things.delete_topic()
    things.create_topic()
    said = repaired(things)
    assert len(said) == len(lost)
    for path in lost:
        assert any(
            re.fullmatch(
                f"not repaired: {re.escape(path)} is missing.*its topic was deleted since. "
                "Restore it from a backup.",
                line,
            )
            for line in said
        )
    assert before
    assert things.files() == []
    problems = [each.message for each in things.verify().problems]
    assert all(any(path in message for message in problems) for path in lost)


def test_a_changed_file_is_named_and_left_alone_until_it_is_gone(light_stack: Stack) -> None:
    root = f"/test-repair-{uuid4().hex[:8]}/raw"
    contract = load_contracts()["raw-films"]

    def hyperion(*arguments: str) -> tuple[int, str]:
        variables = {**light_stack.settings.environment(), "HYPERION_RAW_ROOT": root}
        done = subprocess.run(
            [sys.executable, "-m", "hyperion", *arguments],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    assert hyperion("produce", contract.topic)[0] == 0
    assert hyperion("land", contract.topic)[0] == 0
    films = World(light_stack.settings, contract, root)
    (path,) = films.files()
    data = films.store.read(path)
    films.store.put(path, data[:20] + bytes([data[20] ^ 1]) + data[21:])
    mend = ("verify", contract.topic, "--deep", "--no-spark", "--repair")
    for _ in range(2):
        code, said = hyperion(*mend)
        assert code == 1
        assert f"The committed file {path} was changed" in said
    films.store.delete(path)
    code, said = hyperion(*mend)
    assert (code, films.store.read(path)) == (0, data), said
    assert f"landed {path} anew from Kafka" in said
