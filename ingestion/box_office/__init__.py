"""Daily box office by state, modelled: a film's known domestic total spread over days and states.

No public source has daily box office by state. The model spreads what is known, the domestic total,
in whole cents that add up exactly; the shape of a run is calibrated on real daily runs. Totals
cover the US and Canada: Canada's part is included in the figures of the 50 states and DC.
"""

from ingestion.box_office.films import FilmTotals, film_totals, select_films
from ingestion.box_office.provider import (
    DEFAULT_SEED,
    BoxOfficeProvider,
    Run,
    box_office_runs,
)

__all__ = [
    "DEFAULT_SEED",
    "BoxOfficeProvider",
    "FilmTotals",
    "Run",
    "box_office_runs",
    "film_totals",
    "select_films",
]
