"""Reading through librdkafka, in columns."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import numpy as np
from confluent_kafka import KafkaError, KafkaException

from ingestion.broker.batch import Batch
from ingestion.broker.confluent import messages
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
        self._notes = Rebalance()
        # Where reading stands, by partition that `seek` gave a position: the others are held back.
        self._positions: dict[Partition, int] = {}
        self._assigned: set[Partition] = set()
        self._noted: dict[Partition, int] = {}
        self._unanswered = 0
        self._closing = False
        self._library = library()
        # Kept as long as the client that calls them.
        self._callbacks = (
            PartitionsCallback(self._note_rebalance),
            PartitionsCallback(self._note_committed),
            ErrorCallback(lambda _client, code, text, _: self._note_error(code, text)),
        )
        self._failure: BaseException | None = None
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
        self._notes.assigned |= set(partitions)

    def subscribe(self, topics: Iterable[str]) -> None:
        """Let the consumer group assign partitions."""
        with (
            self.doing("joining the consumer group"),
            self._library.partition_list((topic, -1, 0) for topic in topics) as wanted,
        ):
            self._library.check(self._library.subscribe(self.client, wanted))

    def _note_rebalance(self, client: int, code: int, listed: Any, _: object) -> None:
        """Take or give back partitions; what goes wrong is raised where reading goes on."""
        try:
            if code == KafkaError._ASSIGN_PARTITIONS:  # noqa: SLF001 - the library's own name
                self._take(client, listed)
            else:
                self._give_back(client, listed)
        except KafkaException as error:
            self._failure = error

    def _take(self, client: int, listed: Any) -> None:
        """Note what was given; whatever comes of it before `seek` is dropped."""
        for number in range(listed.contents.cnt):
            listed.contents.elems[number].offset = 0
        self._library.check_error(self._library.incremental_assign(client, listed))
        given = named(listed)
        self._assigned |= given
        self._notes.assigned |= given

    def _give_back(self, client: int, listed: Any) -> None:
        """Note what was taken."""
        taken = named(listed)
        self._assigned -= taken
        for partition in taken:
            self._positions.pop(partition, None)
        self._notes.revoked |= taken
        self._notes.assigned -= taken
        self._library.check_error(self._library.incremental_unassign(client, listed))

    def rebalance(self) -> Rebalance:
        """Return what was revoked and assigned since the last call."""
        notes, self._notes = self._notes, Rebalance()
        return notes

    def seek(self, partition: Partition, offset: int) -> None:
        """Read on from an offset."""
        # The library's own seek fails on a partition whose fetcher has not started yet. Taken
        # anew, nothing that was read ahead from the old position is handed out any more.
        lib = self._library
        with (
            self.doing(f"seeking in {partition}"),
            lib.partition_list([(*partition, offset)]) as wanted,
        ):
            if partition in self._assigned:
                lib.check_error(lib.incremental_unassign(self.client, wanted))
            lib.check_error(lib.incremental_assign(self.client, wanted))
        self._assigned.add(partition)
        self._positions[partition] = offset

    def poll(self, seconds: float) -> Mapping[Partition, Batch]:
        """Return what has arrived, waiting at most so long for it."""
        count = self._library.consume_batch_queue(
            self._queue, int(seconds * 1000), self._pointers.ctypes.data, len(self._pointers)
        )
        read = self._pointers[: max(0, count)]
        try:
            with self.doing("reading"):
                self._raise_failure()
            return self._sort(messages.facts_about(read))
        finally:
            messages.destroy(read)

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def _sort(self, facts: messages.Facts) -> dict[Partition, Batch]:
        """Put records into batches by partition, and take what came in place of records."""
        failed = facts[messages.ERROR] != 0
        good = facts[:, ~failed] if failed.any() else facts
        batches = {}
        for topic, number, part in messages.by_partition(good):
            partition = Partition(self._topic(topic), number)
            if partition in self._positions:
                epoch = self._library.message_leader_epoch(messages.last_message(part))
                batches[partition] = messages.batch(part, epoch)
                self._pass(partition, batches[partition].last + 1)
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
        partition = Partition(topic, number)
        if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - the library's own name
            if partition in self._positions:
                self._pass(partition, int(fact[messages.OFFSET]))
        elif error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
            # A followed topic may come into being later, or be deleted, which landing finds out.
            _logger.info("%s", error.str())
        elif partition in self._positions or partition not in self._assigned:
            raise our_error(self.bootstrap, f"reading {partition}", error)

    def _pass(self, partition: Partition, position: int) -> None:
        self._positions[partition] = max(self._positions[partition], position)

    def position(self, partition: Partition) -> int | None:
        """Return the offset after everything `poll` passed, markers and holes included."""
        return self._positions.get(partition)

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
            with suppress(BrokerError):
                self.poll(_FAREWELL_POLL_SECONDS)
        try:
            with self.doing("closing"):
                self._library.check(self._library.consumer_close(self.client))
        finally:
            self._library.queue_destroy(self._queue)
            self._library.destroy(self.client)
            super().close()
