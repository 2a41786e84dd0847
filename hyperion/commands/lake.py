"""`hyperion build|export`: dbt on Spark, dbt on Trino, and the site's files."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from compose.config import StackSettings
from hyperion import console, context
from hyperion.dbt import (
    DATA_ALONE,
    DbtRun,
    artifacts_of,
    column_lineage,
    load_dbt_aside,
    merge_catalogs,
    run_dbt,
)
from hyperion.dbt.changes import (
    changed_on_spark,
    changed_on_trino,
    compared_with_green,
    read_by_spark,
    remember_green_on_spark,
    remember_green_on_trino,
)
from hyperion.dbt.runs import exported_on_trino
from hyperion.places import out_folder

if TYPE_CHECKING:
    from exports import Published

_OVERTAKEN = (
    "Since the last green build something else was built, or macros or dbt_project.yml were"
    " edited: everything is built."
)
PASS_ON = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@click.command(context_settings=PASS_ON, epilog="Example: hyperion build --select films+")
@click.option("--changed", is_flag=True, help="Only what changed since the last green one.")
@click.argument("dbt_arguments", nargs=-1, type=click.UNPROCESSED, metavar="[DBT ARGUMENTS]...")
def build(changed: bool, dbt_arguments: tuple[str, ...]) -> None:
    """Build and test the marts on Spark, then the exports on Trino.

    Further arguments are dbt's own, for Spark; with them the exports are left alone. Nothing is
    published: that is `hyperion export`.
    """
    config = context.settings()
    exported = None
    if changed:
        load_dbt_aside()
        exported = exported_on_trino(config)
    run = build_marts(config, changed=changed, dbt_arguments=dbt_arguments)
    if run.exit_code:
        sys.exit(run.exit_code)
    if not dbt_arguments:
        write_exports(config, exported)


def build_marts(
    config: StackSettings, *, changed: bool = False, dbt_arguments: Sequence[str] = ()
) -> DbtRun:
    """Build and test the marts on Spark.

    Args:
        config: The stack.
        changed: Only what changed or landed since the last green build.
        dbt_arguments: Further arguments of dbt's own.
    """
    selection: tuple[str, ...] = ()
    changes = None
    if changed:
        if changes := changed_on_spark(config):
            selection = ("--select", *changes.selectors, "--exclude", "path:models/exports")
            selection += compared_with_green(config, "local")
        else:
            console.err.print(_OVERTAKEN)
    run = run_dbt(config, "build", *DATA_ALONE, *selection, *dbt_arguments)
    if not run.exit_code and not dbt_arguments:
        remember_green_on_spark(config, run.invocation_id, changes)
    return run


@click.command(epilog="Example: hyperion export && ls exports/out")
def export() -> None:
    """Write the exports on Trino, check them and publish them into exports/out.

    Refuses unless the last build on Spark was green; what was published before then stays.
    """
    config = context.settings()
    write_exports(config)
    rows = [
        (file.name, f"{file.rows:,}", f"{file.bytes:,}", "changed" if file.changed else "same")
        for file in publish(config)
    ]
    console.table("", ("export", "rows ()", "size (bytes)", "since last time"), rows)
    console.err.print(f"Published into {out_folder(config)}")


def write_exports(config: StackSettings, exported: Mapping[str, str] | None = None) -> DbtRun:
    """Write and test the exports on Trino; a red run ends the command, and nothing is published.

    Args:
        config: The stack.
        exported: The run that wrote each export last, to write only those that follow from what
            changed or landed since all were green.
    """
    selection: tuple[str, ...] = ()
    read = read_by_spark(config)
    if exported is not None:
        if selectors := changed_on_trino(config, exported):
            selection = ("--select", *(f"{each},path:models/exports" for each in selectors))
            selection += compared_with_green(config, "trino")
        else:
            console.err.print(_OVERTAKEN)
    run = run_dbt(config, "build", *DATA_ALONE, *selection, engine="trino")
    if run.exit_code:
        console.err.print("The last good exports stay as they are.")
        sys.exit(run.exit_code)
    written = dict.fromkeys(run.models, run.invocation_id)
    remember_green_on_trino(config, read, {**(exported or {}), **written})
    return run


def publish(config: StackSettings) -> list[Published]:
    """Publish the newest run's exports."""
    # Its import takes a quarter of a second, most of it pyarrow's.
    import exports

    lake = exports.Lake(
        config.host,
        config.trino_port,
        {
            "hdfs": exports.WebHdfsFiles(config.webhdfs_url),
            "s3": exports.S3Files(_s3),
        },
        schema_prefix=config.schema_prefix,
        lake_catalog=config.lake_catalog,
        export_catalog=config.export_catalog,
    )
    return exports.publish(
        lake,
        artifacts_of(config, "trino") / "manifest.json",
        out_folder(config),
        lambda name: console.err.print(f"publish {name}"),
    )


def _s3() -> Any:
    # Its import takes a quarter of a second.
    from emr.aws import client

    return client(context.cloud_settings(), "s3")


@click.command(epilog="Example: hyperion docs --port 8081")
@click.option("--port", default=8081, show_default=True, help="Where to serve.")
@click.option("--no-serve", is_flag=True, help="Only generate into target/.")
def docs(port: int, no_serve: bool) -> None:
    """Generate dbt's documentation from the running servers, and serve it with the lineage.

    Where each column comes from and goes to is beside it, under /columns.html.
    """
    config = context.settings()
    for engine in ("trino", "local"):
        generated = run_dbt(config, "docs", "generate", engine=engine)
        if generated.exit_code:
            sys.exit(generated.exit_code)
    merge_catalogs(config)
    column_lineage.write(config)
    if no_serve:
        return
    where = ("--host", config.host, "--port", str(port))
    sys.exit(run_dbt(config, "docs", "serve", *where, "--no-browser").exit_code)
