"""The demo's last step is the site; what keeps it from being built keeps nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from compose.config import StackSettings
from hyperion.commands.demo import Steps, _build_site
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
