"""What a page of the site reads from one small file is what the other files and the marts say.

Each is worked out again by other means: by DuckDB from the other published files, or by Trino from
the marts, with none of the exports' models in between.
"""

from __future__ import annotations

import json
import re
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from compose.config import PROJECT_ROOT
from tests.lake import Lake

REFERENCE = re.compile(r"\{\{ ref\('(\w+)'\) \}\}")

# What a page of one row may read at most: the site's entity pages have 270 KB for everything.
LARGEST_READ = {
    "boxoffice_summary": 16_000,
    "characters_complete": 52_000,
    "films_complete": 52_000,
    "franchises_complete": 32_000,
    "talent_complete": 44_000,
}
# What the dashboard reads, each whole.
DASHBOARD = ("films_index", "franchises_index", "studio_stats", "top_voice_actors")
LARGEST_DASHBOARD = 25_000


@pytest.fixture(scope="module")
def published(lake: Lake) -> duckdb.DuckDBPyConnection:
    """Give every published file as a view of DuckDB."""
    connection = duckdb.connect()
    for path in lake.out.glob("*.parquet"):
        connection.execute(f"create view {path.stem} as select * from '{path}'")
    return connection


def analysis(lake: Lake, name: str) -> list[tuple[Any, ...]]:
    """Run an analysis on Trino."""
    text = (PROJECT_ROOT / "analyses" / f"{name}.sql").read_text()
    return lake.rows(REFERENCE.sub(r"lake.marts.\1", text))


def test_franchises_have_the_characters_of_their_films(
    lake: Lake, published: duckdb.DuckDBPyConnection
) -> None:
    shown = published.execute(
        "select franchise_name, film_count, character_count from franchises_index"
    ).fetchall()
    assert sorted(shown) == sorted(analysis(lake, "characters_by_franchise"))
    members = published.execute(
        """
        select franchise_slug, unnest(characters, recursive := true)
        from franchises_complete
        order by 1, 2
        """
    ).fetchall()
    assert (
        members
        == published.execute(
            """
        select franchise.franchise_slug, member.character_slug, member.character_name, member.role,
            member.species, count(*)
        from (select franchise, unnest(characters) as member from films_complete)
        where franchise is not null
        group by all
        order by 1, 2
        """
        ).fetchall()
    )
    counted = published.execute(
        "select franchise_name, film_count, character_count from franchises_complete"
        " where film_count = len(films) and character_count = len(characters)"
    ).fetchall()
    assert sorted(counted) == sorted(shown)


def test_franchises_add_up_their_films(published: duckdb.DuckDBPyConnection) -> None:
    added = published.execute(
        """
        select franchise.franchise_slug, count(*), count_if(release_type = 'theatrical'),
            sum(domestic_gross_usd), sum(worldwide_gross_usd), min(release_date), max(release_date)
        from films_complete
        where franchise is not null
        group by all
        order by 1
        """
    ).fetchall()
    assert (
        added
        == published.execute(
            """
        select franchise_slug, film_count, theatrical_film_count, domestic_gross_usd,
            worldwide_gross_usd, first_release_date, last_release_date
        from franchises_complete
        order by 1
        """
        ).fetchall()
    )


@pytest.mark.parametrize(
    ("listed", "which"),
    [
        ("select * replace (franchise.franchise_slug as franchise) from films_index", "true"),
        (
            "select unnest(films, max_depth := 2), franchise_slug from franchises_complete",
            "franchise is not null",
        ),
    ],
    ids=["films_index", "franchises_complete"],
)
def test_lists_of_films_say_what_the_films_say(
    published: duckdb.DuckDBPyConnection, listed: str, which: str
) -> None:
    films = f"""
        select film_slug, title, release_date, release_type, mpaa_rating, domestic_gross_usd,
            worldwide_gross_usd, studio, franchise.franchise_slug
        from films_complete
        where {which}
    """
    own = "select * replace (struct_pack(studio_slug := studio.studio_slug,"
    own += f" studio_name := studio.studio_name) as studio) from ({films})"
    texts = [
        published.execute(f"select columns(*)::varchar from ({query}) order by 1").fetchall()
        for query in (listed, own)
    ]
    assert texts[0] == texts[1]


def test_credits_are_those_of_films_and_characters(
    lake: Lake, published: duckdb.DuckDBPyConnection
) -> None:
    credited = published.execute(
        """
        select talent_slug, credit.media_slug, credit.credit_kind, credit.character_slug
        from (select talent_slug, unnest(credits) as credit from talent_complete)
        """
    ).fetchall()
    parts = published.execute(
        """
        select voice.talent_slug, voice.media_slug, voice.credit_kind, character_slug
        from (select character_slug, unnest(voices) as voice from characters_complete)
        """
    ).fetchall()
    told = {
        (talent, media, kind if kind == "live_action" else "voice")
        for talent, media, kind, _ in parts
    }
    of_films = lake.rows(
        "select talent_slug, film_slug, credit_type from lake.marts.film_talent"
        " inner join lake.marts.talent using (talent_id)"
        " inner join lake.marts.films using (film_id)"
    )
    without_part = [(*credit, None) for credit in of_films if tuple(credit) not in told]
    assert {kind for _, _, kind, _ in without_part} >= {"director", "voice"}
    assert sorted(credited, key=str) == sorted(parts + without_part, key=str)


def test_who_is_heard_most_is_who_has_most_titles(
    lake: Lake, published: duckdb.DuckDBPyConnection
) -> None:
    shown = published.execute(
        "select talent_name, voice_appearance_count from top_voice_actors order by position"
    ).fetchall()
    assert shown == analysis(lake, "top_voice_actors_by_appearance")
    different = published.execute(
        """
        with titles as (
            select talent_slug, credit.media_slug as media, any_value(credit.media_type) as type
            from (select talent_slug, unnest(credits) as credit from talent_complete)
            where credit.credit_kind in ('voice', 'singing')
            group by all
        ),
        counted as (
            select talent_slug, count(*) as titles, count_if(type = 'film') as films,
                count_if(type = 'game') as games
            from titles
            group by all
        )
        select talent_slug
        from (from top_voice_actors union all by name from talent_complete) as shown
        left join counted using (talent_slug)
        where (voice_appearance_count, voiced_film_count, voiced_game_count)
            <> (coalesce(titles, 0), coalesce(films, 0), coalesce(games, 0))
        """
    ).fetchall()
    assert different == []


def test_everything_with_a_page_is_found_by_its_name(published: duckdb.DuckDBPyConnection) -> None:
    found = published.execute("select kind, slug, name from search_index").fetchall()
    assert sorted(found) == sorted(
        published.execute(
            """
            select 'film', film_slug, title from films_complete
            union all select 'character', character_slug, character_name from characters_complete
            union all select 'talent', talent_slug, talent_name from talent_complete
            union all select 'franchise', franchise_slug, franchise_name from franchises_complete
            union all
            select distinct 'studio', studio.studio_slug, studio.studio_name from films_complete
            """
        ).fetchall()
    )


def test_a_page_reads_little(lake: Lake) -> None:
    manifest = json.loads((lake.out / "manifest.json").read_text())
    files = {export["name"]: export for export in manifest["exports"]}
    assert sum(files[name]["bytes"] for name in DASHBOARD) < LARGEST_DASHBOARD
    for name, most in LARGEST_READ.items():
        metadata = pq.read_metadata(lake.out / f"{name}.parquet")
        assert files[name]["footer_bytes"] == metadata.serialized_size + 8
        groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
        largest = max(
            sum(group.column(number).total_compressed_size for number in range(group.num_columns))
            for group in groups
        )
        assert files[name]["footer_bytes"] + largest < most, name
