"""What a site needs and is not there is told with the next step, before anything is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hyperion.cli import cli
from tests.unit.site.project import Project
from website import SiteError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Give a web app and exports."""
    return Project(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, r"manifest\.json does not exist; run `hyperion export` first \(or `make demo`\)"),
        ("{", r"manifest\.json is no manifest"),
        ("[]", r"manifest\.json is no manifest"),
        ('{"exports": [{"file": "../x", "sha256": ""}]}', r"names \.\./x, which is not beside it"),
    ],
)
def test_without_exports_nothing_is_even_installed(
    project: Project, text: str | None, message: str
) -> None:
    manifest = project.places.exports / "manifest.json"
    manifest.unlink()
    if text is not None:
        manifest.write_text(text)
    with pytest.raises(SiteError, match=message):
        project.build()
    assert project.ran() == []


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("v18.20.4", r"Node on the PATH is v18\.20\.4, too old; install Node 20\.19 or later"),
        ("v20.18.0", "too old"),
        ("nonsense", "`node --version` says 'nonsense"),
    ],
)
def test_an_old_node_is_told(project: Project, version: str, message: str) -> None:
    project.program("node", f"#!/bin/sh\necho {version}\n")
    with pytest.raises(SiteError, match=message):
        project.build()


@pytest.mark.parametrize("name", ["node", "npm"])
def test_a_missing_program_is_told(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (project.bin / name).unlink()
    monkeypatch.setenv("PATH", str(project.bin))
    with pytest.raises(SiteError, match=f"{name} is not on the PATH; install Node 20.19 or later"):
        project.build()


@pytest.mark.parametrize("name", ["package.json", "package-lock.json"])
def test_a_missing_file_of_the_app_is_told(project: Project, name: str) -> None:
    (project.places.source / name).unlink()
    with pytest.raises(SiteError, match=rf"web/{name} does not exist"):
        project.build()


def test_the_commands_have_examples_and_say_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (["site"], ["site", "build"], ["site", "serve"]):
        shown = CliRunner().invoke(cli, [*words, "--help"])
        assert shown.exit_code == 0
        assert f"hyperion {' '.join(words)}" in shown.output.split("Example: ")[1]
    monkeypatch.setenv("HYPERION_STATE_DIR", str(tmp_path))
    assert "hyperion export" in str(CliRunner().invoke(cli, ["site", "build"]).exception)
    assert "hyperion site build" in str(CliRunner().invoke(cli, ["site", "serve"]).exception)
