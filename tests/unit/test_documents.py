"""Reading source documents: what is malformed is named and kept aside, and the rest goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from compose.config import PROJECT_ROOT
from ingestion.broker import BrokerSettings
from ingestion.contracts import load_contracts
from ingestion.errors import ContractError, SourceError
from ingestion.producers import TopicProduction, produce
from ingestion.producers.documents import DocumentRecord, read_documents
from ingestion.producers.find import producer_of
from ingestion.producers.harvest import Harvest, Reject
from ingestion.producers.rejects import keep_aside
from tests.unit.film_documents import FILMS, film, write


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


def test_an_empty_harvest_knows_what_is_gone() -> None:
    harvest = Harvest(alive={"c"}, rejects=[Reject("2.json", 1, "", "", "")])
    assert harvest.gone({"a": "1.json", "b": "2.json", "c": "1.json"}) == ["a"]
