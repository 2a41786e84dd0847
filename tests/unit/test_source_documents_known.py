"""Known facts stand exactly in the source documents, and their README counts them right."""

import re
from collections import Counter

import pytest

from tests.unit.source_documents import CHARACTER, DATA, FILES, FILM, counts, sources_used


def readme() -> str:
    return (DATA / "README.md").read_text(encoding="utf-8")


def test_readme_counts_are_the_actual_ones() -> None:
    table = readme().split("| figure | count |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \|$", table, re.MULTILINE)
    assert {name: int(number) for name, number in rows} == counts()


def test_readme_file_counts_are_the_actual_ones() -> None:
    rows = re.findall(r"^\| `characters/([^/]+)/` \| \w+ \| (\d+) \|$", readme(), re.MULTILINE)
    files = Counter(path.parent.name for path in FILES if path.name != "films.json")
    assert {group: int(number) for group, number in rows} == files


def test_readme_names_every_source_used_and_no_other() -> None:
    provenance = readme().split("| source | origin | licence |")[1].split("\n\n")[0]
    cells = re.findall(r"^\| (`[^|]+`) \|", provenance, re.MULTILINE)
    assert {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)} == sources_used()


def test_toy_story_is_exact() -> None:
    film = FILM["toy-story"]
    listed = {"credits", "sources", "conflicts"}
    assert {key: value for key, value in film.items() if key not in listed} == {
        "film": "toy-story",
        "title": "Toy Story",
        "studio": "Pixar Animation Studios",
        "franchise": "Toy Story",
        "release_date": "1995-11-22",
        "release_type": "theatrical",
        "mpaa_rating": "G",
        "runtime_min": 81,
        "budget_usd": 30_000_000,
        "domestic_gross_usd": 223_225_679,
        "worldwide_gross_usd": 394_436_586,
        "directors": ["John Lasseter"],
    }
    woody = {"person": "Tom Hanks", "credit_role": "ACTOR", "character_raw": "Woody (voice)"}
    assert woody | {"source": "disney_plus_credits"} in film["credits"]


def test_losers_are_kept_as_found() -> None:
    totals = {
        (row["value"], row["source"])
        for row in FILM["the-lion-king"]["conflicts"]
        if row["field"] == "worldwide_gross_usd"
    }
    assert ("1083720877", "movie_industry_kaggle") in totals
    assert ("783839505", "vega_datasets_movies") in totals


@pytest.mark.parametrize(
    ("character", "attribute", "value_raw", "source"),
    [
        ("wdas-ursula", "role", "villian", "disney_characters_csv"),
        ("wdas-banzai", "species", "Hyena", "disney_plus_credits"),
        ("marvel-hulk", "species", "Human / Radiation", "superheroes_heroes_information"),
        ("wdas-terk", "gender", "f", "polygraph_film_dialogue"),
        ("kh-moogle", "gender", "neutral", "video_game_dialogue_corpus"),
        ("marvel-red-skull", "species", "human", "general-knowledge"),
        ("pixar-roz", "gender", "female", "general-knowledge"),
        ("dts-angel", "species", "dog", "general-knowledge"),
    ],
)
def test_known_spellings(character: str, attribute: str, value_raw: str, source: str) -> None:
    value = CHARACTER[character]["attributes"][attribute]
    assert (value["value_raw"], value["source"]) == (value_raw, source)


def test_kingdom_hearts_characters_are_those_of_their_films() -> None:
    origins = {key: CHARACTER[key]["origin"] for key in ("kh-jane", "kh-king-mickey", "kh-flotsam")}
    assert origins == {
        "kh-jane": {"film": "tarzan", "character": "wdas-jane-porter"},
        "kh-king-mickey": {
            "film": "mickey-s-once-upon-a-christmas",
            "character": "dts-mickey-mouse",
        },
        "kh-flotsam": {"film": "the-little-mermaid", "character": None},
    }
    assert CHARACTER["kh-sora"]["origin"] is None
    sora = [a["media"] for a in CHARACTER["kh-sora"]["appearances"]]
    assert sora[:2] == ["kingdom-hearts", "kingdom-hearts-ii"]
