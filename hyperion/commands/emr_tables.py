"""How plans and clusters are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from emr.budget import S3_RESERVE
from emr.options import DATA_DISK_GB, ROOT_DISK_GB
from hyperion import console

if TYPE_CHECKING:
    from emr.clusters import Cluster, Step
    from emr.plan import Plan


def plan_tables(plan: Plan) -> None:
    """Print what a run creates, what it costs, and what ends it."""
    options, layout, limits, request = plan.options, plan.layout, plan.limits, plan.request
    market = "Spot, at most the price on demand" if options.spot else "on demand"
    code = f"s3://{layout.staging_bucket}/{layout.code_key(plan.project.digest[:12] + '...', '')}"
    settings = {each["Classification"]: each["Properties"] for each in request["Configurations"]}
    spark = settings["spark-defaults"]
    rows: list[tuple[str, object]] = [
        ("run", plan.run_id),
        ("cluster", f"{options.release} in {options.region}"),
        ("applications", ", ".join(each["Name"] for each in request["Applications"])),
        ("master", f"1 x {options.instance_type}, on demand"),
        ("core nodes", f"{options.core_count} x {options.instance_type}, {market}"),
        ("disks", f"{ROOT_DISK_GB} + {DATA_DISK_GB} GB of gp3 a node"),
        ("roles", f"{request['ServiceRole']}, {request['JobFlowRole']}"),
        ("subnet", options.subnet or "one of the default VPC"),
        ("catalog", "Glue" if options.catalog == "glue" else "the cluster's own metastore"),
        ("ANSI mode, time zone", f"{spark['spark.sql.ansi.enabled']}, UTC on both engines"),
        ("raw data", f"{layout.raw_root}, by way of {layout.landing_root}"),
        ("tables", spark["spark.sql.warehouse.dir"]),
        ("exports", layout.exports_root(plan.run_id)),
        ("project", f"{plan.project.files} files, {len(plan.project.data):,} bytes to {code}"),
        ("bootstrap", ", ".join(each["Name"] for each in request["BootstrapActions"])),
        ("steps", " -> ".join(step["Name"] for step in request["Steps"])),
        ("proof", f"s3://{layout.staging_bucket}/{layout.proof_prefix(plan.run_id)}"),
        ("logs", request["LogUri"]),
        ("tags", ", ".join(f"{tag['Key']}={tag['Value']}" for tag in request["Tags"])),
    ]
    console.table("What a run creates", ("what", "how"), rows)
    costs: list[tuple[object, ...]] = [
        (item.name, item.count, f"{item.hourly:.4f}", f"{item.count * item.hourly:.4f}")
        for item in limits.items
    ]
    costs.append(("all", "", "", f"{limits.hourly:.4f}"))
    console.table(
        f"What it costs (list prices as known on {plan.prices.as_of}, {options.region})",
        ("what", "count ()", "each (USD/h)", "all (USD/h)"),
        costs,
    )
    console.table("What ends it", ("when", "who"), _ends(plan))
    console.out.print(
        f"It costs ${limits.hourly:.2f} an hour, and ${limits.worst_case:.2f} when it lives as "
        f"long as it may, with ${S3_RESERVE:.2f} for S3; the cap is ${limits.cost_cap:.2f}."
    )


def _ends(plan: Plan) -> list[tuple[str, str]]:
    minutes = plan.limits.lifetime_seconds // 60
    return [
        ("after the last step, or the first that fails", "EMR"),
        ("on an error, Ctrl-C or SIGTERM here", "this command"),
        (f"{minutes} minutes after it was asked for", "this command"),
        (f"{minutes} minutes after the master booted (the cost cap)", "a timer on the master"),
        (f"{plan.options.idle_minutes} minutes without work", "EMR's auto-termination policy"),
        ("at any time, from anywhere", "hyperion emr terminate --all"),
    ]


def clusters_table(
    found: Sequence[Cluster], steps: Mapping[str, Sequence[Step]], now: datetime
) -> None:
    """Print clusters with the state of their steps."""
    rows = [
        (
            cluster.id,
            cluster.run_id,
            cluster.state.lower(),
            console.duration(((cluster.ended or now) - cluster.created).total_seconds()),
            ", ".join(f"{step.name} {step.state.lower()}" for step in steps[cluster.id]),
        )
        for cluster in found
    ]
    console.table("", ("cluster", "run", "state", "age", "steps"), rows)
