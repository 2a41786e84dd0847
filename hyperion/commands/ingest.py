"""`hyperion produce|land`: records into Kafka, and from there into HDFS."""

import click

from compose.config import StackSettings
from hyperion import console, context
from hyperion.progress import counting
from ingestion import landing, producers, spark
from ingestion.landing.registrar import RegisterPartitions

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
    tell_rejected(report)


@click.command(epilog="Example: hyperion land --once")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@click.option("--once", "mode", flag_value="once", default="once", help="Drain, then exit.")
@click.option("--follow", "mode", flag_value="follow", help="Run on until Ctrl-C or SIGTERM.")
def land(topics: tuple[str, ...], mode: str) -> None:
    """Land topics in HDFS, each record exactly once (default: all topics, once)."""
    report = run_land(context.settings(), topics, once=mode == "once")
    rows = [
        (t.topic, f"{t.rows:,}", t.dead_letters, t.files, f"{t.bytes:,}", f"{t.seconds:.1f}")
        for t in report.topics
    ]
    columns = ("landed (rows)", "dead letters ()", "files ()", "size (bytes)", "time (s)")
    console.table("", ("topic", *columns), rows)
    if report.dead_letters:
        console.err.print(
            f"{report.dead_letters} records broke their contract and were kept aside in the "
            "dead-letter tables"
        )


def run_produce(
    config: StackSettings, topics: tuple[str, ...], *, changed: bool, size: str
) -> producers.ProduceReport:
    """Publish topics with a progress display."""
    with counting("publish") as count:
        return producers.produce(
            topics or None,
            data_dir=config.data_dir,
            bootstrap=config.kafka_bootstrap,
            state_dir=config.state_dir,
            only_changed=changed,
            size="small" if size == "small" else "full",
            progress=lambda at: count(at.topic, at.done, at.total),
        )


def run_land(
    config: StackSettings, topics: tuple[str, ...], *, once: bool
) -> landing.LandingReport:
    """Land topics with a progress display."""
    register: RegisterPartitions = lambda new: spark.register_partitions(  # noqa: E731 - typed so
        config.host, config.spark_port, new
    )
    with counting("land") as count:
        return landing.land(
            topics or None,
            bootstrap=config.kafka_bootstrap,
            webhdfs_url=config.webhdfs_url,
            once=once,
            register_partitions=register,
            progress=lambda at: count(at.topic, at.read, at.total),
        )


def tell_rejected(report: producers.ProduceReport) -> None:
    """Say where malformed records were kept aside."""
    for topic in report.topics:
        if topic.rejected:
            console.err.print(
                f"{topic.topic}: {topic.rejected} malformed records kept aside in "
                f"{topic.rejects_file}"
            )
