"""The site is built whole or not at all, and nothing is done twice; npm is a script of the test."""

from __future__ import annotations

import fcntl
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

import brotli
import pytest

from compose.config import PROJECT_ROOT, StackSettings
from hyperion.places import site_folder
from tests.unit.site.project import Project
from website import SiteError, check, node, swap


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Give a web app and exports."""
    return Project(tmp_path, monkeypatch)


def test_the_site_is_the_app_the_named_exports_and_the_variants(project: Project) -> None:
    files, _ = project.build()
    served = project.served()
    # The mark's variant would be larger than the mark; Parquet has none.
    assert set(served) == {
        "assets/app-1a2b.js",
        "assets/app-1a2b.js.br",
        "data/credits.parquet",
        "data/films.parquet",
        "data/manifest.json",
        "data/manifest.json.br",
        "favicon.svg",
        "index.html",
        "index.html.br",
    }
    for name in served:
        if name.endswith(".br"):
            assert brotli.decompress(served[name]) == served[name.removesuffix(".br")]
    sizes = {file.path: (file.bytes, file.encoded_bytes) for file in files}
    assert sizes["index.html"] == (len(served["index.html"]), len(served["index.html.br"]))
    assert sizes["data/films.parquet"] == (2000, 2000)
    assert sizes["favicon.svg"] == (6, 6)


def test_what_did_not_change_is_neither_installed_nor_compressed_again(project: Project) -> None:
    _, first = project.build()
    before = project.served()
    _, second = project.build()
    assert (first, second) == (
        {"app-1a2b.js", "index.html", "manifest.json", "favicon.svg"},
        set(),
    )
    assert project.ran() == ["ci", "run", "run"]
    assert project.served() == before
    project.write("page.html", "<p>two</p>\n" * 50)
    project.write("package-lock.json", '{"changed": true}')
    _, third = project.build()
    assert third == {"index.html"}
    assert project.ran() == ["ci", "run", "run", "ci", "run"]
    assert project.served()["index.html"].startswith(b"<p>two")


def test_an_install_that_was_cut_off_is_done_again(project: Project) -> None:
    project.build()
    project.write("package-lock.json", '{"changed": true}')
    project.breaks("ci")
    with pytest.raises(SiteError, match=r"`npm ci .*` in .*web ended with exit code 1"):
        project.build()
    project.write("package-lock.json", "{}")
    project.breaks("")
    project.build()
    assert project.ran() == ["ci", "run", "ci", "ci", "run"]


@pytest.mark.parametrize(("installed", "runs"), [(True, []), (False, ["ci"])])
def test_an_install_waits_for_another_and_uses_what_that_installed(
    project: Project, installed: bool, runs: list[str]
) -> None:
    source, told = project.places.source, Queue[str]()
    digest = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    with ThreadPoolExecutor() as threads:
        with (source / ".node_modules.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            second = threads.submit(node.install, source, told.put)
            assert told.get(timeout=30).startswith("wait for another process")
            assert project.ran() == []
            if installed:
                (source / "node_modules").mkdir()
                (source / "node_modules" / node.MARKER).write_text(digest)
        second.result()
    assert project.ran() == runs


@pytest.mark.parametrize(
    ("step", "message"),
    [("build", "`npm run build .* exit code 3"), ("page", r"no index\.html .* --outDir")],
)
def test_a_failed_build_leaves_the_site_as_it_was(
    project: Project, step: str, message: str
) -> None:
    project.build()
    before = project.served()
    project.breaks(step)
    with pytest.raises(SiteError, match=message):
        project.build()
    assert project.served() == before


def test_a_damaged_or_missing_export_leaves_the_site_as_it_was(project: Project) -> None:
    project.build()
    before = project.served()
    films = project.places.exports / "films.parquet"
    films.write_bytes(b"damaged")
    with pytest.raises(SiteError, match=r"films\.parquet has SHA-256 .*run again"):
        project.build()
    films.unlink()
    with pytest.raises(SiteError, match=r"films\.parquet does not exist; run `hyperion export`"):
        project.build()
    assert project.served() == before


def test_two_builds_do_not_mix_and_a_killed_one_leaves_nothing(project: Project) -> None:
    project.build()
    left = project.places.served.with_name(".dist.1.new")
    left.mkdir()
    (left / "half").write_text("half")
    with project.places.served.with_name(".dist.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(SiteError, match="another `hyperion site build`"):
            project.build()
    project.build()
    assert "half" not in project.served()


@pytest.mark.parametrize("at_once", [True, False])
def test_a_folder_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    served = tmp_path / "dist"
    for text in ("one", "two", "three"):
        with swap.staging(served) as work:
            work.mkdir()
            (work / "page").write_text(text)
        assert (served / "page").read_text() == text
    assert {path.name for path in tmp_path.iterdir()} == {"dist", ".dist.lock"}


def test_a_second_stack_has_a_site_of_its_own(tmp_path: Path) -> None:
    assert site_folder(StackSettings()) == PROJECT_ROOT / "web" / "dist"
    assert site_folder(StackSettings(state_dir=tmp_path)) == tmp_path / "web" / "dist"


def test_a_check_that_fails_is_named_and_ends_the_checks(project: Project) -> None:
    script = "#!/bin/sh\necho $@ >> $CALLS\nmkdir -p node_modules\ntest $3 != lint\n"
    project.program("npm", script)
    told: list[str] = []
    with pytest.raises(SiteError, match="npm run --silent lint"):
        check(project.places.source, told.append)
    assert project.ran() == ["ci", "run"]
    project.program("npm", script.replace("lint", "nothing"))
    check(project.places.source, told.append)
    assert told[-2:] == ["npm run lint", "npm run test"]
