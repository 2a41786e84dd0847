"""Faults are planted one at a time, and each turns dbt red at the test that should find it.

Mistakes in models and seeds go into a copy of the project, which builds what is patched into
schemas of its own and reads all else from the good lake. Data that went wrong is planted in the
lake's own tables and files, and put back afterwards.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from compose.config import PROJECT_ROOT
from hyperion.dbt import artifacts_of
from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.lake import DbtRun, Lake
from tests.planted.faults import DATA_FAULTS, MODEL_FAULTS, DataFault, ModelFault, Patch

PARTS = ("analyses", "macros", "models", "seeds", "snapshots", "tests/singular")
FILES = ("dbt_project.yml", "profiles.yml", "selectors.yml")
PREFIX = "planted_"
# The landed data are not at fault: what the first build found is read again. An increment would
# only tell what a mistake does to new rows.
AFRESH = ("--vars", "keep_cut: true", "--full-refresh")


class PatchedProject:
    """A copy of the dbt project that builds into schemas of its own."""

    def __init__(self, lake: Lake, folder: Path) -> None:
        self.lake, self.folder = lake, folder
        for part in PARTS:
            shutil.copytree(PROJECT_ROOT / part, folder / part)
        for file in FILES:
            shutil.copyfile(PROJECT_ROOT / file, folder / file)

    def dbt(self, command: str, select: str, *arguments: str, expect: int) -> DbtRun:
        """Build or test a selection; whatever else it reads is the good lake's."""
        good = artifacts_of(self.lake.settings, "local")
        return self.lake.dbt(
            *(command, "--threads", "8", "--indirect-selection", "buildable"),
            *("--select", *select.split(), *arguments),
            *("--defer", "--favor-state", "--state", str(good)),
            expect=expect,
            project=self.folder,
            environment={"HYPERION_SCHEMA_PREFIX": PREFIX},
        )

    def build(self, select: str, *arguments: str, expect: int) -> DbtRun:
        """Build and test a selection as `hyperion build` does, without unit tests."""
        without = ("--exclude-resource-type", "unit_test")
        return self.dbt("build", select, *without, *arguments, expect=expect)

    @contextmanager
    def patched(self, patch: Patch) -> Iterator[None]:
        """Change a file for a while."""
        path = self.folder / patch.path
        good = path.read_text()
        assert good.count(patch.old) == 1, f"{patch.path} has changed: adapt the fault"
        path.write_text(good.replace(patch.old, patch.new))
        try:
            yield
        finally:
            path.write_text(good)


@pytest.fixture(scope="module")
def project(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> PatchedProject:
    return PatchedProject(lake, tmp_path_factory.mktemp("planted") / "project")


def test_without_a_fault_everything_is_green(project: PatchedProject) -> None:
    chosen = {name for fault in MODEL_FAULTS for name in fault.selection.split()}
    project.build(" ".join(sorted(chosen)), expect=0)


@pytest.mark.parametrize("fault", MODEL_FAULTS, ids=lambda fault: fault.name)
def test_mistakes_in_models_are_found(project: PatchedProject, fault: ModelFault) -> None:
    with project.patched(fault.patch):
        if fault.red.startswith("test_"):
            run = project.dbt("test", fault.red, expect=1)
        else:
            run = project.build(fault.selection, *AFRESH, expect=1)
    assert fault.red in run.red
    if fault.rule:
        assert f"{fault.red} found {fault.rule}: " in run.output
    # Once it is red, dbt skips what comes after, which may be tests that see the fault too.
    assert run.red <= {fault.red, *fault.also}


@pytest.mark.parametrize("fault", DATA_FAULTS, ids=lambda fault: fault.name)
def test_wrong_data_are_found(project: PatchedProject, fault: DataFault) -> None:
    lake = project.lake
    with lake.restored(fault.table):
        lake.spark(fault.statement.format(table=fault.table))
        run = project.dbt("test", fault.selection, expect=1)
    assert run.red == {fault.red, *fault.also}
    if fault.rule:
        assert f"{fault.red} found {fault.rule}: " in run.output


def test_a_lost_commit_record_is_found(project: PatchedProject) -> None:
    store = WebHdfsStore(project.lake.settings.webhdfs_url)
    (topic_id,) = store.list("/raw/_commits/raw-films")
    folder = f"/raw/_commits/raw-films/{topic_id.name}/0"
    first = store.list(folder)[0].name
    assert "assert_readers_see_every_landed_record" in red_without(project, f"{folder}/{first}")


def test_a_lost_partition_is_found(project: PatchedProject) -> None:
    store = WebHdfsStore(project.lake.settings.webhdfs_url)
    days = [each.name for each in store.list("/raw/raw-characters") if each.name[:3] == "dt="]
    red = red_without(project, f"/raw/raw-characters/{max(days)}")
    assert "assert_commits_reach_their_readers" in red


def red_without(project: PatchedProject, path: str) -> set[str]:
    """Return the tests of the landing that fail while a path is gone from the raw data."""
    store = WebHdfsStore(project.lake.settings.webhdfs_url)
    aside = f"/raw/_staging/planted-{path.rpartition('/')[2]}"
    store.rename(path, aside)
    try:
        landing = "path:models/staging/landing+"
        # What is missing is not on its way, however young it is.
        return project.build(landing, "--vars", "grace_minutes: 0", expect=1).red
    finally:
        store.rename(aside, path)
