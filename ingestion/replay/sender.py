"""Sending what an intent says, each record once, whoever was killed on the way."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import uuid4

from ingestion.broker import Broker, BrokerSettings, Partition, TopicInfo
from ingestion.broker.kafka_python.transactions import TransactionalPublisher, high_watermarks
from ingestion.contracts import Contract
from ingestion.errors import BrokerError, CorruptionError
from ingestion.replay.landed import Landed, LandedRecord
from ingestion.replay.ledger import Intent, Ledger
from ingestion.replay.report import ReplayProgress, ReplayProgressCallback
from ingestion.replay.selection import REPLAYED_FROM

RECORDS_PER_TRANSACTION = 2_000
_MS_PER_HOUR = 3_600_000
# Brokers end a transaction after a quarter of an hour at the latest; until then it hides records.
_SCAN_SECONDS = 1_200.0
_POLL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends the records of an intent.

    Args:
        contract: The topic's contract.
        settings: How to reach Kafka.
        broker: Makes the clients that look at the topic.
        publisher: Sends; has taken over, so that no earlier replay can send any more.
        landed: Reads the records.
        ledger: Takes note when all is sent.
        progress: Called at every step.
        records_per_transaction: How many records appear on the topic at once.
    """

    contract: Contract
    settings: BrokerSettings
    broker: Broker
    publisher: TransactionalPublisher
    landed: Landed
    ledger: Ledger
    progress: ReplayProgressCallback
    records_per_transaction: int = RECORDS_PER_TRANSACTION

    def finish(self, intent: Intent, topic: TopicInfo, *, is_new: bool) -> int:
        """Send what of an intent is not on the topic yet, and note that all of it is.

        Args:
            intent: The intent.
            topic: The topic as it is.
            is_new: Whether the intent was just claimed, so that nothing of it was sent.

        Returns:
            How many records were sent.

        Raises:
            FencedError: Another replay of the topic took over.
            BrokerError: Kafka refused a record, or lost what has to be looked at.
            CorruptionError: Landed records that were to be sent are gone.
        """
        wanted = intent.parsed_origins()
        total = sum(map(len, wanted.values()))
        sent = set() if is_new else self._on_topic(intent, topic)
        self.progress(ReplayProgress(intent.topic, "claimed", len(sent), total))
        left = (
            record
            for record in self.landed.records(intent.topic, intent.topic_id, intent.selection)
            if record.origin.offset in wanted.get(record.origin[:2], ())
            and str(record.origin) not in sent
        )
        count = 0
        while chunk := list(islice(left, self.records_per_transaction)):
            self._send(chunk, intent, len(sent) + count, total)
            count += len(chunk)
            self.progress(ReplayProgress(intent.topic, "committed", len(sent) + count, total))
        if len(sent) + count != total:
            raise CorruptionError(
                f"Replay {intent.number} of {intent.topic} is of {total} records, but only "
                f"{len(sent) + count} of them are landed or sent.",
                "`hyperion verify` tells what is missing.",
            )
        self.ledger.finish(intent)
        return count

    def _send(self, chunk: list[LandedRecord], intent: Intent, done: int, total: int) -> None:
        with self.publisher.transaction():
            for record in chunk:
                headers = [*record.headers, (REPLAYED_FROM, str(record.origin).encode())]
                self.publisher.send(
                    intent.topic, record.key, record.value, headers, self._timestamp(record)
                )
            self.publisher.flush()
            self.progress(ReplayProgress(intent.topic, "sent", done, total))

    def _timestamp(self, record: LandedRecord) -> int | None:
        """Return the record's own time, so that it does not pass for newer than what followed it.

        None, the present, where Kafka would soon delete so old a record, perhaps before it lands.
        """
        hours = self.contract.retention_hours
        oldest = 0 if hours is None else time.time() * 1000 - hours * _MS_PER_HOUR / 2
        return record.timestamp if record.timestamp >= oldest else None

    def _on_topic(self, intent: Intent, topic: TopicInfo) -> set[str]:
        """Return the origins of the copies on the topic since the intent was written."""
        # A topic created again has nothing of what was sent to the one before.
        ends = intent.ends if topic.topic_id == intent.topic_id else {}
        starts = {p: ends.get(str(p.number), 0) for p in topic.all_partitions()}
        with self.broker.admin() as admin:
            for partition, held in admin.offsets(starts).items():
                if held.begin > starts[partition] and ends:
                    raise BrokerError(
                        f"Kafka deleted offsets of {partition} in which copies of the interrupted "
                        f"replay {intent.number} may be.",
                        "Look for the header replayed_from in the landed rows before replaying.",
                    )
                starts[partition] = max(held.begin, starts[partition])
        return set(self._copies(starts, high_watermarks(self.settings, starts)))

    def _copies(self, starts: dict[Partition, int], ends: dict[Partition, int]) -> Iterator[str]:
        """Read partitions up to their ends, waiting for transactions that hide some of it."""
        deadline = time.monotonic() + _SCAN_SECONDS
        with self.broker.reader(f"hyperion-replay-{uuid4().hex}") as reader:
            reader.assign(starts)
            for partition, start in starts.items():
                reader.seek(partition, start)
            while any((reader.position(p) or 0) < end for p, end in ends.items()):
                for batch in reader.poll(_POLL_SECONDS).values():
                    yield from _origins(batch.headers)
                if time.monotonic() > deadline:
                    raise BrokerError(
                        f"{min(starts).topic} could not be read to its end in {_SCAN_SECONDS:.0f} "
                        "s: an open transaction may hide some of it.",
                        "See `hyperion logs kafka`.",
                    )


def _origins(headers: Iterable[Iterable[tuple[str, bytes | None]]]) -> Iterator[str]:
    for each in headers:
        for name, value in each:
            if name == REPLAYED_FROM:
                yield (value or b"").decode(errors="replace")
