"""Sources and what goes to the topic: documents, box office, rejects, tombstones."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as library_murmur2

from compose.config import PROJECT_ROOT
from ingestion.broker import BrokerSettings, Headers
from ingestion.broker.kafka_python.partitioner import murmur2
from ingestion.contracts import load_contracts
from ingestion.errors import ContractError, SourceError
from ingestion.producers import TopicProduction, produce
from ingestion.producers.documents import DocumentRecord, read_documents
from ingestion.producers.find import producer_of
from ingestion.producers.harvest import Harvest, Reject
from ingestion.producers.ledger import Ledger
from ingestion.producers.rejects import keep_aside
from ingestion.producers.sender import Sender

FILMS = load_contracts()["raw-films"]
BOX_OFFICE = load_contracts()["raw-boxoffice"]


def film(slug: str, **changes: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(FILMS.schema["required"])
    lists: dict[str, list[Any]] = {"directors": [], "credits": [], "conflicts": []}
    return {
        **nothing,
        **lists,
        "film": slug,
        "title": slug.title(),
        "studio": "Pixar",
        "release_date": "1995-11-22",
        "release_type": "theatrical",
        "domestic_gross_usd": 1_000_000,
        "sources": {},
        **changes,
    }


def write(data: Path, *records: object, name: str = "films.json", version: int = 1) -> Path:
    path = data / name
    path.parent.mkdir(parents=True, exist_ok=True)
    head = {"version": version, "contract": "films"}
    path.write_text(json.dumps({"document": head, "records": records}), encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def read(data: Path) -> tuple[list[DocumentRecord], list[Reject]]:
    found = list(read_documents(FILMS, data, "*.json"))
    records = [each for each in found if isinstance(each, DocumentRecord)]
    return records, [each for each in found if isinstance(each, Reject)]


def test_a_malformed_record_is_named_and_the_rest_goes_on(data: Path) -> None:
    write(data, film("a"), film("b", runtime_min="long"), 7, film("d"))
    records, rejects = read(data)
    assert [(each.key, each.number) for each in records] == [("a", 1), ("d", 4)]
    assert [(r.file, r.record, r.field, r.error) for r in rejects] == [
        ("data/films.json", 2, "runtime_min", "must be integer or null"),
        ("data/films.json", 3, "", "must be object"),
    ]
    assert json.loads(rejects[0].raw)["runtime_min"] == "long"


@pytest.mark.parametrize(
    ("text", "field", "error"),
    [
        ('{"document": ', "", "not JSON: unexpected end of data at line 1, column 14"),
        ("\udcff", "", "not JSON: "),
        ("[]", "document", "must be an object with version and contract"),
        ('{"document": {"version": "1"}}', "document.version", "must be an integer from 1"),
        (
            '{"document": {"version": 1, "contract": "games"}}',
            "document.contract",
            "must be films, not 'games'",
        ),
        ('{"document": {"version": 1, "contract": "films"}}', "records", "must be a list"),
    ],
)
def test_a_malformed_document_is_named_and_others_go_on(
    data: Path, text: str, field: str, error: str
) -> None:
    write(data, film("a"), name="good.json")
    (data / "bad.json").write_bytes(text.encode(errors="surrogateescape"))
    records, rejects = read(data)
    assert [each.key for each in records] == ["a"]
    (reject,) = rejects
    assert (reject.file, reject.record, reject.field) == ("data/bad.json", None, field)
    assert error in reject.error


def test_a_key_that_comes_twice_is_rejected_with_both_places(data: Path) -> None:
    write(data, film("a"), film("b"), name="1.json")
    write(data, film("c"), film("b"), name="2.json")
    records, rejects = read(data)
    assert [each.key for each in records] == ["a", "b", "c"]
    assert rejects[0].file == "data/2.json"
    assert rejects[0].record == 2
    assert rejects[0].error == "b is also record 2 of data/1.json"


def test_no_document_at_all_is_an_error_and_no_mass_deletion(data: Path) -> None:
    with pytest.raises(SourceError, match=r"No document .*films\.json for topic raw-films"):
        producer_of(FILMS).harvest(FILMS, data, "full")


def test_rejects_of_the_last_run_replace_those_before(tmp_path: Path) -> None:
    path, result = tmp_path / "rejects" / "raw-films.jsonl", TopicProduction("raw-films")
    keep_aside([Reject("data/films.json", 2, "title", "is missing", "{}")], path, result)
    assert (result.rejected, result.rejects_file) == (1, path)
    assert orjson.loads(path.read_bytes()) == {
        "file": "data/films.json",
        "record": 2,
        "field": "title",
        "error": "is missing",
        "raw": "{}",
    }
    keep_aside([], path, TopicProduction("raw-films"))
    assert not path.exists()


def test_every_contract_names_documents_that_are_there() -> None:
    for each in load_contracts().values():
        harvest = producer_of(each).harvest(each, PROJECT_ROOT / "data", "small")
        assert harvest.units, each.topic
        assert harvest.rejects == [], each.topic


@pytest.mark.parametrize("producer", ["nowhere", "files"])
def test_a_producer_that_does_not_exist_is_named(producer: str) -> None:
    with pytest.raises(ContractError, match=rf"raw-films.*producers\.{producer} has no function"):
        producer_of(replace(FILMS, producer=producer))


def test_a_topic_that_others_publish_to_is_refused_by_name(tmp_path: Path) -> None:
    contracts = {FILMS.topic: replace(FILMS, documents=None)}
    with pytest.raises(ContractError, match="raw-films has no documents to publish from"):
        produce(
            [FILMS.topic],
            contracts=contracts,
            data_dir=tmp_path,
            broker=BrokerSettings("127.0.0.1:1"),
            state_dir=tmp_path,
        )


def test_a_topic_without_a_contract_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="raw-plays has no contract"):
        produce(
            ["raw-plays"],
            data_dir=tmp_path,
            broker=BrokerSettings("127.0.0.1:1"),
            state_dir=tmp_path,
        )


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


def test_an_empty_harvest_knows_what_is_gone() -> None:
    harvest = Harvest(alive={"c"}, rejects=[Reject("2.json", 1, "", "", "")])
    assert harvest.gone({"a": "1.json", "b": "2.json", "c": "1.json"}) == ["a"]


@given(st.binary(max_size=200))
def test_keys_are_hashed_as_kafkas_own_clients_do(key: bytes) -> None:
    assert murmur2(key) == library_murmur2(key)
