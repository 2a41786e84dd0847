"""A Faker provider of modelled daily box office."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from faker import Faker
from faker.providers import BaseProvider

from ingestion.box_office.apportion import apportion
from ingestion.box_office.coefficients import Coefficients, committed, digest
from ingestion.box_office.curve import day_weights
from ingestion.box_office.eras import run_length
from ingestion.box_office.films import FilmTotals
from ingestion.box_office.states import STATES_FILE, Populations, populations

DEFAULT_SEED: Final = 20
_RUN_ID_DIGITS: Final = 16
_CENTS_PER_USD: Final = 100


@dataclass(frozen=True, slots=True)
class Run:
    """A film's modelled run: whole cents that add up to its domestic total exactly.

    The total is the whole known domestic gross, re-releases included, spread over the first run.
    Canada's part is included in the states' figures.

    Attributes:
        film: Slug.
        run_id: Hash of everything that determined the run: film facts, seed, model.
        first_date: Day of release; the days of the run follow without a gap.
        day_cents: Gross of each day.
        states: The states and their weights.
    """

    film: str
    run_id: str
    first_date: date
    day_cents: tuple[int, ...]
    states: Populations

    @property
    def run_rows(self) -> int:
        """Number of rows of the run: days x states."""
        return len(self.day_cents) * len(self.states.codes)

    def days(self) -> Iterator[tuple[date, list[int]]]:
        """Yield each day with its gross per state in cents, in the order of `states.codes`."""
        for age, cents in enumerate(self.day_cents):
            yield self.first_date + timedelta(age), apportion(cents, self.states.weights)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the run's values of the topic `raw-boxoffice`, by date, then state."""
        run_rows = self.run_rows
        for day, state_cents in self.days():
            iso_date = day.isoformat()
            for code, cents in zip(self.states.codes, state_cents, strict=True):
                yield {
                    "film": self.film,
                    "date": iso_date,
                    "state_code": code,
                    "gross_cents": cents,
                    "run_id": self.run_id,
                    "run_rows": run_rows,
                }


class BoxOfficeProvider(BaseProvider):
    """Spreads known domestic totals over days and states.

    Each film's chance comes from the seed and its own slug, never from the generator that all
    providers share: a film's run is the same whichever other films are asked for, and in whatever
    order.

    Args:
        generator: The Faker generator the provider is added to.
        seed: Another seed gives other runs with the same totals.
        coefficients: Of the model; the committed ones unless given.
    """

    def __init__(
        self,
        generator: Any,
        seed: int = DEFAULT_SEED,
        coefficients: Coefficients | None = None,
    ) -> None:
        super().__init__(generator)
        self._seed = seed
        self._coefficients = coefficients or committed()
        self._model = digest(self._coefficients, STATES_FILE)

    def box_office_run(self, film: FilmTotals) -> Run:
        """Model the daily box office of a film.

        Args:
            film: Its facts.

        Returns:
            The film's run.
        """
        # Seeding with text hashes it by SHA-512: the same in every process.
        rng = random.Random(f"{self._seed}|{film.film}")  # noqa: S311 - a model, no secret
        days = run_length(film, self._coefficients, rng)
        weights = day_weights(film, days, self._coefficients, rng)
        return Run(
            film=film.film,
            run_id=self._run_id(film),
            first_date=film.release_date,
            day_cents=tuple(apportion(film.domestic_gross_usd * _CENTS_PER_USD, weights)),
            states=populations(film.release_date.year),
        )

    def _run_id(self, film: FilmTotals) -> str:
        facts = {**asdict(film), "release_date": film.release_date.isoformat()}
        determined_by = json.dumps([self._model, self._seed, facts], sort_keys=True)
        return hashlib.sha256(determined_by.encode()).hexdigest()[:_RUN_ID_DIGITS]


def box_office_runs(films: Iterable[FilmTotals], seed: int = DEFAULT_SEED) -> Iterator[Run]:
    """Model the daily box office of films, one run after the other.

    Args:
        films: Their facts; see `film_totals` and `select_films`.
        seed: Of the chance in the runs.

    Yields:
        One run per film, in the order given.
    """
    fake = Faker()
    fake.add_provider(BoxOfficeProvider(fake, seed))
    for film in films:
        yield fake.box_office_run(film)
