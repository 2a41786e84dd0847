"""How fast a film fades: the start of its decay, predicted from facts known of it.

A film that earns much of its gross on the first weekend "has no legs". Sequels and adult films open
to fans who come at once; a film that earned much for its budget was carried by word of mouth.
"""

from __future__ import annotations

import math
from typing import Final

from ingestion.box_office.demand import Prior
from ingestion.box_office.films import FilmTotals

#: Effects on the logarithm of the first days' rate of decay (per day).
LEGS_PRIORS: Final = (
    Prior("average_film", -2.30, 1.00),
    Prior("adult", 0.0, 0.40),
    Prior("sequel", 0.0, 0.40),
    Prior("adult_sequel", 0.0, 0.40),  # one reason for fans to come at once is nearly enough
    Prior("decade", 0.0, 0.40),
    Prior("size", 0.0, 0.40),
    Prior("return_on_budget", 0.0, 0.40),
    Prior("abroad", 0.0, 0.40),
)

#: Stands for an unknown budget: its decimal logarithm of a 200 million dollar film of 2010, and the
#: change per unit of size and per decade. Least squares over the calibration's known budgets.
TYPICAL_LOG_BUDGET: Final = (8.071, 0.588, 0.165)
#: Middle of the calibration's films: 200 million dollars at home, as much abroad, year 2010.
_TYPICAL_LOG_GROSS: Final = 8.3
_TYPICAL_LOG_WORLD_RATIO: Final = 0.3
_TYPICAL_YEAR: Final = 2010


def size(film: FilmTotals) -> float:
    """Give the film's size: decimal logarithm of its gross against 200 million dollars.

    Limited to the range of the films the model is calibrated on.
    """
    return _limit(math.log10(film.domestic_gross_usd) - _TYPICAL_LOG_GROSS, -1.5, 0.7)


def decade(film: FilmTotals) -> float:
    """Give the film's time: decades since 2010, limited to the years the calibration covers."""
    return _limit((film.release_date.year - _TYPICAL_YEAR) / 10, -1.0, 1.5)


def legs_features(film: FilmTotals) -> tuple[float, ...]:
    """Describe a film to the regression.

    Every number is limited to about the range of the calibration, beyond which a linear effect
    would be a guess.

    Args:
        film: Its facts.

    Returns:
        One number per entry of `LEGS_PRIORS`.
    """
    log_gross = math.log10(film.domestic_gross_usd)
    log_return = log_gross - _log_budget(film)
    log_abroad = 0.0
    if film.worldwide_gross_usd:
        log_abroad = math.log10(film.worldwide_gross_usd) - log_gross - _TYPICAL_LOG_WORLD_RATIO
    return (
        1.0,
        float(film.is_adult),
        float(film.is_sequel),
        float(film.is_adult and film.is_sequel),
        decade(film),
        size(film),
        _limit(log_return, -0.9, 0.9),
        _limit(log_abroad, -0.3, 0.5),
    )


def first_decay(film: FilmTotals, effects: tuple[float, ...]) -> float:
    """Give the film's rate of decay per day at its opening: `exp(effects . features)`."""
    return math.exp(
        sum(effect * feature for effect, feature in zip(effects, legs_features(film), strict=True))
    )


def _log_budget(film: FilmTotals) -> float:
    if film.budget_usd:
        return math.log10(film.budget_usd)
    typical, per_size, per_decade = TYPICAL_LOG_BUDGET
    return typical + per_size * size(film) + per_decade * decade(film)


def _limit(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
