"""The partitions that a reader has, and where it stands in each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from confluent_kafka import KafkaError, KafkaException

from ingestion.broker.confluent.librdkafka import Library, named
from ingestion.broker.interface import Partition, Rebalance


class Assignment:
    """Takes and gives back partitions as the consumer group says, and remembers positions.

    Args:
        library: The library's functions.

    Attributes:
        partitions: What the library has been told to fetch.
        positions: Where reading stands, by partition that `seek` gave a position: whatever comes of
            the others is dropped.
    """

    def __init__(self, library: Library) -> None:
        self.partitions: set[Partition] = set()
        self.positions: dict[Partition, int] = {}
        self._library = library
        self._notes = Rebalance()
        self._failure: BaseException | None = None

    def add(self, partitions: Iterable[Partition]) -> None:
        """Note partitions that were taken by hand."""
        self._notes.assigned |= set(partitions)

    def note_rebalance(self, client: int, code: int, listed: Any, _: object) -> None:
        """Take or give back partitions: the library's callback, which cannot raise."""
        try:
            if code == KafkaError._ASSIGN_PARTITIONS:  # noqa: SLF001 - the library's own name
                self._take(client, listed)
            else:
                self._give_back(client, listed)
        except KafkaException as error:
            self._failure = error

    def raise_failure(self) -> None:
        """Raise what went wrong in the callback, where reading goes on.

        Raises:
            KafkaException: Partitions could not be taken or given back.
        """
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def _take(self, client: int, listed: Any) -> None:
        """Note what was given; whatever comes of it before `seek` is dropped."""
        for number in range(listed.contents.cnt):
            listed.contents.elems[number].offset = 0
        self._library.check_error(self._library.incremental_assign(client, listed))
        given = named(listed)
        self.partitions |= given
        self._notes.assigned |= given

    def _give_back(self, client: int, listed: Any) -> None:
        """Note what was taken."""
        taken = named(listed)
        self.partitions -= taken
        for partition in taken:
            self.positions.pop(partition, None)
        self._notes.revoked |= taken
        self._notes.assigned -= taken
        self._library.check_error(self._library.incremental_unassign(client, listed))

    def rebalance(self) -> Rebalance:
        """Return what was revoked and assigned since the last call."""
        notes, self._notes = self._notes, Rebalance()
        return notes

    def seek(self, client: int, partition: Partition, offset: int) -> None:
        """Read on from an offset.

        Raises:
            KafkaException: The library refuses.
        """
        # The library's own seek fails on a partition whose fetcher has not started yet. Taken
        # anew, nothing that was read ahead from the old position is handed out any more.
        lib = self._library
        with lib.partition_list([(*partition, offset)]) as wanted:
            if partition in self.partitions:
                lib.check_error(lib.incremental_unassign(client, wanted))
            lib.check_error(lib.incremental_assign(client, wanted))
        self.partitions.add(partition)
        self.positions[partition] = offset

    def advance(self, partition: Partition, position: int) -> None:
        """Move on to a position, unless reading is past it."""
        self.positions[partition] = max(self.positions[partition], position)
