"""What a run's cluster is made of, and how long it may live."""

from __future__ import annotations

from dataclasses import dataclass

from emr.errors import CloudError
from emr.layout import Catalog

# Spark 3.5, Iceberg 1.10 and Trino 476. Among EMR's releases with both engines it is the one whose
# Trino is the local one's version; those with Spark 4 (emr-spark-8) come without Trino.
DEFAULT_RELEASE = "emr-7.12.0"

ROOT_DISK_GB = 20
DATA_DISK_GB = 32
# EMR takes minutes to shut down, the nodes do not boot at once, and all of it is paid for.
OVERHEAD_SECONDS = 600
# Nodes, applications and dbt's environment take some 10 minutes before the first step.
SHORTEST_LIFETIME_SECONDS = 1800


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """One master and its core nodes.

    Attributes:
        region: AWS region.
        release: EMR's release label.
        instance_type: Of all nodes.
        core_count: Nodes beside the master.
        spot: Core nodes from the Spot market, at most at the price on demand. The master never is:
            losing it is losing the run.
        catalog: The cluster's own metastore, or Glue.
        subnet: A subnet's id; without one EMR takes one of the default VPC.
        service_role: Role that EMR acts in; empty for the storage stack's.
        instance_profile: Profile of the nodes; empty for the storage stack's.
        max_hours: Longest life of the cluster.
        cost_cap: US dollars that the run may cost.
        idle_minutes: Minutes of idleness after which EMR ends the cluster.
    """

    region: str = "us-east-1"
    release: str = DEFAULT_RELEASE
    instance_type: str = "m5.xlarge"
    core_count: int = 2
    spot: bool = False
    catalog: Catalog = "hive"
    subnet: str = ""
    service_role: str = ""
    instance_profile: str = ""
    max_hours: float = 2.0
    cost_cap: float = 5.0
    idle_minutes: int = 20

    def __post_init__(self) -> None:
        if not self.release.startswith("emr-7."):
            raise CloudError(
                f"{self.release}: the run needs Spark, Iceberg and Trino on one cluster with "
                f"Python 3.11, which are releases emr-7.1.0 and later, such as {DEFAULT_RELEASE}"
            )
        if self.core_count < 1:
            raise CloudError("a cluster needs one core node at least: Spark's executors run there")
