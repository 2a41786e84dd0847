"""What the published site costs in a month, by the dated table `prices.yml`."""

from dataclasses import dataclass
from typing import Any

import yaml

from emr.prices import TABLE


@dataclass(frozen=True)
class Use:
    """A month of the site. The defaults are generous for a site of a few megabytes.

    Attributes:
        stored_gb: In the bucket, old versions included.
        visits: Visits.
        requests_per_visit: Files and ranges of files that a visit asks for.
        mb_per_visit: What they weigh; the first visit of the SQL page loads 3 MB more.
        deployments: Deployments.
        objects: Objects that a deployment looks at.
        uploads_per_deployment: Objects that it writes.
    """

    stored_gb: float = 0.5
    visits: int = 2000
    requests_per_visit: int = 60
    mb_per_visit: float = 2.5
    deployments: int = 20
    objects: int = 150
    uploads_per_deployment: int = 50


@dataclass(frozen=True)
class Line:
    """A line of the bill: so much of something, at a price, with nothing for free."""

    what: str
    quantity: float
    unit: str
    price: float

    @property
    def cost(self) -> float:
        """US dollars."""
        return self.quantity * self.price


def month(use: Use, region: str = "us-east-1") -> list[Line]:
    """Return the lines of a month's bill at list prices, without what AWS gives away."""
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    # Elsewhere prices differ by some percent, of cents.
    s3 = table["regions"].get(region, table["regions"]["us-east-1"])["s3"]
    edge = table["cloudfront"]
    requests = use.visits * use.requests_per_visit
    # Every request may miss the edge, and each deployment looks at every object.
    reads = requests + use.deployments * use.objects
    writes = use.deployments * use.uploads_per_deployment
    return [
        Line("stored", use.stored_gb, "GB", s3["storage_gb_month"]),
        Line("S3 reads", reads / 1000, "thousand", s3["get_1000"]),
        Line("S3 writes", writes / 1000, "thousand", s3["put_1000"]),
        Line("transfer", use.visits * use.mb_per_visit / 1000, "GB", edge["transfer_gb"]),
        Line("requests", requests / 1e6, "million", edge["requests_million"]),
        Line("function calls", requests / 1e6, "million", edge["function_calls_million"]),
    ]
