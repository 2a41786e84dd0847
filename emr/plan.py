"""What a run would create and cost, worked out without asking AWS anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from emr.budget import Budget, budget
from emr.bundle import Bundle, bundle
from emr.layout import Layout
from emr.options import ClusterOptions
from emr.prices import RegionPrices, region_prices
from emr.request import job_flow


@dataclass(frozen=True, slots=True)
class Plan:
    """A run before it begins.

    Attributes:
        run_id: Its name.
        options: The cluster's make.
        layout: The buckets.
        prices: What things cost.
        limits: What the cluster costs, and its lifetime.
        project: What of the project is uploaded.
    """

    run_id: str
    options: ClusterOptions
    layout: Layout
    prices: RegionPrices
    limits: Budget
    project: Bundle

    @property
    def request(self) -> dict[str, Any]:
        """The request that creates the cluster."""
        return job_flow(self.options, self.layout, self.limits, self.run_id, self.project.digest)


def plan(options: ClusterOptions, prefix: str, project: Path, now: datetime) -> Plan:
    """Plan a run.

    Args:
        options: The cluster's make.
        prefix: The installation's.
        project: Folder of the project.
        now: The time that the run is named after.

    Raises:
        CloudError: A price is missing, or the cap does not pay for a run.
    """
    prices = region_prices(options.region)
    return Plan(
        # Two runs may begin in the same second.
        run_id=f"{now:%Y%m%dt%H%M%S}-{uuid4().hex[:6]}",
        options=options,
        layout=Layout(prefix),
        prices=prices,
        limits=budget(options, prices),
        project=bundle(project),
    )
