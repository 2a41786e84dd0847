"""Which films have box office, and which of them a size takes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.box_office import FilmTotals, film_totals, select_films

COCO: dict[str, Any] = {
    "film": "coco",
    "title": "Coco",
    "studio": "Pixar Animation Studios",
    "franchise": "Coco",
    "release_date": "2017-11-22",
    "release_type": "theatrical",
    "mpaa_rating": "PG",
    "budget_usd": 175_000_000,
    "domestic_gross_usd": 210_460_015,
    "worldwide_gross_usd": 814_641_172,
}


def test_facts_are_taken_from_a_film_record() -> None:
    assert film_totals(COCO) == FilmTotals(
        film="coco",
        release_date=date(2017, 11, 22),
        release_type="theatrical",
        domestic_gross_usd=210_460_015,
        worldwide_gross_usd=814_641_172,
        budget_usd=175_000_000,
    )


@pytest.mark.parametrize("gross", [None, 0])
def test_a_film_without_domestic_gross_has_no_run(gross: int | None) -> None:
    assert film_totals({**COCO, "domestic_gross_usd": gross}) is None


@pytest.mark.parametrize(
    ("release_type", "has_run"),
    [("theatrical", True), ("streaming", True), ("direct-to-video", False), ("television", False)],
)
def test_only_films_that_cinemas_showed_have_a_run(release_type: str, has_run: bool) -> None:
    assert (film_totals({**COCO, "release_type": release_type}) is not None) == has_run


@pytest.mark.parametrize(
    ("title", "franchise", "is_sequel"),
    [
        ("Coco", "Coco", False),
        ("Finding Dory", "Finding Nemo", True),
        ("The Avengers", "Avengers", False),
        ("Coco", None, False),
    ],
)
def test_a_sequel_is_told_by_its_franchise(
    title: str, franchise: str | None, is_sequel: bool
) -> None:
    film = film_totals({**COCO, "title": title, "franchise": franchise})
    assert film is not None
    assert film.is_sequel == is_sequel


@pytest.mark.parametrize(
    ("field", "value"), [("release_date", "22 November 2017"), ("domestic_gross_usd", -1)]
)
def test_a_malformed_field_is_named(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"film coco: field {field}"):
        film_totals({**COCO, field: value})


def _film(number: int) -> FilmTotals:
    return FilmTotals(f"film-{number}", date(1937 + number % 80, 6, 1), "theatrical", 1_000_000)


@given(numbers=st.permutations(range(120)))
def test_small_is_every_twentieth_film_whatever_the_order(numbers: list[int]) -> None:
    films = [_film(number) for number in numbers]
    small = select_films(films, "small")
    assert len(small) == 6
    assert small == select_films(reversed(films), "small")
    assert select_films(small) == small


def test_small_leaves_a_film_of_few() -> None:
    assert select_films([_film(1)], "small") == [_film(1)]
    assert select_films([], "small") == []


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(ValueError, match="Unknown size 'tiny'"):
        select_films([], "tiny")
