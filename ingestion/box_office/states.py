"""People per state at the time of a film: how a day's gross is spread over the country.

No public source splits domestic box office by state. The model spreads it by population over the 50
states and the District of Columbia of today; Puerto Rico reports apart and has no part. Domestic
totals cover the US and Canada: Canada's part is included in the states' figures, by population too.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

STATES_FILE: Final = "us_state_population.csv"
_CENSUS_YEAR: Final = 2010
_FIRST_ESTIMATE: Final = 2020
_LAST_ESTIMATE: Final = 2024


class Populations(NamedTuple):
    """Weights of the states.

    Attributes:
        codes: Two-letter codes in alphabetical order.
        weights: In proportion to population, in the same order.
    """

    codes: tuple[str, ...]
    weights: tuple[int, ...]


@cache
def populations(year: int) -> Populations:
    """Give the states' weights of a year.

    Up to 2010 the census of 2010 counts (older films are spread over today's country), from 2020
    the estimate of the year, after 2024 that of 2024; between the censuses of 2010 and 2020 people
    are interpolated linearly.

    Args:
        year: Calendar year of the film's release.

    Returns:
        Codes and weights; interpolated weights are ten times the people, to stay whole.
    """
    rows = _rows()
    return Populations(
        tuple(row["state_code"] for row in rows),
        tuple(_weight(row, year) for row in rows),
    )


def _weight(row: dict[str, str], year: int) -> int:
    if year <= _CENSUS_YEAR:
        return int(row["census_2010"])
    if year >= _FIRST_ESTIMATE:
        return int(row[f"est_{min(year, _LAST_ESTIMATE)}"])
    before, after = int(row["census_2010"]), int(row["base_2020"])
    return before * (_FIRST_ESTIMATE - year) + after * (year - _CENSUS_YEAR)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = resources.files(__package__).joinpath("calibration", STATES_FILE).read_text("utf-8")
    return tuple(sorted(csv.DictReader(text.splitlines()), key=lambda row: row["state_code"]))
