"""A small site on a real server, for the tests of serving."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.site.server import Client, make_site, running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a small site."""
    site = tmp_path_factory.mktemp("served") / "dist"
    make_site(site)
    return site


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[Client]:
    """Ask a real server."""
    with running(folder) as asked:
        yield asked
