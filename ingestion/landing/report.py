"""What a landing run did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ingestion.landing.commits.records import CommitRecord


@dataclass(slots=True)
class TopicLanding:
    """What was landed of one topic.

    Attributes:
        topic: Kafka topic.
        rows: Records that kept their contract.
        dead_letters: Records that did not.
        reasons: Why they did not: number of dead letters by reason.
        gap_offsets: Offsets without a record.
        lost_to_retention: How many of them Kafka deleted before they could be landed.
        files: Data files published.
        bytes: Their size on HDFS.
        commits: Commits made.
        lost_commits: Commits that another writer made first.
        seconds: Time from the start of the run to the topic's last commit.
    """

    topic: str
    rows: int = 0
    dead_letters: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    gap_offsets: int = 0
    lost_to_retention: int = 0
    files: int = 0
    bytes: int = 0
    commits: int = 0
    lost_commits: int = 0
    seconds: float = 0.0

    def count(self, record: CommitRecord, reasons: Mapping[str, int], seconds: float) -> None:
        """Add one commit, `seconds` after the start of the run."""
        self.reasons.update(reasons)
        self.rows += record.rows_of("rows")
        self.dead_letters += record.rows_of("dead_letters")
        self.gap_offsets += record.gap_offsets
        self.lost_to_retention += sum(
            g.end - g.start for g in record.gaps if g.reason == "retention"
        )
        self.files += len(record.files)
        self.bytes += sum(file.bytes for file in record.files)
        self.commits += 1
        self.seconds = seconds

    def add(self, other: TopicLanding) -> None:
        """Add what another process landed of the same topic."""
        for name in ("rows", "dead_letters", "gap_offsets", "lost_to_retention"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("files", "bytes", "commits", "lost_commits"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons.update(other.reasons)
        self.seconds = max(self.seconds, other.seconds)


@dataclass(slots=True)
class LandingReport:
    """What a landing run did.

    Attributes:
        topics: One entry per topic.
        seconds: Duration of the run.
        absent_topics: Topics with a contract that Kafka does not have yet.
        unregistered: Table partitions that Spark could not be told of, `topic/dt`; the next build
            recovers them.
        peak_buffered_bytes: The most memory that records read but not committed took in a process.
    """

    topics: list[TopicLanding] = field(default_factory=list)
    seconds: float = 0.0
    absent_topics: list[str] = field(default_factory=list)
    unregistered: list[str] = field(default_factory=list)
    peak_buffered_bytes: int = 0

    @property
    def rows(self) -> int:
        """Records landed, dead letters not included."""
        return sum(topic.rows for topic in self.topics)

    @property
    def dead_letters(self) -> int:
        """Dead letters landed."""
        return sum(topic.dead_letters for topic in self.topics)

    @property
    def bytes(self) -> int:
        """Size of the files published."""
        return sum(topic.bytes for topic in self.topics)


def merge(reports: Sequence[LandingReport]) -> LandingReport:
    """Add up what several processes landed at the same time."""
    topics: dict[str, TopicLanding] = {}
    for landed in (topic for report in reports for topic in report.topics):
        topics.setdefault(landed.topic, TopicLanding(landed.topic)).add(landed)
    absent = {topic for report in reports for topic in report.absent_topics} - set(topics)
    return LandingReport(
        topics=[topics[name] for name in sorted(topics)],
        seconds=max(report.seconds for report in reports),
        absent_topics=sorted(absent),
        unregistered=sorted({each for report in reports for each in report.unregistered}),
        peak_buffered_bytes=max(report.peak_buffered_bytes for report in reports),
    )


@dataclass(frozen=True, slots=True)
class LandingProgress:
    """How far a topic is: records read so far, and how many there are; None when following."""

    topic: str
    read: int
    total: int | None


LandingProgressCallback = Callable[[LandingProgress], None]
