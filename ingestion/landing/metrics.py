"""Landing's metrics, in a registry of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ingestion.broker import Partition
from ingestion.contracts import REASONS
from ingestion.landing.commits.records import CommitRecord

_PREFIX = "hyperion_landing"
_COMMIT_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)


@dataclass(frozen=True, slots=True)
class PartitionState:
    """Where a partition that this process lands stands.

    Attributes:
        partition: The partition.
        lag: Offsets that Kafka holds and HDFS does not; None before Kafka was asked.
        unread: How many of them are not read yet; None before Kafka was asked.
        age: Seconds since the oldest record that is read but not committed was read.
        buffered: Bytes of memory that records not committed take.
        still: Seconds spent waiting for records since the partition's position last moved.
    """

    partition: Partition
    lag: int | None
    unread: int | None
    age: float
    buffered: int
    still: float


class _Live(Collector):
    """Gauges that are asked for when they are scraped: an age grows while the loop is blocked."""

    def __init__(self, states: Callable[[], Iterable[PartitionState]]) -> None:
        self._states = states

    def collect(self) -> Iterator[Metric]:
        labels = ["topic", "partition"]
        lag = GaugeMetricFamily(
            f"{_PREFIX}_lag_records", "Offsets in Kafka that are not on HDFS yet", labels=labels
        )
        age = GaugeMetricFamily(
            f"{_PREFIX}_oldest_uncommitted_seconds",
            "Age of the oldest record that is read but not committed",
            labels=labels,
        )
        buffered = 0
        count = 0
        for state in self._states():
            count += 1
            buffered += state.buffered
            names = [state.partition.topic, str(state.partition.number)]
            age.add_metric(names, state.age)
            if state.lag is not None:
                lag.add_metric(names, state.lag)
        yield lag
        yield age
        yield GaugeMetricFamily(
            f"{_PREFIX}_buffered_bytes", "Memory of records not committed", value=buffered
        )
        yield GaugeMetricFamily(
            f"{_PREFIX}_assigned_partitions", "Partitions this process lands", value=count
        )


class Metrics:
    """Counts what one landing process does.

    Args:
        topics: Topics it may land; their counters begin at 0, so that a first event is a change.
        states: Tells where each of its partitions stands.
        unregistered: Tells how many table partitions Spark does not know yet.
    """

    def __init__(
        self,
        topics: Iterable[str],
        states: Callable[[], Iterable[PartitionState]],
        unregistered: Callable[[], int],
    ) -> None:
        self.registry = CollectorRegistry()
        self._rows = self._counter("rows", "Records landed that keep their contract")
        self._dead_letters = self._counter("dead_letters", "Records landed that do not", "reason")
        self._gaps = self._counter("gap_offsets", "Offsets without a record", "reason")
        self._commits = self._counter("commits", "Commits")
        self._lost = self._counter("lost_swaps", "Commits that another writer made first")
        self._files = self._counter("files", "Data files published")
        self._bytes = self._counter("file_bytes", "Bytes of data files published")
        self._rebalances = Counter(
            f"{_PREFIX}_rebalances", "Changes of the assigned partitions", registry=self.registry
        )
        self._seconds = Histogram(
            f"{_PREFIX}_commit_seconds",
            "Duration of a commit, from encoding to publishing",
            ["topic"],
            buckets=_COMMIT_SECONDS,
            registry=self.registry,
        )
        self._last_commit = Gauge(
            f"{_PREFIX}_last_commit_timestamp_seconds",
            "When the last commit was made",
            ["topic"],
            registry=self.registry,
        )
        Gauge(
            f"{_PREFIX}_unregistered_partitions",
            "Table partitions that Spark does not know yet",
            registry=self.registry,
        ).set_function(unregistered)
        Gauge(
            f"{_PREFIX}_build_info", "Version of Hyperion", ["version"], registry=self.registry
        ).labels(version("hyperion")).set(1)
        self.registry.register(_Live(states))
        ProcessCollector(registry=self.registry)
        for topic in topics:
            for each in (self._rows, self._commits, self._lost, self._files, self._bytes):
                each.labels(topic)
            for reason in ("log", "retention"):
                self._gaps.labels(topic, reason)
            for fault in REASONS:
                self._dead_letters.labels(topic, fault)
            self._seconds.labels(topic)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"{_PREFIX}_{name}", text, ["topic", *labels], registry=self.registry)

    def committed(
        self, record: CommitRecord, reasons: Mapping[str, int], seconds: float, now: float
    ) -> None:
        """Count a commit.

        Args:
            record: Its record.
            reasons: Its dead letters by reason.
            seconds: How long it took.
            now: When it was done, epoch seconds.
        """
        self._rows.labels(record.topic).inc(record.rows_of("rows"))
        for reason, count in reasons.items():
            self._dead_letters.labels(record.topic, reason).inc(count)
        for gap in record.gaps:
            self._gaps.labels(record.topic, gap.reason).inc(gap.end - gap.start)
        self._commits.labels(record.topic).inc()
        self._files.labels(record.topic).inc(len(record.files))
        self._bytes.labels(record.topic).inc(sum(file.bytes for file in record.files))
        self._seconds.labels(record.topic).observe(seconds)
        self._last_commit.labels(record.topic).set(now)

    def lost(self, topic: str) -> None:
        """Count a commit that another writer made first."""
        self._lost.labels(topic).inc()

    def rebalanced(self) -> None:
        """Count a change of the assigned partitions."""
        self._rebalances.inc()
