"""The facts of a film that its modelled box office is computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

#: Release types whose films can have been shown in cinemas. A film made for streaming may carry a
#: token gross from a few cinemas; a direct-to-video or television film was in none.
CINEMA_RELEASE_TYPES: Final = frozenset({"theatrical", "streaming"})

#: Ratings that keep young children out, so that fewer tickets depend on school being out.
ADULT_RATINGS: Final = frozenset({"PG-13", "R"})

#: `small` keeps every twentieth film: whole films, so that money still adds up.
SMALL_STEP: Final = 20
SIZES: Final = ("full", "small")


@dataclass(frozen=True, slots=True)
class FilmTotals:
    """What the model knows of a film; nothing else influences the film's run.

    Attributes:
        film: Slug, the film's natural key.
        release_date: First day of the run.
        release_type: `theatrical` or `streaming`.
        domestic_gross_usd: Gross of the US and Canada in whole dollars, re-releases included where
            the source included them; positive.
        worldwide_gross_usd: Gross of all countries in whole dollars, if known.
        budget_usd: Production budget in whole dollars, if known.
        is_adult: Rated PG-13 or R.
        is_sequel: The film belongs to a property known before: its franchise is named differently
            from the film ("Finding Dory" of Finding Nemo; "Cars" of Cars is the first).
    """

    film: str
    release_date: date
    release_type: str
    domestic_gross_usd: int
    worldwide_gross_usd: int | None = None
    budget_usd: int | None = None
    is_adult: bool = False
    is_sequel: bool = False


def film_totals(record: Mapping[str, Any]) -> FilmTotals | None:
    """Take what the model needs from a value of the topic `raw-films`.

    A film has box office if its domestic gross is known (null and 0 both mean unknown) and its
    release type is theatrical or streaming. Streaming films with a gross had a token run.

    Args:
        record: A film as the contract of `raw-films` describes it.

    Returns:
        The film's totals, or None if it has no domestic gross or no theatrical run.

    Raises:
        ValueError: The gross is negative or the release date is no date; the message names film
            and field.
    """
    gross = record.get("domestic_gross_usd")
    if not gross or record["release_type"] not in CINEMA_RELEASE_TYPES:
        return None
    film = record["film"]
    if gross < 0:
        raise ValueError(f"film {film}: field domestic_gross_usd is negative: {gross}.")
    try:
        release_date = date.fromisoformat(record["release_date"])
    except ValueError as error:
        raise ValueError(f"film {film}: field release_date: {error}.") from error
    return FilmTotals(
        film=film,
        release_date=release_date,
        release_type=record["release_type"],
        domestic_gross_usd=gross,
        worldwide_gross_usd=record.get("worldwide_gross_usd") or None,
        budget_usd=record.get("budget_usd") or None,
        is_adult=record.get("mpaa_rating") in ADULT_RATINGS,
        is_sequel=_is_sequel(record.get("title"), record.get("franchise")),
    )


def select_films(films: Iterable[FilmTotals], size: str = "full") -> list[FilmTotals]:
    """Choose the films of a size, in order of release.

    Args:
        films: All films with box office, in any order.
        size: `full`, or `small` for about a twentieth of the rows: every twentieth film by release
            date, which draws from all eras and is the same whatever the order of `films`.

    Returns:
        Films by release date, then slug.

    Raises:
        ValueError: The size is unknown.
    """
    if size not in SIZES:
        raise ValueError(f"Unknown size {size!r}: use one of {', '.join(SIZES)}.")
    ordered = sorted(films, key=lambda film: (film.release_date, film.film))
    # From the middle of the first twenty; of fewer films one is still left.
    start = min(SMALL_STEP // 2, len(ordered) // 2)
    return ordered if size == "full" else ordered[start::SMALL_STEP]


def _is_sequel(title: str | None, franchise: str | None) -> bool:
    return bool(title and franchise) and _comparable(title) != _comparable(franchise)


def _comparable(name: str | None) -> str:
    return (name or "").casefold().removeprefix("the ").strip()
