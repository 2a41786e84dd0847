"""A run from its uploads to its proof, on moto's EMR and S3 in a time of its own."""

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from emr import clusters
from emr.errors import CloudError
from emr.proof import Evidence, write
from emr.run import Run
from tests.unit.cloud.emr_world import LANDED, PREFIX, World
from tests.unit.cloud.faults import Faults, refusal


@pytest.fixture
def cloud(region: World) -> World:
    region.reset()
    return region


def evidence(run: Run) -> Evidence:
    assert run.cluster
    plan = run.plan
    return Evidence(plan.run_id, plan.options, plan.limits, run.cluster, run.seconds, run.files)


def test_a_run_uploads_builds_ends_and_proves(cloud: World, tmp_path: Path) -> None:
    run = cloud.run()
    run.execute()
    assert cloud.running() == []
    assert run.cluster
    assert run.cluster.state == "TERMINATED"
    page = write(evidence(run), tmp_path / "proof").read_text()
    for line in (
        "| spark | 3.5.6 |",
        "| marts | 90 |",
        "| exports: model success | 2 |",
        "| marts.box_office_daily | 650,000 |",
        f"Cluster `{run.cluster.id}` in us-east-1",
    ):
        assert line in page
    # Four steps, a poll of 20 seconds each.
    assert run.seconds == 80
    assert f"${run.plan.limits.hourly * 80 / 3600:.2f}" in page
    assert (tmp_path / "proof" / "marts" / "run_results.json").exists()


def test_landed_files_arrive_whole_and_commit_records_last(cloud: World) -> None:
    faults = Faults()
    cloud.run(s3=faults.around(cloud.s3)).execute()
    bucket = cloud.base.layout.raw_bucket
    for path, content in LANDED.items():
        body = cloud.s3.get_object(Bucket=bucket, Key=f"raw/{path}")["Body"].read()
        assert body == content
    published = [key for key in faults.keys if key.startswith("raw/")]
    assert published[-1] == "raw/_commits/raw-films/1.json"
    # Project and bootstrap; each landed file is written once, and copied.
    assert len(faults.keys) == 2 + 2 * len(LANDED)


def test_what_is_in_the_buckets_is_not_sent_again(cloud: World) -> None:
    cloud.run().execute()
    faults = Faults()
    cloud.run(s3=faults.around(cloud.s3)).execute()
    assert "put_object" not in faults.calls


def test_a_failed_step_ends_the_run_and_what_it_left_is_kept(cloud: World) -> None:
    cloud.fail_step = "exports"
    run = cloud.run()
    with pytest.raises(CloudError, match=r"the step exports failed: .*logs: s3://acme-films-st"):
        run.execute()
    assert cloud.running() == []
    assert "marts/run_results.json" in run.files


def test_a_run_without_proof_proves_nothing(cloud: World, tmp_path: Path) -> None:
    run = cloud.run()
    run.execute()
    del run.files["proof/proof.json"]
    with pytest.raises(CloudError, match=r"left no proof/proof\.json"):
        write(evidence(run), tmp_path / "proof")
    assert not (tmp_path / "proof").exists()


def test_a_cluster_that_does_not_get_on_is_ended_after_its_lifetime(cloud: World) -> None:
    cloud.stand_still = True
    run = cloud.run()
    run.plan = replace(run.plan, limits=replace(run.plan.limits, lifetime_seconds=600))
    with pytest.raises(CloudError, match="the cluster was not done after 10 minutes"):
        run.execute()
    assert cloud.running() == []
    assert 600 <= run.seconds < 700


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_cluster(cloud: World, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    cloud.on_sleep = lambda: os.kill(os.getpid(), number)
    run = cloud.run()
    with pytest.raises(KeyboardInterrupt):
        run.execute()
    assert cloud.running() == []
    assert run.cluster
    assert run.files == {}
    assert signal.getsignal(number) is before


def test_a_signal_while_the_cluster_is_created_loses_no_cluster(cloud: World) -> None:
    def create_and_interrupt(**request: object) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return cloud.emr.run_job_flow(**request)

    class Creator:
        run_job_flow = staticmethod(create_and_interrupt)

    run = cloud.run(creator=Creator())
    with pytest.raises(KeyboardInterrupt):
        run.execute()
    assert run.cluster
    assert cloud.running() == []


def test_a_refused_cluster_is_said_at_once(cloud: World) -> None:
    class Creator:
        @staticmethod
        def run_job_flow(**_: object) -> object:
            raise refusal("ValidationException", 400)

    with pytest.raises(CloudError, match="can't create the cluster: said so"):
        cloud.run(creator=Creator()).execute()
    assert cloud.seconds == 0


def test_a_cluster_that_lists_show_late_is_ended_when_its_creation_got_no_answer(
    cloud: World,
) -> None:
    class Creator:
        @staticmethod
        def run_job_flow(**request: Any) -> object:
            cloud.emr.run_job_flow(**request)
            raise ReadTimeoutError(endpoint_url="https://emr")

    class Late(Slow):
        lists = 0

        def list_clusters(self, **which: Any) -> Any:
            """Show nothing yet, as a list of EMR's may that lags behind."""
            self.lists += 1
            return self._client.list_clusters(**which) if self.lists > 3 else {"Clusters": []}

    run = cloud.run(emr=Late(cloud.emr, "TERMINATED"), creator=Creator())
    with pytest.raises(CloudError, match="can't create the cluster"):
        run.execute()
    assert run.cluster
    assert cloud.running() == []


def test_a_cluster_that_takes_its_time_to_end_is_waited_for(cloud: World) -> None:
    run = cloud.run(emr=Slow(cloud.emr, "TERMINATING"))
    run.execute()
    assert run.cluster
    assert run.cluster.state == "TERMINATING"
    assert 900 <= run.seconds < 1100
    assert "is still terminating" in cloud.said[-1]


def test_a_cluster_that_does_not_end_is_told_with_the_next_step(cloud: World) -> None:
    class Deaf(Slow):
        def terminate_job_flows(self, **_: object) -> None:
            """Take no notice."""

    with pytest.raises(CloudError, match=r"j-.* may still run.*\nEnd it: hyperion emr terminate"):
        cloud.run(emr=Deaf(cloud.emr, "RUNNING")).execute()
    assert len(cloud.running()) == 1


class Slow:
    """A client of an EMR whose clusters stay in a state after they were ended."""

    def __init__(self, client: Any, state: str) -> None:
        self._client, self._state = client, state

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def describe_cluster(self, **which: str) -> Any:
        """Answer as EMR does, but for the end."""
        answer = self._client.describe_cluster(**which)
        if answer["Cluster"]["Status"]["State"] == "TERMINATED":
            answer["Cluster"]["Status"]["State"] = self._state
        return answer


def test_a_network_that_is_gone_for_minutes_ends_no_run(cloud: World) -> None:
    faults = Faults()
    run = cloud.run(emr=faults.around(cloud.emr), creator=cloud.emr)
    faults.fault = lambda: refusal("ThrottlingException", 400)
    polls = iter(range(3))

    def stop_failing() -> None:
        faults.fail_at = len(faults.calls) if next(polls, None) is not None else -1

    cloud.on_sleep = stop_failing
    run.execute()
    assert sum("no answer" in line for line in cloud.said) == 3
    assert cloud.running() == []


def test_more_clusters_than_one_request_lists_or_may_end_are_ended(cloud: World) -> None:
    request = cloud.run().plan.request
    # A list has 50 on a page.
    for _ in range(53):
        cloud.emr.run_job_flow(**request)
    asked: list[int] = []

    class Strict(Slow):
        def terminate_job_flows(self, **which: Any) -> Any:
            """Take ten at most, as EMR does and moto does not."""
            asked.append(len(which["JobFlowIds"]))
            assert asked[-1] <= 10
            return self._client.terminate_job_flows(**which)

    emr = Strict(cloud.emr, "TERMINATED")
    assert len(emr.list_clusters()["Clusters"]) == 50
    clusters.terminate(emr, [cluster.id for cluster in clusters.find(emr, PREFIX)])
    assert asked == [10, 10, 10, 10, 10, 3]
    assert cloud.running() == []


def test_only_own_clusters_are_found(cloud: World) -> None:
    request = cloud.run().plan.request
    mine = cloud.emr.run_job_flow(**request)["JobFlowId"]
    cloud.emr.run_job_flow(**{**request, "Tags": []})
    others = [{**tag} for tag in request["Tags"]]
    next(tag for tag in others if tag["Key"] == "hyperion:prefix")["Value"] = "somebody-else"
    cloud.emr.run_job_flow(**{**request, "Tags": others})
    assert [cluster.id for cluster in clusters.find(cloud.emr, PREFIX)] == [mine]
