"""`hyperion compact|prune`: few large files in place of many small ones."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import click

from compose.config import StackSettings
from hyperion import console, context
from ingestion import spark
from ingestion.landing.compact import Lake
from ingestion.landing.compact import compact as compact_topics
from ingestion.landing.compact import prune as prune_topics


@click.command(epilog="Example: hyperion compact raw-boxoffice --before 2026-11-01")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), help="Only days before this one.")
def compact(topics: tuple[str, ...], before: datetime | None) -> None:
    """Rewrite the files of closed days into large ones (default: all topics).

    Readers of the tables see the old files or the new ones, never both; the old ones stay until
    `hyperion prune`. Run it again after an interruption: it completes what was begun.
    """
    done = compact_topics(
        lake(context.settings()),
        topics or None,
        before=before.date() if before else None,
        say=lambda line: console.err.print(line, markup=False),
    )
    console.err.print(f"Compacted {len(done)} days")


@click.command(epilog="Example: hyperion prune --older-than 24")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@click.option(
    "--older-than",
    type=click.FloatRange(min=0),
    default=24.0,
    show_default=True,
    help="Hours since the compaction: queries that began before it must be over.",
)
def prune(topics: tuple[str, ...], older_than: float) -> None:
    """Delete the files that compactions replaced (default: of all topics)."""
    deleted = prune_topics(
        lake(context.settings()), topics or None, older_than=timedelta(hours=older_than)
    )
    console.err.print(f"Deleted {len(deleted):,} files")


def lake(config: StackSettings) -> Lake:
    """Return where compaction works."""

    def relocate(folders: Mapping[spark.TablePartition, str]) -> None:
        root = config.hdfs_uri if config.raw_root.startswith("/") else ""
        locations = {each: f"{root}{folder}" for each, folder in folders.items()}
        spark.set_locations(config.host, config.spark_port, config.raw_schema, locations)

    return Lake(
        context.webhdfs_url(config),
        relocate,
        config.raw_root,
        webhdfs_access=context.webhdfs_access(config),
    )
