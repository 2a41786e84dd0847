"""What a verification found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PartitionAccount:
    """The balance of one partition: `rows + dead_letters + gap_offsets == landed_end`.

    Attributes:
        topic: Kafka topic.
        topic_id: Its id; a topic created again has accounts of its own.
        partition: Partition number.
        landed_end: Offset after the last landed one; every partition starts at 0.
        kafka_end: Offset after the last one Kafka holds; None when that incarnation is gone.
        rows: Landed records that kept their contract.
        dead_letters: Landed records that did not.
        gap_offsets: Offsets without a record.
        commits: Number of commits.
        files: Number of files.
        bytes: Their size.
    """

    topic: str
    topic_id: str
    partition: int
    landed_end: int
    kafka_end: int | None
    rows: int
    dead_letters: int
    gap_offsets: int
    commits: int
    files: int
    bytes: int

    @property
    def behind(self) -> int:
        """Offsets on the topic that are not landed yet."""
        return 0 if self.kafka_end is None else max(0, self.kafka_end - self.landed_end)


@dataclass(frozen=True, slots=True)
class TableCount:
    """Rows of a raw table by commit records and by Spark; None when Spark has no such table."""

    table: str
    landed: int
    spark: int | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not add up; the message names the file or partition."""

    topic: str
    message: str


@dataclass(slots=True)
class VerifyReport:
    """What was verified, and what was found wrong.

    Attributes:
        partitions: One account per partition and incarnation of a topic.
        tables: Counts by Spark, when it was asked.
        problems: Everything wrong.
        files: Files looked at.
        seconds: Duration.
    """

    partitions: list[PartitionAccount] = field(default_factory=list)
    tables: list[TableCount] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether everything adds up."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class VerifyProgress:
    """How many files of a topic were looked at."""

    topic: str
    files: int


VerifyProgressCallback = Callable[[VerifyProgress], None]
