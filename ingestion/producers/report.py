"""What a publishing run did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class TopicProduction:
    """What was published to one topic.

    Attributes:
        topic: Kafka topic.
        rows: Messages with a value.
        tombstones: Messages that say a key is gone.
        unchanged: Messages not sent, since the ledger says they were before.
        rejected: Documents and records that are malformed and were kept aside.
        rejects_file: Where they were kept aside; None when there are none.
        bytes: Keys and values sent, before compression.
        seconds: Duration.
        created: Whether the topic was created by this run.
    """

    topic: str
    rows: int = 0
    tombstones: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejects_file: Path | None = None
    bytes: int = 0
    seconds: float = 0.0
    created: bool = False


@dataclass(slots=True)
class ProduceReport:
    """What a publishing run did, by topic; `seconds` is the whole run."""

    topics: list[TopicProduction] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rows(self) -> int:
        """Messages sent with a value."""
        return sum(topic.rows for topic in self.topics)


@dataclass(frozen=True, slots=True)
class ProduceProgress:
    """How far a topic is, in messages; unchanged ones count as done."""

    topic: str
    done: int
    total: int


ProduceProgressCallback = Callable[[ProduceProgress], None]
