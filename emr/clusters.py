"""Clusters as EMR's API shows them: created, looked at, found by tag, and ended."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emr import names
from emr.aws import spoken
from emr.request import RUN_TAG

# These cost; the others are over, or end without anybody's doing.
ACTIVE = ("STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING")
OVER = ("TERMINATED", "TERMINATED_WITH_ERRORS")
# More of them in one request to end them are refused, all of them.
_MOST_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster.

    Attributes:
        id: EMR's name of it.
        run_id: The run that made it, by its tag.
        state: EMR's word.
        reason: Why it is in that state, if EMR says so.
        release: Release label.
        created: When it was asked for.
        ended: When it was over.
    """

    id: str
    run_id: str
    state: str
    reason: str
    release: str
    created: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a cluster."""

    name: str
    state: str
    reason: str


def create(emr: Any, request: dict[str, Any]) -> str:
    """Ask for a cluster and return its id.

    Raises:
        CloudError: It was refused, or the answer did not arrive: then there may be a cluster.
    """
    with spoken("create the cluster"):
        return str(emr.run_job_flow(**request)["JobFlowId"])


def describe(emr: Any, cluster_id: str) -> Cluster:
    """Return one cluster."""
    with spoken(f"look at the cluster {cluster_id}"):
        return _cluster(emr.describe_cluster(ClusterId=cluster_id)["Cluster"])


def steps(emr: Any, cluster_id: str) -> list[Step]:
    """Return a cluster's steps in their order."""
    with spoken(f"list the steps of the cluster {cluster_id}"):
        found = emr.list_steps(ClusterId=cluster_id)["Steps"]
    return [
        Step(step["Name"], step["Status"]["State"], _reason(step["Status"]))
        for step in reversed(found)
    ]


def find(
    emr: Any, prefix: str, run_id: str | None = None, states: Collection[str] = ACTIVE
) -> list[Cluster]:
    """Find the clusters of an installation, or of one run, by their tags.

    Args:
        emr: The client.
        prefix: The installation's.
        run_id: Only this run's.
        states: Only those in these states.
    """
    wanted = names.tags(prefix) | ({RUN_TAG: run_id} if run_id else {})
    found = []
    with spoken("look for clusters"):
        for cluster_id in _ids(emr, states):
            answer = emr.describe_cluster(ClusterId=cluster_id)["Cluster"]
            if wanted.items() <= _tags(answer).items():
                found.append(_cluster(answer))
    return found


def terminate(emr: Any, cluster_ids: Collection[str]) -> None:
    """Ask EMR to end clusters; those that are over already may be among them."""
    ids = sorted(cluster_ids)
    for first in range(0, len(ids), _MOST_AT_ONCE):
        some = ids[first : first + _MOST_AT_ONCE]
        with spoken(f"end {', '.join(some)}"):
            emr.terminate_job_flows(JobFlowIds=some)


def _ids(emr: Any, states: Collection[str]) -> Iterator[str]:
    marker: dict[str, str] = {}
    while True:
        page = emr.list_clusters(ClusterStates=list(states), **marker)
        yield from (cluster["Id"] for cluster in page["Clusters"])
        if not page.get("Marker"):
            return
        marker = {"Marker": page["Marker"]}


def _cluster(answer: dict[str, Any]) -> Cluster:
    status = answer["Status"]
    return Cluster(
        id=answer["Id"],
        run_id=_tags(answer).get(RUN_TAG, ""),
        state=status["State"],
        reason=_reason(status),
        release=answer.get("ReleaseLabel", ""),
        created=status["Timeline"]["CreationDateTime"],
        ended=status["Timeline"].get("EndDateTime"),
    )


def _tags(answer: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in answer.get("Tags", [])}


def _reason(status: dict[str, Any]) -> str:
    details = status.get("FailureDetails") or {}
    change = status.get("StateChangeReason") or {}
    return str(details.get("Message") or details.get("Reason") or change.get("Message") or "")
