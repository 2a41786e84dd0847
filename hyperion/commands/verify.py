"""`hyperion verify`: proof of what landed, and its repair."""

import sys

import click

from hyperion import console, context, ingestion_access, raw
from hyperion.progress import counting
from ingestion import verification


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
    tables = raw.raw_tables(config)
    if repair:
        verification.repair(
            raw.raw_zone(config),
            raw.relocate(config),
            None if no_spark else tables.register_partitions,
            console.err.print,
            topics or None,
            broker=ingestion_access.broker_settings(config),
        )
    with counting("verify") as count:
        report = verification.verify(
            raw.raw_zone(config),
            topics or None,
            broker=ingestion_access.broker_settings(config),
            deep=deep,
            count_rows_in_spark=None if no_spark else tables.count_rows,
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
