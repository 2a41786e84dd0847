"""The end of clusters, tried until it is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emr import clusters
from emr.clock import Clock
from emr.clusters import Cluster
from emr.errors import CloudError

ATTEMPTS, PAUSE_SECONDS = 5, 10.0
SHUTDOWN_SECONDS = 900.0
LEFT = "may still run, until its own limits end it"


def end_run(
    emr: Any,
    prefix: str,
    run_id: str,
    cluster_id: str,
    *,
    certain: bool,
    clock: Clock,
    say: Callable[[str], None],
) -> Cluster | None:
    """End every cluster of a run, also one whose creation got no answer.

    It is tried `ATTEMPTS` times, whatever the exception: a cluster that is left costs money, so
    not even a defect of ours ends the trying. The last one is the cause of the error.

    Args:
        emr: The client.
        prefix: The installation's.
        run_id: The run.
        cluster_id: Its cluster, where it is known.
        certain: Whether there is no cluster when none is known and none is found. Otherwise it is
            looked for again, since a list of clusters may lag behind their creation.
        clock: The time.
        say: Told what happens.

    Returns:
        The cluster after its end; None when there was none.

    Raises:
        CloudError: It may still run.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            if cluster_id:
                clusters.terminate(emr, [cluster_id])
            strays = [cluster.id for cluster in clusters.find(emr, prefix, run_id)]
            if strays:
                cluster_id = cluster_id or strays[0]
                clusters.terminate(emr, strays)
            elif cluster_id:
                return await_end(emr, cluster_id, clock, say)
            elif certain or attempt == ATTEMPTS:
                return None
        except Exception as error:
            if attempt == ATTEMPTS:
                raise CloudError(_left(cluster_id, str(error))) from error
        clock.sleep(PAUSE_SECONDS)
    raise CloudError(_left(cluster_id, "EMR was asked to end it, and still shows it as running"))


def await_end(emr: Any, cluster_id: str, clock: Clock, say: Callable[[str], None]) -> Cluster:
    """Wait until a cluster is over, or for 15 minutes when it is surely about to be."""
    began = clock.now()
    while True:
        cluster = clusters.describe(emr, cluster_id)
        if cluster.state in clusters.OVER:
            say(f"the cluster {cluster_id} is over")
            return cluster
        if clock.now() - began >= SHUTDOWN_SECONDS:
            say(f"the cluster {cluster_id} is still {cluster.state.lower()}")
            return cluster
        clock.sleep(PAUSE_SECONDS)


def _left(cluster_id: str, why: str) -> str:
    return (
        f"the cluster {cluster_id or 'of this run'} {LEFT}: {why}\n"
        "End it: hyperion emr terminate --all"
    )
