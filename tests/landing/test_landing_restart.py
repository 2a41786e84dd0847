"""Starting on real HDFS: from a checkpoint, and refused by name when something is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compose.runner import Stack
from ingestion.errors import CorruptionError
from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.commits.checkpoints import COMMITS_PER_CHECKPOINT
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.storage.layout import Source
from ingestion.landing.storage.store import AlreadyExistsError
from tests.landing.landing_world import World, world
from tests.unit.landing_helpers import batch, record

COMMITS = COMMITS_PER_CHECKPOINT + 3


@pytest.fixture(scope="module")
def things(light_stack: Stack) -> World:
    """A topic with one partition that landed in many commits."""
    things = world(light_stack.settings, partitions=1)
    things.publish_things(COMMITS)
    log = CommitLog(things.store, things.layout, "w")
    log.open([source(things)])
    for offset in range(COMMITS):
        buffer = RangeBuffer(source(things), things.contract, offset)
        buffer.add(batch([record(offset)]))
        log.commit(buffer.ready())
    return things


def source(things: World) -> Source:
    with things.broker.admin() as admin:
        return Source(
            things.contract.topic,
            admin.topics([things.contract.topic])[things.contract.topic].topic_id,
            0,
        )


def commit_folder(things: World) -> str:
    return things.layout.commits_folder(source(things))


def reads(things: World, act: Callable[[], object]) -> list[str]:
    """Paths that are read from the store meanwhile."""
    seen = []
    original = things.store.read

    def read(path: str) -> bytes:
        seen.append(path)
        return original(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(things.store, "read", read)
        act()
    return seen


def test_a_start_reads_only_what_came_after_the_checkpoint(things: World) -> None:
    records = things.store.list(commit_folder(things))
    log = CommitLog(things.store, things.layout, "w")
    seen = reads(things, lambda: log.open([source(things)]))
    assert log.known[source(things)].commits == len(records)
    assert sum("/_checkpoints/" in path for path in seen) == 1
    assert len(seen) <= len(records) - COMMITS_PER_CHECKPOINT + 2


def test_a_listing_goes_on_after_a_name(things: World) -> None:
    folder = commit_folder(things)
    names = [entry.name for entry in things.store.list(folder)]
    assert [entry.name for entry in things.store.list(folder, after=names[4])] == names[5:]
    assert things.store.list(folder, after=names[-1]) == []
    assert things.store.list(folder + "-none", after=names[4]) == []


def test_a_summary_counts_all_files_below_a_folder(things: World) -> None:
    table = things.layout.table_folder(things.contract.topic, "rows")
    (day,) = things.store.list(table)
    files = things.store.list(f"{table}/{day.name}")
    assert day.children == len(files)
    assert things.store.summary(table) == (len(files), sum(file.length for file in files))
    assert things.store.summary(table + "-none") == (0, 0)


def test_a_file_is_created_once(things: World) -> None:
    path = f"{things.raw_root}/created"
    things.store.create(path, b"first")
    with pytest.raises(AlreadyExistsError):
        things.store.create(path, b"second")
    assert things.store.read(path) == b"first"


@pytest.mark.parametrize("what", ["data file", "record", "checkpoint"])
def test_what_is_gone_or_damaged_below_the_checkpoint_is_refused_by_name(
    things: World, what: str
) -> None:
    store = things.store
    checkpoints = things.layout.checkpoints_folder(source(things))
    path = {
        "data file": things.files()[3],
        "record": f"{commit_folder(things)}/{store.list(commit_folder(things))[3].name}",
        "checkpoint": f"{checkpoints}/{store.list(checkpoints)[-1].name}",
    }[what]
    content = store.read(path)
    if what == "checkpoint":
        store.put(path, content[:-9])
    else:
        store.delete(path)
    with pytest.raises(CorruptionError) as caught:
        things.land()
    assert path in str(caught.value)
    assert any(path in problem.message for problem in things.verify().problems)
    store.put(path, content)
    assert things.land().rows == 0
    report = things.verify(deep=True)
    assert report.ok, report.problems
