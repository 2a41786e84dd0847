"""`hyperion produce|verify`: records into Kafka, and proof of what landed on HDFS."""

import sys
from collections.abc import Collection
from functools import partial

import click

from compose.config import StackSettings
from hyperion import console, context
from hyperion.commands.compact import lake
from hyperion.progress import counting
from ingestion import producers, spark, verification

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


@click.command(epilog="Example: hyperion verify raw-boxoffice --deep")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@click.option("--deep", is_flag=True, help="Read every file back: checksums and rows.")
@click.option("--no-spark", is_flag=True, help="Leave Spark out.")
@click.option("--repair", is_flag=True, help="First mend what can be mended without guessing.")
def verify(topics: tuple[str, ...], deep: bool, no_spark: bool, repair: bool) -> None:
    """Prove that nothing was lost or doubled: landed rows + dead letters + gaps = offsets.

    Reconciles Kafka, the commit records, the files on HDFS and Spark, and names every file that was
    moved, deleted or changed. Exits with 1 when something does not add up.

    --repair says what it does and what it refuses: it finishes commits, puts files back where they
    belong and strays aside (nothing is deleted), lands lost files anew from Kafka when the very
    same bytes come out, writes checkpoints anew and tells Spark of partitions again.
    """
    config = context.settings()
    if repair:
        verification.repair(
            lake(config),
            None if no_spark else partial(spark.register_partitions, *_thrift(config)),
            lambda line: console.err.print(line, markup=False),
            topics or None,
            broker=context.broker_settings(config),
        )
    with counting("verify") as count:
        report = verification.verify(
            topics or None,
            broker=context.broker_settings(config),
            webhdfs_url=context.webhdfs_url(config),
            webhdfs_access=context.webhdfs_access(config),
            raw_root=config.raw_root,
            deep=deep,
            count_rows_in_spark=None if no_spark else partial(_count_rows, config),
            progress=lambda at: count(at.topic, at.files, None),
        )
    columns = ("rows ()", "dead letters ()", "gaps ()", "= offsets ()", "behind ()", "files ()")
    rows = [
        (
            f"{a.topic} {a.partition}",
            *(f"{n:,}" for n in (a.rows, a.dead_letters, a.gap_offsets, a.landed_end, a.behind)),
            a.files,
        )
        for a in report.partitions
    ]
    console.table("", ("topic partition", *columns), rows)
    counted = [
        (t.table, f"{t.landed:,}", "" if t.spark is None else f"{t.spark:,}") for t in report.tables
    ]
    if counted:
        console.table("", ("table", "landed (rows)", "in Spark (rows)"), counted)
    for problem in report.problems:
        console.err.print(f"{problem.topic}: {problem.message}".removeprefix(": "))
    if not report.ok:
        sys.exit(1)
    console.err.print(f"Everything adds up: {report.files} files in {report.seconds:.1f} s")


def _count_rows(config: StackSettings, tables: Collection[str]) -> dict[str, int]:
    return spark.count_rows(*_thrift(config), tables)


def _thrift(config: StackSettings) -> tuple[str, int, str]:
    return config.host, config.spark_port, config.raw_schema


def run_produce(
    config: StackSettings, topics: tuple[str, ...], *, changed: bool, size: str
) -> producers.ProduceReport:
    """Publish topics with a progress display."""
    with counting("publish") as count:
        return producers.produce(
            topics or None,
            data_dir=config.data_dir,
            broker=context.broker_settings(config),
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
