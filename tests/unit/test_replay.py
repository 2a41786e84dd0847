"""Replay without servers: what is selected, how the ledger decides, how compacted rows are read."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import CorruptionError
from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.compaction.records import CompactedFile, Compaction
from ingestion.landing.storage.store import NotFoundError
from ingestion.replay.landed import Landed
from ingestion.replay.ledger import Intent, Ledger, spell_origins
from ingestion.replay.selection import Selection, SelectionError, from_ranges, to_ranges
from tests.unit.landing_helpers import (
    SOURCE,
    TOPIC_ID,
    FakeRecord,
    MemoryStore,
    batch,
    contract,
    record,
)
from tests.unit.landing_ranges import LAYOUT

ORIGINS = {(TOPIC_ID, 0): {1, 2, 3, 7}, (TOPIC_ID, 1): set[int]()}


@given(offsets=st.sets(st.integers(0, 60)))
def test_ranges_hold_the_offsets_they_are_made_of(offsets: set[int]) -> None:
    ranges = to_ranges(offsets)
    assert from_ranges(ranges) == offsets
    assert all(one[1] < other[0] for one, other in pairwise(ranges))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"partition": 0},
        {"reason": "not_json", "partition": 0, "start": 1, "end": 2},
        {"dead_letters": True, "start": 3},
        {"partition": 0, "start": 3, "end": 3},
    ],
)
def test_a_selection_of_nothing_in_particular_is_refused(fields: dict[str, int]) -> None:
    with pytest.raises(SelectionError):
        Selection(**fields)  # type: ignore[arg-type]


def intent(attempt: str) -> Intent:
    """Return the first intent of an attempt."""
    return Intent(
        topic=SOURCE.topic,
        topic_id=TOPIC_ID,
        number=1,
        selection=Selection(dead_letters=True),
        again=False,
        ends={"0": 8},
        origins=spell_origins(ORIGINS),
        attempt=attempt,
    )


def test_of_two_intents_with_one_number_one_wins() -> None:
    store = MemoryStore()
    ledger = Ledger(store, "/raw", SOURCE.topic)
    assert ledger.claim(intent("a"))
    assert not ledger.claim(intent("b"))
    assert ledger.read() == [(intent("a"), False)]
    assert ledger.read()[0][0].parsed_origins() == {(TOPIC_ID, 0): {1, 2, 3, 7}}
    ledger.finish(intent("a"))
    ledger.finish(intent("a"))
    assert ledger.read() == [(intent("a"), True)]


def test_a_claim_whose_reply_was_lost_is_known_by_its_content() -> None:
    store = MemoryStore()

    def lose_reply(operation: str, path: str) -> None:
        if operation == "rename" and path.endswith("000001.json"):
            raise NotFoundError(path)

    store.after = lose_reply
    assert Ledger(store, "/raw", SOURCE.topic).claim(intent("a"))


def test_a_damaged_intent_is_named() -> None:
    store = MemoryStore()
    store.put(f"/raw/_replays/{SOURCE.topic}/000001.json", b"{")
    with pytest.raises(CorruptionError, match=r"_replays/raw-things/000001\.json"):
        Ledger(store, "/raw", SOURCE.topic).read()


def test_records_are_read_where_a_compaction_put_them() -> None:
    store = MemoryStore()
    log = CommitLog(store, LAYOUT, writer="w")
    commits = []
    for start in (0, 10):
        buffer = RangeBuffer(SOURCE, contract(), start)
        dead = [FakeRecord(start + 2, b"{", timestamp=7)]
        buffer.add(batch([record(start), record(start + 1), *dead]))
        buffer.skip(start + 10)
        commits.append(log.commit(buffer.ready()))
    landed, selection = Landed(store, LAYOUT), Selection(partition=0, start=1, end=13)
    before = list(landed.records(SOURCE.topic, TOPIC_ID, selection))
    assert [(r.origin.offset, r.reason) for r in before] == [
        (1, None),
        (2, "not_json"),
        (10, None),
        (11, None),
        (12, "not_json"),
    ]
    files = [file for commit in commits for file in commit.files]
    _compact(store, [file.final for file in files if file.kind == "rows"])
    assert list(landed.records(SOURCE.topic, TOPIC_ID, selection)) == before


def _compact(store: MemoryStore, replaced: list[str]) -> None:
    """Rewrite files of rows as a compaction does, and delete them."""
    day = date.fromisoformat(replaced[0].split("/")[-2].removeprefix("dt="))
    folder = LAYOUT.compacted_folder(SOURCE.topic, "rows", day, 1, "attempt")
    files = [
        CompactedFile(f"{folder}/{n}.parquet", 2, len(data), hashlib.sha256(data).hexdigest())
        for n, data in enumerate(map(store.read, replaced))
    ]
    for path, file in zip(replaced, files, strict=True):
        store.put(file.path, store.read(path))
        store.delete(path)
    compaction = Compaction(
        topic=SOURCE.topic,
        kind="rows",
        dt=day.isoformat(),
        generation=1,
        location=folder,
        replaced=tuple(CompactedFile(path, 2, 1, "") for path in replaced),
        files=tuple(files),
        created_at=datetime.now(UTC).isoformat(),
    )
    path = LAYOUT.compaction(SOURCE.topic, "rows", day, 1)
    store.put(path, compaction.to_bytes())
