"""Source documents that tests publish in versions of their own."""

import json
from typing import Any

from compose.config import PROJECT_ROOT

_DATA = PROJECT_ROOT / "data"
Document = dict[str, Any]


def film_and_character(film: str, character: str) -> tuple[Document, Document]:
    """Return what the catalog says of a Disney film and of one of its characters."""
    films = json.loads((_DATA / "films.json").read_text())["records"]
    path = _DATA / "characters" / "wdas" / f"{film}.json"
    characters = json.loads(path.read_text())["records"]
    (its_film,) = [each for each in films if each["film"] == film]
    (its_character,) = [each for each in characters if each["character"] == character]
    return its_film, its_character
