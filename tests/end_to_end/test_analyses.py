"""Every target compiles, and the analyses say what the raw documents say.

What they should say is worked out again from the documents and the landed files, by other means:
DuckDB and plain Python, with none of the models in between.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from compose.config import PROJECT_ROOT
from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.lake import Lake

# The queries that the site's workbench begins with.
EXAMPLES = PROJECT_ROOT / "web" / "src" / "sql" / "examples"

# What each target compiles.
PARTS = {
    "trino": {"analyses", "exports"},
    "emr_trino": {"analyses", "exports"},
    "emr": {"staging", "intermediate", "marts"},
}


@pytest.fixture(scope="module")
def compiled(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Compile for every target; the cloud's hosts are pointed at this very stack."""
    folders = {target: tmp_path_factory.mktemp(target) for target in PARTS}
    for target, folder in folders.items():
        lake.program(
            *("-m", "dbt.cli.main", "compile", "--target", target),
            environment={
                "HYPERION_EMR_HOST": lake.settings.host,
                "HYPERION_EMR_SPARK_PORT": str(lake.settings.spark_port),
                "HYPERION_EMR_TRINO_PORT": str(lake.settings.trino_port),
                "DBT_TARGET_PATH": str(folder),
            },
        )
    return {target: folder / "compiled" / "hyperion" for target, folder in folders.items()}


@pytest.fixture(scope="module")
def answers(lake: Lake, compiled: dict[str, Path]) -> dict[str, list[Any]]:
    """Run the analyses on Trino as they are compiled for the cloud."""
    analyses = (compiled["emr_trino"] / "analyses").glob("*.sql")
    return {path.stem: lake.rows(path.read_text()) for path in analyses}


@pytest.fixture(scope="module")
def documents(lake: Lake) -> duckdb.DuckDBPyConnection:
    """Give the source documents as tables of DuckDB."""
    connection = duckdb.connect()
    for table, files in [("films", "films.json"), ("characters", "characters/**/*.json")]:
        connection.execute(
            f"create table {table} as select unnest(records, max_depth := 2) from read_json("
            f"'{lake.settings.data_dir}/{files}',"
            " union_by_name = true, maximum_object_size = 200000000)"
        )
    return connection


@pytest.fixture(scope="module")
def exported(lake: Lake) -> duckdb.DuckDBPyConnection:
    """Give the exports as tables of DuckDB, as the site's workbench has them."""
    connection = duckdb.connect()
    for file in json.loads((lake.out / "manifest.json").read_text())["exports"]:
        table = connection.read_parquet(str(lake.out / file["file"]))
        table.create(file["name"])
    return connection


@pytest.mark.parametrize("target", PARTS)
def test_every_target_compiles_its_part(compiled: dict[str, Path], target: str) -> None:
    root = compiled[target]
    layers = {path.name for path in root.glob("models/*")} | {path.name for path in root.iterdir()}
    assert PARTS[target] <= layers
    others = {layer for part in PARTS.values() for layer in part} - PARTS[target]
    assert not others & layers


def test_characters_by_franchise(
    answers: dict[str, list[Any]], documents: duckdb.DuckDBPyConnection
) -> None:
    expected = documents.execute(
        """
        select
            films.franchise,
            count(distinct films.film),
            count(distinct coalesce(cast_list.origin.character, cast_list.character))
        from films
        left join (
            select origin, character, unnest(appearances).media as media from characters
        ) as cast_list on films.film = cast_list.media
        where films.franchise is not null
        group by films.franchise
        """
    ).fetchall()
    assert sorted(answers["characters_by_franchise"]) == sorted(expected)


def test_top_voice_actors_by_appearance(
    answers: dict[str, list[Any]], documents: duckdb.DuckDBPyConnection
) -> None:
    with (PROJECT_ROOT / "seeds" / "talent_aliases.csv").open() as file:
        aliases = {row["person_raw"]: row["talent_name"] for row in csv.DictReader(file)}
    credited = documents.execute(
        """
        select media, person from (
            select film as media, unnest(credits, recursive := true) from films
        )
        where upper(credit_role) = 'ACTOR' and (
            coalesce(character_raw, '') ilike '%(voice%'
            or not regexp_matches(
                coalesce(character_raw, ''), '^(self|himself|herself|themselves)\\b', 'i'
            )
        )
        union all
        select media, person from (
            select unnest(voices, recursive := true) from characters
        )
        where credit_kind in ('voice', 'singing')
        """
    ).fetchall()
    titles: dict[str, set[str]] = defaultdict(set)
    for media, people in credited:
        for person in (name.strip() for name in people.split(";")):
            titles[fold(aliases.get(person, person))].add(media)
    found = answers["top_voice_actors_by_appearance"]
    assert len(found) == 25
    assert [(fold(name), count) for name, count in found] == [
        (fold(name), len(titles[fold(name)])) for name, _ in found
    ]
    least = found[-1][1]
    listed = {fold(name) for name, _ in found}
    assert all(len(media) <= least for name, media in titles.items() if name not in listed)


def test_revenue_by_studio_and_year(lake: Lake, answers: dict[str, list[Any]]) -> None:
    films = json.loads((lake.settings.data_dir / "films.json").read_text())["records"]
    film_of = {film["film"]: film for film in films}
    runs: dict[tuple[str, str], dict[tuple[str, str], int]] = defaultdict(dict)
    for value in landed_box_office(lake):
        run = runs[value["film"], value["run_id"]]
        run[value["date"], value["state_code"]] = value["gross_cents"]
    gross: dict[tuple[str, int], int] = defaultdict(int)
    shown: dict[tuple[str, int], set[str]] = defaultdict(set)
    for (slug, _), run in runs.items():
        film = film_of[slug]
        # Of several runs, the one of the gross that is known now is the one that counts.
        if sum(run.values()) == 100 * (film["domestic_gross_usd"] or 0):
            for (day, _state), cents in run.items():
                cell = film["studio"], int(day[:4])
                gross[cell] += cents
                shown[cell].add(slug)
    expected = [
        (studio, year, Decimal(cents) / 100, len(shown[studio, year]))
        for (studio, year), cents in gross.items()
    ]
    assert expected
    assert sorted(answers["revenue_by_studio_and_year"]) == sorted(expected)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("characters_by_franchise", 3),
        # The exports do not tell in which years a film sold its last tickets.
        ("revenue_by_studio_and_year", 3),
        ("top_voice_actors_by_appearance", 2),
    ],
)
def test_the_site_answers_as_trino_does(
    answers: dict[str, list[Any]], exported: duckdb.DuckDBPyConnection, name: str, columns: int
) -> None:
    found = exported.execute((EXAMPLES / f"{name}.sql").read_text()).fetchall()
    assert found
    assert found == [tuple(row[:columns]) for row in answers[name]]


def test_every_example_of_the_site_has_an_answer(exported: duckdb.DuckDBPyConnection) -> None:
    paths = list(EXAMPLES.glob("*.sql"))
    assert paths
    for path in paths:
        assert exported.execute(path.read_text()).fetchall(), path.name


def test_general_knowledge_is_reported(
    answers: dict[str, list[Any]], documents: duckdb.DuckDBPyConnection
) -> None:
    reported = {
        (subject, detail): count
        for finding, subject, detail, count, _ in answers["what_rests_on_general_knowledge"]
        if finding == "general knowledge only"
    }
    expected = dict.fromkeys(reported, 0)
    films = documents.execute("select * exclude (credits, conflicts) from films")
    names = [column[0] for column in films.description or []]
    for film in (dict(zip(names, row, strict=True)) for row in films.fetchall()):
        for field, source in film["sources"].items():
            if source == "general-knowledge" and film[field] is not None:
                expected["film", field] += 1
    characters = documents.execute("select attributes, appearances, voices from characters")
    for attributes, appearances, voices in characters.fetchall():
        for field, given in attributes.items():
            expected["character", field] += (given or {}).get("basis") == "general_knowledge"
        for field, entries in [("appearance", appearances), ("voice", voices)]:
            stated = {
                (entry["media"], entry.get("person"))
                for entry in entries
                if entry["source"] == "general-knowledge"
            }
            expected["character", field] += len(stated)
    assert reported == expected


def test_marts_agree_with_the_documents(lake: Lake, documents: duckdb.DuckDBPyConnection) -> None:
    stated = documents.execute(
        "select film, title, studio, cast(release_date as date), domestic_gross_usd from films"
        " where title is not null order by film"
    ).fetchall()
    assert len(stated) == 188
    found = lake.rows(
        "select film_slug, title, studio_name, release_date, cast(domestic_gross_usd as bigint)"
        " from lake.marts.films inner join lake.marts.studios using (studio_id) order by film_slug"
    )
    assert found == stated


def landed_box_office(lake: Lake) -> list[dict[str, Any]]:
    """Read every landed file of the box office."""
    store = WebHdfsStore(lake.settings.webhdfs_url)
    values = []
    for day in store.list("/raw/raw-boxoffice"):
        for file in store.list(f"/raw/raw-boxoffice/{day.name}"):
            path = lake.settings.state_dir / "analysed.parquet"
            path.write_bytes(store.read(f"/raw/raw-boxoffice/{day.name}/{file.name}"))
            rows = duckdb.sql(f"select value from read_parquet('{path}')").fetchall()
            values += [json.loads(value) for (value,) in rows if value is not None]
    return values


def fold(name: str) -> str:
    """Fold case, accents and punctuation."""
    letters = unicodedata.normalize("NFKD", name.lower().replace("ø", "o").replace("ł", "l"))
    return re.sub(r"[^\w]|_", "", "".join(c for c in letters if not unicodedata.combining(c)))
