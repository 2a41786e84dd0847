"""dbt runs in this process as it would in one of its own, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner, dbtRunnerResult

from compose.config import PROJECT_ROOT, StackSettings
from hyperion import console
from hyperion.context import UserError
from hyperion.dbt import run_dbt
from hyperion.dbt.run import environment_of

# Schemas and databases differ by engine.
LIST = (
    *("--quiet", "ls", "--select", "path:models/exports"),
    *("--output", "json", "--output-keys", "unique_id", "database", "schema", "config"),
)

DBT = "from dbt.cli.main import cli; cli()"
SEAM = "then\n"
IN_TURN = f"""
import sys
from compose.config import StackSettings
from hyperion.dbt import run_dbt

for engine in ("local", "trino", "local"):
    assert run_dbt(StackSettings(), *sys.argv[1:], engine=engine).exit_code == 0
    print({SEAM!r}, end="")
"""


def stack(folder: Path) -> StackSettings:
    """Return a stack whose engines nobody can reach."""
    return StackSettings(state_dir=folder, spark_port=1, trino_port=1)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_engines_in_turn_read_what_each_reads_in_a_process_of_its_own(tmp_path: Path) -> None:
    alone = {
        engine: output(DBT, environment_of(stack(tmp_path / "alone"), engine), PROJECT_ROOT)
        for engine in ("local", "trino")
    }
    assert "model.hyperion.films_complete" in alone["local"]
    assert alone["local"] != alone["trino"]
    # A process of its own here, too: dbt would fail at warnings, which are errors in tests.
    here = {**stack(tmp_path / "here").environment(), "PYTHONPATH": str(PROJECT_ROOT)}
    assert output(IN_TURN, here, tmp_path) == SEAM.join(
        [alone["local"], alone["trino"], alone["local"], ""]
    )


def output(program: str, environment: dict[str, str], folder: Path) -> str:
    """Run a program on dbt's arguments and return what it prints."""
    answer = subprocess.run(
        [sys.executable, "-c", program, *LIST],
        env={**os.environ, **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout


def test_environment_and_folder_are_put_back(elsewhere: Path) -> None:
    before = dict(os.environ)
    assert run_dbt(stack(elsewhere), "--version").exit_code == 0
    assert dict(os.environ) == before
    assert Path.cwd() == elsewhere


def test_a_wrong_option_is_told_with_dbts_exit_code(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_dbt(stack(elsewhere), "build", "--nope").exit_code == 2
    told = capsys.readouterr().err
    assert "No such option" in told
    assert "--nope" in told
    assert "Try 'dbt build -h' for help." in told
    console.err.print("what comes after")
    assert capsys.readouterr().err == "what comes after\n"


@pytest.mark.parametrize(
    ("result", "exit_code"),
    [
        (dbtRunnerResult(success=True), 0),
        (dbtRunnerResult(success=False), 1),
        (dbtRunnerResult(success=False, exception=RuntimeError("no server")), 2),
    ],
)
def test_exit_codes_are_dbts(
    result: dbtRunnerResult, exit_code: int, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbtRunner, "invoke", lambda *_: result)
    assert run_dbt(stack(elsewhere), "build").exit_code == exit_code


def test_an_interrupted_run_ends_the_command(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(os.environ)
    interrupted = dbtRunnerResult(success=False, exception=KeyboardInterrupt())
    monkeypatch.setattr(dbtRunner, "invoke", lambda *_: interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_dbt(stack(elsewhere), "build")
    assert dict(os.environ) == before


def test_without_dbt_the_way_out_is_told(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dbt.cli.main", None)
    with pytest.raises(UserError, match="set the environment up: make up"):
        run_dbt(stack(elsewhere), "build")
