"""A command starts with what it needs alone."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from hyperion import cli as command_line
from hyperion.cli import COMMANDS, cli
from ingestion.errors import IngestionError

HEAVY = ("confluent_kafka", "dbt", "ingestion.landing", "kafka", "numba", "pyarrow")


@pytest.mark.parametrize("module", ["hyperion.cli", "hyperion.commands.lake"])
def test_a_build_begins_without_what_others_need(module: str) -> None:
    program = f"import sys, {module}; print([each for each in {HEAVY} if each in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "[]\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_found_by_its_own_name(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command
    assert command.name == name


def test_no_other_command_is_found() -> None:
    assert cli.get_command(click.Context(cli), "biuld") is None


@pytest.mark.parametrize(
    ("error", "shown"), [(IngestionError("No.", "Yes."), True), (ValueError("a bug"), False)]
)
def test_only_failures_meant_for_the_user_are_one_message(
    error: Exception,
    shown: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(command_line, "cli", fail)
    with pytest.raises(SystemExit if shown else ValueError):
        command_line.main()
    assert capsys.readouterr().err == ("error: No. Yes.\n" if shown else "")
