"""A cost cap is a lifetime, and no cluster that lives as long as it may costs more."""

import re
from dataclasses import replace
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from compose.config import PROJECT_ROOT
from emr.budget import Budget, budget
from emr.errors import CloudError
from emr.options import ClusterOptions
from emr.prices import TABLE, RegionPrices, region_prices

DEFAULT = ClusterOptions()


def limits(**changes: object) -> Budget:
    options = replace(DEFAULT, **changes)  # type: ignore[arg-type]
    return budget(options, region_prices(options.region))


def test_an_hour_is_the_sum_of_its_parts() -> None:
    table = {
        "instances": {"m5.xlarge": {"ec2": 0.2, "emr": 0.05}},
        "ebs_gb_month": 0.073,
        "ipv4_hour": 0.005,
    }
    found = budget(DEFAULT, RegionPrices("here", date(2026, 1, 1), table))
    # 52 GB at 0.0001 an hour are 0.0052; three nodes.
    assert found.hourly == pytest.approx(3 * (0.2 + 0.05 + 0.0052 + 0.005))
    assert found.cost(1800) == pytest.approx(found.hourly / 2)


def test_the_hours_limit_the_lifetime_where_the_cap_does_not() -> None:
    assert limits().lifetime_seconds == 2 * 3600
    assert limits().worst_case < DEFAULT.cost_cap


def test_the_cap_limits_the_lifetime_where_the_hours_do_not() -> None:
    found = limits(cost_cap=1.0)
    assert found.lifetime_seconds < 2 * 3600
    assert found.worst_case == pytest.approx(1.0, abs=0.001)


def test_a_cap_that_pays_for_no_run_is_refused_with_one_that_does() -> None:
    with pytest.raises(CloudError, match=r"a cap of \$0.30.* which is a cap of \$0\.\d\d") as told:
        limits(cost_cap=0.3)
    enough = float(str(told.value).split("which is a cap of $")[1].split(" ")[0])
    assert limits(cost_cap=enough + 0.01).lifetime_seconds >= 1800


def test_spot_is_counted_as_what_it_may_cost() -> None:
    assert limits(spot=True).hourly == limits().hourly


@given(
    core_count=st.integers(1, 20),
    cost_cap=st.floats(0, 100),
    max_hours=st.floats(0, 24),
    instance_type=st.sampled_from(sorted(region_prices("us-east-1").table["instances"])),
)
def test_no_cluster_may_cost_more_than_its_cap(
    core_count: int, cost_cap: float, max_hours: float, instance_type: str
) -> None:
    try:
        found = limits(
            core_count=core_count,
            cost_cap=cost_cap,
            max_hours=max_hours,
            instance_type=instance_type,
        )
    except CloudError:
        return
    assert found.worst_case <= cost_cap + 0.01
    assert found.lifetime_seconds <= max_hours * 3600


def test_what_has_no_price_is_not_run() -> None:
    with pytest.raises(CloudError, match=r"no price of x1\.huge in us-east-1"):
        limits(instance_type="x1.huge")
    with pytest.raises(CloudError, match="no prices of mars-1"):
        region_prices("mars-1")


def test_the_price_list_has_a_date_and_sources() -> None:
    prices = region_prices("us-east-1")
    assert prices.as_of >= date(2026, 11, 1)
    sources = yaml.safe_load(TABLE.read_text())["sources"]
    assert {"ec2", "emr", "ebs", "ipv4", "s3", "cloudfront"} <= sources.keys()
    assert all(each.startswith("aws.amazon.com/") for each in sources.values())


def test_the_guide_begins_in_a_region_that_has_prices() -> None:
    guide = (PROJECT_ROOT / "docs" / "cloud.md").read_text()
    first = re.search(r"export HYPERION_AWS_REGION=(\S+)", guide)
    assert first
    assert region_prices(first[1]).region == first[1]


@pytest.mark.parametrize("release", ["emr-6.15.0", "emr-spark-8.1.0"])
def test_a_release_without_all_engines_is_refused(release: str) -> None:
    with pytest.raises(CloudError, match=f"{release}: the run needs Spark, Iceberg and Trino"):
        ClusterOptions(release=release)
