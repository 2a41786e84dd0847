"""A source is added and taken away with the commands of docs/adding-a-source.md, in its order.

All happens in a copy of the project, against the lake that the other tests have. The tests of this
module build on each other, in the order in which they stand.
"""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from compose.config import PROJECT_ROOT
from tests.lake import Lake
from tests.project_copy import copy_project

PAGE = PROJECT_ROOT / "docs" / "adding-a-source.md"
# What it does is tested without servers, in tests/unit/test_new_source.py.
WITHOUT_SERVERS = ["make", "check"]
MODEL = "stg_reviews__reviews"
RECORDS = 100


def commands() -> list[list[str]]:
    """Return the commands of the page: each line of each block."""
    blocks = re.findall(r"^```\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


COMMANDS = commands()
TAKE_AWAY = [number for number, (program, *_) in enumerate(COMMANDS) if program == "rm"]


class Developer:
    """Somebody who adds a source in a copy of the project."""

    def __init__(self, lake: Lake, folder: Path) -> None:
        self.lake, self.folder = lake, copy_project(folder)
        self.written: list[Path] = []
        self.environment = {
            "HYPERION_DATA_DIR": str(self.folder / "data"),
            "HYPERION_STATE_DIR": str(self.folder / ".hyperion"),
        }

    def run(self, command: list[str]) -> str:
        """Run a command of the page and return what it printed."""
        program, *arguments = command
        if program == "rm":
            subprocess.run(command, cwd=self.folder, check=True)
            return ""
        assert program == "hyperion", command
        return self.hyperion(*arguments)

    def hyperion(self, *arguments: str) -> str:
        """Run the copy's `hyperion` against the lake."""
        return self.lake.program(
            *("-m", "hyperion", *arguments), project=self.folder, environment=self.environment
        ).stdout

    def documents(self, folder: str) -> None:
        """Put documents in place of the examples."""
        path = self.folder / "data" / folder / "examples.json"
        document = json.loads(path.read_text())
        document["records"] = [
            {"slug": f"number-{number}", "name": f"Number {number}", "amount": number, "date": None}
            for number in range(RECORDS)
        ]
        path.write_text(json.dumps(document))

    def unit_test_of(self, model: str) -> str:
        """Run the unit test of a staging model on Spark and return how it ended."""
        run = self.lake.dbt("test", "--select", f"{model},test_type:unit", project=self.folder)
        return run.statuses[f"test_latest_version_of_{model.split('__')[1]}_counts"]


@pytest.fixture(scope="module")
def developer(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Developer:
    return Developer(lake, tmp_path_factory.mktemp("new_source") / "project")


def test_the_page_adds_a_source(developer: Developer) -> None:
    assert COMMANDS[0] == ["hyperion", "new-source", "reviews"]
    printed = developer.run(COMMANDS[0]).splitlines()
    developer.written = [developer.folder / path for path in printed]
    assert all(path.is_file() for path in developer.written)
    developer.documents("reviews")
    rest = COMMANDS[1 : TAKE_AWAY[0]]
    assert WITHOUT_SERVERS in rest
    answers = [developer.run(command) for command in rest if command != WITHOUT_SERVERS]
    on_trino, on_spark = answers[-2:]
    assert re.search(rf"\b{RECORDS}\b", on_trino)
    assert re.search(rf"\b{RECORDS}\b", on_spark)
    total = f"select count(distinct review_slug), sum(amount) from lake.staging.{MODEL}"
    assert developer.lake.rows(total) == [(RECORDS, sum(range(RECORDS)))]


def test_its_staging_model_keeps_its_unit_test(developer: Developer) -> None:
    assert developer.unit_test_of(MODEL) == "pass"


def test_what_breaks_its_contract_is_told_with_all_dead_letters(developer: Developer) -> None:
    developer.lake.publish("reviews", {"number-1": {"slug": "number-1"}}, version=2)
    developer.hyperion("land", "raw-reviews")
    developer.hyperion("build", "--select", "stg_landing__dead_letters+", MODEL)
    letters = "select topic, reason, error from lake.ops.dead_letters where topic = 'raw-reviews'"
    assert developer.lake.rows(letters) == [
        ("raw-reviews", "contract_violation", "name: is missing")
    ]
    assert developer.lake.value(f"select count(*) from lake.staging.{MODEL}") == RECORDS


def test_a_source_of_many_rows_lands_as_parquet(developer: Developer) -> None:
    model, topic = "stg_catalog__ticket_sales", "raw-ticket-sales"
    developer.hyperion("new-source", "ticket_sales", "--area", "catalog", "--format", "parquet")
    developer.documents("ticket-sales")
    developer.hyperion("produce", topic)
    developer.hyperion("land", topic)
    developer.hyperion("build", "--select", model)
    assert developer.lake.value(f"select count(*) from lake.staging.{model}") == RECORDS
    assert developer.unit_test_of(model) == "pass"


def test_the_page_takes_it_away(developer: Developer) -> None:
    for command in COMMANDS[TAKE_AWAY[0] :]:
        developer.run(command)
    assert len(developer.written) > 5
    assert [path for path in developer.written if path.exists()] == []
    tables = developer.lake.spark("show tables in raw") + developer.lake.spark(
        "show tables in staging"
    )
    assert [name for _, name, _ in tables if "review" in name] == []
    letters = "select count(*) from lake.ops.dead_letters where topic = 'raw-reviews'"
    assert developer.lake.value(letters) == 0


def test_the_lake_is_as_before(developer: Developer) -> None:
    for model in ("staging.stg_catalog__ticket_sales", "raw.raw_ticket_sales"):
        developer.lake.spark(f"drop table {model}")
    developer.lake.spark("drop table raw.raw_ticket_sales_dead_letters")
    developer.lake.run("build", "--select", "stg_landing__dead_letters+")
    developer.lake.run("verify")
