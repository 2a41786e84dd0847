"""The thin line between ingestion and a Kafka client library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from ingestion.errors import BrokerError

Headers = Sequence[tuple[str, bytes | None]]


class PositionLostError(BrokerError):
    """Kafka does not hold the position to read from: retention overtook it, or the log was cut."""


class Partition(NamedTuple):
    """One partition of a topic."""

    topic: str
    number: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.number}"


class OffsetRange(NamedTuple):
    """Offsets a partition holds: `begin` inclusive, `end` exclusive and committed."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class TopicInfo:
    """A topic as the cluster knows it.

    Attributes:
        name: Topic name.
        topic_id: Kafka's topic id, 32 hex digits; a topic created again has another one.
        partitions: Number of partitions.
    """

    name: str
    topic_id: str
    partitions: int

    def all_partitions(self) -> list[Partition]:
        """Return the topic's partitions in order."""
        return [Partition(self.name, number) for number in range(self.partitions)]


@dataclass(frozen=True, slots=True)
class Batch:
    """Consumed records of one partition in the order of their offsets, as columns of one length.

    Attributes:
        offsets: Offsets in the partition.
        timestamps: Epoch milliseconds, as Kafka gave them.
        timestamp_types: 0 when the producer set the timestamp, 1 when the log did; None unknown.
        keys: Message keys, byte-exact.
        values: Message values, byte-exact; None is a tombstone.
        headers: Headers of each record in order; a name may come twice. A byte of a name that is
            not UTF-8 is a lone surrogate, as in Python's file names (PEP 383).
        leader_epoch: Epoch of the leader that took the last record; -1 when unknown.
    """

    offsets: Sequence[int]
    timestamps: Sequence[int]
    timestamp_types: Sequence[int | None]
    keys: Sequence[bytes | None]
    values: Sequence[bytes | None]
    headers: Sequence[Headers]
    leader_epoch: int = -1

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.offsets)

    def slice(self, start: int, stop: int | None = None) -> Batch:
        """Return the records from one position to before another."""
        if start <= 0 and (stop is None or stop >= len(self)):
            return self
        return self._with(lambda column: column[start:stop])

    def select(self, positions: Sequence[int]) -> Batch:
        """Return the records at some positions, which ascend."""
        return self._with(lambda column: [column[position] for position in positions])

    def _with(self, pick: Callable[[Sequence[Any]], Sequence[Any]]) -> Batch:
        return Batch(
            pick(self.offsets),
            pick(self.timestamps),
            pick(self.timestamp_types),
            pick(self.keys),
            pick(self.values),
            pick(self.headers),
            self.leader_epoch,
        )


@dataclass(slots=True)
class Rebalance:
    """What the consumer group gave and took since the last look."""

    revoked: set[Partition] = field(default_factory=set)
    assigned: set[Partition] = field(default_factory=set)


class Closing(Protocol):
    """What is closed at the end of a `with` block."""

    def close(self) -> None:
        """Close it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Admin(Closing, Protocol):
    """Asks about and creates topics."""

    def cluster_id(self) -> str:
        """Return the cluster's id."""

    def topics(self, names: Iterable[str]) -> dict[str, TopicInfo]:
        """Return those of the named topics that exist."""

    def create_topic(self, name: str, partitions: int, config: Mapping[str, str]) -> None:
        """Create a topic and wait until every partition has a leader."""

    def offsets(self, partitions: Iterable[Partition]) -> dict[Partition, OffsetRange]:
        """Return what each partition holds, up to the last stable offset."""


class Publisher(Closing, Protocol):
    """Sends records; idempotent, acknowledged by all in-sync replicas."""

    def send(self, topic: str, key: bytes | None, value: bytes | None, headers: Headers) -> None:
        """Queue one record for the partition that its key says.

        Raises:
            BrokerError: An earlier one failed.
        """

    def flush(self) -> None:
        """Wait until the broker acknowledged everything sent; raises `BrokerError` otherwise."""


class Reader(Closing, Protocol):
    """Reads committed records from positions that the caller decides."""

    def assign(self, partitions: Iterable[Partition]) -> None:
        """Take partitions by hand; each is read only once `seek` gave it a position."""

    def subscribe(self, topics: Iterable[str]) -> None:
        """Let the consumer group assign partitions; see `rebalance`."""

    def rebalance(self) -> Rebalance:
        """Return what was revoked and assigned since the last call.

        An assigned partition is not read before `seek` gave it a position.
        """

    def seek(self, partition: Partition, offset: int) -> None:
        """Read on from an offset."""

    def poll(self, seconds: float) -> Mapping[Partition, Batch]:
        """Return what has arrived, waiting at most so long for it."""

    def position(self, partition: Partition) -> int | None:
        """Return the offset after everything `poll` passed, markers and holes included.

        None when the consumer group took the partition away.
        """

    def note_position(self, partition: Partition, offset: int) -> None:
        """Commit a position to the group, for monitoring only; a failure is logged."""


class Broker(Protocol):
    """Makes the clients."""

    def admin(self) -> Admin:
        """Return an administration client."""

    def publisher(self) -> Publisher:
        """Return a publisher."""

    def reader(self, group: str) -> Reader:
        """Return a reader that notes its positions in a consumer group."""
