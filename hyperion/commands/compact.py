"""`hyperion compact|prune`: few large files in place of many small ones."""

from datetime import datetime, timedelta

import click

from hyperion import console, context, raw
from ingestion.landing.compaction.topics import compact as compact_topics
from ingestion.landing.compaction.topics import prune as prune_topics


@click.command(epilog="Example: hyperion compact raw-boxoffice --before 2026-11-01")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), help="Only days before this one.")
def compact(topics: tuple[str, ...], before: datetime | None) -> None:
    """Rewrite the files of closed days into large ones (default: all topics).

    Readers of the tables see the old files or the new ones, never both; the old ones stay until
    `hyperion prune`. Run it again after an interruption: it completes what was begun.
    """
    config = context.settings()
    done = compact_topics(
        raw.raw_zone(config),
        raw.relocate(config),
        topics or None,
        before=before.date() if before else None,
        say=console.err.print,
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
    config = context.settings()
    deleted = prune_topics(
        raw.raw_zone(config),
        raw.relocate(config),
        topics or None,
        older_than=timedelta(hours=older_than),
    )
    console.err.print(f"Deleted {len(deleted):,} files")
