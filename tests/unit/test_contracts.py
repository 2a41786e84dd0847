"""Contracts: what they accept, and how errors name the place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from ingestion.contracts import CONTRACTS_DIR, REASONS, load_contract, load_contracts, select
from ingestion.errors import ContractError

PROJECT = Path(__file__).resolve().parents[2]
SALE: dict[str, Any] = {
    "film": "toy-story",
    "date": "1995-11-22",
    "state_code": "CA",
    "gross_cents": 0,
    "run_id": "0123456789abcdef",
    "run_rows": 51,
}


def source_records() -> Iterator[tuple[str, int, dict[str, Any]]]:
    for path in [PROJECT / "data/films.json", *(PROJECT / "data/characters").rglob("*.json")]:
        topic = "raw-characters" if "characters" in path.parts else "raw-films"
        for number, value in enumerate(orjson.loads(path.read_bytes())["records"], start=1):
            yield topic, number, value


def test_every_contract_loads_under_its_own_name() -> None:
    topics = list(load_contracts())
    assert topics == sorted(path.stem for path in CONTRACTS_DIR.glob("*.yml"))
    assert {"raw-boxoffice", "raw-characters", "raw-films"} <= set(topics)


def test_the_source_documents_keep_their_contracts() -> None:
    contracts = load_contracts()
    wrong = [
        (topic, number, violation)
        for topic, number, value in source_records()
        if (violation := contracts[topic].violation(value))
    ]
    assert wrong == []


def test_every_property_of_a_schema_is_described() -> None:
    def undescribed(schema: Any, path: str) -> Iterator[str]:
        for name, each in schema.get("properties", {}).items():
            if "description" not in each and "$ref" not in each:
                yield f"{path}.{name}"
            yield from undescribed(each, f"{path}.{name}")
        if "items" in schema:
            yield from undescribed(schema["items"], f"{path}[]")

    for each in load_contracts().values():
        assert list(undescribed(each.schema, each.topic)) == []


@pytest.mark.parametrize(
    ("change", "field", "error"),
    [
        ({"gross_cents": 1.0}, "gross_cents", "must be integer"),
        ({"gross_cents": True}, "gross_cents", "must be integer"),
        ({"gross_cents": -1}, "gross_cents", "must be bigger than or equal to 0"),
        ({"gross_cents": 2**70}, "gross_cents", "must be smaller than or equal to 10000000000000"),
        ({"date": "2023-02-30"}, "date", "must be date"),
        ({"date": "20230228"}, "date", "must be date"),
        ({"state_code": "ca"}, "state_code", "must match pattern ^[A-Z]{2}$"),
        ({"colour": 1}, "colour", "is not in the contract"),
    ],
)
def test_a_violation_names_field_and_error(change: dict[str, Any], field: str, error: str) -> None:
    violation = load_contracts()["raw-boxoffice"].violation({**SALE, **change})
    assert violation == (field, error)


def test_a_missing_field_is_named() -> None:
    value = {name: each for name, each in SALE.items() if name != "date"}
    assert load_contracts()["raw-boxoffice"].violation(value) == ("date", "is missing")


def test_a_field_inside_a_list_is_named_by_its_path() -> None:
    films = load_contracts()["raw-films"]
    value = next(value for topic, _, value in source_records() if topic == "raw-films")
    value["credits"][1]["person"] = None
    violation = films.violation(value)
    assert violation == ("credits[1].person", "must be string")


def test_a_value_that_is_no_object_is_a_violation() -> None:
    assert load_contracts()["raw-films"].violation([1]) == ("", "must be object")


def test_the_key_joins_its_fields() -> None:
    assert load_contracts()["raw-boxoffice"].key_of(SALE) == b"toy-story|1995-11-22|CA"


CONTRACT_FILE = """
topic: raw-things
contract: things
version: 2
description: Things.
key: [name]
format: parquet
partitions: 1
retention_hours: null
freshness: {warn_after_hours: 1, error_after_hours: null}
schema: {type: object, required: [name], properties: {name: {type: string}}}
earlier_schemas:
  1: {type: object, required: [name], properties: {name: {type: integer}}}
"""


def write(folder: Path, text: str, name: str = "raw-things") -> Path:
    path = folder / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_two_versions_of_a_contract_live_side_by_side(tmp_path: Path) -> None:
    things = load_contract(write(tmp_path, CONTRACT_FILE))
    assert things.violation({"name": "a"}) is None
    assert things.violation({"name": 1}, version=1) is None
    assert things.violation({"name": "a"}, version=1) == ("name", "must be integer")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("partitions: 1", "partitions: none", "field partitions must be integer"),
        ("format: parquet", "format: csv", "field format must be one of"),
        ("topic: raw-things", "topic: raw-others", "field topic is raw-others, not raw-things"),
        ("key: [name]", "key: [number]", "key field number is not required"),
        ("version: 2", "version: 1", "field earlier_schemas has a version not below 1"),
        ("topic: raw-things", "topic: [", "not YAML"),
        ("partitions: 1", "partitions: 1\nmax_record_bytes: 0", "field max_record_bytes must be"),
        ("{name: {type: string}}", "{name: {}, Name: {}}", "fields name and Name differ only in"),
    ],
)
def test_a_malformed_contract_file_is_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = write(tmp_path, CONTRACT_FILE.replace(old, new))
    with pytest.raises(ContractError) as caught:
        load_contract(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_a_malformed_schema_is_named(tmp_path: Path) -> None:
    text = CONTRACT_FILE.replace("{type: string}", "{type: text}")
    with pytest.raises(ContractError, match=r"things.*raw-things.*version 2"):
        load_contract(write(tmp_path, text)).violation({"name": "a"})


def test_an_unknown_topic_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ContractError, match=r"raw-filmz has no contract.*raw-films"):
        select(["raw-filmz"])


def raw_sources() -> dict[str, dict[str, Any]]:
    """Dbt's raw source tables by name; each area and each source may declare its own."""
    found = [
        source
        for path in (PROJECT / "models/staging").rglob("*__sources.yml")
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
    ]
    return {t["name"]: t for source in found if source["name"] == "raw" for t in source["tables"]}


def columns(table: dict[str, Any]) -> list[tuple[str, str]]:
    return [(column["name"], column["data_type"]) for column in table["columns"]]


@pytest.mark.parametrize("topic", list(load_contracts()))
def test_dbts_sources_agree_with_the_contract(topic: str) -> None:
    each, sources = load_contracts()[topic], raw_sources()
    rows, letters = sources[each.table], sources[each.dead_letter_table]
    is_text = each.format == "jsonl.zst"
    assert rows["config"]["meta"]["topic"] == topic
    assert rows["external"]["location"] == topic
    assert rows["external"]["file_format"] == ("json" if is_text else "parquet")
    freshness = rows["config"]["freshness"]["warn_after"]
    assert freshness == {"count": each.freshness.warn_after_hours, "period": "hour"}
    assert columns(rows) == envelope("string" if is_text else "binary")
    assert letters["external"] == {
        **rows["external"],
        "location": f"{topic}-dead-letters",
        "file_format": "parquet",
    }
    faults = [("reason", "string"), ("error", "string")]
    assert columns(letters) == [*envelope("binary")[:-1], *faults, ("dt", "date")]


def test_dbt_tells_every_reason_of_a_dead_letter() -> None:
    letters = raw_sources()["raw_films_dead_letters"]["columns"]
    (reason,) = [column for column in letters if column["name"] == "reason"]
    told = reason["description"].removeprefix("Why it was set aside: ").rstrip(".")
    assert told.replace(" or ", ", ").split(", ") == list(REASONS)


def envelope(bytes_type: str) -> list[tuple[str, str]]:
    """The envelope's columns as Spark types."""
    return [
        ("topic", "string"),
        ("topic_id", "string"),
        ("partition", "int"),
        ("offset", "bigint"),
        ("timestamp", "bigint"),
        ("timestamp_type", "string"),
        ("key", bytes_type),
        ("headers", f"array<struct<key:string,value:{bytes_type}>>"),
        ("value", bytes_type),
        ("dt", "date"),
    ]
