"""The shape of a film's run: how its days compare with each other."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from ingestion.box_office.coefficients import Coefficients
from ingestion.box_office.demand import Effects, day_effects
from ingestion.box_office.eras import Era, era_of
from ingestion.box_office.films import FilmTotals
from ingestion.box_office.legs import first_decay

#: Days in which the first rate of decay gives way to the late one (falls to 1/e of the difference).
SETTLING_DAYS: Final = 12.0
#: After nine weeks a wide release is left to discount cinemas, where it fades more slowly: seen in
#: the weeks from the tenth on of the complete real runs.
DISCOUNT_AGE: Final = 63
DISCOUNT_DECAY: Final = 0.035
#: Standard deviation of the logarithm of a day's luck (weather) and of a week's after the first
#: (competition). Small and centred: films differ by their facts, luck roughens the curves.
DAY_LUCK: Final = 0.03
WEEK_LUCK: Final = 0.04
#: Weights are whole numbers against the largest, so that the last bit of a floating-point function,
#: which differs between machines, does not move a cent.
_RESOLUTION: Final = 10**9


class Ageing(NamedTuple):
    """Days of a run so far, divided by the rate of decay that applies to them.

    Attributes:
        first: Days that count at the film's own first rate, fading into the late one.
        late: Days at the late rate.
        discount: Days in discount cinemas.
    """

    first: float
    late: float
    discount: float


def ageing(age: int) -> Ageing:
    """Divide the days from the opening to an age.

    The rate of decay at age t is `late + (first - late) * exp(-t / SETTLING_DAYS)`, and a lower one
    after `DISCOUNT_AGE`; so the logarithm of the fading up to an age is minus the sum of each
    rate times its days.
    """
    wide = min(age, DISCOUNT_AGE)
    first = SETTLING_DAYS * (1.0 - math.exp(-wide / SETTLING_DAYS))
    return Ageing(first, wide - first, age - wide)


def effects_by_day(film: FilmTotals, days: int) -> Iterator[Effects]:
    """List the calendar effects on each day of a run, from the release."""
    for age in range(days):
        yield day_effects(film.release_date + timedelta(age), film.is_adult, age == 0)


def day_weights(
    film: FilmTotals, days: int, coefficients: Coefficients, rng: random.Random
) -> list[int]:
    """Compute how the days of a run compare with each other.

    A day's weight is calendar demand x fading with age x width of release x luck.

    Args:
        film: Its facts.
        days: Length of the run.
        coefficients: Of the model.
        rng: Source of chance, the film's own.

    Returns:
        One positive weight per day; only their ratios mean something.
    """
    era = era_of(film)
    first = first_decay(film, coefficients.legs) * era.first_decay_scale
    late = coefficients.late_decay if era.late_decay is None else era.late_decay
    discount = min(late, DISCOUNT_DECAY)
    logs = []
    for age, effects in enumerate(effects_by_day(film, days)):
        days_at = ageing(age)
        fading = first * days_at.first + late * days_at.late + discount * days_at.discount
        demand = sum(coefficients.demand[effect] * extent for effect, extent in effects)
        logs.append(demand - fading + _log_width(era, age))
    lucky = [log + luck for log, luck in zip(logs, _luck(days, rng), strict=True)]
    highest = max(lucky)
    return [max(1, round(_RESOLUTION * math.exp(log - highest))) for log in lucky]


def _log_width(era: Era, age: int) -> float:
    return math.log(1.0 - era.ramp * math.exp(-age / era.ramp_days))


def _luck(days: int, rng: random.Random) -> Iterator[float]:
    week = 0.0
    for age in range(days):
        if age and age % 7 == 0:
            week = rng.gauss(0.0, WEEK_LUCK)
        yield week + rng.gauss(0.0, DAY_LUCK)
