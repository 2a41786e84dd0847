"""What pages of the site have to show, asked of the marts and of the exports behind the pages.

`python -m tests.end_to_end.site_figures <exports> > figures.json` writes what the exports say, for
`HYPERION_FIGURES=figures.json hyperion site test figures.spec.ts`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Figure:
    """A table of a page.

    Attributes:
        path: The page's address.
        table: The table's name there.
        columns: Headers of the columns to look at.
        of_marts: Asks Trino for the rows.
        of_exports: Asks DuckDB for the same; `{out}` is the folder of the files.
    """

    path: str
    table: str
    columns: tuple[str, ...]
    of_marts: str
    of_exports: str


FIGURES = (
    Figure(
        "/",
        "Box office over time by studio",
        ("Year", "Studio", "Modelled box office (USD)"),
        "select year, studio_name, gross_usd from lake.marts.revenue_by_studio_year"
        " where gross_usd > 0",
        "select year, studio_name, gross_usd from '{out}/studio_stats.parquet' where gross_usd > 0",
    ),
    Figure(
        "/",
        "Characters by franchise",
        ("Franchise", "Characters"),
        "select franchise_name, character_count from lake.marts.character_counts_by_franchise",
        "select franchise_name, len(characters) from '{out}/franchises_complete.parquet'",
    ),
    Figure(
        "/?films-all=1",
        "Films",
        ("Film", "Domestic (USD)", "Worldwide (USD)"),
        "select title, domestic_gross_usd, worldwide_gross_usd from lake.marts.films",
        "select title, domestic_gross_usd, worldwide_gross_usd from '{out}/films_complete.parquet'",
    ),
    Figure(
        "/film/moana",
        "Box office by state",
        ("State", "Modelled box office (USD)"),
        "select state_code, sum(gross_usd) from lake.marts.box_office_daily"
        " inner join lake.marts.films using (film_id) where film_slug = 'moana' group by 1",
        "select state_code, gross_usd from '{out}/boxoffice_summary.parquet'"
        " where film_slug = 'moana' and row_kind = 'film_state'",
    ),
    Figure(
        "/film/moana",
        "Box office by week",
        ("Week", "Modelled box office (USD)"),
        "select 1 + date_diff('day', first_date, date) / 7, sum(gross_usd)"
        " from (select *, min(date) over (partition by film_id) as first_date"
        " from lake.marts.box_office_daily) inner join lake.marts.films using (film_id)"
        " where film_slug = 'moana' group by 1",
        "select week_number, gross_usd from '{out}/boxoffice_summary.parquet'"
        " where film_slug = 'moana' and row_kind = 'film_week'",
    ),
    Figure(
        "/franchise/toy-story",
        "Films of Toy Story",
        ("Film", "Domestic (USD)", "Worldwide (USD)"),
        "select title, domestic_gross_usd, worldwide_gross_usd from lake.marts.films"
        " inner join lake.marts.franchises using (franchise_id)"
        " where franchise_name = 'Toy Story'",
        "select title, domestic_gross_usd, worldwide_gross_usd"
        " from '{out}/films_complete.parquet' where franchise.franchise_name = 'Toy Story'",
    ),
)


def from_marts(ask: Callable[[str], Rows]) -> list[Rows]:
    """Return every figure's rows as the marts have them."""
    return [_sorted(ask(each.of_marts)) for each in FIGURES]


def from_exports(out: Path) -> list[Rows]:
    """Return every figure's rows as the published files have them."""
    return [_sorted(duckdb.sql(each.of_exports.format(out=out)).fetchall()) for each in FIGURES]


def as_json(rows: list[Rows]) -> str:
    """Write the figures with their rows for the browser's test."""
    told = [asdict(each) | {"rows": found} for each, found in zip(FIGURES, rows, strict=True)]
    return json.dumps(told, default=_number)


def _sorted(rows: Rows) -> Rows:
    return sorted(rows, key=str)


def _number(value: object) -> float:
    assert isinstance(value, Decimal)
    return float(value)


if __name__ == "__main__":
    sys.stdout.write(as_json(from_exports(Path(sys.argv[1]))))
