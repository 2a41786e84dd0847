"""How well the model foretells runs it has not seen."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Sequence
from typing import Final

from faker import Generator

from ingestion.box_office.coefficients import Coefficients
from ingestion.box_office.fitting import fit
from ingestion.box_office.provider import DEFAULT_SEED, BoxOfficeProvider
from ingestion.box_office.shape import RealRun, Shares, measure

#: Largest median absolute errors that are accepted of runs the calibration has not seen.
BOUNDS: Final = Shares(opening_weekend=0.038, first_week=0.055, friday_to_sunday=0.045)


def cross_validate(
    runs: Sequence[RealRun], start: Coefficients, folds: int, shuffle: int = 0
) -> tuple[list[Shares], list[Shares]]:
    """Compare generated runs with real ones that their coefficients were not fitted to.

    Args:
        runs: All real runs; each is foretold once.
        start: Where each fit begins.
        folds: Number of parts; the model is fitted to all but one and foretells that one.
        shuffle: Another number divides the runs into other parts.

    Returns:
        Absolute errors of the model, and of one constant curve for all films (the medians of the
        runs not left out), in the order of `runs`.
    """
    model: dict[str, Shares] = {}
    constant: dict[str, Shares] = {}
    for left_out, kept in _folds(runs, folds, shuffle):
        coefficients = fit(kept, start)
        typical = medians([run.shares for run in kept])
        for run in left_out:
            model[run.film.film] = _errors(generated_shares(run, coefficients), run.shares)
            constant[run.film.film] = _errors(typical, run.shares)
    films = [run.film.film for run in runs]
    return [model[film] for film in films], [constant[film] for film in films]


def generated_shares(run: RealRun, coefficients: Coefficients, seed: int = DEFAULT_SEED) -> Shares:
    """Generate a film's run, all states and cents of it, and measure it."""
    provider = BoxOfficeProvider(Generator(), seed, coefficients)
    generated = provider.box_office_run(run.film)
    return measure(generated.first_date, [sum(cents) for _, cents in generated.days()])


def medians(shares: Sequence[Shares]) -> Shares:
    """Take the median of each share, or of each share's error, over films."""
    return Shares(*(statistics.median(column) for column in zip(*shares, strict=True)))


def _errors(found: Shares, real: Shares) -> Shares:
    return Shares(*(abs(a - b) for a, b in zip(found, real, strict=True)))


def _folds(
    runs: Sequence[RealRun], folds: int, shuffle: int
) -> Iterator[tuple[list[RealRun], list[RealRun]]]:
    order = list(range(len(runs)))
    random.Random(shuffle).shuffle(order)  # noqa: S311 - a division into parts, no secret
    for fold in range(folds):
        out = set(order[fold::folds])
        yield (
            [run for at, run in enumerate(runs) if at in out],
            [run for at, run in enumerate(runs) if at not in out],
        )
