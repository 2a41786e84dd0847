"""Reading through kafka-python."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.subscription_state import ConsumerRebalanceListener
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from ingestion.broker.batch import Batch
from ingestion.broker.interface import Partition, Rebalance
from ingestion.broker.kafka_python.client import Client
from ingestion.broker.kafka_python.configuration import group_configuration
from ingestion.broker.settings import BrokerSettings

_logger = logging.getLogger(__name__)

_CONSUMER = {
    "enable_auto_commit": False,
    # Positions come from the commit chain alone: an offset out of range is an error to look at.
    "auto_offset_reset": "none",
    "isolation_level": "read_committed",
    "allow_auto_create_topics": False,
    "max_poll_records": 10_000,
    "max_partition_fetch_bytes": 4 * 1024 * 1024,
    "fetch_max_bytes": 32 * 1024 * 1024,
    # New partitions of a topic are noticed within this time.
    "metadata_max_age_ms": 30_000,
    "metrics_enabled": False,
}

# Noting positions is a courtesy to monitoring: it may not hold up the end for long.
_FAREWELL_MS = 3_000


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    """Takes notes; the work is done by the reading thread, since this one beats the heart."""

    def __init__(self, consumer: KafkaConsumer) -> None:
        self.consumer = consumer
        self._notes = Rebalance()
        self._lock = threading.Lock()

    def take_notes(self) -> Rebalance:
        """Return the notes and start anew."""
        with self._lock:
            notes, self._notes = self._notes, Rebalance()
        return notes

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Note what was taken."""
        taken = {Partition(tp.topic, tp.partition) for tp in revoked}
        with self._lock:
            self._notes.revoked |= taken
            self._notes.assigned -= taken

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Hold back what was given until the chain told the position to read from."""
        for tp in assigned:
            self.consumer.seek(tp, 0)
            self.consumer.pause(tp)
        with self._lock:
            self._notes.assigned |= {Partition(tp.topic, tp.partition) for tp in assigned}


class KafkaPythonReader(Client):
    """Reading through kafka-python."""

    def __init__(self, settings: BrokerSettings, group: str) -> None:
        super().__init__(
            settings,
            KafkaConsumer,
            group_id=group,
            partition_assignment_strategy=[CooperativeStickyAssignor],
            **group_configuration(settings),
            **_CONSUMER,
        )
        self._listener = _Listener(self.client)
        self._noted: dict[TopicPartition, OffsetAndMetadata] = {}
        self._closing = False

    def assign(self, partitions: Iterable[Partition]) -> None:
        """Take partitions by hand; each is read only once `seek` gave it a position."""
        assigned = [TopicPartition(*partition) for partition in partitions]
        with self.doing("taking partitions"):
            self.client.assign(assigned)
            self._listener.on_partitions_assigned(assigned)

    def subscribe(self, topics: Iterable[str]) -> None:
        """Let the consumer group assign partitions."""
        with self.doing("joining the consumer group"):
            self.client.subscribe(list(topics), listener=self._listener)

    def rebalance(self) -> Rebalance:
        """Return what was revoked and assigned since the last call."""
        return self._listener.take_notes()

    def seek(self, partition: Partition, offset: int) -> None:
        """Read on from an offset."""
        self.client.seek(TopicPartition(*partition), offset)
        self.client.resume(TopicPartition(*partition))

    def poll(self, seconds: float) -> Mapping[Partition, Batch]:
        """Return what has arrived, waiting at most so long for it."""
        with self.doing("reading"):
            polled = self.client.poll(timeout_ms=int(seconds * 1000))
            self._finish_joining()
        return {
            Partition(tp.topic, tp.partition): _batch(records)
            for tp, records in polled.items()
            if records
        }

    def _finish_joining(self) -> None:
        """Ask to join once more when the library forgot that it was about to.

        kafka-python 3.0.12: when a poll's time is up while the leader rejoins because a topic's
        partitions became known, the library takes the join for done without completing it: the
        member gets no partitions and sends no heartbeats, and the group waits until its session
        times out.
        """
        coordinator = self.client._coordinator  # noqa: SLF001 - no public way to see or mend it
        if coordinator.rejoining and not coordinator.need_rejoin():
            _logger.warning("joining group %s once more", coordinator.group_id)
            coordinator.request_rejoin()

    def position(self, partition: Partition) -> int | None:
        """Return the offset after everything `poll` passed, markers and holes included."""
        tp = TopicPartition(*partition)
        if tp not in self.client.assignment():
            return None
        with self.doing(f"asking for the position in {partition}"):
            return int(self.client.position(tp))

    def note_position(self, partition: Partition, offset: int) -> None:
        """Commit a position to the group, for monitoring only; a failure is logged."""
        self._noted[TopicPartition(*partition)] = OffsetAndMetadata(offset, "", -1)
        self.client.commit_async(dict(self._noted), callback=self._log_failure)

    def _log_failure(self, offsets: object, response: object) -> None:
        if isinstance(response, Exception) and not self._closing:
            _logger.warning("group positions %s not noted: %s", offsets, response)

    def close(self) -> None:
        """Note the last positions and leave the group."""
        self._closing = True
        if self._noted:
            try:
                self.client.commit(self._noted, timeout_ms=_FAREWELL_MS)
            except KafkaError as error:
                _logger.warning("group positions not noted: %s", error)
        with self.doing("closing"):
            # Leaving waits behind a join that waits for a dead member; the group notices anyway.
            self.client.close(timeout_ms=_FAREWELL_MS)


def _batch(records: Sequence[Any]) -> Batch:
    """Turn the library's named tuples into columns."""
    # Transposing them costs a tenth of reading each attribute by its name.
    columns = dict(zip(records[0]._fields, zip(*records, strict=True), strict=True))
    return Batch.of(
        offsets=columns["offset"],
        timestamps=columns["timestamp"],
        timestamp_types=columns["timestamp_type"],
        keys=columns["key"],
        values=columns["value"],
        headers=columns["headers"],
        leader_epoch=records[-1].leader_epoch,
    )
