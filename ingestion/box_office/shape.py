"""Real runs' shapes, and the same measures taken of any run."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Final, NamedTuple

from ingestion.box_office.cinema_calendar import FRIDAY
from ingestion.box_office.eras import LAST_DAY_BEFORE_CLOSURE
from ingestion.box_office.films import FilmTotals, film_totals

SHAPE_FILE: Final = "box_office_shape.csv"
_WHOLE_DOLLARS: Final = ("budget_usd", "domestic_gross_usd", "worldwide_gross_usd")
_WEEKS: Final = 12
#: A run cut to fewer days than this says nothing of how films fade.
_SHORTEST_USEFUL_DAYS: Final = 21


class Shares(NamedTuple):
    """What a run's shape is judged by, each a share of the run's sum.

    Attributes:
        opening_weekend: First Friday to Sunday.
        first_week: First seven days.
        friday_to_sunday: All Fridays, Saturdays and Sundays.
    """

    opening_weekend: float
    first_week: float
    friday_to_sunday: float


@dataclass(frozen=True, slots=True)
class RealRun:
    """The shape of a real run.

    Attributes:
        film: The film's facts.
        first_reported: First day of the daily figures; earlier than the film's release if it was
            first shown in a few cinemas only.
        days_reported: Days of the daily figures.
        coverage: Their sum against the film's total.
        shares: What runs are judged by.
        weeks: Shares of the first twelve weeks of seven days.
    """

    film: FilmTotals
    first_reported: date
    days_reported: int
    coverage: float
    shares: Shares
    weeks: tuple[float, ...]

    @property
    def is_typical(self) -> bool:
        """Whether the run can be fitted to: opened wide on its release, and was not cut short."""
        opened_wide = abs((self.first_reported - self.film.release_date).days) <= 1
        return opened_wide and self.days_reported >= _SHORTEST_USEFUL_DAYS

    @property
    def is_complete(self) -> bool:
        """Whether the days reported are the whole run's."""
        last = self.first_reported + timedelta(self.days_reported - 1)
        closed = self.first_reported <= LAST_DAY_BEFORE_CLOSURE <= last
        return abs(self.coverage - 1.0) <= 0.005 and not closed


def opening_friday(first_date: date) -> date:
    """Give the first Friday of a run: its first day or one of the six after."""
    return first_date + timedelta((FRIDAY - first_date.weekday()) % 7)


def measure(first_date: date, days: Sequence[float]) -> Shares:
    """Measure a run.

    Args:
        first_date: Its first day.
        days: Gross of each day from then on, in any unit.

    Returns:
        Its shares.
    """
    whole = sum(days)
    friday = (opening_friday(first_date) - first_date).days
    weekends = sum(sum(days[start : start + 3]) for start in range(friday, len(days), 7))
    # A run that opens on a Saturday or Sunday has weekend days before its first Friday.
    weekends += sum(days[: max(0, friday - 4)])
    return Shares(
        opening_weekend=sum(days[friday : friday + 3]) / whole,
        first_week=sum(days[:7]) / whole,
        friday_to_sunday=weekends / whole,
    )


def real_runs() -> list[RealRun]:
    """Read the shapes that come with the package, in the order of the file."""
    text = resources.files(__package__).joinpath("calibration", SHAPE_FILE).read_text("utf-8")
    return [_real_run(row) for row in csv.DictReader(text.splitlines())]


def _real_run(row: dict[str, str]) -> RealRun:
    dollars = {field: int(row[field]) if row[field] else None for field in _WHOLE_DOLLARS}
    film = film_totals(row | dollars)
    if film is None:
        raise ValueError(f"{SHAPE_FILE}: film {row['film']} has no box office.")
    weeks = tuple(float(row[f"week_{week:02}_share"]) for week in range(1, _WEEKS + 1))
    return RealRun(
        film=film,
        first_reported=date.fromisoformat(row["first_reported_date"]),
        days_reported=int(row["days_reported"]),
        coverage=float(row["coverage_of_total"]),
        shares=Shares(
            float(row["opening_weekend_share"]), weeks[0], float(row["friday_to_sunday_share"])
        ),
        weeks=weeks,
    )
