"""What `verify --repair` mends, what it moves, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ingestion.landing.commits.checkpoints import COMMITS_PER_CHECKPOINT, Chains
from ingestion.landing.commits.protocol import CommitLog
from ingestion.verification import VerifyReport
from ingestion.verification.repair import Repairer
from ingestion.verification.verifier import Verifier
from tests.unit.landing_helpers import SOURCE, KilledError, MemoryStore
from tests.unit.landing_ranges import LAYOUT, commit, landed

COMMITS = COMMITS_PER_CHECKPOINT + 1


@pytest.fixture(scope="module")
def template() -> MemoryStore:
    return landed(COMMITS)


@pytest.fixture
def store(template: MemoryStore) -> MemoryStore:
    return MemoryStore(dict(template.files), set(template.folders))


def problems(store: MemoryStore) -> list[str]:
    report = VerifyReport()
    Verifier(store, LAYOUT, report, True, lambda _: None).verify_topic(SOURCE.topic, [], dict)
    return [problem.message for problem in report.problems]


def repaired(store: MemoryStore) -> list[str]:
    said: list[str] = []
    Repairer(Chains(store, LAYOUT), said.append).repair(SOURCE.topic)
    return said


def data_file(store: MemoryStore) -> str:
    return next(p for p in store.files if "/raw-things/dt=" in p and f"+{4:020d}+" in p)


def to_another_day(store: MemoryStore) -> None:
    path = data_file(store)
    store.files[re.sub("dt=[^/]+", "dt=2001-01-01", path)] = store.files.pop(path)


def to_the_quarantine(store: MemoryStore) -> None:
    path = data_file(store)
    store.files[LAYOUT.quarantine(path)] = store.files.pop(path)


def add_a_stray(store: MemoryStore) -> None:
    path = data_file(store)
    store.files[path.replace("+0000", "+0001")] = store.files[path]


def damage_a_checkpoint(store: MemoryStore) -> None:
    store.files[LAYOUT.checkpoint(SOURCE, 2 * COMMITS_PER_CHECKPOINT)] = b"{}"


def leave_unpublished(store: MemoryStore) -> None:
    def kill(operation: str, path: str) -> None:
        if operation == "rename" and "/dt=" in path:
            raise KilledError

    store.before = kill
    with pytest.raises(KilledError):
        commit(CommitLog(store, LAYOUT, "killed"), 2 * COMMITS)
    store.before = lambda *_: None


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (to_another_day, "put .* back from .*dt=2001-01-01"),
        (to_the_quarantine, "put .* back from /raw/_quarantine/raw-things"),
        (add_a_stray, "moved .* to /raw/_quarantine/raw-things/.*: no commit record knows it"),
        (damage_a_checkpoint, "wrote .* anew"),
    ],
)
def test_what_is_safe_is_mended_and_said(
    store: MemoryStore, damage: Callable[[MemoryStore], None], said: str
) -> None:
    damage(store)
    assert problems(store)
    assert any(re.search(said, line) for line in repaired(store))
    assert problems(store) == []
    assert repaired(store) == []


def test_a_commit_cut_short_is_finished(store: MemoryStore) -> None:
    leave_unpublished(store)
    assert problems(store)
    repaired(store)
    assert problems(store) == []


def test_what_would_be_a_guess_is_refused_and_nothing_is_moved(store: MemoryStore) -> None:
    del store.files[LAYOUT.commit(SOURCE, 4)]
    before = dict(store.files)
    said = repaired(store)
    assert all(line.startswith("not repaired: ") for line in said)
    assert LAYOUT.commit(SOURCE, 4) in said[0]
    assert store.files == before
    assert problems(store)


def test_a_lost_file_is_landed_anew_when_its_very_bytes_come_out(store: MemoryStore) -> None:
    data = store.files.pop(path := data_file(store))
    said: list[str] = []
    chains = Chains(store, LAYOUT)
    Repairer(chains, said.append, reencode=lambda *_: data).repair(SOURCE.topic)
    assert said == [f"landed {path} anew from Kafka"]
    assert problems(store) == []
    assert store.files[path] == data


def test_a_lost_file_is_named_with_the_next_step(store: MemoryStore) -> None:
    del store.files[path := data_file(store)]
    (line,) = repaired(store)
    assert path in line
    assert "Restore it from a backup" in line
