"""`hyperion replay`: landed records to their topic again."""

import click

from hyperion import console, context, ingestion_access, raw
from hyperion.progress import counting
from ingestion import replay as replaying
from ingestion.contracts import REASONS


@click.command(epilog="Example: hyperion replay raw-films --dead-letters --reason key_mismatch")
@click.argument("topic")
@click.option("--dead-letters", is_flag=True, help="The records that broke their contract.")
@click.option("--reason", type=click.Choice(REASONS), help="Dead letters of this reason alone.")
@click.option("--partition", type=click.IntRange(min=0), help="Records of this partition alone.")
@click.option("--from", "start", type=click.IntRange(min=0), help="Its first offset.")
@click.option("--to", "end", type=click.IntRange(min=1), help="The offset after its last.")
@click.option("--again", is_flag=True, help="Also what was replayed before.")
@click.option("--dry-run", is_flag=True, help="Only count what would be sent.")
def replay(
    topic: str,
    *,
    dead_letters: bool,
    reason: replaying.Reason | None,
    partition: int | None,
    start: int | None,
    end: int | None,
    again: bool,
    dry_run: bool,
) -> None:
    """Send dead letters, or a range of landed offsets, to their topic again, each record once.

    The records come from the landed files, so Kafka need not hold them any more. Running it again
    sends nothing twice, and completes what was interrupted. What still breaks its contract is a
    dead letter again, and is not replayed a second time unless with --again.
    """
    limits = {name: at for name, at in (("start", start), ("end", end)) if at is not None}
    selection = replaying.Selection(dead_letters, reason, partition, **limits)
    config = context.settings()
    with counting("replay") as count:
        report = replaying.replay(
            raw.raw_zone(config),
            topic,
            selection,
            broker=ingestion_access.broker_settings(config),
            again=again,
            dry_run=dry_run,
            progress=lambda at: count(at.topic, at.done, at.total),
        )
    rows = [
        (name, *(f"{n:,}" for n in (c.selected, c.copies, c.replayed_before, c.to_send)))
        for name, c in sorted(report.counts.items())
    ]
    columns = ("selected (records)", "copies ()", "replayed before ()", "to send ()")
    if rows:
        console.table("", ("reason", *columns), rows)
    for number in report.finished:
        console.err.print(f"{topic}: finished the interrupted replay {number}")
    if dry_run:
        console.err.print(f"{topic}: nothing sent, since this is a dry run")
    elif report.sent:
        console.err.print(f"{topic}: {report.sent:,} records sent; `hyperion land` lands them")
    else:
        console.err.print(f"{topic}: nothing left to send")
