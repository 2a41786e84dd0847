"""Reading through librdkafka, in columns."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import numpy as np
from confluent_kafka import KafkaError

from ingestion.broker.batch import Batch
from ingestion.broker.confluent import messages
from ingestion.broker.confluent.assignment import Assignment
from ingestion.broker.confluent.client import Client, our_error
from ingestion.broker.confluent.configuration import group_configuration
from ingestion.broker.confluent.librdkafka import (
    ErrorCallback,
    PartitionsCallback,
    library,
    named,
)
from ingestion.broker.interface import Partition, Rebalance
from ingestion.broker.settings import BrokerSettings
from ingestion.errors import BrokerError

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
    "max.partition.fetch.bytes": 1 * 1024 * 1024,
    "fetch.max.bytes": 8 * 1024 * 1024,
    # All that is read ahead, however many partitions there are.
    "queued.max.messages.kbytes": 16 * 1024,
    # How long to wait while that much is read ahead; the default of a second lets it run dry.
    "fetch.queue.backoff.ms": 10,
    # New partitions of a topic are noticed within this time.
    "topic.metadata.refresh.interval.ms": 30_000,
}
# Noting positions is a courtesy to monitoring: it may not hold up the end for long. Behind a join
# that waits for a dead member it is not answered, and leaving takes librdkafka's 5 s after it.
_FAREWELL_SECONDS = 1.0
_FAREWELL_POLL_SECONDS = 0.05
_IN_BACKGROUND = 1


class ConfluentReader(Client):
    """Reading through librdkafka."""

    def __init__(self, settings: BrokerSettings, group: str) -> None:
        self._noted: dict[Partition, int] = {}
        self._unanswered = 0
        self._closing = False
        self._library = library()
        self._assignment = Assignment(self._library)
        # Kept as long as the client that calls them.
        self._callbacks = (
            PartitionsCallback(self._assignment.note_rebalance),
            PartitionsCallback(self._note_committed),
            ErrorCallback(lambda _client, code, text, _: self._note_error(code, text)),
        )
        self._pointers = np.zeros(_MESSAGES_AT_ONCE, np.uint64)
        options = {**_CONSUMER, **group_configuration(settings), "group.id": group}
        super().__init__(settings, self._open, options)
        self._queue = self._library.queue_get_consumer(self.client)

    def _open(self, options: dict[str, object]) -> int:
        """Make the client; what it has to say comes by the callbacks."""
        given = {k: v for k, v in options.items() if k not in ("logger", "error_cb")}
        made = self._library.configuration(given)
        rebalanced, committed, failed = self._callbacks
        self._library.conf_set_rebalance_cb(made, rebalanced)
        self._library.conf_set_offset_commit_cb(made, committed)
        self._library.conf_set_error_cb(made, failed)
        return self._library.consumer(made)

    def _note_error(self, code: int, text: bytes) -> None:
        self._log_error(self._library.error(code, text.decode(errors="replace")))

    def assign(self, partitions: Iterable[Partition]) -> None:
        """Take partitions by hand; each is read only once `seek` gave it a position."""
        self._assignment.add(partitions)

    def subscribe(self, topics: Iterable[str]) -> None:
        """Let the consumer group assign partitions."""
        with (
            self.doing("joining the consumer group"),
            self._library.partition_list((topic, -1, 0) for topic in topics) as wanted,
        ):
            self._library.check(self._library.subscribe(self.client, wanted))

    def rebalance(self) -> Rebalance:
        """Return what was revoked and assigned since the last call."""
        return self._assignment.rebalance()

    def seek(self, partition: Partition, offset: int) -> None:
        """Read on from an offset."""
        with self.doing(f"seeking in {partition}"):
            self._assignment.seek(self.client, partition, offset)

    def poll(self, seconds: float) -> Mapping[Partition, Batch]:
        """Return what has arrived, waiting at most so long for it."""
        count = self._library.consume_batch_queue(
            self._queue, int(seconds * 1000), self._pointers.ctypes.data, len(self._pointers)
        )
        read = self._pointers[: max(0, count)]
        try:
            with self.doing("reading"):
                self._assignment.raise_failure()
            return self._sort(messages.facts_about(read))
        finally:
            messages.destroy(read)

    def _sort(self, facts: messages.Facts) -> dict[Partition, Batch]:
        """Put records into batches by partition, and take what came in place of records."""
        failed = facts[messages.ERROR] != 0
        good = facts[:, ~failed] if failed.any() else facts
        positions, batches = self._assignment.positions, {}
        for topic, number, part in messages.by_partition(good):
            partition = Partition(self._topic(topic), number)
            if partition in positions:
                epoch = self._library.message_leader_epoch(messages.last_message(part))
                batches[partition] = messages.batch(part, epoch)
                self._assignment.advance(partition, batches[partition].last + 1)
        for fact in facts[:, failed].T:
            self._take_error(fact)
        return batches

    def _topic(self, address: int) -> str:
        name: bytes = self._library.topic_name(address) if address else b""
        return name.decode()

    def _take_error(self, fact: messages.Facts) -> None:
        """Take what came in place of a record: the end of a partition, or a failure."""
        error = self._library.error(int(fact[messages.ERROR]))
        topic, number = self._topic(int(fact[messages.TOPIC])), int(fact[messages.PARTITION])
        partition, held = Partition(topic, number), self._assignment
        if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - the library's own name
            if partition in held.positions:
                held.advance(partition, int(fact[messages.OFFSET]))
        elif error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
            # A followed topic may come into being later, or be deleted, which landing finds out.
            _logger.info("%s", error.str())
        elif partition in held.positions or partition not in held.partitions:
            raise our_error(self.bootstrap, f"reading {partition}", error)

    def position(self, partition: Partition) -> int | None:
        """Return the offset after everything `poll` passed, markers and holes included."""
        return self._assignment.positions.get(partition)

    def note_position(self, partition: Partition, offset: int) -> None:
        """Commit a position to the group, for monitoring only; a failure is logged."""
        self._noted[partition] = offset
        listed = [(*each, at) for each, at in self._noted.items()]
        with self._library.partition_list(listed) as offsets:
            code = self._library.commit(self.client, offsets, _IN_BACKGROUND)
        if code:
            _logger.warning("group positions not noted: %s", self._library.error(code))
        else:
            self._unanswered += 1

    def _note_committed(self, _client: int, code: int, listed: Any, _: object) -> None:
        self._unanswered -= 1
        if code and not self._closing:
            error = self._library.error(code)
            _logger.warning("group positions of %s not noted: %s", named(listed), error)

    def close(self) -> None:
        """Note the last positions and leave the group."""
        if self.client is None:
            return
        self._closing = True
        deadline = time.monotonic() + _FAREWELL_SECONDS
        while self._unanswered > 0 and time.monotonic() < deadline:
            # Polled for the answers alone: records that come are not landed, and what fails is met
            # again by whoever reads on from the chain's end.
            with suppress(BrokerError):
                self.poll(_FAREWELL_POLL_SECONDS)
        try:
            with self.doing("closing"):
                self._library.check(self._library.consumer_close(self.client))
        finally:
            self._library.queue_destroy(self._queue)
            self._library.destroy(self.client)
            super().close()
