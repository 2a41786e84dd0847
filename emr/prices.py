"""Prices from the dated table `prices.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from emr.errors import CloudError

TABLE = Path(__file__).with_name("prices.yml")
HOURS_A_MONTH = 730


@dataclass(frozen=True, slots=True)
class RegionPrices:
    """The prices of one region, in US dollars.

    Attributes:
        region: Its name.
        as_of: Day of the price list.
        table: The region's part of the table.
    """

    region: str
    as_of: date
    table: dict[str, Any]

    def instance_hour(self, instance_type: str) -> tuple[float, float]:
        """Return what an hour of an instance costs: EC2 on demand, and EMR.

        Raises:
            CloudError: The table has no such type: what isn't priced isn't run.
        """
        found = self.table["instances"].get(instance_type)
        if found is None:
            known = ", ".join(self.table["instances"])
            raise CloudError(
                f"{TABLE} has no price of {instance_type} in {self.region}: add it, or take one "
                f"of: {known}"
            )
        return found["ec2"], found["emr"]

    def disk_hour(self, gigabytes: int) -> float:
        """Return what an hour of a gp3 volume costs."""
        return float(gigabytes * self.table["ebs_gb_month"] / HOURS_A_MONTH)

    @property
    def address_hour(self) -> float:
        """An hour of a public IPv4 address."""
        return float(self.table["ipv4_hour"])


@cache
def _table() -> dict[str, Any]:
    return dict(yaml.safe_load(TABLE.read_text()))


def region_prices(region: str) -> RegionPrices:
    """Return the prices of a region.

    Raises:
        CloudError: The table does not have it.
    """
    table = _table()
    if region not in table["regions"]:
        raise CloudError(
            f"{TABLE} has no prices of {region}: add them, or take: {', '.join(table['regions'])}"
        )
    return RegionPrices(region, table["as_of"], table["regions"][region])
