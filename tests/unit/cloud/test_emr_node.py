"""What runs on a cluster's master: the cost cap, the project, the steps and what they leave."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from compose.config import PROJECT_ROOT
from emr.clusters import Cluster
from emr.node import proof
from emr.options import ClusterOptions
from emr.plan import plan
from emr.proof import Evidence, write
from emr.request import STEPS
from tests.unit.cloud.node import Node

RESULTS = json.dumps({"results": [{"unique_id": "model.hyperion.films", "status": "success"}]})
PROOF = json.dumps({"versions": {"spark": "3.5.6"}, "rows": {"marts.films": 188}})
ENDS = "aws emr terminate-clusters --region eu-west-1 --cluster-ids j-1"


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return Node(tmp_path)


@pytest.fixture
def port() -> Iterator[int]:
    """Give a port on which somebody listens, as the Thrift Server will."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def uptime() -> int:
    return int(float(Path("/proc/uptime").read_text().split()[0]))


def test_the_timer_counts_from_the_boot_and_is_set_before_anything_else(node: Node) -> None:
    before = uptime()
    done = node.bootstrap(before + 5000)
    assert done.returncode == 0, done.stderr
    timer, *rest = node.calls()
    name, unit, delay, program = timer.split()
    assert (name, unit) == ("systemd-run", "--unit=hyperion-cost-cap")
    seconds = int(delay.removeprefix("--on-active=").removesuffix("s"))
    assert 5000 - (uptime() - before) <= seconds <= 5000
    assert program == str(node.root / "hyperion-end-cluster")
    assert [call.split()[0] for call in rest] == ["aws", "python3.11", "python"]
    assert "--require-hashes -r" in rest[-1]
    assert (node.root / "mnt/hyperion/emr/node/bootstrap.sh").exists()


def test_a_master_that_took_too_long_to_boot_is_ended_at_once(node: Node) -> None:
    assert node.bootstrap(1).returncode == 0
    assert "--on-active=1s" in node.calls()[0]


def test_the_timer_stays_when_the_project_can_not_be_fetched(node: Node) -> None:
    assert node.bootstrap(10**9, AWS_EXIT="1").returncode != 0
    assert [call.split()[0] for call in node.calls()] == ["systemd-run", "aws"]


def test_a_master_in_another_time_zone_is_refused_with_its_timer_set(node: Node) -> None:
    assert node.bootstrap(10**9, TZ="EST5").returncode != 0
    assert [call.split()[0] for call in node.calls()] == ["systemd-run"]


def test_other_nodes_do_nothing(tmp_path: Path) -> None:
    node = Node(tmp_path, is_master=False)
    assert node.bootstrap(7200).returncode == 0
    assert node.calls() == []


@pytest.mark.parametrize(
    ("aws", "expected"),
    [("0", [ENDS, "sleep 300", "shutdown -h now"]), ("255", [ENDS, "shutdown -h now"])],
)
def test_at_its_end_a_cluster_is_ended_and_its_master_shut_down(
    node: Node, aws: str, expected: list[str]
) -> None:
    node.bootstrap(7200)
    before = len(node.calls())
    node.end_cluster(AWS_EXIT=aws)
    assert node.calls()[before:] == expected


def test_what_the_steps_leave_is_what_the_page_is_made_of(
    node: Node, port: int, tmp_path: Path
) -> None:
    for step in STEPS:
        done = node.step(step, port, RESULTS=RESULTS, PROOF=PROOF)
        assert done.returncode == 0, done.stderr
    ran = [call for call in node.calls() if not call.startswith("aws ")]
    assert ran == [
        "sudo /usr/lib/spark/sbin/start-thriftserver.sh --master yarn"
        " --hiveconf hive.server2.thrift.bind.host=127.0.0.1"
        f" --hiveconf hive.server2.thrift.port={port}",
        "dbt build --target emr --exclude-resource-type unit_test",
        "curl -sf http://127.0.0.1:8889/v1/info",
        "dbt build --target emr_trino --exclude-resource-type unit_test",
        "python emr/node/proof.py",
    ]
    now = datetime(2026, 11, 28, tzinfo=UTC)
    planned = plan(ClusterOptions(), "acme", PROJECT_ROOT, now)
    cluster = Cluster("j-1", planned.run_id, "TERMINATED", "", "emr-7.12.0", now, now)
    files = node.objects("acme/proof")
    evidence = Evidence(planned.run_id, planned.options, planned.limits, cluster, 1800.0, files)
    page = write(evidence, tmp_path / "page").read_text()
    for line in ("| spark | 3.5.6 |", "| marts: model success | 1 |", "| marts.films | 188 |"):
        assert line in page


def test_a_build_that_fails_fails_its_step_and_what_dbt_said_is_kept(node: Node, port: int) -> None:
    done = node.step("marts", port, RESULTS=RESULTS, DBT_EXIT="2")
    assert done.returncode == 2
    left = node.objects("acme/proof/marts")
    assert left.keys() == {"step.json", "run_results.json"}
    told = json.loads(left["step.json"])
    assert (told["step"], told["exit_code"]) == ("marts", 2)


def test_the_proof_counts_the_rows_of_all_tables_of_a_schema() -> None:
    """DuckDB knows these very statements, and quotes names as Trino does."""
    with duckdb.connect() as engine:
        engine.execute("attach ':memory:' as iceberg")
        for schema in ("marts", "other"):
            engine.execute(f"create schema iceberg.{schema}")
        for table, rows in (("marts.films", 3), ("marts.characters", 0), ("other.films", 9)):
            engine.execute(f"create table iceberg.{table} as select * from range({rows})")
        tables = proof.tables_of(engine, "iceberg", "marts")
        assert proof.counts(engine, tables) == {"marts.characters": 0, "marts.films": 3}


def test_half_a_proof_is_none(node: Node, port: int) -> None:
    assert node.step("proof", port, PROOF='{"rows"', PYTHON_EXIT="1").returncode == 1
    assert node.objects("acme/proof/proof").keys() == {"step.json"}
