"""The thin line between ingestion and a Kafka client library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from ingestion.broker.batch import Batch, Headers
from ingestion.errors import BrokerError


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
