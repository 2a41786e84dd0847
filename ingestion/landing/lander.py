"""Partitions in the making: opened from their chain, fed, committed."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping

from ingestion.broker import Admin, Batch, OffsetRange, Partition, Reader, TopicInfo
from ingestion.contracts import Contract
from ingestion.errors import BrokerError, CorruptionError
from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.commits.protocol import CommitLog, CommitLostError
from ingestion.landing.config import LandingConfig
from ingestion.landing.monitor import Monitor
from ingestion.landing.registrar import Registrar
from ingestion.landing.report import TopicLanding
from ingestion.landing.storage.layout import Source

_logger = logging.getLogger(__name__)


class TopicReplacedError(BrokerError):
    """A topic was deleted, or deleted and created again, while it was being landed."""


class Lander:
    """Lands the partitions it is given, in one thread.

    Args:
        contracts: Contracts by topic.
        admin: Asks Kafka about topics.
        reader: Reads records.
        log: Commits to the store.
        registrar: Tells Spark of new partitions.
        config: When to rotate.
        monitor: Told of what is done.

    Attributes:
        buffers: What is read but not committed, by partition.
        results: What was landed, by topic.
        peak_buffered_bytes: The most that all buffers took together.
    """

    def __init__(
        self,
        contracts: Mapping[str, Contract],
        admin: Admin,
        reader: Reader,
        log: CommitLog,
        registrar: Registrar,
        config: LandingConfig,
        monitor: Monitor,
    ) -> None:
        self.contracts = contracts
        self.admin = admin
        self.reader = reader
        self.log = log
        self.registrar = registrar
        self.config = config
        self.monitor = monitor
        self.buffers: dict[Partition, RangeBuffer] = {}
        self.peak_buffered_bytes = 0
        self.results = {topic: TopicLanding(topic) for topic in contracts}
        self._started = time.monotonic()

    def open(self, partitions: Iterable[Partition]) -> None:
        """Recover partitions from their chains and read on from there.

        Raises:
            CorruptionError: A chain has a hole, or Kafka holds less than was landed.
            BrokerError: Kafka does not answer, or refuses to.
            StoreError: The file system failed.
        """
        wanted = sorted(partitions)
        if not wanted:
            return
        self.monitor.doing(f"opening {', '.join(map(str, wanted))}")
        topics = self.admin.topics({partition.topic for partition in wanted})
        held = self.admin.offsets(wanted)
        for topic in topics.values():
            self._open_topic(topic, {p: held[p] for p in wanted if p.topic == topic.name})

    def _open_topic(self, topic: TopicInfo, held: Mapping[Partition, OffsetRange]) -> None:
        contract = self.contracts[topic.name]
        sources = {p: Source(topic.name, topic.topic_id, p.number) for p in held}
        chains = self.log.open(sources.values())
        for partition, offsets in held.items():
            source = sources[partition]
            chain = chains[source]
            if chain.last:
                self.registrar.note(contract, chain.last)
            landed = chain.end
            if landed > offsets.end:
                raise CorruptionError(
                    f"{partition} was landed up to offset {landed}, but Kafka holds only "
                    f"{offsets.end}: its log was cut.",
                    "Find out what Kafka lost, then create the topic anew: "
                    "that begins a chain of its own.",
                )
            buffer = RangeBuffer(source, contract, landed)
            if offsets.begin > landed:
                _logger.error(
                    "%s: Kafka deleted offsets %d to %d before they were landed",
                    *(partition, landed, offsets.begin),
                )
                buffer.skip(offsets.begin, "retention")
            self.buffers[partition] = buffer
            self.reader.seek(partition, buffer.end)

    def feed(self, polled: Mapping[Partition, Batch]) -> None:
        """Take what was read, and commit what is full.

        Raises:
            IngestionError: A commit failed, as `commit` says.
        """
        # A lost swap opens a partition anew, and what was read of it before does not follow that.
        current = dict(self.buffers)
        for partition, batch in polled.items():
            buffer = self.buffers.get(partition)
            if buffer is not None and buffer is current.get(partition):
                buffer.add(batch)
                self._bound_memory()
        for partition, buffer in current.items():
            if buffer is not self.buffers.get(partition):
                continue
            buffer.skip(self.reader.position(partition) or 0)
            if buffer.rows >= self.config.max_rows or buffer.size >= self.config.max_bytes:
                self.commit(partition)

    def _bound_memory(self) -> None:
        """Commit the largest buffers while all together take too much.

        Nothing is read meanwhile: that is the whole of the backpressure on Kafka.
        """
        buffered = sum(buffer.size for buffer in self.buffers.values())
        self.peak_buffered_bytes = max(self.peak_buffered_bytes, buffered)
        while sum(b.size for b in self.buffers.values()) > self.config.max_buffered_bytes:
            self.commit(max(self.buffers, key=lambda p: self.buffers[p].size))

    def commit_due(self) -> None:
        """Commit what is old enough, or has had no new record for long enough.

        Raises:
            IngestionError: A commit failed, as `commit` says; partitions after it are not tried.
        """
        for partition, buffer in list(self.buffers.items()):
            if buffer.age >= self.config.max_age or (
                buffer.age > 0 and buffer.idle >= self.config.max_idle
            ):
                self.commit(partition)

    def commit(self, partition: Partition) -> None:
        """Land what is buffered of a partition; when another writer was first, start over there.

        Raises:
            TopicReplacedError: The topic is not the one the records were read from.
            BrokerError: Kafka does not tell which topic it is.
            CorruptionError: A file read back differs from what was written, or the chain to start
                over from contradicts itself.
            StoreError: The file system failed; whether the range is committed, `open` finds out.
        """
        if not self._land(partition):
            self.open([partition])

    def _land(self, partition: Partition) -> bool:
        """Land what is buffered of a partition; when another writer was first, say no."""
        buffer = self.buffers[partition]
        if buffer.end == buffer.start:
            return True
        started = time.monotonic()
        self.monitor.doing(f"committing {partition}")
        self.check_topics([buffer.source])
        try:
            record = self.log.commit(buffer.ready())
        except CommitLostError:
            _logger.warning("another writer landed %s from %d", partition, buffer.start)
            self.results[partition.topic].lost_commits += 1
            self.monitor.metrics.lost(partition.topic)
            return False
        ended = time.monotonic()
        self.results[partition.topic].count(record, buffer.reasons, ended - self._started)
        self.monitor.metrics.committed(record, buffer.reasons, ended - started, time.time())
        self.registrar.note(self.contracts[partition.topic], record)
        buffer.clear(record.end)
        # Only now, and only for monitoring: the next start comes from the chain, never from here.
        self.reader.note_position(partition, record.end)
        return True

    def check_topics(self, sources: Iterable[Source] | None = None) -> None:
        """Check that what was read is of the topics it is about to be named after.

        Asked after reading and before committing: a topic that still has its id now had it when
        every one of these records was read.

        Args:
            sources: Partitions to check; all open ones by default.

        Raises:
            TopicReplacedError: A topic was deleted, or deleted and created again.
        """
        checked = list(sources or (buffer.source for buffer in self.buffers.values()))
        topics = self.admin.topics({source.topic for source in checked}) if checked else {}
        for source in checked:
            topic = topics.get(source.topic)
            if topic is None or topic.topic_id != source.topic_id:
                raise TopicReplacedError(
                    f"Topic {source.topic} was deleted or created again while it was being landed.",
                    "Run the command again.",
                )

    def commit_all(self) -> None:
        """Land everything buffered.

        Raises:
            IngestionError: A commit failed, as `commit` says; partitions after it are not tried.
        """
        for partition in list(self.buffers):
            self.commit(partition)

    def release(self, partitions: Iterable[Partition]) -> None:
        """Land what is buffered of partitions and let go of them.

        When another writer was first, that one has them now: what is buffered is dropped.

        Raises:
            IngestionError: A commit failed, as `commit` says; that partition and those after it
                are not let go of.
        """
        for partition in partitions:
            if partition in self.buffers:
                # Not opened anew when that fails: the group has taken it, there is nothing to read.
                self._land(partition)
                self.buffers.pop(partition)
