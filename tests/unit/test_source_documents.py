"""The source documents in `data/` are complete and consistent with each other."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from tests.unit.source_documents import (
    APPEARANCES,
    CHARACTER,
    CHARACTERS,
    DOCUMENTS,
    FILES,
    FILM,
    FILMS,
    GAMES,
    MERGED,
)

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Control characters, the replacement character, UTF-8 read as Windows-1252, and HTML.
DAMAGE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]|[ÃÂ][\x80-\xff]|â€|<[a-zA-Z/]|&(#\d+|[a-z]+);")
MONEY = ("budget_usd", "domestic_gross_usd", "worldwide_gross_usd")
FILM_FIELDS = {
    *("film", "title", "studio", "franchise", "release_date", "release_type", "mpaa_rating"),
    *("runtime_min", *MONEY, "directors", "credits", "sources", "conflicts"),
}
CHARACTER_FIELDS = {
    *("character", "name", "group", "origin", "attributes", "attribute_conflicts"),
    *("appearances", "voices", "voice_status"),
}
FILMS_PER_STUDIO = {
    "Walt Disney Animation Studios": 64,
    "DisneyToon Studios": 45,
    "Pixar Animation Studios": 29,
    "Blue Sky Studios": 13,
    "Marvel Animation": 13,
    "20th Century Animation": 11,
    "Disney Television Animation": 11,
    "Lucasfilm Animation": 2,
}


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def test_the_core_is_188_films_of_8_studios() -> None:
    assert Counter(film["studio"] for film in FILMS) == FILMS_PER_STUDIO
    assert sum(FILMS_PER_STUDIO.values()) == 188


def test_keys_are_unique_slugs_across_all_files() -> None:
    assert len(FILM) == len(FILMS)
    assert len(CHARACTER) == len(CHARACTERS)
    assert len(GAMES) == 8
    assert not GAMES & set(FILM)
    assert [key for key in {*FILM, *CHARACTER, *GAMES} if not SLUG.fullmatch(key)] == []


def test_files_are_where_their_documents_say() -> None:
    for path, content in DOCUMENTS.items():
        document = content["document"]
        assert SLUG.fullmatch(path.stem), path
        if path.name == "films.json":
            assert document == {"version": document["version"], "contract": "films"}
        else:
            assert document["contract"] == "characters", path
            assert document["covers"], path
            assert document["group"].lower().replace(" ", "-") == path.parent.name
            assert {record["group"] for record in content["records"]} == {document["group"]}, path
        assert path.stat().st_size < 1_500_000
        assert path.read_bytes().endswith(b"}\n")
    assert sum(path.stat().st_size for path in FILES) < 4_000_000


def test_records_have_exactly_the_known_fields() -> None:
    assert all(set(film) == FILM_FIELDS for film in FILMS)
    assert all(set(record) == CHARACTER_FIELDS for record in CHARACTERS)


def test_film_values_are_plausible_and_no_gross_is_zero() -> None:
    for film in FILMS:
        assert date(1937, 1, 1) <= date.fromisoformat(film["release_date"]) <= date(2025, 12, 31)
        assert film["release_type"] in {"theatrical", "direct-to-video", "television", "streaming"}
        assert all(film[field] is None or film[field] > 1_000 for field in MONEY), film["film"]
        assert film["runtime_min"] is None or 40 <= film["runtime_min"] <= 140
        assert film["directors"], film["film"]


def test_each_known_film_value_names_its_source() -> None:
    described = FILM_FIELDS - {"film", "credits", "sources", "conflicts"}
    for film in FILMS:
        assert set(film["sources"]) == {f for f in described if film[f] is not None}, film["film"]


def test_film_conflicts_differ_from_the_chosen_value() -> None:
    for film in FILMS:
        for row in film["conflicts"]:
            chosen = film[row["field"]]
            assert row["value"] not in (chosen if isinstance(chosen, list) else [str(chosen)])


def test_credits_are_distinct_and_of_people() -> None:
    for film in FILMS:
        rows = [tuple(row.values()) for row in film["credits"]]
        assert len(rows) == len(set(rows)), film["film"]
        assert {row["credit_role"] for row in film["credits"]} <= {"ACTOR", "DIRECTOR"}
        assert not {row["person"] for row in film["credits"]} & {"None", "Unknown", ""}


def test_appearances_resolve_and_start_with_the_primary_one() -> None:
    assert {a["media"] for a in APPEARANCES if a["media_type"] == "film"} == set(FILM)
    for record in CHARACTERS:
        media = [a["media"] for a in record["appearances"]]
        assert media, record["character"]
        assert len(media) == len(set(media)), record["character"]
        links = [a["link"] for a in record["appearances"]]
        assert links == sorted(links, key=["primary", "returning"].index)
        assert links[0] == "primary", record["character"]


def test_games_and_only_games_carry_release_and_platform() -> None:
    release = ("release_date_jp", "release_date_na", "platform", "publisher")
    seen: dict[str, set[tuple[str | None, ...]]] = {}
    for appearance in APPEARANCES:
        values = tuple(appearance[field] for field in release)
        if appearance["media_type"] == "film":
            assert appearance["title"] == FILM[appearance["media"]]["title"]
            assert values == (None,) * len(release)
        else:
            seen.setdefault(appearance["media"], set()).add((appearance["title"], *values))
            assert all(date.fromisoformat(v) for v in values[:2] if v)
    assert set(seen) == GAMES
    assert all(len(values) == 1 for values in seen.values())


def test_voices_are_in_titles_of_the_character() -> None:
    for record in CHARACTERS:
        media = {appearance["media"] for appearance in record["appearances"]}
        assert {voice["media"] for voice in record["voices"]} <= media, record["character"]
        assert {voice["credit_kind"] for voice in record["voices"]} <= {"voice", "singing"}
        assert all(voice["person"] for voice in record["voices"])
        assert (record["voice_status"] == "voiced") == bool(record["voices"])
        assert record["voice_status"] in {"voiced", "silent", "unknown"}


def test_enough_characters_remain_after_the_kingdom_hearts_rule() -> None:
    assert len(CHARACTERS) - len(MERGED) >= 1850
    assert len({record["origin"]["character"] for record in MERGED}) == len(MERGED)


def test_origins_name_a_film_and_a_character_of_it() -> None:
    with_origin = [record for record in CHARACTERS if record["origin"]]
    assert len(with_origin) > 100
    for record in with_origin:
        origin = record["origin"]
        assert record["group"] == "Kingdom Hearts"
        assert origin["film"] in FILM
        if origin["character"] is not None:
            target = CHARACTER[origin["character"]]
            assert target["group"] != "Kingdom Hearts"
            assert origin["film"] in {a["media"] for a in target["appearances"]}, record["name"]


def test_basis_and_source_agree_and_placeholders_never_win() -> None:
    for record in CHARACTERS:
        assert list(record["attributes"]) == ["role", "gender", "species"]
        for value in record["attributes"].values():
            if value is not None:
                own = value["source"] == "general-knowledge"
                assert value["basis"] == ("general_knowledge" if own else "as_found")
                assert value["value_raw"] not in {"", "-", "?"}, record["character"]


def test_attribute_conflicts_say_something_else() -> None:
    for record in CHARACTERS:
        for row in record["attribute_conflicts"]:
            chosen = record["attributes"][row["attribute"]]
            assert chosen is None or row["value_raw"].lower() != chosen["value_raw"].lower()


def test_text_is_undamaged() -> None:
    found = list(texts(list(DOCUMENTS.values())))
    assert len(found) > 40_000
    assert [text for text in found if text != text.strip() or not text or DAMAGE.search(text)] == []
    assert {"Saïx", "Naminé", "Kingdom Hearts χ", "Te Kā"} <= set(found)


@pytest.mark.parametrize("text", ["CafÃ©", "Itâ€™s", "Tom &amp; Jerry", "<b>Elsa</b>", "a\x92b"])
def test_the_damage_check_sees_damage(text: str) -> None:
    assert DAMAGE.search(text)
