"""What goes to a topic: messages, only what changed, and tombstones for what is gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as library_murmur2

from ingestion.broker import Headers
from ingestion.broker.kafka_python.partitioner import murmur2
from ingestion.contracts import load_contracts
from ingestion.producers import TopicProduction
from ingestion.producers.find import producer_of
from ingestion.producers.ledger import Ledger
from ingestion.producers.sender import Sender
from tests.unit.film_documents import BOX_OFFICE, film, write


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


class Recorder:
    """Takes what is sent; acknowledges it when flushed."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, bytes | None, Headers]] = []
        self.acknowledged = 0

    def send(self, _topic: str, key: bytes, value: bytes | None, headers: Headers) -> None:
        """Take a record."""
        self.sent.append((key, value, headers))

    def flush(self) -> None:
        """Acknowledge."""
        self.acknowledged = len(self.sent)


Publish = Callable[..., tuple[Recorder, TopicProduction]]


@pytest.fixture
def publish(data: Path, tmp_path: Path) -> Publish:
    """Publish a topic's documents to a recorder, with a ledger that lasts for the test."""

    def run(
        topic: str = "raw-films", *, only_changed: bool = True, size: str = "full"
    ) -> tuple[Recorder, TopicProduction]:
        contract = load_contracts()[topic]
        producer = producer_of(contract)
        recorder, result = Recorder(), TopicProduction(topic)
        ledger = Ledger(tmp_path / f"{topic}.json", "c", "t")
        sender = Sender(contract, recorder, ledger, result, lambda _: None)  # type: ignore[arg-type]
        sender.publish(producer.harvest(contract, data, size), producer, only_changed)  # type: ignore[arg-type]
        assert recorder.acknowledged == len(recorder.sent)
        return recorder, result

    return run


def test_messages_carry_key_value_and_headers(data: Path, publish: Publish) -> None:
    write(data, film("a"), film("b"), version=3)
    recorder, result = publish()
    key, value, headers = recorder.sent[1]
    assert key == b"b"
    assert json.loads(value or b"") == film("b")
    assert headers == [
        ("contract", b"films"),
        ("contract_version", b"1"),
        ("source_file", b"data/films.json"),
        ("record_number", b"2"),
        ("document_version", b"3"),
    ]
    assert (result.rows, result.unchanged) == (2, 0)


def test_only_what_changed_is_sent_again(data: Path, publish: Publish) -> None:
    write(data, film("a"), film("b"))
    publish()
    assert publish()[0].sent == []
    write(data, film("a"), film("b", runtime_min=90))
    recorder, result = publish()
    assert [key for key, _, _ in recorder.sent] == [b"b"]
    assert result.unchanged == 1
    assert len(publish(only_changed=False)[0].sent) == 2


def test_what_is_gone_gets_a_tombstone_once(data: Path, publish: Publish) -> None:
    write(data, film("a"), film("b"))
    publish()
    write(data, film("a"))
    recorder, result = publish()
    assert [(key, value) for key, value, _ in recorder.sent] == [(b"b", None)]
    assert result.tombstones == 1
    assert publish()[0].sent == []


def test_a_record_that_became_malformed_is_not_taken_for_gone(data: Path, publish: Publish) -> None:
    write(data, film("a"), film("b"))
    publish()
    write(data, film("a"), {**film("b"), "film": "B?"})
    recorder, result = publish()
    assert recorder.sent == []
    assert (result.tombstones, result.unchanged) == (0, 1)


def test_the_box_office_of_a_film_follows_what_determined_it(data: Path, publish: Publish) -> None:
    write(data, film("a"), film("b"))
    recorder, first = publish("raw-boxoffice")
    assert first.rows == len(recorder.sent) > 2 * 51
    value = json.loads(recorder.sent[0][1] or b"")
    assert BOX_OFFICE.violation(value) is None
    assert recorder.sent[0][0] == BOX_OFFICE.key_of(value)

    write(data, film("a"), film("b", directors=["Somebody"]))
    assert publish("raw-boxoffice")[0].sent == []

    write(data, film("a"), film("b", domestic_gross_usd=2_000_000))
    recorder, second = publish("raw-boxoffice")
    assert {json.loads(value or b"")["film"] for _, value, _ in recorder.sent} == {"b"}
    assert 0 < second.unchanged < first.rows
    gross = sum(json.loads(value or b"")["gross_cents"] for _, value, _ in recorder.sent)
    assert gross == 2_000_000 * 100


def test_a_film_that_lost_its_gross_has_its_box_office_taken_back(
    data: Path, publish: Publish
) -> None:
    write(data, film("a"), film("b"))
    published = {key for key, _, _ in publish("raw-boxoffice")[0].sent if key.startswith(b"b|")}
    write(data, film("a"), film("b", domestic_gross_usd=None))
    recorder, result = publish("raw-boxoffice")
    assert {key for key, _, _ in recorder.sent} == published
    assert {value for _, value, _ in recorder.sent} == {None}
    assert result.tombstones == len(published)


def test_a_smaller_size_takes_nothing_back(data: Path, publish: Publish) -> None:
    write(data, *(film(f"film-{number}") for number in range(20)))
    full = publish("raw-boxoffice")[1]
    small = publish("raw-boxoffice", size="small", only_changed=False)[1]
    assert 0 < small.rows < full.rows / 5
    assert publish("raw-boxoffice", size="small")[1].tombstones == 0


def test_a_kill_before_the_acknowledgement_sends_again(
    data: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(data, film("a"))

    def killed(_: Recorder) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "flush", killed)
        with pytest.raises(KeyboardInterrupt):
            publish()
    assert [key for key, _, _ in publish()[0].sent] == [b"a"]


@given(st.binary(max_size=200))
def test_keys_are_hashed_as_kafkas_own_clients_do(key: bytes) -> None:
    assert murmur2(key) == library_murmur2(key)
