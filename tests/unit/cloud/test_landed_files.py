"""Which of landing's files a cluster gets."""

import pytest

from hyperion.context import UserError
from hyperion.landed import landed_files
from tests.unit.landing_helpers import MemoryStore


def lake(*paths: str) -> MemoryStore:
    store = MemoryStore()
    for path in paths:
        store.put(f"/raw/{path}", path.encode())
    return store


def test_readers_files_are_taken_and_landings_own_are_left() -> None:
    wanted = {
        "_commits/raw-films/a1/0/0.json",
        "raw-films/dt=2026-11-01/one.jsonl.zst",
        "raw-films-dead-letters/dt=2026-11-01/two.parquet",
    }
    store = lake(*wanted, "_staging/raw-films/a1/0/0-x.jsonl.zst", "_checkpoints/raw-films/5.json")
    found = [file for file in landed_files(store, "/raw") if file.size]
    assert {file.path for file in found} == wanted
    assert all(file.read() == file.path.encode() for file in found)
    assert all(file.size == len(file.path) for file in found)


def test_tables_without_files_get_their_folder() -> None:
    store = lake("_commits/raw-films/a1/0/0.json", "raw-films/dt=2026-11-01/one.jsonl.zst")
    marks = [file for file in landed_files(store, "/raw") if not file.size]
    assert {file.path for file in marks} == {
        "raw-films-dead-letters/",
        "raw-characters/",
        "raw-characters-dead-letters/",
        "raw-boxoffice/",
        "raw-boxoffice-dead-letters/",
    }
    assert all(file.read() == b"" for file in marks)


def test_nothing_landed_is_said() -> None:
    with pytest.raises(UserError, match="nothing has landed under /raw"):
        landed_files(lake(), "/raw")


def test_pruned_days_are_refused() -> None:
    store = lake(
        "_commits/raw-films/a1/0/0.json",
        "_compactions/raw-films/2026-11-01+1.json",
        "_compactions/raw-films/2026-11-01+1.pruned",
    )
    with pytest.raises(UserError, match="compacted and pruned"):
        landed_files(store, "/raw")
