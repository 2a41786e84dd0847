"""How much a day invites to the cinema, whatever the film's age: a log-linear calendar effect.

The logarithm of a day's demand, Saturday in term time being 0, is a sum of the effects below, each
times how far it applies to the day. Their values are fitted to real runs (`calibrate`); the priors
here say what the fit starts from and how far it may go.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from ingestion.box_office.cinema_calendar import (
    FRIDAY,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    day_off,
    school_out,
    thanksgiving,
)


class Prior(NamedTuple):
    """What is assumed of a parameter before fitting: a normal distribution.

    Attributes:
        name: Name of the effect.
        mean: Expected value, a difference of logarithms.
        deviation: Standard deviation.
    """

    name: str
    mean: float
    deviation: float


#: General knowledge of cinema-going: the weekend is most of a week in term time, less in summer;
#: adult films sell more on Friday evenings; holidays turn a working day into a Sunday.
DEMAND_PRIORS: Final = (
    Prior("friday", -0.40, 0.10),
    Prior("sunday", -0.40, 0.10),
    Prior("midweek", -1.95, 0.20),
    Prior("tuesday", 0.10, 0.05),  # reduced tickets
    Prior("friday_school_out", 0.15, 0.10),
    Prior("saturday_school_out", -0.10, 0.10),
    Prior("midweek_school_out", 1.00, 0.30),
    Prior("friday_adult", 0.25, 0.10),
    Prior("midweek_adult", 0.25, 0.10),
    Prior("midweek_day_off", 1.10, 0.30),
    Prior("sunday_before_day_off", 0.20, 0.10),
    Prior("after_thanksgiving", -0.30, 0.20),  # the emptiest fortnight of the winter
    Prior("christmas_eve", -0.70, 0.30),
    Prior("christmas_day", 0.20, 0.10),
    Prior("new_years_eve", -0.25, 0.30),
    Prior("christmas_week", 0.20, 0.20),
    Prior("christmas_week_midweek", 0.50, 0.30),
    Prior("opening_day", 0.15, 0.10),  # those who could not wait, and previews counted with it
)
DEMAND_INDEX: Final = {prior.name: index for index, prior in enumerate(DEMAND_PRIORS)}

Effects = tuple[tuple[int, float], ...]


@cache
def day_effects(day: date, is_adult: bool, is_opening: bool) -> Effects:
    """List the effects that apply to a day.

    Args:
        day: The day.
        is_adult: The film is rated PG-13 or R.
        is_opening: The day is the first of the film's run.

    Returns:
        Pairs of an index into `DEMAND_PRIORS` and how far the effect applies, 0 excluded.
    """
    effects = _weekday_effects(day, is_adult) | _winter_effects(day)
    if is_opening:
        effects["opening_day"] = 1.0
    return tuple((DEMAND_INDEX[name], extent) for name, extent in effects.items() if extent)


def _weekday_effects(day: date, is_adult: bool) -> dict[str, float]:
    weekday, out = day.weekday(), school_out(day)
    if weekday == SATURDAY:
        return {"saturday_school_out": out}
    if weekday == SUNDAY:
        return {"sunday": 1.0, "sunday_before_day_off": _before_day_off(day)}
    if weekday == FRIDAY:
        return {"friday": 1.0, "friday_school_out": out, "friday_adult": float(is_adult)}
    off = day_off(day)
    leisure = {"midweek_day_off": off} if off >= out else {"midweek_school_out": out}
    tuesday = {"tuesday": float(weekday == TUESDAY)}
    return {"midweek": 1.0, "midweek_adult": float(is_adult)} | tuesday | leisure


def _before_day_off(day: date) -> float:
    return float(day_off(day + timedelta(1)) == 1.0)


def _winter_effects(day: date) -> dict[str, float]:
    if day.month == 12 and day.day == 24:
        return {"christmas_eve": 1.0}
    if day.month == 12 and day.day == 25:
        return {"christmas_day": 1.0}
    effects = {}
    if 4 <= (day - thanksgiving(day.year)).days <= 18:
        effects["after_thanksgiving"] = 1.0
    if (day.month == 12 and day.day >= 26) or (day.month == 1 and day.day == 1):
        effects["christmas_week"] = 1.0
        effects["christmas_week_midweek"] = float(day.weekday() < FRIDAY)
    if day.month == 12 and day.day == 31:
        effects["new_years_eve"] = 1.0
    return effects
