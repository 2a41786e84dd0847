"""The catalog's documents in `data/`, read once for the tests, and what can be counted in them."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data"
Record = dict[str, Any]


def load(path: Path) -> Record:
    """Read one document and check its frame."""
    document: Record = json.loads(path.read_text(encoding="utf-8"))
    assert set(document) == {"document", "records"}, path
    assert document["document"]["version"] >= 1, path
    assert document["records"], path
    return document


FILES = [DATA / "films.json", *sorted((DATA / "characters").rglob("*.json"))]
DOCUMENTS = {path: load(path) for path in FILES}
FILMS: list[Record] = DOCUMENTS[DATA / "films.json"]["records"]
CHARACTERS: list[Record] = [
    record for path in FILES if path.name != "films.json" for record in DOCUMENTS[path]["records"]
]
FILM = {film["film"]: film for film in FILMS}
CHARACTER = {record["character"]: record for record in CHARACTERS}
APPEARANCES = [appearance for record in CHARACTERS for appearance in record["appearances"]]
GAMES = {a["media"] for a in APPEARANCES if a["media_type"] == "game"}
MERGED = [r for r in CHARACTERS if r["origin"] and r["origin"]["character"]]


def sources_used() -> set[str]:
    """Every source named anywhere in the documents."""
    named = [source for film in FILMS for source in film["sources"].values()]
    named += [row["source"] for film in FILMS for row in film["credits"] + film["conflicts"]]
    for record in CHARACTERS:
        rows = record["attribute_conflicts"] + record["appearances"] + record["voices"]
        rows += [value for value in record["attributes"].values() if value]
        named += [row["source"] for row in rows]
    return {part for source in named for part in source.split("+")}


def as_found(attribute: str) -> int:
    """How many characters have this attribute in a spelling of a source."""
    values = [record["attributes"][attribute] for record in CHARACTERS]
    return sum(value is not None and value["basis"] == "as_found" for value in values)


def known(field: str) -> int:
    """How many films have a value in this field."""
    return sum(bool(film[field]) for film in FILMS)


def counts() -> dict[str, int]:
    """The figures of the README, recounted."""
    voice = Counter(record["voice_status"] for record in CHARACTERS)
    media = Counter(appearance["media_type"] for appearance in APPEARANCES)
    return {
        "files": len(FILES),
        "films": len(FILMS),
        "studios": len({film["studio"] for film in FILMS}),
        "film credits": sum(len(film["credits"]) for film in FILMS),
        "characters in the files": len(CHARACTERS),
        "Kingdom Hearts characters that are a catalog character": len(MERGED),
        "characters after that rule": len(CHARACTERS) - len(MERGED),
        "appearances in films": media["film"],
        "appearances in games": media["game"],
        "voices": sum(len(record["voices"]) for record in CHARACTERS),
        "characters voiced": voice["voiced"],
        "characters known silent": voice["silent"],
        "characters whose voice is unknown": voice["unknown"],
        "films with a domestic gross": known("domestic_gross_usd"),
        "films with a worldwide gross": known("worldwide_gross_usd"),
        "films with a budget": known("budget_usd"),
        "films with a runtime": known("runtime_min"),
        "films with credits": known("credits"),
        "values that lost to another source, films": sum(len(f["conflicts"]) for f in FILMS),
        "values that lost to another source, characters": sum(
            len(record["attribute_conflicts"]) for record in CHARACTERS
        ),
        "roles as found": as_found("role"),
        "genders as found": as_found("gender"),
        "species as found": as_found("species"),
    }
