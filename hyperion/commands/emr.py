"""`hyperion emr plan|run|status|terminate`: the whole dbt build once, on a cluster of EMR's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compose.config import PROJECT_ROOT
from emr.config import CloudSettings
from emr.options import ClusterOptions
from hyperion import console, context
from hyperion.commands import stacks
from hyperion.commands.emr_options import cluster_options
from hyperion.commands.emr_tables import clusters_table, plan_tables
from hyperion.progress import counting

# boto3 takes a quarter of a second to load: commands that talk to AWS load it themselves.
if TYPE_CHECKING:
    from emr.plan import Plan
    from emr.raw import SourceFile

PROOF_FOLDER = PROJECT_ROOT / "docs" / "emr_proof"


@click.group(
    context_settings={"show_default": True},
    epilog="Example: hyperion emr plan && hyperion emr run",
)
def emr() -> None:
    """Run the whole dbt build on a cluster of EMR's, and keep the proof."""


emr.add_command(stacks.stacks)


@emr.command(epilog="Example: hyperion emr plan --spot --cost-cap 2")
@cluster_options
def plan(**chosen: Any) -> None:
    """Print all that a run would create, with its price; needs neither credentials nor network."""
    plan_tables(_plan(context.cloud_settings(), chosen))
    console.err.print("Nothing was created. To do it: hyperion emr run")


@emr.command(epilog="Example: hyperion emr run --spot --max-hours 1")
@cluster_options
@click.option("--skip-raw", is_flag=True, help="The raw bucket holds what has landed already.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def run(*, skip_raw: bool, yes: bool, **chosen: Any) -> None:
    """Build everything on a cluster, write the proof into docs/emr_proof, and end the cluster.

    Uploads the landed files and the project, and creates a cluster that does the rest by itself:
    Thrift Server, dbt build on Spark, then on Trino, then row counts. It is ended when it is done,
    on an error, on Ctrl-C and after its time; should this machine die, it ends by itself.
    """
    from emr.aws import client
    from emr.clock import Clock
    from emr.interruptions import Interruptions
    from emr.run import Run

    cloud = context.cloud_settings()
    planned = _plan(cloud, chosen)
    sources = [] if skip_raw else _landed()
    plan_tables(planned)
    if sources:
        size = sum(file.size for file in sources) / 1e6
        console.out.print(f"Landed files: {len(sources):,}, {size:,.1f} MB, unless they are there")
    if not yes:
        limits = planned.limits
        price = f"${limits.hourly:.2f} an hour, at most ${limits.worst_case:.2f}"
        click.confirm(f"Create this cluster for {price}?", abort=True)
    with counting("upload") as count:
        running = Run(
            plan=planned,
            emr=client(cloud, "emr"),
            creator=client(cloud, "emr", attempts=1),
            s3=client(cloud, "s3"),
            sources=sources,
            say=console.err.print,
            progress=count,
            interruptions=Interruptions(),
            clock=Clock(),
        )
        _execute(running)


def _execute(running: Any) -> None:
    from emr.proof import Evidence, save_files, write

    planned: Plan = running.plan
    try:
        running.execute()
    except BaseException:
        if running.files:
            kept = context.settings().state_dir / "emr" / planned.run_id
            save_files(running.files, kept)
            console.err.print(f"what the steps left is in {kept}")
        raise
    evidence = Evidence(
        planned.run_id,
        planned.options,
        planned.limits,
        running.cluster,
        running.seconds,
        running.files,
    )
    page = write(evidence, PROOF_FOLDER / planned.run_id)
    cost = planned.limits.cost(running.seconds)
    console.err.print(
        f"done in {console.duration(running.seconds)} for about ${cost:.2f}; proof: {page}"
    )


@emr.command(epilog="Example: hyperion emr status --all")
@click.option("--all", "everything", is_flag=True, help="Also clusters that are over.")
def status(everything: bool) -> None:
    """Show this installation's clusters, found by their tags, with their steps."""
    from emr import clusters
    from emr.aws import client

    cloud = context.cloud_settings()
    remote = client(cloud, "emr")
    states = (*clusters.ACTIVE, "TERMINATING", *(clusters.OVER if everything else ()))
    found = clusters.find(remote, cloud.cloud_prefix, states=states)
    if not found:
        console.err.print(f"No cluster of {cloud.cloud_prefix} in {cloud.aws_region}")
        return
    steps = {cluster.id: clusters.steps(remote, cluster.id) for cluster in found}
    clusters_table(found, steps, datetime.now(UTC))


@emr.command(epilog="Example: hyperion emr terminate --all")
@click.argument("cluster_ids", nargs=-1, metavar="[CLUSTER]...")
@click.option("--all", "everything", is_flag=True, help="Every cluster of this installation.")
def terminate(cluster_ids: tuple[str, ...], everything: bool) -> None:
    """End clusters, and wait until they are over.

    Only clusters that carry this installation's tags are ended, whoever or whatever started them.
    """
    from emr import clusters
    from emr.aws import client
    from emr.clock import Clock
    from emr.ending import await_end

    if bool(cluster_ids) == everything:
        raise context.UserError("name clusters, or say --all; hyperion emr status lists them")
    cloud = context.cloud_settings()
    remote = client(cloud, "emr")
    found = {cluster.id for cluster in clusters.find(remote, cloud.cloud_prefix)}
    strange = set(cluster_ids) - found
    if strange:
        raise context.UserError(
            f"no running cluster of {cloud.cloud_prefix}: {', '.join(sorted(strange))}"
        )
    chosen = sorted(cluster_ids or found)
    if not chosen:
        console.err.print(f"No cluster of {cloud.cloud_prefix} runs in {cloud.aws_region}")
        return
    clusters.terminate(remote, chosen)
    for cluster_id in chosen:
        await_end(remote, cluster_id, Clock(), console.err.print)


def _plan(cloud: CloudSettings, chosen: dict[str, Any]) -> Plan:
    from emr.plan import plan as plan_run

    given = {name: value for name, value in chosen.items() if value is not None}
    options = ClusterOptions(region=cloud.aws_region, **given)
    return plan_run(options, cloud.cloud_prefix, Path(PROJECT_ROOT), datetime.now(UTC))


def _landed() -> list[SourceFile]:
    from hyperion.landed import landed_files
    from hyperion.raw import raw_zone

    zone = raw_zone(context.settings())
    return landed_files(zone.store(), zone.root)
