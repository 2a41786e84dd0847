"""The options of the commands that plan or create a cluster."""

from __future__ import annotations

from collections.abc import Callable

import click

from emr.options import ClusterOptions

_DEFAULT = ClusterOptions()
_OPTIONS = (
    click.option("--release", default=_DEFAULT.release, help="EMR's release label."),
    click.option("--instance-type", default=_DEFAULT.instance_type, help="Of all nodes."),
    click.option(
        "--core-count",
        type=click.IntRange(1, 20),
        default=_DEFAULT.core_count,
        help="Nodes beside the master.",
    ),
    click.option("--spot", is_flag=True, help="Core nodes from the Spot market."),
    click.option(
        "--catalog",
        type=click.Choice(["hive", "glue"]),
        default=_DEFAULT.catalog,
        help="The cluster's own metastore, or Glue's catalog.",
    ),
    click.option("--subnet", help="A subnet's id; else one of the default VPC."),
    click.option("--service-role", help="EMR's role; else that of the roles stack."),
    click.option("--instance-profile", help="The nodes' profile; else that of the roles stack."),
    click.option(
        "--max-hours",
        type=click.FloatRange(0, 24),
        default=_DEFAULT.max_hours,
        help="Longest life of the cluster.",
    ),
    click.option(
        "--cost-cap",
        type=click.FloatRange(0),
        default=_DEFAULT.cost_cap,
        help="US dollars that it may cost: its life is as short as that takes.",
    ),
    click.option(
        "--idle-minutes",
        type=click.IntRange(5, 120),
        default=_DEFAULT.idle_minutes,
        help="Idleness after which EMR ends it.",
    ),
)


def cluster_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a cluster."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
