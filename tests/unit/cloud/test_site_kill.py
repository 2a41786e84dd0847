"""A deployment that ends at any call leaves a site that works, and is finished by the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from emr.errors import CloudError
from tests.unit.cloud.site import Aws, Calls, Killed, write_site

SHOWN = {
    "/index.html": "index.html",
    "/data/films.parquet": "data/films.parquet",
    "/data/manifest.json": "data/manifest.json",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "dist"
    site.mkdir()
    return site


def _shows(aws: Aws, folder: Path) -> bool:
    return all(aws.get(path) == (folder / name).read_bytes() for path, name in SHOWN.items())


def _is_killed(aws: Aws, number: int, act: Callable[[Calls], object]) -> bool:
    """Do something that is killed after its n-th change, and say whether it came so far."""
    calls = Calls()
    calls.kill_after_change = number
    try:
        act(calls)
    except Killed:
        aws.check()
        return True
    return False


def test_a_deployment_that_is_killed_is_finished_by_the_next(aws: Aws, folder: Path) -> None:
    """Reading changes nothing: it is enough to end the process after each call that does."""
    write_site(folder, "first")
    aws.deploy(folder)
    number, killed = 0, True
    while killed:
        number += 1
        write_site(folder, f"text {number}")
        before = len(list(aws.refreshed()))
        killed = _is_killed(aws, number, lambda calls: aws.deploy(folder, calls))
        aws.deploy(folder)
        aws.check()
        assert _shows(aws, folder)
        refreshed = {path for paths in list(aws.refreshed())[before:] for path in paths}
        assert refreshed == set(SHOWN)
        last = Calls()
        assert aws.deploy(folder, last).refreshed == ()
        assert last.changes == []
    assert number > 8  # five objects, the refresh, the record, and two old ones taken away


def test_a_deployment_of_other_files_takes_over_from_one_that_was_killed(
    aws: Aws, folder: Path
) -> None:
    write_site(folder, "first")
    aws.deploy(folder)
    for number in range(1, 6):
        write_site(folder, f"given up {number}")
        calls = Calls()
        calls.kill_after_change = number
        with pytest.raises(Killed):
            aws.deploy(folder, calls)
        aws.check()
        # Back to what was published whole before: the record of that has other versions by now.
        write_site(folder, "first")
        aws.deploy(folder)
        aws.check()
        assert _shows(aws, folder)
        assert not any("given up" in str(aws.get(path)) for path in aws.paths())
    aws.roll_back(aws.deploy(folder).release)


def test_a_rollback_that_is_killed_is_finished_by_the_next(aws: Aws, folder: Path) -> None:
    write_site(folder, "first")
    first = aws.deploy(folder).release
    number, killed = 0, True
    while killed:
        number += 1
        write_site(folder, f"text {number}")
        aws.deploy(folder)
        killed = _is_killed(aws, number, lambda calls: aws.roll_back(first, calls))
        aws.roll_back(first)
        aws.check()
        write_site(folder, "first")
        assert _shows(aws, folder)
    assert number > 5


def test_whatever_aws_refuses_is_one_sentence_and_the_next_run_goes_on(
    aws: Aws, folder: Path
) -> None:
    write_site(folder, "first")
    said: list[str] = []
    refused = True
    while refused:
        calls = Calls()
        calls.refuse = len(said)
        try:
            aws.deploy(folder, calls)
            refused = False
        except CloudError as error:
            said.append(str(error))
        aws.check()
    assert _shows(aws, folder)
    assert len(said) > 10
    assert all(each.startswith("can't ") for each in said)
    assert all(each.endswith("Reduce your request rate. (SlowDown)") for each in said)
