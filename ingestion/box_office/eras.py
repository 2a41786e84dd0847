"""How films were released in their time, and for how long they ran.

Only wide releases from 2000 on are calibrated on daily figures. For earlier films, whose daily
figures were never published, the model holds general knowledge of the trade as a prior:

- until 1974 a feature opened in a few cities and widened over about two months, then moved on to
  neighbourhood cinemas: five to six months of slowly fading sales;
- from 1975, when films began to open in hundreds of cinemas at once, until 1999 they opened wide
  but with fewer screens and prints than later, and stayed for three to six months by size.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ingestion.box_office.cinema_calendar import THURSDAY
from ingestion.box_office.coefficients import Coefficients
from ingestion.box_office.films import FilmTotals
from ingestion.box_office.legs import size


@dataclass(frozen=True, slots=True)
class Era:
    """A manner of releasing films.

    Attributes:
        name: What the trade calls it.
        last_year: Last year of release it applies to.
        first_decay_scale: Factor on the predicted first rate of decay.
        late_decay: Late rate of decay per day; None: as calibrated.
        ramp: Share of the cinemas still missing on the first day.
        ramp_days: Days in which that share falls to 1/e.
        run_days: Days of a 200 million dollar film's run; None: as calibrated.
    """

    name: str
    last_year: int
    first_decay_scale: float = 1.0
    late_decay: float | None = None
    ramp: float = 0.0
    ramp_days: float = 1.0
    run_days: int | None = None


ERAS: Final = (
    Era("roadshow", 1974, 0.5, late_decay=0.018, ramp=0.8, ramp_days=25.0, run_days=182),
    Era("long run", 1999, 0.7, late_decay=0.038, run_days=161),
    Era("wide", 9999),
)

#: Films for streaming with a gross ran in a few cinemas only: three weeks.
TOKEN_RUN_DAYS: Final = 21
SHORTEST_RUN_DAYS: Final = 21
LONGEST_RUN_DAYS: Final = 182
#: On 20 March 2020 the cinemas of the US had closed for the pandemic; running films ended.
LAST_DAY_BEFORE_CLOSURE: Final = date(2020, 3, 19)


def era_of(film: FilmTotals) -> Era:
    """Give the era of a film's release."""
    return next(era for era in ERAS if film.release_date.year <= era.last_year)


def run_length(film: FilmTotals, coefficients: Coefficients, rng: random.Random) -> int:
    """Draw the number of days of a film's run.

    Log-normal around what films of the era and size had. A run ends on a Thursday, since cinemas
    change programme on Fridays.

    Args:
        film: Its facts.
        coefficients: Of the model.
        rng: Source of chance, the film's own.

    Returns:
        Days from the release to the last day, both included.
    """
    days = min(max(_drawn_days(film, coefficients, rng), SHORTEST_RUN_DAYS), LONGEST_RUN_DAYS)
    last = film.release_date + timedelta(days - 1)
    last += timedelta((THURSDAY - last.weekday()) % 7)
    if film.release_date <= LAST_DAY_BEFORE_CLOSURE:
        last = min(last, LAST_DAY_BEFORE_CLOSURE)
    return (last - film.release_date).days + 1


def _drawn_days(film: FilmTotals, coefficients: Coefficients, rng: random.Random) -> int:
    if film.release_type == "streaming":
        return TOKEN_RUN_DAYS
    era_days = era_of(film).run_days
    log_days = coefficients.run_log_days if era_days is None else math.log(era_days)
    log_days += coefficients.run_log_days_per_size * size(film)
    return round(math.exp(rng.gauss(log_days, coefficients.run_log_days_deviation)))
