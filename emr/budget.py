"""What a cluster costs, and the lifetime that a cost cap buys."""

from __future__ import annotations

from dataclasses import dataclass

from emr.errors import CloudError
from emr.options import (
    DATA_DISK_GB,
    OVERHEAD_SECONDS,
    ROOT_DISK_GB,
    SHORTEST_LIFETIME_SECONDS,
    ClusterOptions,
)
from emr.prices import RegionPrices

# US dollars for requests to S3: a build writes and reads some ten thousand objects, which is half.
S3_RESERVE = 0.10


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of cost: what, how many, and what one costs an hour, in US dollars."""

    name: str
    count: int
    hourly: float


@dataclass(frozen=True, slots=True)
class Budget:
    """The cost of a cluster.

    Attributes:
        items: What is paid by the hour.
        lifetime_seconds: How long the master may be up before the cluster has to end.
        cost_cap: US dollars that it may cost.
    """

    items: tuple[Item, ...]
    lifetime_seconds: int
    cost_cap: float

    @property
    def hourly(self) -> float:
        """US dollars an hour, of all nodes."""
        return sum(item.count * item.hourly for item in self.items)

    def cost(self, seconds: float) -> float:
        """Return what this many seconds cost."""
        return self.hourly * seconds / 3600

    @property
    def worst_case(self) -> float:
        """What a cluster costs that lives as long as it may, its start and end included."""
        return self.cost(self.lifetime_seconds + OVERHEAD_SECONDS) + S3_RESERVE


def budget(options: ClusterOptions, prices: RegionPrices) -> Budget:
    """Work out the cost of a cluster, and how long it may live.

    AWS has no cost limit for a cluster. The cap is therefore turned into a lifetime, which the
    master itself keeps; Spot nodes are counted at the price on demand, the most they may cost.

    Raises:
        CloudError: The cap does not pay for a run, or a price is missing.
    """
    nodes = options.core_count + 1
    ec2, emr = prices.instance_hour(options.instance_type)
    items = (
        Item(f"EC2 {options.instance_type}", nodes, ec2),
        Item(f"EMR {options.instance_type}", nodes, emr),
        Item(f"EBS gp3, {ROOT_DISK_GB + DATA_DISK_GB} GB", nodes, _disks(prices)),
        Item("Public IPv4 address", nodes, prices.address_hour),
    )
    hourly = sum(item.count * item.hourly for item in items)
    affordable = (options.cost_cap - S3_RESERVE) / hourly * 3600 - OVERHEAD_SECONDS
    lifetime = int(min(options.max_hours * 3600, affordable))
    if lifetime < SHORTEST_LIFETIME_SECONDS:
        enough = hourly * (SHORTEST_LIFETIME_SECONDS + OVERHEAD_SECONDS) / 3600 + S3_RESERVE
        raise CloudError(
            f"a cap of ${options.cost_cap:.2f} and {options.max_hours:g} hours leave the cluster "
            f"{max(lifetime, 0) // 60} minutes; a run needs {SHORTEST_LIFETIME_SECONDS // 60}, "
            f"which is a cap of ${enough:.2f} at ${hourly:.2f} an hour"
        )
    return Budget(items, lifetime, options.cost_cap)


def _disks(prices: RegionPrices) -> float:
    return prices.disk_hour(ROOT_DISK_GB + DATA_DISK_GB)
