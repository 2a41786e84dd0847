"""No cluster is left, whichever request of a run fails, and however."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from moto import mock_aws

from emr import clusters
from emr.errors import CloudError
from emr.run import Run
from tests.unit.cloud.emr_world import PREFIX, World, world
from tests.unit.cloud.faults import AFTER_EFFECT, FAULTS, Faults, KilledError

CASES = [(name, "before") for name in FAULTS] + [(name, "after") for name in AFTER_EFFECT]


@pytest.fixture(scope="module")
def cloud() -> Iterator[World]:
    with mock_aws():
        made = world()
        made.hasty = True
        yield made


def calls_of_a_run(cloud: World) -> list[str]:
    """Return the requests of a run on which all goes well, its uploads included."""
    cloud.forget_uploads()
    faults = Faults()
    faulty_run(cloud, faults).execute()
    return faults.calls


def faulty_run(cloud: World, faults: Faults) -> Run:
    return cloud.run(faults.around(cloud.emr), None, faults.around(cloud.s3))


@pytest.mark.parametrize(("fault", "when"), CASES)
def test_a_fault_at_any_request_leaves_no_cluster(cloud: World, fault: str, when: str) -> None:
    calls = calls_of_a_run(cloud)
    assert {"put_object", "run_job_flow", "describe_cluster", "terminate_job_flows"} <= set(calls)
    for number, call in enumerate(calls):
        cloud.forget_uploads()
        faults = Faults(number, FAULTS[fault], "after" if when == "after" else "before")
        run = faulty_run(cloud, faults)
        with suppress(CloudError, KeyboardInterrupt, ValueError):
            run.execute()
        assert "may still run" not in str(run.failure), f"{fault} {when} {call} ({number})"
        assert len(faults.calls) > number, "the fault was never met"
        assert cloud.running() == [], f"{fault} {when} {call} ({number})"


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_killed_run_leaves_only_what_its_tags_find(cloud: World, when: str) -> None:
    calls = calls_of_a_run(cloud)
    left = 0
    for number in range(len(calls)):
        cloud.forget_uploads()
        faults = Faults(number, KilledError, "after" if when == "after" else "before", True)
        with pytest.raises(KilledError):
            faulty_run(cloud, faults).execute()
        running = cloud.running()
        found = [cluster.id for cluster in clusters.find(cloud.emr, PREFIX)]
        assert sorted(found) == sorted(running)
        if running:
            left += 1
            clusters.terminate(cloud.emr, found)
        assert cloud.running() == []
    assert left > 0, "no kill ever left a cluster: the test proves nothing"


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "Ctrl-C"])
def test_a_cloud_that_stays_away_is_told_with_the_next_step(cloud: World, fault: str) -> None:
    first = calls_of_a_run(cloud).index("terminate_job_flows")
    cloud.forget_uploads()
    faults = Faults(first, FAULTS[fault], "before", for_good=True)
    with pytest.raises(CloudError, match="hyperion emr terminate --all"):
        faulty_run(cloud, faults).execute()
    found = [cluster.id for cluster in clusters.find(cloud.emr, PREFIX)]
    assert found == cloud.running()
    clusters.terminate(cloud.emr, found)
