"""Every spelling of the sources is mapped, or listed as unused with a reason.

`vocabulary/raw_value_vocab.csv` lists the distinct spellings of role, gender and species, and of
what stands in for them, that the sources named in `data/README.md` have.
"""

import csv
from pathlib import Path

from compose.config import PROJECT_ROOT
from tests.unit.source_documents import CHARACTERS

VOCABULARY = Path(__file__).with_name("vocabulary") / "raw_value_vocab.csv"
# Classes of cards and words in credits are read as species.
MAPPING_OF = {"classification": "species", "species_hint_in_name": "species"}


def rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


MAPPED = {
    attribute: {
        row[f"{attribute}_raw"].lower()
        for row in rows(PROJECT_ROOT / "seeds" / f"{attribute}_mappings.csv")
    }
    for attribute in ("role", "gender", "species")
}
UNUSED = {
    (row["attribute"], row["value_raw"])
    for row in rows(PROJECT_ROOT / "seeds" / "unused_values.csv")
}


def is_mapped(attribute: str, value: str) -> bool:
    """Tell whether a mapping knows the spelling."""
    mapping = MAPPED.get(MAPPING_OF.get(attribute, attribute), set())
    return value.strip().lower() in mapping


def test_every_spelling_of_the_sources_is_mapped_or_listed() -> None:
    vocabulary = {(row["attribute"], row["value_raw"]) for row in rows(VOCABULARY)}
    spelled = {(attribute, value) for attribute, value in vocabulary if value.strip()}
    assert len(spelled) > 100
    assert {each for each in spelled if not is_mapped(*each)} == UNUSED


def test_every_spelling_in_the_documents_is_mapped() -> None:
    given = [
        (attribute, value["value_raw"])
        for record in CHARACTERS
        for attribute, value in record["attributes"].items()
        if value
    ]
    lost = [
        (conflict["attribute"], conflict["value_raw"])
        for record in CHARACTERS
        for conflict in record["attribute_conflicts"]
    ]
    assert given
    assert lost
    assert [each for each in given + lost if not is_mapped(*each)] == []
