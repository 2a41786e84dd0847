"""A field is added to a topic's contract: both versions are on the topic, and a mart takes it up.

The addition is made in a copy of the repository, as a developer would make it: the contract gets
version 2 and keeps version 1 as an earlier schema, and the field is passed on, model by model, up
to an incremental mart that has rows already.
"""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from hyperion.dbt import artifacts_of
from tests.lake import DbtRun, Lake
from tests.project_copy import copy_project

PREFIX = "evolved_"
PATH = [
    "stg_catalog__box_office_daily",
    "int_box_office_runs_ranked",
    "int_box_office_daily_counted",
    "box_office_daily",
]
# Above the versions that the documents have.
DOCUMENT_VERSION = 50
PATCHES = [
    (
        "models/staging/catalog/stg_catalog__box_office_daily.sql",
        [
            ("run_rows int',", "run_rows int, tickets bigint',"),
            ("document.run_rows,\n", "document.run_rows,\n        document.tickets,\n"),
        ],
    ),
    (
        "models/intermediate/catalog/box_office/int_box_office_daily_counted.sql",
        [
            ("box_office.state_code,\n", "box_office.state_code,\n        tickets,\n"),
            (" state_code,\n        cast(", " state_code,\n        tickets,\n        cast("),
        ],
    ),
    (
        "models/marts/catalog/box_office/box_office_daily.sql",
        [
            ("        gross_usd\n", "        gross_usd,\n        tickets\n"),
        ],
    ),
    (
        "models/marts/catalog/box_office/_catalog__box_office__models.yml",
        [
            (
                "      - name: gross_usd\n",
                "      - name: tickets\n"
                "        data_type: bigint\n"
                "        description: Tickets sold that day. Null before version 2.\n"
                "      - name: gross_usd\n",
            )
        ],
    ),
]


class Developer:
    """A copy of the repository, whose models build into schemas of their own."""

    def __init__(self, lake: Lake, folder: Path) -> None:
        self.lake, self.folder = lake, copy_project(folder)

    def add_the_field(self) -> None:
        """Give the contract a version 2, and pass the field on."""
        path = self.folder / "ingestion" / "contracts" / "raw-boxoffice.yml"
        contract = yaml.safe_load(path.read_text())
        contract["earlier_schemas"] = {str(contract["version"]): copy.deepcopy(contract["schema"])}
        contract["version"] += 1
        contract["schema"]["required"].append("tickets")
        contract["schema"]["properties"]["tickets"] = {"type": "integer", "minimum": 0}
        path.write_text(yaml.safe_dump(contract, sort_keys=False))
        for name, changes in PATCHES:
            text = (self.folder / name).read_text()
            for old, new in changes:
                assert text.count(old) == 1, f"{name} has changed: adapt the patch {old!r}"
                text = text.replace(old, new)
            (self.folder / name).write_text(text)

    def land(self) -> None:
        """Land with the contracts of the copy."""
        self.lake.program("-m", "hyperion", "land", "--once", project=self.folder)

    def build(self, *arguments: str, expect: int = 0) -> DbtRun:
        """Build and test the mart and what it is made of; films are the good lake's."""
        good = artifacts_of(self.lake.settings, "local")
        return self.lake.dbt(
            *("build", "--threads", "8", "--exclude-resource-type", "unit_test"),
            *("--indirect-selection", "cautious", "--select", *PATH, *arguments),
            *("--defer", "--favor-state", "--state", str(good)),
            expect=expect,
            project=self.folder,
            environment={"HYPERION_SCHEMA_PREFIX": PREFIX},
        )

    def mart(self, columns: str) -> list[tuple[Any, ...]]:
        """Return the mart's rows in order."""
        return self.lake.rows(
            f"select {columns} from lake.{PREFIX}marts.box_office_daily order by 1, 2, 3"
        )


@pytest.fixture(scope="module")
def developer(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Developer:
    developer = Developer(lake, tmp_path_factory.mktemp("evolved") / "repository")
    developer.build()
    developer.add_the_field()
    return developer


def test_a_mart_takes_up_a_field_that_a_contract_adds(developer: Developer) -> None:
    key = "film_id, date, state_code, gross_usd"
    before = developer.mart(key)
    days = first_day_of_a_film(developer.lake)
    first, *others = days
    publish(developer.lake, 2, [{**day, "tickets": 1000} for day in others])
    publish(developer.lake, 1, [first])

    developer.land()
    developer.build()

    assert dead_letters(developer.lake) == []
    assert developer.mart(key) == before
    tickets = developer.lake.rows(
        f"select state_code, tickets, gross_usd from lake.{PREFIX}marts.box_office_daily as daily"
        f" inner join lake.marts.films using (film_id) where film_slug = '{first['film']}'"
        f" and date = date '{first['date']}' order by 1"
    )
    expected: list[tuple[Any, ...]]
    expected = [(first["state_code"], None, Decimal(first["gross_cents"]) / 100)]
    expected += [(day["state_code"], 1000, Decimal(day["gross_cents"]) / 100) for day in others]
    assert tickets == sorted(expected)
    counted = f"select count(tickets) from lake.{PREFIX}marts.box_office_daily"
    assert developer.lake.value(counted) == len(others)


def test_increments_and_a_full_refresh_give_the_same(developer: Developer) -> None:
    columns = "film_id, date, state_code, gross_usd, tickets"
    incremental = developer.mart(columns)
    developer.build("--full-refresh")
    assert developer.mart(columns) == incremental


def test_an_increment_is_held_to_the_contract(developer: Developer) -> None:
    mart = developer.folder / PATCHES[2][0]
    text = mart.read_text()
    assert text.count("        tickets\n") == 1
    mart.write_text(text.replace("        tickets\n", "        tickets,\n        1 as visitors\n"))
    red = developer.build(expect=1)
    assert red.statuses["box_office_daily"] == "error"
    assert "This model has an enforced contract that failed" in red.output
    described = developer.lake.rows(f"describe lake.{PREFIX}marts.box_office_daily")
    assert "visitors" not in {column for column, *_ in described}


def first_day_of_a_film(lake: Lake) -> list[dict[str, Any]]:
    """Return what was published of a film's first day, state by state."""
    rows = lake.spark(
        "select cast(value as string) from raw.raw_boxoffice order by cast(value as string)"
        " limit 51"
    )
    days = [json.loads(value) for (value,) in rows]
    assert len({(day["film"], day["date"]) for day in days}) == 1
    assert len({day["state_code"] for day in days}) == 51
    return days


def publish(lake: Lake, contract_version: int, days: list[dict[str, Any]]) -> None:
    """Publish box office under a version of the contract."""
    by_key = {f"{day['film']}|{day['date']}|{day['state_code']}": day for day in days}
    lake.publish("box_office", by_key, version=DOCUMENT_VERSION, contract_version=contract_version)


def dead_letters(lake: Lake) -> list[tuple[Any, ...]]:
    """Return why box office was set aside."""
    return lake.spark("select reason, error from raw.raw_boxoffice_dead_letters")
