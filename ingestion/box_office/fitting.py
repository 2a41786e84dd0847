"""Fitting the model's coefficients to real runs: maximum a posteriori by Gauss-Newton steps.

Minimises `sum(rho(residual)) + sum(((parameter - mean) / deviation) ** 2)` over demand effects,
late decay and legs together, where residuals are differences of shares and
`rho(r) = 2 * (sqrt(1 + r**2) - 1)` (pseudo-Huber), so that a few odd films do not bend the curve.
Robust weights are renewed at every step (iteratively reweighted least squares); a step that does
not improve is halved.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Final

from ingestion.box_office.coefficients import LATE_DECAY_PRIOR, Coefficients
from ingestion.box_office.demand import DEMAND_PRIORS
from ingestion.box_office.legs import LEGS_PRIORS, first_decay, legs_features, size
from ingestion.box_office.linear import least_squares_line, solve
from ingestion.box_office.prediction import Observed, Prediction, observe, predict
from ingestion.box_office.shape import RealRun

_PRIORS: Final = (*DEMAND_PRIORS, LATE_DECAY_PRIOR, *LEGS_PRIORS)
_LEGS_AT: Final = len(DEMAND_PRIORS) + 1
_LARGEST_STEPS: Final = 40
_HALVINGS: Final = 12
_CONVERGED: Final = 1e-9


def fit(runs: Sequence[RealRun], start: Coefficients | None = None) -> Coefficients:
    """Fit the model to real runs; those that are not typical are left out.

    Args:
        runs: Real runs.
        start: Where to begin, for example a fit to nearly the same runs; the priors' means unless
            given. It changes the time taken, not the result beyond the last digits.

    Returns:
        The coefficients.
    """
    observed = [observe(run) for run in runs if run.is_typical]
    values = _values(start) if start else [prior.mean for prior in _PRIORS]
    objective = _objective(observed, values)
    for _ in range(_LARGEST_STEPS):
        step = _step(observed, values)
        improved = _line_search(observed, values, step, objective)
        if improved is None:
            break
        values, gain = improved[0], objective - improved[1]
        objective = improved[1]
        if gain < _CONVERGED * objective:
            break
    log_days, per_size, deviation = _run_length(runs)
    return _coefficients(values, log_days, per_size, deviation)


def _step(observed: Sequence[Observed], values: Sequence[float]) -> list[float]:
    """Solve the weighted normal equations of the linearised problem."""
    count = len(_PRIORS)
    normal = [[0.0] * count for _ in range(count)]
    gradient = [0.0] * count
    for index, prior in enumerate(_PRIORS):
        precision = prior.deviation**-2
        normal[index][index] = precision
        gradient[index] = precision * (prior.mean - values[index])
    for one in observed:
        prediction = _predict(one, values, with_slopes=True)
        for residual, slope in zip(prediction.residuals, _slopes(one, prediction), strict=True):
            weight = 1.0 / math.sqrt(1.0 + residual * residual)
            for row, row_slope in enumerate(slope):
                weighted = weight * row_slope
                gradient[row] -= weighted * residual
                line = normal[row]
                for column in range(row + 1):
                    line[column] += weighted * slope[column]
    return solve(normal, gradient)


def _slopes(one: Observed, prediction: Prediction) -> list[list[float]]:
    """Turn slopes by first decay into slopes by legs: `first = exp(legs . features)`."""
    features = legs_features(one.run.film)
    return [
        [*slope[:-1], *(slope[-1] * prediction.first_decay * feature for feature in features)]
        for slope in prediction.slopes
    ]


def _line_search(
    observed: Sequence[Observed], values: Sequence[float], step: Sequence[float], before: float
) -> tuple[list[float], float] | None:
    for halving in range(_HALVINGS):
        scale = 0.5**halving
        tried = [value + scale * change for value, change in zip(values, step, strict=True)]
        objective = _objective(observed, tried)
        if objective < before:
            return tried, objective
    return None


def _objective(observed: Sequence[Observed], values: Sequence[float]) -> float:
    total = 0.0
    for value, prior in zip(values, _PRIORS, strict=True):
        total += ((value - prior.mean) / prior.deviation) ** 2
    for one in observed:
        for residual in _predict(one, values).residuals:
            total += 2.0 * (math.sqrt(1.0 + residual * residual) - 1.0)
    return total


def _predict(one: Observed, values: Sequence[float], with_slopes: bool = False) -> Prediction:
    first = first_decay(one.run.film, tuple(values[_LEGS_AT:]))
    return predict(one, values[: _LEGS_AT - 1], values[_LEGS_AT - 1], first, with_slopes)


def _run_length(runs: Sequence[RealRun]) -> tuple[float, float, float]:
    """Regress the logarithm of complete runs' days on size; intercept, slope, scatter."""
    complete = [run for run in runs if run.is_typical and run.is_complete]
    sizes = [size(run.film) for run in complete]
    log_days = [math.log(run.days_reported) for run in complete]
    intercept, slope = least_squares_line(sizes, log_days)
    errors = [day - intercept - slope * at for at, day in zip(sizes, log_days, strict=True)]
    return intercept, slope, statistics.pstdev(errors)


def _values(coefficients: Coefficients) -> list[float]:
    return [*coefficients.demand, coefficients.late_decay, *coefficients.legs]


def _coefficients(
    values: Sequence[float], log_days: float, per_size: float, deviation: float
) -> Coefficients:
    return Coefficients(
        demand=tuple(values[: _LEGS_AT - 1]),
        late_decay=values[_LEGS_AT - 1],
        legs=tuple(values[_LEGS_AT:]),
        run_log_days=log_days,
        run_log_days_per_size=per_size,
        run_log_days_deviation=deviation,
    )
