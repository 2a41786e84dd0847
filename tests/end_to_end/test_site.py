"""The site is built from this lake's exports and does in a real browser what its specs say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end import site_figures
from tests.lake import Lake


@pytest.fixture(scope="module")
def built(lake: Lake) -> Path:
    """Publish what the marts hold now, build the site of it, and return its folder."""
    # The last build of another test may be red on purpose, and a red one publishes nothing.
    lake.run("build")
    lake.run("export")
    lake.run("site", "build")
    return lake.settings.state_dir / "web" / "dist"


def test_the_site_passes_its_specs_in_a_browser(lake: Lake, built: Path, tmp_path: Path) -> None:
    assert (built / "data" / "manifest.json").exists()
    figures = site_figures.from_marts(lake.rows)
    published = site_figures.from_exports(lake.out)
    assert site_figures.as_json(published) == site_figures.as_json(figures)
    path = tmp_path / "figures.json"
    path.write_text(site_figures.as_json(figures))
    lake.program("-m", "hyperion", "site", "test", environment={"HYPERION_FIGURES": str(path)})
