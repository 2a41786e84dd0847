"""A cloud for runs: moto's EMR and S3, whose clusters do their steps while a run waits."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import boto3
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.emr.models import emr_backends
from moto.s3.models import s3_backends

from compose.config import PROJECT_ROOT
from emr import clusters
from emr.clock import Clock
from emr.options import ClusterOptions
from emr.plan import Plan, plan
from emr.raw import SourceFile
from emr.request import STEPS
from emr.run import Run

PREFIX, REGION = "acme-films", "us-east-1"
LANDED = {
    "_commits/raw-films/1.json": b"{}",
    "raw-films/dt=2026-11-01/a.jsonl.zst": b"films",
}


@dataclass
class World:
    """A region of moto's with an installation in it.

    Attributes:
        emr: A client.
        s3: A client.
        base: A plan; every run has a name of its own.
        seconds: Seconds that runs have waited.
        fail_step: A step that fails.
        stand_still: Whether steps never get on.
        hasty: Whether clusters do all steps at once and leave little, for tests with many runs.
        on_sleep: Called whenever a run waits.
        said: What runs said.
    """

    emr: Any
    s3: Any
    base: Plan
    seconds: float = 0.0
    fail_step: str = ""
    stand_still: bool = False
    hasty: bool = False
    on_sleep: Callable[[], None] = lambda: None
    said: list[str] = field(default_factory=list)

    def run(self, emr: Any = None, creator: Any = None, s3: Any = None) -> Run:
        """Return a run, through these clients or the plain ones."""
        return Run(
            plan=replace(self.base, run_id=f"run-{uuid4().hex}"),
            emr=emr or self.emr,
            creator=creator or emr or self.emr,
            s3=s3 or self.s3,
            sources=landed(),
            say=self.said.append,
            progress=lambda *_: None,
            clock=self.clock(),
        )

    def reset(self) -> None:
        """Empty the region, past the API, which is quicker than another region."""
        emr_backends[DEFAULT_ACCOUNT_ID][REGION].clusters.clear()
        self.forget_uploads()
        self.seconds, self.said = 0.0, []
        self.fail_step, self.stand_still, self.on_sleep = "", False, lambda: None

    def forget_uploads(self) -> None:
        """Empty the buckets."""
        for bucket in s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets.values():
            bucket.keys.clear()

    def clock(self) -> Clock:
        """Return the time of this world, in which nobody waits."""
        return Clock(now=lambda: self.seconds, sleep=self._sleep)

    def running(self) -> list[str]:
        """Return the clusters that cost, whoever made them."""
        answer = self.emr.list_clusters(ClusterStates=list(clusters.ACTIVE))
        return [cluster["Id"] for cluster in answer["Clusters"]]

    def _sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.on_sleep()
        if self.stand_still:
            return
        for cluster in emr_backends[DEFAULT_ACCOUNT_ID][REGION].clusters.values():
            if cluster.state in clusters.ACTIVE and any(
                tag["Key"] == "hyperion:run" for tag in cluster.tags
            ):
                self._work(cluster)

    def _work(self, cluster: Any) -> None:
        """Do the next step, as EMR and the scripts on the master would."""
        cluster.state = "RUNNING"
        for step in [step for step in cluster.steps if step.state != "COMPLETED"]:
            if step.name == self.fail_step:
                step.state, cluster.state = "FAILED", "TERMINATING"
                return
            step.state = "COMPLETED"
            self._leave(cluster, step.name)
            if not self.hasty:
                return

    def _leave(self, cluster: Any, step: str) -> None:
        run_id = next(tag["Value"] for tag in cluster.tags if tag["Key"] == "hyperion:run")
        for name, content in _left_by(step).items():
            if self.hasty and name != "proof.json":
                continue
            key = self.base.layout.proof_prefix(run_id) + f"{step}/{name}"
            body = json.dumps(content).encode()
            self.s3.put_object(Bucket=self.base.layout.staging_bucket, Key=key, Body=body)


def world() -> World:
    """Return a fresh one; moto has to be on."""
    emr = boto3.client("emr", region_name=REGION)
    s3 = boto3.client("s3", region_name=REGION)
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    base = plan(ClusterOptions(), PREFIX, PROJECT_ROOT, now)
    for bucket in (base.layout.raw_bucket, base.layout.staging_bucket):
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return World(emr, s3, base)


def landed() -> Sequence[SourceFile]:
    """Return a few landed files."""
    return [
        SourceFile(path, len(content), lambda content=content: content)  # type: ignore[misc]
        for path, content in LANDED.items()
    ]


def _left_by(step: str) -> dict[str, Any]:
    """Return what `emr/node/step.sh` leaves in S3 after a step."""
    began = 1_800_000_000 + 100 * STEPS.index(step)
    left: dict[str, Any] = {
        "step.json": {"step": step, "exit_code": 0, "began": began, "ended": began + 90}
    }
    if step in ("marts", "exports"):
        result = {"unique_id": "model.hyperion.films", "status": "success"}
        left["run_results.json"] = {"results": [result, result]}
    if step == "proof":
        left["proof.json"] = {
            "versions": {"spark": "3.5.6", "trino": "476"},
            "rows": {"marts.films": 188, "marts.box_office_daily": 650_000},
        }
    return left
