"""Proving that nothing was lost or doubled: landed rows + dead letters + gaps = offsets."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from ingestion.broker import Admin, BrokerSettings, OffsetRange, TopicInfo, connect
from ingestion.contracts import Contract, select
from ingestion.landing.raw_zone import RawZone
from ingestion.landing.storage.layout import Source
from ingestion.spark import SparkError
from ingestion.verification.report import Problem, TableCount, VerifyProgressCallback, VerifyReport
from ingestion.verification.verifier import Verifier

CountRows = Callable[[Collection[str]], Mapping[str, int]]


def verify(
    zone: RawZone,
    topics: Sequence[str] | None = None,
    *,
    contracts: Mapping[str, Contract] | None = None,
    broker: BrokerSettings,
    deep: bool = False,
    count_rows_in_spark: CountRows | None = None,
    progress: VerifyProgressCallback | None = None,
) -> VerifyReport:
    """Reconcile Kafka's offsets, the commit records, the files on HDFS and Spark's counts.

    Args:
        zone: The landed files.
        topics: Topics to verify; all that have a contract by default.
        contracts: Contracts by topic; the project's own by default.
        broker: How to reach Kafka.
        deep: Read every file back and compare digest and number of rows, not only its length.
        count_rows_in_spark: Counts the rows of raw tables; None leaves Spark out.
        progress: Called as files are looked at.

    Returns:
        The accounts, and every problem found.

    Raises:
        SettingsError: Kafka's client library is not installed.
        BrokerUnavailableError: Kafka does not answer.
        StoreUnavailableError: HDFS does not answer.
    """
    started = time.monotonic()
    chosen = select(topics, contracts)
    kafka = connect(broker)
    store = zone.store()
    report = VerifyReport()
    verifier = Verifier(store, zone.layout, report, deep, progress or (lambda _: None))
    with kafka.admin() as admin:
        for topic in (contract.topic for contract in chosen):
            found = admin.topics([topic]).get(topic)
            current = [] if found is None else _sources(found)
            verifier.verify_topic(topic, current, partial(_held, admin, found))
    if count_rows_in_spark is not None:
        compare_with_spark(chosen, report, count_rows_in_spark)
    report.seconds = time.monotonic() - started
    return report


def _sources(topic: TopicInfo) -> list[Source]:
    return [Source(p.topic, topic.topic_id, p.number) for p in topic.all_partitions()]


def _held(admin: Admin, topic: TopicInfo | None) -> dict[Source, OffsetRange]:
    """Return what Kafka holds of a topic, by partition of its present incarnation."""
    if topic is None:
        return {}
    offsets = admin.offsets(topic.all_partitions())
    return dict(zip(_sources(topic), offsets.values(), strict=True))


def compare_with_spark(
    contracts: Iterable[Contract], report: VerifyReport, count: CountRows
) -> None:
    """Compare the commit records' rows with what Spark reads."""
    landed: dict[str, int] = {}
    topics: dict[str, str] = {}
    for contract in contracts:
        accounts = [a for a in report.partitions if a.topic == contract.topic]
        landed[contract.table] = sum(account.rows for account in accounts)
        landed[contract.dead_letter_table] = sum(account.dead_letters for account in accounts)
        topics |= dict.fromkeys((contract.table, contract.dead_letter_table), contract.topic)
    try:
        counts = count(list(landed))
    except SparkError as error:
        report.problems.append(Problem("", str(error)))
        return
    for table, rows in landed.items():
        found = counts.get(table)
        report.tables.append(TableCount(table, rows, found))
        if found is not None and found != rows:
            message = f"Spark reads {found} rows in {table}, landed were {rows}."
            report.problems.append(Problem(topics[table], message))
