"""What the browser's tests need and is not there is told with the next step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.site.project import Project
from tests.unit.site.server import make_site
from website import SiteError, run_browser_tests

BROWSER = "chromium"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Give a web app with a Chromium of its own."""
    found = Project(tmp_path, monkeypatch)
    found.program(BROWSER, "#!/bin/sh\n")
    return found


def run(project: Project, *arguments: str, browser: str | None = None) -> None:
    places = project.places
    run_browser_tests(places.source, places.served, arguments, lambda _: None, browser)


def test_without_chromium_it_says_how_to_get_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.bin / BROWSER).unlink()
    monkeypatch.setenv("PATH", str(project.bin))
    make_site(project.places.served)
    with pytest.raises(SiteError, match="Debian: apt install chromium"):
        run(project)


def test_a_named_browser_that_is_not_there_is_told(project: Project) -> None:
    with pytest.raises(SiteError, match="/nowhere/chromium is not there"):
        run(project, browser="/nowhere/chromium")


def test_without_a_built_site_nothing_is_installed(project: Project) -> None:
    with pytest.raises(SiteError, match="run: hyperion site build"):
        run(project)
    assert project.ran() == []


def test_a_failed_test_is_an_error_and_arguments_are_passed_on(project: Project) -> None:
    make_site(project.places.served)
    # The script for npm knows no other script than the build.
    with pytest.raises(SiteError, match=r"browser -- offline --headed` .* ended with exit code 64"):
        run(project, "offline", "--headed")
