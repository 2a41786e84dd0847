"""The commit protocol, killed at every operation, raced, and lied to by lost replies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress

import pytest

from ingestion.errors import CorruptionError
from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.commits.protocol import CommitLog, CommitLostError
from ingestion.landing.commits.records import parse_record
from tests.unit.landing_helpers import SOURCE, KilledError, MemoryStore, contract
from tests.unit.landing_ranges import LAYOUT, ready, recover, visible

RENAMES_OF_A_COMMIT = 3
OPERATIONS_OF_A_COMMIT = 6
# Either of its two files is tried once more when its folder is made.
OPERATIONS_OF_A_DAYS_FIRST_COMMIT = 8


def log(store: MemoryStore, writer: str = "w") -> CommitLog:
    return CommitLog(store, LAYOUT, writer)


def once(offsets: Iterable[int]) -> Counter[int]:
    return Counter(offsets)


def after(operations: int, act: Callable[[], None]) -> Callable[[str, str], None]:
    """Act at the nth change of a store."""
    count = iter(range(operations + 1))

    def hook(_operation: str, _path: str) -> None:
        if next(count, None) == operations:
            act()

    return hook


def kill() -> None:
    raise KilledError


def test_a_commit_shows_rows_and_dead_letters_under_the_names_of_the_layout() -> None:
    store = MemoryStore()
    done = log(store).commit(ready(0, 5))
    name = f"raw-things+{SOURCE.topic_id}+0+{0:020d}+{5:020d}.parquet"
    assert [file.final for file in done.files] == [
        f"/raw/raw-things/dt=2026-11-21/{name}",
        f"/raw/raw-things-dead-letters/dt=2026-11-21/{name}",
    ]
    path = f"/raw/_commits/raw-things/{SOURCE.topic_id}/0/{0:020d}.json"
    assert parse_record(store.files[path], path) == done
    assert visible(store) == once(range(5))
    assert not any(path.startswith("/raw/_staging") for path in store.files)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("operations", range(OPERATIONS_OF_A_COMMIT))
def test_killed_at_any_operation_a_rerun_ends_the_same(operations: int, moment: str) -> None:
    store = MemoryStore()
    log(store).commit(ready(0, 5))
    setattr(store, moment, after(operations, kill))
    with pytest.raises(KilledError):
        log(store, "killed").commit(ready(5, 9))
    store.before = store.after = lambda *_: None
    assert visible(store) - once(range(9)) == Counter()

    next_offset = recover(store).end
    assert next_offset in (5, 9)
    if next_offset == 5:
        log(store, "rerun").commit(ready(5, 12))
    chain = recover(store)
    assert visible(store) == once(range(chain.end))


def test_a_commit_has_as_many_operations_as_are_killed_above() -> None:
    seen: list[str] = []
    store = MemoryStore(before=lambda operation, _: seen.append(operation))
    log(store).commit(ready(0, 5))
    assert len(seen) == OPERATIONS_OF_A_DAYS_FIRST_COMMIT
    seen.clear()
    log(store).commit(ready(5, 9))
    assert len(seen) == OPERATIONS_OF_A_COMMIT


@pytest.mark.parametrize("operations", range(OPERATIONS_OF_A_DAYS_FIRST_COMMIT))
def test_a_frozen_writer_that_wakes_after_a_takeover_changes_nothing(operations: int) -> None:
    store = MemoryStore()

    def takeover() -> None:
        store.before = lambda *_: None
        chain = recover(store)
        if not chain.commits:
            log(store, "heir").commit(ready(0, 7))

    store.before = after(operations, takeover)
    with suppress(CommitLostError):
        log(store, "zombie").commit(ready(0, 5))
    assert visible(store) == once(range(recover(store).end))


def test_the_loser_of_a_race_leaves_no_staged_file_behind() -> None:
    store = MemoryStore()
    log(store, "first").commit(ready(0, 5))
    with pytest.raises(CommitLostError):
        log(store, "second").commit(ready(0, 8))
    assert not any(path.startswith("/raw/_staging") for path in store.files)
    assert visible(store) == once(range(5))


@pytest.mark.parametrize("operation", range(RENAMES_OF_A_COMMIT))
def test_a_rename_done_twice_because_its_reply_was_lost_counts_once(operation: int) -> None:
    """The store repeats a rename whose reply was lost; the second time the source is missing."""
    store = MemoryStore()
    original = store.rename
    count = iter(range(RENAMES_OF_A_COMMIT))

    def rename(source: str, destination: str) -> None:
        original(source, destination)
        if next(count) == operation:
            original(source, destination)

    store.rename = rename  # type: ignore[method-assign]
    log(store).commit(ready(0, 5))
    assert next(count, None) is None
    assert visible(store) == once(range(5))
    assert recover(store).commits == 1


def test_a_range_of_gaps_only_is_a_commit_without_files() -> None:
    store = MemoryStore()
    buffer = RangeBuffer(SOURCE, contract(), 0)
    buffer.skip(4)
    assert log(store).commit(buffer.ready()).files == ()
    assert recover(store).end == 4


def three_commits() -> MemoryStore:
    store = MemoryStore()
    for start in (0, 5, 10):
        log(store).commit(ready(start, start + 5))
    return store


def commit_path(start: int) -> str:
    return LAYOUT.commit(SOURCE, start)


@pytest.mark.parametrize(("missing", "named"), [(0, 5), (5, 10)])
def test_a_hole_in_the_chain_is_refused_by_name(missing: int, named: int) -> None:
    store = three_commits()
    del store.files[commit_path(missing)]
    with pytest.raises(CorruptionError, match="has a hole") as caught:
        recover(store)
    assert commit_path(missing) in str(caught.value)
    assert commit_path(named) in str(caught.value)


def test_a_deleted_last_record_is_refused_by_the_file_it_knew() -> None:
    store = three_commits()
    del store.files[commit_path(10)]
    with pytest.raises(CorruptionError, match=r"No commit record.*knows the file") as caught:
        recover(store)
    assert f"+{10:020d}+{15:020d}" in str(caught.value)


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b'{"start": 5}'])
def test_a_damaged_record_is_refused_by_name(damage: bytes) -> None:
    store = three_commits()
    store.files[commit_path(5)] = damage
    with pytest.raises(CorruptionError, match="damaged") as caught:
        recover(store)
    assert commit_path(5) in str(caught.value)


def test_a_record_that_does_not_add_up_is_refused_by_name() -> None:
    store = three_commits()
    path = commit_path(5)
    store.files[path] = store.files[path].replace(b'"rows":4', b'"rows":3')
    with pytest.raises(CorruptionError, match="does not add up") as caught:
        recover(store)
    assert path in str(caught.value)


def test_a_record_under_another_ones_name_is_refused() -> None:
    store = three_commits()
    store.files[commit_path(5)] = store.files[commit_path(0)]
    with pytest.raises(CorruptionError, match=r"Commit record .*5\.json is about"):
        recover(store)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda files, path: files.pop(path), "is missing"),
        (lambda files, path: files.update({path: b"torn"}), "has 4 bytes, not"),
    ],
)
def test_a_committed_file_that_was_touched_is_refused_by_name(
    damage: Callable[[dict[str, bytes], str], object], message: str
) -> None:
    store = three_commits()
    path = next(path for path in store.files if "/dt=" in path and f"+{5:020d}+" in path)
    damage(store.files, path)
    with pytest.raises(CorruptionError, match=message) as caught:
        recover(store)
    assert path in str(caught.value)


def test_a_file_that_does_not_arrive_whole_is_never_committed() -> None:
    store = MemoryStore()

    def tear(operation: str, path: str) -> None:
        if operation == "create" and path.endswith(".parquet"):
            store.files[path] = store.files[path][:-4] + b"\0\0\0\0"

    store.after = tear
    with pytest.raises(CorruptionError, match="does not end in a Parquet footer"):
        log(store).commit(ready(0, 5))
    assert recover(store).commits == 0


def test_old_staged_files_of_landed_ranges_are_collected_and_others_kept() -> None:
    store = three_commits()
    folder = LAYOUT.staging_folder(SOURCE)
    for start in (5, 15):
        store.files[f"{folder}/{start:020d}-feed.parquet"] = b"left by a killed writer"
    recover(store)
    assert [path.rpartition("/")[2][:20] for path in store.files if "_staging" in path] == [
        f"{15:020d}"
    ]
