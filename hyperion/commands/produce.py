"""`hyperion produce`: records into Kafka."""

import click

from compose.config import StackSettings
from hyperion import console, context, ingestion_access
from hyperion.progress import counting
from ingestion import producers

size_option = click.option(
    "--size",
    type=click.Choice(["full", "small"]),
    default="full",
    show_default=True,
    help="How much box office: small is a twentieth of it, in whole films.",
)


@click.command(epilog="Example: hyperion produce raw-films")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@click.option("--changed", is_flag=True, help="Only what changed since it was last published.")
@size_option
def produce(topics: tuple[str, ...], changed: bool, size: str) -> None:
    """Publish the source documents and the modelled box office to their topics (default: all).

    Publishing again is harmless: the newest version of a record wins.
    """
    report = run_produce(context.settings(), topics, changed=changed, size=size)
    rows = [
        (t.topic, f"{t.rows:,}", t.tombstones, f"{t.unchanged:,}", t.rejected, f"{t.seconds:.1f}")
        for t in report.topics
    ]
    columns = ("published (rows)", "tombstones ()", "unchanged ()", "rejected ()", "time (s)")
    console.table("", ("topic", *columns), rows)
    _tell_created(report)
    tell_rejected(report)


def _tell_created(report: producers.ProduceReport) -> None:
    created = [topic.topic for topic in report.topics if topic.created]
    if created:
        console.err.print(f"created in Kafka: {', '.join(created)}")


def run_produce(
    config: StackSettings, topics: tuple[str, ...], *, changed: bool, size: str
) -> producers.ProduceReport:
    """Publish topics with a progress display."""
    with counting("publish") as count:
        return producers.produce(
            topics or None,
            data_dir=config.data_dir,
            broker=ingestion_access.broker_settings(config),
            state_dir=config.state_dir,
            only_changed=changed,
            size="small" if size == "small" else "full",
            progress=lambda at: count(at.topic, at.done, at.total),
        )


def tell_rejected(report: producers.ProduceReport) -> None:
    """Say where malformed records were kept aside."""
    for topic in report.topics:
        if topic.rejected:
            console.err.print(
                f"{topic.topic}: {topic.rejected} malformed records kept aside in "
                f"{topic.rejects_file}"
            )
