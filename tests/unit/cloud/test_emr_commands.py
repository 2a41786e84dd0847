"""`hyperion emr`: what it says, and that it creates nothing unasked."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from click.testing import CliRunner, Result
from moto import mock_aws

from emr import clusters
from emr.config import CloudSettings
from emr.errors import CloudError
from emr.request import RUN_TAG
from hyperion.cli import cli
from hyperion.context import UserError
from tests.unit.cloud.emr_world import PREFIX, World, world


def hyperion(*arguments: str, answer: str | None = None) -> Result:
    found = CliRunner().invoke(cli, ["emr", *arguments], input=answer, catch_exceptions=True)
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


@pytest.fixture
def mine(cloud: CloudSettings, monkeypatch: pytest.MonkeyPatch) -> CloudSettings:
    monkeypatch.setenv("HYPERION_CLOUD_PREFIX", cloud.cloud_prefix)
    monkeypatch.setenv("HYPERION_AWS_REGION", "us-east-1")
    return cloud


def create(prefix: str) -> str:
    tags = {"hyperion:project": "hyperion", "hyperion:prefix": prefix, RUN_TAG: "r1"}
    return str(
        boto3.client("emr", region_name="us-east-1").run_job_flow(
            Name="any",
            Instances={"MasterInstanceType": "m5.xlarge", "KeepJobFlowAliveWhenNoSteps": True},
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )["JobFlowId"]
    )


def running() -> list[str]:
    emr = boto3.client("emr", region_name="us-east-1")
    answer = emr.list_clusters(ClusterStates=list(clusters.ACTIVE))
    return [cluster["Id"] for cluster in answer["Clusters"]]


def test_a_plan_needs_neither_network_nor_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a plan must ask nobody")

    monkeypatch.setattr(socket, "socket", refuse)
    said = hyperion("plan", "--spot", "--cost-cap", "2")
    assert said.exit_code == 0
    for words in (
        "emr-7.12.0 in us-east-1",
        "2 x m5.xlarge, Spot",
        "s3://hyperion-raw/raw",
        "s3://hyperion-staging/landing",
        "s3://hyperion-staging/emr/proofs/",
        "s3://hyperion-staging/emr/logs/",
        "20 + 32 GB of gp3",
        "thrift -> marts -> exports -> proof",
        "hyperion:prefix=hyperion",
        "the cap is $2.00",
        "list prices as known on 2026-",
        "hyperion emr terminate --all",
    ):
        assert words in said.output


def test_a_plan_that_can_not_be_paid_is_refused() -> None:
    with pytest.raises(CloudError, match="which is a cap of"):
        hyperion("plan", "--cost-cap", "0.2")


@pytest.mark.usefixtures("mine")
def test_a_run_asks_first() -> None:
    said = hyperion("run", "--skip-raw", answer="n\n")
    assert said.exit_code == 1
    assert "Create this cluster for $0.75 an hour, at most $1.73?" in said.output
    assert running() == []


@pytest.mark.usefixtures("mine")
def test_a_run_without_buckets_says_how_to_create_them() -> None:
    with pytest.raises(
        CloudError, match=r"NoSuchBucket\); create the buckets: hyperion emr stacks"
    ):
        hyperion("run", "--skip-raw", "--yes")
    assert running() == []


def test_a_run_without_credentials_says_how_to_get_some() -> None:
    with pytest.raises(CloudError, match="no credentials for AWS; log in"):
        hyperion("run", "--skip-raw", "--yes")


@pytest.fixture
def region(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """Give a region whose clusters do their steps, and folders for what comes of them."""
    with mock_aws():
        made = world()
        monkeypatch.setattr("emr.clock.Clock", made.clock)
        monkeypatch.setattr("hyperion.commands.emr.PROOF_FOLDER", tmp_path / "proof")
        monkeypatch.setenv("HYPERION_STATE_DIR", str(tmp_path / "state"))
        monkeypatch.setenv("HYPERION_CLOUD_PREFIX", PREFIX)
        yield made


def test_a_run_writes_its_proof(region: World, tmp_path: Path) -> None:
    said = hyperion("run", "--skip-raw", "--yes")
    assert said.exit_code == 0
    pages = list((tmp_path / "proof").glob("*/README.md"))
    assert len(pages) == 1
    assert "| marts.films | 188 |" in pages[0].read_text()
    assert str(pages[0]) in said.stderr
    assert region.running() == []


def test_a_run_that_fails_proves_nothing_and_keeps_what_its_steps_left(
    region: World, tmp_path: Path
) -> None:
    region.fail_step = "exports"
    with pytest.raises(CloudError, match="the step exports failed"):
        hyperion("run", "--skip-raw", "--yes")
    assert not (tmp_path / "proof").exists()
    assert len(list((tmp_path / "state" / "emr").glob("*/marts/run_results.json"))) == 1
    assert region.running() == []


def test_clusters_are_shown_and_ended_by_tag(mine: CloudSettings) -> None:
    own, other = create(mine.cloud_prefix), create("somebody-else")
    shown = hyperion("status").output
    assert own in shown
    assert other not in shown
    assert hyperion("terminate", "--all").exit_code == 0
    assert running() == [other]
    assert "No cluster of acme" in hyperion("status").output
    assert "terminated" in hyperion("status", "--all").output
    assert "No cluster of acme runs" in hyperion("terminate", "--all").output


@pytest.mark.usefixtures("mine")
def test_a_cluster_of_somebody_else_is_not_ended() -> None:
    other = create("somebody-else")
    with pytest.raises(UserError, match=f"no running cluster of acme: {other}"):
        hyperion("terminate", other)
    assert running() == [other]


@pytest.mark.usefixtures("mine")
def test_ending_needs_a_name_or_all() -> None:
    for arguments in (["terminate"], ["terminate", "j-1", "--all"]):
        with pytest.raises(UserError, match="name clusters, or say --all"):
            hyperion(*arguments)


@pytest.mark.parametrize("command", ["plan", "run", "status", "terminate"])
def test_every_command_has_an_example(command: str) -> None:
    with mock_aws():
        assert "Example: hyperion emr " in hyperion(command, "--help").output
