"""The shares the model expects of a run, and how they change with its parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ingestion.box_office.cinema_calendar import FRIDAY
from ingestion.box_office.curve import DISCOUNT_DECAY, ageing, effects_by_day
from ingestion.box_office.demand import DEMAND_PRIORS, Effects
from ingestion.box_office.shape import RealRun, opening_friday

#: Shares compared: opening weekend, Friday to Sunday, weeks 1 to 8. An error of 0.03 counts as one
#: standard deviation, times the weight that says how much the share matters.
_FITTED_WEEKS: Final = 8
_SCALE: Final = 0.03
_WEIGHTS: Final = (1.5, 2.0, 1.2, *[0.8] * (_FITTED_WEEKS - 1))
_OPENING, _WEEKENDS, _FIRST_WEEK = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Observed:
    """A real run, prepared for comparing.

    Attributes:
        run: The run.
        shares: Its shares in the order compared.
        effects: Calendar effects of each day.
        cells: Indices of the shares each day counts in.
    """

    run: RealRun
    shares: tuple[float, ...]
    effects: tuple[Effects, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """The model's shares against a real run's.

    Attributes:
        residuals: Weighted differences, expected less real.
        first_decay: The film's first rate of decay.
        slopes: Per residual its derivatives by each demand effect, by late decay and by first
            decay; empty unless asked for.
    """

    residuals: list[float]
    first_decay: float
    slopes: list[list[float]] = field(default_factory=list)


def observe(run: RealRun) -> Observed:
    """Prepare a real run for comparing."""
    release = run.film.release_date
    opening = (opening_friday(release) - release).days
    cells = []
    for age in range(run.days_reported):
        counts_in = []
        if (release.weekday() + age) % 7 >= FRIDAY:
            counts_in.append(_WEEKENDS)
            if opening <= age < opening + 3:
                counts_in.append(_OPENING)
        if age < 7 * _FITTED_WEEKS:
            counts_in.append(_FIRST_WEEK + age // 7)
        cells.append(tuple(counts_in))
    return Observed(
        run=run,
        shares=(
            run.shares.opening_weekend,
            run.shares.friday_to_sunday,
            *run.weeks[:_FITTED_WEEKS],
        ),
        effects=tuple(effects_by_day(run.film, run.days_reported)),
        cells=tuple(cells),
    )


def predict(
    observed: Observed,
    demand: Sequence[float],
    late_decay: float,
    first_decay: float,
    with_slopes: bool = False,
) -> Prediction:
    """Compare the model with a real run.

    A share is `sum(w over its days) / sum(w)`, and the logarithm of a day's weight w is linear in
    demand effects and decays; so with p = w / sum(w) the share's slope by a parameter is
    `sum(p * x over its days) - share * sum(p * x)`, x being the parameter's factor on the day.

    Args:
        observed: The real run.
        demand: Effect of each entry of `DEMAND_PRIORS`.
        late_decay: Rate of decay per day late in the run.
        first_decay: Rate of decay per day at its opening.
        with_slopes: Whether derivatives are wanted.

    Returns:
        Residuals, and slopes if wanted.
    """
    weights = []
    for age, effects in enumerate(observed.effects):
        first, late, discount = ageing(age)
        fading = first_decay * first + late_decay * late + DISCOUNT_DECAY * discount
        weights.append(math.exp(sum(demand[at] * extent for at, extent in effects) - fading))
    whole = math.fsum(weights)
    shares = [0.0] * len(_WEIGHTS)
    for weight, cells in zip(weights, observed.cells, strict=True):
        for cell in cells:
            shares[cell] += weight / whole
    residuals = [
        weight * (share - real) / _SCALE
        for weight, share, real in zip(_WEIGHTS, shares, observed.shares, strict=True)
    ]
    if not with_slopes:
        return Prediction(residuals, first_decay)
    proportions = [weight / whole for weight in weights]
    return Prediction(residuals, first_decay, _slopes(observed, proportions, shares))


def _slopes(
    observed: Observed, proportions: Sequence[float], shares: Sequence[float]
) -> list[list[float]]:
    by_late, by_first = len(DEMAND_PRIORS), len(DEMAND_PRIORS) + 1
    overall = [0.0] * (by_first + 1)
    in_cell = [[0.0] * (by_first + 1) for _ in _WEIGHTS]
    for age, (effects, cells) in enumerate(zip(observed.effects, observed.cells, strict=True)):
        days_at = ageing(age)
        for at, factor in (*effects, (by_late, -days_at.late), (by_first, -days_at.first)):
            amount = proportions[age] * factor
            overall[at] += amount
            for cell in cells:
                in_cell[cell][at] += amount
    return [
        [
            weight * (here - share * everywhere) / _SCALE
            for here, everywhere in zip(sums, overall, strict=True)
        ]
        for weight, share, sums in zip(_WEIGHTS, shares, in_cell, strict=True)
    ]
