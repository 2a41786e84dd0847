"""The publish ledger: what it remembers, of which topic, and that a kill leaves it whole."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ingestion.errors import CorruptionError
from ingestion.files import write_atomically
from ingestion.producers.harvest import Message, Unit
from ingestion.producers.ledger import Ledger


def unit(name: str = "a", fingerprint: str = "1") -> Unit:
    return Unit(
        name=name,
        fingerprint=fingerprint,
        source_file="data/things.json",
        record_number=1,
        document_version=1,
        count=1,
        messages=partial(iter, [Message(name.encode(), b"{}")]),
        detail={"days": 3},
    )


def ledger(path: Path, cluster_id: str = "c", topic_id: str = "t") -> Ledger:
    return Ledger(path / "ledger" / "raw-things.json", cluster_id, topic_id)


def test_what_was_recorded_is_known_again_unless_it_changed(tmp_path: Path) -> None:
    ledger(tmp_path).record([unit("a"), unit("b")], [])
    again = ledger(tmp_path)
    assert again.has(unit("a"))
    assert not again.has(replace(unit("a"), fingerprint="2"))
    assert not again.has(unit("c"))
    assert again.entries["b"].detail == {"days": 3}


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    ledger(tmp_path).record([unit("a"), unit("b")], [])
    ledger(tmp_path).record([], ["a"])
    assert list(ledger(tmp_path).entries) == ["b"]


@pytest.mark.parametrize("other", [{"cluster_id": "d"}, {"topic_id": "u"}])
def test_another_cluster_or_a_topic_created_again_knows_nothing(
    tmp_path: Path, other: dict[str, str]
) -> None:
    ledger(tmp_path).record([unit()], [])
    assert ledger(tmp_path, **other).entries == {}


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"ledger_version": 1}'])
def test_a_damaged_ledger_is_named_with_the_way_out(tmp_path: Path, damage: str) -> None:
    ledger(tmp_path).record([unit()], [])
    path = ledger(tmp_path).path
    path.write_text(damage, encoding="utf-8")
    with pytest.raises(CorruptionError, match="Delete it") as caught:
        ledger(tmp_path)
    assert str(path) in str(caught.value)


def test_a_kill_while_writing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger(tmp_path).record([unit()], [])

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ingestion.files.os.fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(ledger(tmp_path).path, b"half")
    assert ledger(tmp_path).has(unit())
