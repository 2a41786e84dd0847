"""Columns are followed from table to table, however they are renamed and put together."""

from typing import Any

from hyperion.dbt.column_lineage import Column, origins, page

FILMS, STUDIOS = "model.hyperion.films", "model.hyperion.studios"
RAW = "source.hyperion.raw.raw_films"
SQL = {
    FILMS: """
        with source as (select * from raw.raw_films),
        renamed as (select value.title as title, concat(studio, ':', title) as key from source)
        select * from renamed
    """,
    STUDIOS: """
        with films as (select * from marts.films)
        select key as studio, count(*) as film_count, 'a' as constant from films group by key
    """,
}


def model(unique_id: str, parent: str) -> dict[str, Any]:
    return {
        "unique_id": unique_id,
        "resource_type": "model",
        "database": None,
        "schema": "marts",
        "alias": unique_id.rpartition(".")[2],
        "columns": {},
        "depends_on": {"nodes": [parent]},
        "compiled_code": SQL[unique_id],
    }


MANIFEST: dict[str, Any] = {
    "metadata": {"adapter_type": "spark"},
    "nodes": {FILMS: model(FILMS, RAW), STUDIOS: model(STUDIOS, FILMS)},
    "sources": {
        RAW: {"database": None, "schema": "raw", "identifier": "raw_films", "columns": {}},
    },
}
CATALOG: dict[str, Any] = {
    "nodes": {FILMS: {"columns": {"title": {}, "key": {}}}},
    "sources": {RAW: {"columns": {"value": {}, "studio": {}, "title": {}}}},
}
FOUND = {
    Column(FILMS, "title"): {Column(RAW, "value")},
    Column(FILMS, "key"): {Column(RAW, "studio"), Column(RAW, "title")},
    Column(STUDIOS, "studio"): {Column(FILMS, "key")},
    Column(STUDIOS, "film_count"): set(),
    Column(STUDIOS, "constant"): set(),
}


def test_columns_are_followed_to_the_tables_that_a_model_reads() -> None:
    assert origins(MANIFEST, CATALOG) == FOUND


def test_what_was_not_compiled_is_left_out() -> None:
    manifest = MANIFEST | {"nodes": {FILMS: MANIFEST["nodes"][FILMS] | {"compiled_code": None}}}
    assert origins(manifest, CATALOG) == {}


def test_the_page_links_both_ways() -> None:
    text = page(FOUND)
    assert '<tr id="films.key"><td>key<td><a href="#raw.raw_films.studio">' in text
    assert '<a href="#studios.studio">' in text
    assert '<tr id="raw.raw_films.value"><td>value<td><td><a href="#films.title">' in text
