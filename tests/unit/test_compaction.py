"""Compaction: the same rows in fewer files, whenever it is killed, and never seen twice."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pytest

from ingestion.contracts.contract import RawFormat
from ingestion.errors import CorruptionError
from ingestion.landing.commits.chain import DayTable
from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.compaction.compactor import Compactor
from ingestion.landing.compaction.records import Compaction
from ingestion.landing.compaction.rewrite import _batches, _chunks
from ingestion.landing.storage.layout import Source
from ingestion.verification import VerifyReport
from ingestion.verification.verifier import Verifier
from tests.unit.landing_helpers import SOURCE, KilledError, MemoryStore
from tests.unit.landing_ranges import LAYOUT, ready

TOPIC = SOURCE.topic
OTHER = SOURCE._replace(partition=1)
LANDED_AT = datetime(2026, 11, 21, 13, tzinfo=UTC)
LATER = LANDED_AT + timedelta(days=5)
AT_MOST = 60


@lru_cache
def _landed(raw_format: RawFormat) -> MemoryStore:
    store = MemoryStore()
    for source, start in ((SOURCE, 0), (OTHER, 0), (SOURCE, 5), (OTHER, 5), (SOURCE, 10)):
        commit(store, raw_format, start, source)
    return store


def commit(
    store: MemoryStore,
    raw_format: RawFormat,
    start: int,
    source: Source = SOURCE,
    now: datetime = LANDED_AT,
) -> None:
    log = CommitLog(store, LAYOUT, "w", now=lambda: now)
    log.commit(ready(start, start + 5, source, raw_format))


class Lake:
    """A store, and where the metastore says that each compacted day is."""

    def __init__(self, raw_format: RawFormat = "parquet") -> None:
        landed = _landed(raw_format)
        self.store = MemoryStore(dict(landed.files), set(landed.folders))
        self.format = raw_format
        self.locations: dict[DayTable, str] = {}

    def compactor(self, now: datetime = LATER, target: int = 10_000_000) -> Compactor:
        """Return a compactor at a time."""
        return Compactor(Chains(self.store, LAYOUT), self.relocate, target, lambda: now)

    def relocate(self, compactions: Sequence[Compaction]) -> None:
        """Note locations."""
        self.store.before("locate", "")
        for each in compactions:
            self.locations[each.table] = each.location
            self.store.after("locate", "")

    def compact(self, now: datetime = LATER, target: int = 10_000_000) -> list[Compaction]:
        """Compact what is closed."""
        compactor = self.compactor(now, target)
        compactor.apply(TOPIC)
        done = [compactor.compact(TOPIC, plan) for plan in compactor.plan(TOPIC)]
        return [each for each in done if each]

    def rows(self) -> list[tuple[object, ...]]:
        """What readers of both tables see, in the order of the files' names."""
        found: list[tuple[object, ...]] = []
        for kind in ("rows", "dead_letters"):
            default = f"{LAYOUT.table_folder(TOPIC, kind)}/dt=2026-11-21"
            folder = self.locations.get(DayTable(kind, "2026-11-21"), default)
            for path in sorted(p for p in self.store.files if p.startswith(folder + "/")):
                data = self.store.files[path]
                if path.endswith(".parquet"):
                    for each in _batches(data):
                        found += [(kind, *map(str, row.values())) for row in each.to_pylist()]
                else:
                    lines = b"".join(_chunks(data)).splitlines()
                    found += [(kind, line) for line in lines]
        return found

    def verified(self) -> list[str]:
        """Verify, reading everything back."""
        report = VerifyReport()
        verifier = Verifier(self.store, LAYOUT, report, True, lambda _: None)
        verifier.verify_topic(TOPIC, [], dict)
        return [problem.message for problem in report.problems]

    def opens(self) -> int:
        """Start landing; return where it goes on."""
        return CommitLog(self.store, LAYOUT, "w").open([SOURCE])[SOURCE].end


@pytest.mark.parametrize("raw_format", ["parquet", "jsonl.zst"])
def test_a_closed_day_has_the_same_rows_in_the_same_order_in_one_file(
    raw_format: RawFormat,
) -> None:
    lake = Lake(raw_format)
    before = lake.rows()
    done = lake.compact()
    assert [(each.kind, len(each.replaced), len(each.files)) for each in done] == [
        ("dead_letters", 5, 1),
        ("rows", 5, 1),
    ]
    assert lake.rows() == before
    assert all("-compacted/dt=2026-11-21/1-" in path for path in lake.locations.values())
    assert lake.verified() == []
    assert lake.opens() == 15
    assert lake.compact() == []


def test_files_are_cut_at_the_size_asked_for() -> None:
    lake = Lake()
    before = lake.rows()
    done = lake.compact(target=1)
    assert [len(each.files) for each in done] == [5, 5]
    assert lake.rows() == before


@pytest.mark.parametrize("days", [0, 1, 2, 3])
def test_an_open_day_is_left_alone(days: int) -> None:
    assert Lake().compact(LANDED_AT + timedelta(days=days)) == []


def test_a_day_before_a_date_is_chosen() -> None:
    lake = Lake()
    assert lake.compactor().plan(TOPIC, before=LANDED_AT.date()) == []
    assert len(lake.compactor().plan(TOPIC, before=LATER.date())) == 2


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_any_operation_a_rerun_completes_it(moment: str) -> None:
    kills = 0
    for operation in range(AT_MOST):
        lake = Lake()
        expected = sorted(lake.rows())
        count = iter(range(AT_MOST))

        def kill(*_: object, operation: int = operation, count: object = count) -> None:
            if next(count) == operation:  # type: ignore[call-overload]
                raise KilledError

        setattr(lake.store, moment, kill)
        with suppress(KilledError):
            lake.compact()
            lake.compactor().prune(TOPIC, timedelta(0))
        kills += next(count) == operation + 1
        lake.store.before = lake.store.after = lambda *_: None
        assert sorted(lake.rows()) == expected
        assert lake.opens() == 15
        lake.compact()
        lake.compactor().prune(TOPIC, timedelta(0))
        assert sorted(lake.rows()) == expected
        assert lake.verified() == []
        assert lake.opens() == 15
    assert 20 < kills < AT_MOST


def test_of_two_runs_at_once_one_wins() -> None:
    lake = Lake()
    before = lake.rows()
    plans = lake.compactor().plan(TOPIC)
    assert all(lake.compactor().compact(TOPIC, plan) for plan in plans)
    assert not any(lake.compactor().compact(TOPIC, plan) for plan in plans)
    assert lake.rows() == before


def test_pruning_deletes_what_was_replaced_once_it_is_old_enough() -> None:
    lake = Lake()
    before = lake.rows()
    lake.compact()
    assert lake.compactor(LATER).prune(TOPIC, timedelta(hours=24)) == []
    deleted = lake.compactor(LATER + timedelta(hours=25)).prune(TOPIC, timedelta(hours=24))
    assert len(deleted) == 10
    assert lake.rows() == before
    assert lake.verified() == []
    assert lake.opens() == 15


def test_nothing_is_pruned_when_a_new_file_was_damaged() -> None:
    lake = Lake()
    (first, _) = lake.compact()
    lake.store.files[first.files[0].path] += b"x"
    with pytest.raises(CorruptionError, match="digests differ"):
        lake.compactor().prune(TOPIC, timedelta(0))
    assert sum("dead-letters/dt=2026-11-21/" in path for path in lake.store.files) == 5
    assert any(first.files[0].path in problem for problem in lake.verified())


def test_a_changed_file_is_never_compacted() -> None:
    lake = Lake()
    path = next(p for p in lake.store.files if "/raw-things/dt=" in p)
    data = bytearray(lake.store.files[path])
    data[20] ^= 1
    lake.store.files[path] = bytes(data)
    with pytest.raises(CorruptionError, match="digests differ") as caught:
        lake.compact()
    assert path in str(caught.value)
    assert DayTable("rows", "2026-11-21") not in lake.locations


def test_what_lands_late_by_a_frozen_writer_is_named_and_taken_in() -> None:
    lake = Lake()
    lake.compact()
    commit(lake.store, "parquet", 15)
    before = sorted(lake.rows())
    assert "landed after its day was compacted" in lake.verified()[0]
    (letters, rows) = lake.compact()
    assert (letters.generation, rows.generation) == (2, 2)
    assert len(lake.rows()) == len(before) + 5
    assert lake.verified() == []


def test_a_range_whose_day_closed_meanwhile_lands_under_the_day_of_landing() -> None:
    lake = Lake()
    lake.compact()
    commit(lake.store, "parquet", 15, now=LATER)
    assert any("/dt=2026-11-26/" in path for path in lake.store.files)
    assert lake.verified() == []
