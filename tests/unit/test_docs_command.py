"""`hyperion docs` ends as dbt does."""

from __future__ import annotations

from collections import Counter

import pytest
from click.testing import CliRunner

from compose.config import StackSettings
from hyperion.cli import cli
from hyperion.commands import lake
from hyperion.dbt import DbtRun, column_lineage


@pytest.mark.parametrize("exit_code", [0, 2])
def test_it_exits_as_serving_did(exit_code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_: StackSettings, *arguments: str, engine: str = "local") -> DbtRun:  # noqa: ARG001
        return DbtRun(exit_code if "serve" in arguments else 0, Counter())

    monkeypatch.setattr(lake, "run_dbt", run)
    monkeypatch.setattr(lake, "merge_catalogs", lambda _: None)
    monkeypatch.setattr(column_lineage, "write", lambda _: None)
    assert CliRunner().invoke(cli, ["docs"]).exit_code == exit_code
