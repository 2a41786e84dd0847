"""When people have time for the cinema: school holidays and public holidays of the US.

The dates follow the public rules of each holiday. How much of the country's schools is out on a day
is general knowledge, stated here once as a prior: summer holidays begin between late May and
mid-June and end between early August and Labor Day, spring breaks spread over March and April.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Final

MONDAY, TUESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 1, 3, 4, 5, 6

#: (month, day, share of schools that are out), linear in between.
_SUMMER: Final = (
    (5, 18, 0.0),
    (6, 1, 0.25),
    (6, 10, 0.6),
    (6, 20, 1.0),
    (7, 31, 1.0),
    (8, 8, 0.85),
    (8, 16, 0.5),
    (8, 25, 0.25),
    (9, 3, 0.05),
    (9, 8, 0.0),
)
_SPRING: Final = ((3, 8), (4, 10))
_SPRING_BREAK: Final = 0.12
_EASTER_WEEKS: Final = 0.35
_BEFORE_THANKSGIVING: Final = {-2: 0.3, -1: 0.6, 0: 1.0, 1: 1.0}


@cache
def easter(year: int) -> date:
    """Give Easter Sunday by the anonymous Gregorian algorithm (Meeus, Jones, Butcher)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def thanksgiving(year: int) -> date:
    """Give Thanksgiving, the fourth Thursday of November."""
    return _nth_weekday(year, 11, THURSDAY, 4)


@cache
def school_out(day: date) -> float:
    """Give the share of the country's schools that are out on a day, 0 to 1."""
    return max(_summer(day), _spring(day), _autumn(day), _christmas(day))


@cache
def day_off(day: date) -> float:
    """Give how far a working day is a public holiday, 0 (not) to 1 (most people are off)."""
    year = day.year
    if day.weekday() == MONDAY:
        mondays = (
            _nth_weekday(year, 1, MONDAY, 3),  # Martin Luther King Jr.
            _nth_weekday(year, 2, MONDAY, 3),  # Presidents
            date(year, 5, 31) - timedelta(date(year, 5, 31).weekday()),  # Memorial
            _nth_weekday(year, 9, MONDAY, 1),  # Labor
        )
        if day in mondays:
            return 1.0
        if day == _nth_weekday(year, 10, MONDAY, 2):  # Columbus: schools more than offices
            return 0.4
        if day == easter(year) + timedelta(1):
            return 0.3
    if (day.month, day.day) == (11, 11) and day.weekday() < SATURDAY:  # Veterans
        return 0.7
    return 0.0


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _summer(day: date) -> float:
    for (month, number, low), (to_month, to_number, high) in pairwise(_SUMMER):
        start, end = date(day.year, month, number), date(day.year, to_month, to_number)
        if start <= day <= end:
            return low + (high - low) * (day - start).days / (end - start).days
    return 0.0


def _spring(day: date) -> float:
    if abs((day - easter(day.year)).days) <= 7:
        return _EASTER_WEEKS
    return _SPRING_BREAK if _SPRING[0] <= (day.month, day.day) <= _SPRING[1] else 0.0


def _autumn(day: date) -> float:
    return _BEFORE_THANKSGIVING.get((day - thanksgiving(day.year)).days, 0.0)


def _christmas(day: date) -> float:
    month_day = (day.month, day.day)
    if month_day >= (12, 22) or month_day == (1, 1):
        return 1.0
    if month_day >= (12, 19):
        return 0.4
    return 0.6 if month_day == (1, 2) else 0.0
