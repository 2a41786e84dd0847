"""The demo's last step is the site; what keeps it from being built keeps nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from compose.config import StackSettings
from hyperion.commands.demo import Steps, _build_site, _rows_in_marts, _say_where_to_go_next
from hyperion.context import UserError
from hyperion.places import out_folder


def test_without_node_the_site_is_not_built_and_the_steps_before_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = StackSettings(state_dir=tmp_path / "state")
    out_folder(settings).mkdir(parents=True)
    (out_folder(settings) / "manifest.json").write_text('{"exports": []}')
    monkeypatch.setenv("PATH", str(tmp_path))
    steps = Steps()
    with steps.step("publish exports"):
        pass
    error = _build_site(steps, settings)
    assert "node is not on the PATH; install Node 20" in str(error)
    assert [step.title for step in steps.done] == ["publish exports"]


def test_what_it_suggests_to_ask_names_the_schemas_as_the_environment_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _say_where_to_go_next(StackSettings(schema_prefix="mine_", lake_catalog="iceberg"))
    told = capsys.readouterr().out
    assert '"select * from iceberg.mine_marts.revenue_by_studio_year"' in told
    assert '--engine spark "select count(*) from mine_marts.films"' in told


def test_without_trino_the_rows_are_not_counted_and_the_next_step_is_told() -> None:
    with pytest.raises(UserError, match=r"(?s)^trino does not answer: .+up\? hyperion status$"):
        _rows_in_marts(StackSettings(trino_port=1))
