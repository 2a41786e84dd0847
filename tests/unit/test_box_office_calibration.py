"""The model foretells films it has not seen, and its numbers are what the data give."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from click.testing import CliRunner

from ingestion.box_office import calibrate
from ingestion.box_office.cinema_calendar import day_off, easter, school_out, thanksgiving
from ingestion.box_office.coefficients import Coefficients, committed, digest, from_json, to_json
from ingestion.box_office.fitting import fit
from ingestion.box_office.legs import TYPICAL_LOG_BUDGET, decade, legs_features, size
from ingestion.box_office.linear import least_squares_line, solve
from ingestion.box_office.prediction import observe, predict
from ingestion.box_office.shape import Shares, measure, real_runs
from ingestion.box_office.states import STATES_FILE
from ingestion.box_office.validation import BOUNDS, cross_validate, generated_shares, medians

# Rounding to four digits hides all but the last bits of floating point; one unit is left to them.
ROUNDING = 1.01e-4


@cache
def refit() -> Coefficients:
    """Fit from scratch once for all tests."""
    return fit(real_runs())


def test_committed_coefficients_are_what_the_data_give() -> None:
    fitted, kept = from_json(to_json(refit())), committed()
    assert fitted.demand == pytest.approx(kept.demand, abs=ROUNDING)
    assert fitted.legs == pytest.approx(kept.legs, abs=ROUNDING)
    assert fitted.late_decay == pytest.approx(kept.late_decay, abs=ROUNDING)
    assert fitted.run_log_days == pytest.approx(kept.run_log_days, abs=ROUNDING)


def test_generated_runs_of_unseen_films_meet_the_bounds() -> None:
    model, constant = cross_validate(real_runs(), refit(), folds=8)
    assert len(model) == len(real_runs())
    for error, of_constant, bound in zip(medians(model), medians(constant), BOUNDS, strict=True):
        assert error <= bound
        assert error < of_constant


def test_generated_films_differ_as_real_ones_do() -> None:
    runs = [run for run in real_runs() if run.is_typical]
    generated = [generated_shares(run, committed()) for run in runs]
    for ours, real in zip(
        _deviations(generated), _deviations([run.shares for run in runs]), strict=True
    ):
        assert 0.75 * real <= ours <= 1.25 * real


def test_typical_budget_is_what_the_data_give() -> None:
    films = [run.film for run in real_runs() if run.film.budget_usd]
    rows = [(1.0, size(film), decade(film)) for film in films]
    logs = [math.log10(film.budget_usd or 0) for film in films]
    normal = [[math.fsum(row[i] * row[j] for row in rows) for j in range(3)] for i in range(3)]
    right = [math.fsum(row[i] * log for row, log in zip(rows, logs, strict=True)) for i in range(3)]
    assert solve(normal, right) == pytest.approx(TYPICAL_LOG_BUDGET, abs=0.01)


def test_slopes_are_the_derivatives_of_the_residuals() -> None:
    run, start = observe(real_runs()[0]), committed()

    def residuals(demand: list[float], late: float, first: float) -> list[float]:
        return predict(run, demand, late, first).residuals

    demand, late, first, step = list(start.demand), start.late_decay, 0.1, 1e-6
    slopes = predict(run, demand, late, first, with_slopes=True).slopes
    before = residuals(demand, late, first)
    moved = [demand[0] + step, *demand[1:]]
    for column, after in (
        (0, residuals(moved, late, first)),
        (-2, residuals(demand, late + step, first)),
        (-1, residuals(demand, late, first + step)),
    ):
        numeric = [(new - old) / step for new, old in zip(after, before, strict=True)]
        assert [row[column] for row in slopes] == pytest.approx(numeric, rel=1e-3, abs=1e-3)


def test_odd_runs_are_judged_but_not_fitted_to() -> None:
    runs = {run.film.film: run for run in real_runs()}
    assert len(runs) == 64
    assert [film for film, run in runs.items() if not run.is_typical] == ["frozen", "onward"]
    assert not runs["spies-in-disguise"].is_complete
    assert not runs["moana-2"].is_complete


def test_features_stay_within_the_calibrated_range() -> None:
    film = real_runs()[0].film
    extreme = replace(
        film, release_date=date(1937, 12, 21), domestic_gross_usd=1, budget_usd=10**12
    )
    assert legs_features(extreme)[4:] == (-1.0, -1.5, -0.9, 0.5)


def test_a_run_is_measured_from_its_first_friday() -> None:
    week = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]
    assert measure(date(2010, 11, 24), week) == Shares(28 / 127, 1.0, 28 / 127)
    # Opened on a Saturday: its weekend days count, its first Friday comes at the end of the week.
    assert measure(date(2003, 11, 1), week) == Shares(64 / 127, 1.0, 67 / 127)


def test_the_calendar_knows_movable_feasts() -> None:
    assert [easter(year) for year in (2000, 2008, 2019)] == [
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2019, 4, 21),
    ]
    assert thanksgiving(2013) == date(2013, 11, 28)
    assert day_off(date(2022, 5, 30)) == day_off(date(2022, 9, 5)) == 1.0
    assert day_off(date(2022, 9, 6)) == 0.0
    assert school_out(date(2022, 7, 4)) == 1.0
    assert school_out(date(2022, 10, 5)) == 0.0
    days = [date(2022, 1, 1) + timedelta(age) for age in range(365)]
    assert all(0.0 <= school_out(day) <= 1.0 for day in days)


def test_another_model_has_another_digest() -> None:
    kept = committed()
    other = replace(kept, late_decay=kept.late_decay + 0.001)
    assert digest(kept, STATES_FILE) != digest(other, STATES_FILE)


def test_a_line_is_fitted_exactly() -> None:
    assert least_squares_line([0.0, 1.0, 2.0], [1.0, 3.0, 5.0]) == pytest.approx((1.0, 2.0))


def test_the_command_shows_errors_and_agrees_with_the_committed_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calibrate, "fit", lambda _: refit())
    result = CliRunner().invoke(calibrate.main, ["--folds", "2"])
    assert result.exit_code == 0, result.output
    assert "Same as committed." in result.output
    assert "opening weekend" in result.output


def _deviations(shares: list[Shares]) -> list[float]:
    columns = [list(column) for column in zip(*shares, strict=True)]
    means = [math.fsum(column) / len(column) for column in columns]
    return [
        math.sqrt(math.fsum((value - mean) ** 2 for value in column) / len(column))
        for column, mean in zip(columns, means, strict=True)
    ]
