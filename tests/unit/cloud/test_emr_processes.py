"""The command as a process of its own, stopped and killed, against moto's server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from emr import clusters
from emr.layout import Layout

PREFIX, REGION = "acme", "us-east-1"
HYPERION = Path(sys.executable).with_name("hyperion")
# A guard against hanging, not a measurement.
PATIENCE = 300.0


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            "HYPERION_AWS_ENDPOINT": f"http://{host}:{port}",
            "HYPERION_AWS_REGION": REGION,
            "HYPERION_CLOUD_PREFIX": PREFIX,
            "HYPERION_STATE_DIR": str(tmp_path_factory.mktemp("state")),
            "AWS_ACCESS_KEY_ID": "anybody",
            "AWS_SECRET_ACCESS_KEY": "anything",
        }
    finally:
        server.stop()


@pytest.fixture(scope="module")
def emr(environment: dict[str, str]) -> Any:
    """Return a client, with the buckets made."""
    common = {
        "region_name": REGION,
        "endpoint_url": environment["HYPERION_AWS_ENDPOINT"],
        "aws_access_key_id": "anybody",
        "aws_secret_access_key": "anything",
    }
    s3 = boto3.client("s3", **common)
    for bucket in (Layout(PREFIX).raw_bucket, Layout(PREFIX).staging_bucket):
        s3.create_bucket(Bucket=bucket)
    return boto3.client("emr", **common)


def running(emr: Any) -> list[str]:
    return [cluster.id for cluster in clusters.find(emr, PREFIX)]


def begin(emr: Any, environment: dict[str, str]) -> subprocess.Popen[str]:
    """Begin a run, and return it when its cluster exists."""
    process = subprocess.Popen(
        [HYPERION, "emr", "run", "--skip-raw", "--yes"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE
    while not running(emr):
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline, "no cluster was created"
        time.sleep(0.1)
    return process


def test_a_stopped_run_ends_its_cluster(emr: Any, environment: dict[str, str]) -> None:
    process = begin(emr, environment)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 1
    assert "is over" in said
    assert running(emr) == []


def test_a_killed_runs_cluster_is_found_and_ended(emr: Any, environment: dict[str, str]) -> None:
    process = begin(emr, environment)
    process.kill()
    process.communicate(timeout=PATIENCE)
    left = running(emr)
    assert len(left) == 1
    ended = subprocess.run(
        [HYPERION, "emr", "terminate", "--all"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert f"the cluster {left[0]} is over" in ended.stderr
    assert running(emr) == []
