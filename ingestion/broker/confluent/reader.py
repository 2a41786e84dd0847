"""Reading through confluent-kafka."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from ingestion.broker.confluent.client import Client, our_error
from ingestion.broker.confluent.configuration import group_configuration
from ingestion.broker.interface import Batch, Headers, Partition, Rebalance
from ingestion.broker.kafka_python.reader import KafkaPythonReader
from ingestion.broker.settings import BrokerSettings

_logger = logging.getLogger(__name__)

_MESSAGES_AT_ONCE = 10_000
_CONSUMER = {
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    # Positions come from the commit chain alone: an offset out of range is an error to look at.
    "auto.offset.reset": "error",
    "isolation.level": "read_committed",
    "allow.auto.create.topics": False,
    "check.crcs": True,
    # Tells the position behind a tail of transaction markers, for which there is no message.
    "enable.partition.eof": True,
    "partition.assignment.strategy": "cooperative-sticky",
    "max.partition.fetch.bytes": 4 * 1024 * 1024,
    "fetch.max.bytes": 32 * 1024 * 1024,
    # All that is read ahead, however many partitions there are.
    "queued.max.messages.kbytes": 32 * 1024,
    # How long to wait while that much is read ahead; the default of a second lets it run dry.
    "fetch.queue.backoff.ms": 10,
    # New partitions of a topic are noticed within this time.
    "topic.metadata.refresh.interval.ms": 30_000,
}
_FIRST = itemgetter(0)
# By the library's numbers: not available, set by the producer, set by the log.
_TIMESTAMP_TYPES = (None, 0, 1)
# Noting positions is a courtesy to monitoring: it may not hold up the end for long.
_FAREWELL_SECONDS = 3.0
_REREAD_SECONDS = 1.0


class ConfluentReader(Client):
    """Reading through confluent-kafka."""

    def __init__(self, settings: BrokerSettings, group: str) -> None:
        self._notes = Rebalance()
        # Where reading stands, by partition that `seek` gave a position: the others are held back.
        self._positions: dict[Partition, int] = {}
        self._assigned: set[Partition] = set()
        self._noted: dict[Partition, int] = {}
        self._unanswered = 0
        self._closing = False
        self._settings, self._group = settings, group
        options = {"group.id": group, "on_commit": self._note_committed}
        super().__init__(
            settings, Consumer, {**_CONSUMER, **group_configuration(settings), **options}
        )

    def assign(self, partitions: Iterable[Partition]) -> None:
        """Take partitions by hand; each is read only once `seek` gave it a position."""
        self._notes.assigned |= set(partitions)

    def subscribe(self, topics: Iterable[str]) -> None:
        """Let the consumer group assign partitions."""
        with self.doing("joining the consumer group"):
            self.client.subscribe(
                list(topics),
                on_assign=self._note_assigned,
                on_revoke=self._note_revoked,
                on_lost=self._note_revoked,
            )

    def _note_assigned(self, consumer: Consumer, assigned: Sequence[TopicPartition]) -> None:
        """Note what was given; whatever comes of it before `seek` is dropped."""
        consumer.incremental_assign([TopicPartition(tp.topic, tp.partition, 0) for tp in assigned])
        given = _partitions(assigned)
        self._assigned |= given
        self._notes.assigned |= given

    def _note_revoked(self, consumer: Consumer, revoked: Sequence[TopicPartition]) -> None:
        """Note what was taken."""
        consumer.incremental_unassign(revoked)
        taken = _partitions(revoked)
        self._assigned -= taken
        for partition in taken:
            self._positions.pop(partition, None)
        self._notes.revoked |= taken
        self._notes.assigned -= taken

    def rebalance(self) -> Rebalance:
        """Return what was revoked and assigned since the last call."""
        notes, self._notes = self._notes, Rebalance()
        return notes

    def seek(self, partition: Partition, offset: int) -> None:
        """Read on from an offset."""
        # The library's own seek fails on a partition whose fetcher has not started yet. Taken
        # anew, nothing that was read ahead from the old position is handed out any more.
        with self.doing(f"seeking in {partition}"):
            if partition in self._assigned:
                self.client.incremental_unassign([TopicPartition(*partition)])
            self.client.incremental_assign([TopicPartition(*partition, offset)])
        self._assigned.add(partition)
        self._positions[partition] = offset

    def poll(self, seconds: float) -> Mapping[Partition, Batch]:
        """Return what has arrived, waiting at most so long for it."""
        with self.doing("reading"):
            messages = self.client.consume(_MESSAGES_AT_ONCE, seconds)
        if failed := [message for message in messages if message.error() is not None]:
            messages = [message for message in messages if message.error() is None]
        arrived: dict[Partition, list[Message]] = {}
        for (topic, number), run in groupby(zip(_origins(messages), messages, strict=True), _FIRST):
            partition = Partition(topic, number)
            if partition in self._positions:
                arrived.setdefault(partition, []).extend(message for _, message in run)
        batches = {partition: self._batch(partition, run) for partition, run in arrived.items()}
        for partition, batch in batches.items():
            self._pass(partition, batch.offsets[-1] + 1)
        for message in failed:
            self._take_error(message)
        return batches

    def _take_error(self, message: Message) -> None:
        """Take what came in place of a record: the end of a partition, or a failure."""
        error, partition = message.error(), Partition(message.topic() or "", message.partition())
        if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - the library's own name
            if partition in self._positions:
                self._pass(partition, message.offset())
        elif error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
            # A followed topic may come into being later, or be deleted, which landing finds out.
            _logger.info("%s", error.str())
        elif partition in self._positions or partition not in self._assigned:
            raise our_error(self.bootstrap, f"reading {partition}", error)

    def _pass(self, partition: Partition, position: int) -> None:
        self._positions[partition] = max(self._positions[partition], position)

    def _batch(self, partition: Partition, messages: Sequence[Message]) -> Batch:
        """Turn the library's messages into columns."""
        stamps = [message.timestamp() for message in messages]
        try:
            headers: list[Headers] = [message.headers() or () for message in messages]
        except (UnicodeDecodeError, SystemError):
            # What is raised depends on how the interpreter notices that the library failed to.
            headers = self._any_headers(partition, [message.offset() for message in messages])
        epoch = messages[-1].leader_epoch()
        return Batch(
            offsets=[message.offset() for message in messages],
            timestamps=[stamp for _, stamp in stamps],
            timestamp_types=[_TIMESTAMP_TYPES[kind] for kind, _ in stamps],
            keys=[message.key() for message in messages],
            values=[message.value() for message in messages],
            headers=headers,
            leader_epoch=-1 if epoch is None else epoch,
        )

    def _any_headers(self, partition: Partition, offsets: Sequence[int]) -> list[Headers]:
        """Read headers again, through the client that gets past names that are not UTF-8."""
        found: dict[int, Headers] = {}
        with KafkaPythonReader(self._settings, self._group) as reader:
            reader.assign([partition])
            reader.seek(partition, offsets[0])
            while (reader.position(partition) or 0) <= offsets[-1]:
                for batch in reader.poll(_REREAD_SECONDS).values():
                    found.update(zip(batch.offsets, batch.headers, strict=True))
        return [found[offset] for offset in offsets]

    def position(self, partition: Partition) -> int | None:
        """Return the offset after everything `poll` passed, markers and holes included."""
        return self._positions.get(partition)

    def note_position(self, partition: Partition, offset: int) -> None:
        """Commit a position to the group, for monitoring only; a failure is logged."""
        self._noted[partition] = offset
        try:
            self.client.commit(
                offsets=[TopicPartition(*each, at) for each, at in self._noted.items()],
                asynchronous=True,
            )
            self._unanswered += 1
        except KafkaException as error:
            _logger.warning("group positions not noted: %s", error)

    def _note_committed(self, error: KafkaError | None, offsets: object) -> None:
        self._unanswered -= 1
        if error is not None and not self._closing:
            _logger.warning("group positions %s not noted: %s", offsets, error)

    def close(self) -> None:
        """Note the last positions and leave the group."""
        self._closing = True
        deadline = time.monotonic() + _FAREWELL_SECONDS
        while self._unanswered > 0 and time.monotonic() < deadline:
            self.client.consume(1, 0.05)
        with self.doing("closing"):
            self.client.close()
        super().close()


def _origins(messages: Sequence[Message]) -> Iterator[tuple[str, int]]:
    """Return topic and partition of each message, without a call of ours for each."""
    return zip(map(Message.topic, messages), map(Message.partition, messages), strict=True)


def _partitions(listed: Iterable[Any]) -> set[Partition]:
    return {Partition(each.topic, each.partition) for each in listed}
