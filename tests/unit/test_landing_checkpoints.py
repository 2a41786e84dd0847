"""Starting from a checkpoint: as sure as reading everything, in a handful of requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from ingestion.errors import CorruptionError
from ingestion.landing.commits.chain import Chain, DayTable, Total, parse_checkpoint
from ingestion.landing.commits.checkpoints import COMMITS_PER_CHECKPOINT
from ingestion.landing.commits.protocol import CommitLog
from tests.unit.landing_helpers import SOURCE, KilledError, MemoryStore
from tests.unit.landing_ranges import COMMITS, LAYOUT, commit, landed, recover

OTHER = SOURCE._replace(partition=1)
THIRD = LAYOUT.commit(SOURCE, 6)


@pytest.fixture(scope="module")
def template() -> MemoryStore:
    """A chain of commits with two checkpoints, and some commits after the second."""
    return landed()


@pytest.fixture
def store(template: MemoryStore) -> MemoryStore:
    return MemoryStore(dict(template.files), set(template.folders))


def checkpoints(store: MemoryStore) -> list[str]:
    return sorted(path for path in store.files if path.startswith("/raw/_checkpoints"))


def data_file(store: MemoryStore, start: int) -> str:
    return next(p for p in store.files if "/dt=" in p and f"+{start:020d}+" in p)


def reading(store: MemoryStore) -> Counter[str]:
    """Count what is read, by the folder below the root."""
    seen: Counter[str] = Counter()
    original = store.read

    def read(path: str) -> bytes:
        seen[path.split("/")[2]] += 1
        return original(path)

    store.read = read  # type: ignore[method-assign]
    return seen


def test_a_start_reads_the_newest_checkpoint_and_the_records_after_it(store: MemoryStore) -> None:
    assert [path[-25:-5] for path in checkpoints(store)] == [
        f"{2 * COMMITS_PER_CHECKPOINT:020d}",
        f"{4 * COMMITS_PER_CHECKPOINT:020d}",
    ]
    seen = reading(store)
    chain = recover(store)
    assert (chain.end, chain.commits) == (2 * COMMITS, COMMITS)
    # The record that the checkpoint ends with is read as well.
    assert seen == {"_checkpoints": 1, "_commits": COMMITS - 2 * COMMITS_PER_CHECKPOINT + 1}


def test_a_start_without_checkpoints_ends_the_same_and_writes_one(store: MemoryStore) -> None:
    before = recover(store)
    for path in checkpoints(store):
        del store.files[path]
    seen = reading(store)
    after = recover(store)
    assert (after.end, after.digest, after.days) == (before.end, before.digest, before.days)
    assert seen == {"_commits": COMMITS}
    assert [path[-25:-5] for path in checkpoints(store)] == [f"{2 * COMMITS:020d}"]


def test_a_checkpoint_depends_on_the_records_alone(store: MemoryStore) -> None:
    (_, newest) = checkpoints(store)
    content = store.files[newest]
    chain = parse_checkpoint(content, newest)
    assert chain.to_bytes() == content
    assert chain.days == {
        DayTable("rows", "2026-11-21"): Total(100, 100, chain.days["rows", "2026-11-21"].bytes),  # type: ignore[index]
        DayTable("dead_letters", "2026-11-21"): Total(
            100,
            100,
            chain.days["dead_letters", "2026-11-21"].bytes,  # type: ignore[index]
        ),
    }


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"torn"])
def test_a_damaged_checkpoint_is_refused_by_name(store: MemoryStore, damage: bytes) -> None:
    (_, newest) = checkpoints(store)
    store.files[newest] = damage
    with pytest.raises(CorruptionError, match="is damaged") as caught:
        recover(store)
    assert newest in str(caught.value)


def test_a_changed_digit_in_a_checkpoint_is_refused(store: MemoryStore) -> None:
    (_, newest) = checkpoints(store)
    changed = store.files[newest].replace(b'"commits":100', b'"commits":101')
    assert changed != store.files[newest]
    store.files[newest] = changed
    with pytest.raises(CorruptionError, match="it was changed"):
        recover(store)


@pytest.mark.parametrize(
    "lie",
    [
        lambda c: replace(c, commits=c.commits - 1),
        lambda c: replace(c, record_bytes=c.record_bytes + 1),
        lambda c: replace(c, days={table: t.plus(1, 0, 0) for table, t in c.days.items()}),
        lambda c: replace(c, days={table: t.plus(0, 0, 9) for table, t in c.days.items()}),
        lambda c: replace(c, days={DayTable(t.kind, "2026-11-20"): n for t, n in c.days.items()}),
    ],
)
def test_a_checkpoint_that_lies_in_due_form_is_refused_by_name(
    store: MemoryStore, lie: Callable[[Chain], Chain]
) -> None:
    (_, newest) = checkpoints(store)
    store.files[newest] = lie(parse_checkpoint(store.files[newest], newest)).to_bytes()
    with pytest.raises(CorruptionError, match="contradicts the commit records") as caught:
        recover(store)
    assert newest in str(caught.value)


def test_a_checkpoint_under_another_ones_name_is_refused(store: MemoryStore) -> None:
    (older, newest) = checkpoints(store)
    store.files[newest] = store.files[older]
    with pytest.raises(CorruptionError, match="is about"):
        recover(store)


@pytest.mark.parametrize("start", [0, 6, 4 * COMMITS_PER_CHECKPOINT - 2, 2 * COMMITS - 4])
def test_a_deleted_record_is_refused_by_name(store: MemoryStore, start: int) -> None:
    del store.files[path := LAYOUT.commit(SOURCE, start)]
    with pytest.raises(CorruptionError) as caught:
        recover(store)
    assert path in str(caught.value)


def test_the_deleted_last_record_is_refused_by_the_file_it_knew(store: MemoryStore) -> None:
    del store.files[LAYOUT.commit(SOURCE, 2 * COMMITS - 2)]
    with pytest.raises(CorruptionError, match="knows the file") as caught:
        recover(store)
    assert f"+{2 * COMMITS - 2:020d}+" in str(caught.value)


def test_records_deleted_back_into_the_checkpoint_are_refused(store: MemoryStore) -> None:
    for start in range(4 * COMMITS_PER_CHECKPOINT - 10, 2 * COMMITS, 2):
        del store.files[LAYOUT.commit(SOURCE, start)]
    with pytest.raises(CorruptionError, match="is missing, although"):
        recover(store)


def test_a_damaged_record_below_the_checkpoint_is_refused_by_name(store: MemoryStore) -> None:
    store.files[THIRD] = b"{}"
    with pytest.raises(CorruptionError, match="damaged") as caught:
        recover(store)
    assert THIRD in str(caught.value)


@pytest.mark.parametrize("start", [0, 2 * COMMITS - 2])
@pytest.mark.parametrize("other_day", [False, True])
def test_a_deleted_or_moved_data_file_is_refused_by_name(
    store: MemoryStore, start: int, other_day: bool
) -> None:
    path = data_file(store, start)
    data = store.files.pop(path)
    if other_day:
        store.files[path.replace("2026-11-21", "2026-11-20")] = data
    with pytest.raises(CorruptionError, match="is missing") as caught:
        recover(store)
    assert path in str(caught.value)


def test_a_data_file_cut_short_is_refused_by_name(store: MemoryStore) -> None:
    path = data_file(store, 4)
    store.files[path] = store.files[path][:-1]
    with pytest.raises(CorruptionError, match="bytes, not") as caught:
        recover(store)
    assert path in str(caught.value)


def test_a_lost_file_of_a_former_incarnation_is_refused(store: MemoryStore) -> None:
    new = SOURCE._replace(topic_id="f" * 32)
    del store.files[path := data_file(store, 4)]
    with pytest.raises(CorruptionError, match="is missing") as caught:
        CommitLog(store, LAYOUT, "w").open([new])
    assert path in str(caught.value)


@pytest.mark.parametrize("name", ["_SUCCESS", "notes.txt"])
def test_a_foreign_file_stops_nobody_but_is_warned_of(
    store: MemoryStore, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    store.files[f"/raw/raw-things/dt=2026-11-21/{name}"] = b"x"
    assert recover(store).end == 2 * COMMITS
    assert "something besides the landed files" in caplog.text


@pytest.mark.parametrize("operation", range(6))
def test_a_commit_under_way_in_another_partition_is_not_mistaken_for_damage(
    store: MemoryStore, operation: int, caplog: pytest.LogCaptureFixture
) -> None:
    log = CommitLog(store, LAYOUT, "other")
    commit(log, 0, OTHER)
    count = iter(range(9))

    def stop(*_: object) -> None:
        if next(count) == operation:
            raise KilledError

    store.before = stop
    with pytest.raises(KilledError):
        commit(log, 2, OTHER)
    store.before = lambda *_: None
    assert recover(store).end == 2 * COMMITS
    assert caplog.text == ""


def test_commits_of_others_while_counting_are_not_mistaken_for_damage(
    store: MemoryStore, caplog: pytest.LogCaptureFixture
) -> None:
    original = store.summary

    def summary(path: str) -> object:
        if path == "/raw/raw-things":
            for number in range(3):
                commit(CommitLog(store, LAYOUT, "other"), 2 * number, OTHER)
        return original(path)

    commit(CommitLog(store, LAYOUT, "other"), 0, OTHER)
    del store.files[LAYOUT.commit(OTHER, 0)]
    for path in [path for path in store.files if "+1+" in path]:
        del store.files[path]
    store.summary = summary  # type: ignore[method-assign,assignment]
    assert recover(store).end == 2 * COMMITS
    assert caplog.text == ""
