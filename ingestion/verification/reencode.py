"""Encoding a landed file once more, from the records that Kafka still holds.

The bytes of a file follow from its records, as long as Parquet fits into one row group and the
libraries are of the same versions. Whether they came out alike, the digest of the commit record
tells; what differs is never used.
"""

from __future__ import annotations

import hashlib
import time
from bisect import bisect_left
from dataclasses import dataclass
from uuid import uuid4

from ingestion.broker import Admin, Broker, BrokerSettings, Partition, Reader, connect
from ingestion.contracts import Contract
from ingestion.errors import BrokerError, IngestionError, SettingsError
from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.commits.records import CommitRecord, CommittedFile
from ingestion.landing.storage.store import FileData

_POLL_SECONDS = 0.2
_STALL_SECONDS = 60.0


class LostError(IngestionError):
    """A file cannot be had from Kafka; the message says why."""


@dataclass(frozen=True, slots=True)
class Reencoder:
    """Encodes files of one topic again.

    Args:
        kafka: How to reach Kafka.
        contract: The topic's contract.
    """

    kafka: BrokerSettings
    contract: Contract

    def __call__(self, record: CommitRecord, file: CommittedFile) -> FileData:
        """Return the bytes of a file.

        Args:
            record: The commit that landed it.
            file: The file.

        Raises:
            LostError: Kafka does not hold its records any more, or other bytes came out.
        """
        try:
            buffer = self._read(connect(self.kafka), record)
        except (BrokerError, SettingsError) as error:
            raise LostError(error.message) from error
        for encoded in buffer.ready().files:
            if hashlib.sha256(encoded.data).hexdigest() == file.sha256:
                return encoded.data
        raise LostError("what Kafka holds of its offsets encodes to other bytes")

    def _read(self, broker: Broker, record: CommitRecord) -> RangeBuffer:
        """Read the commit's offsets, provided that they are those of the same topic."""
        partition = Partition(record.topic, record.partition)
        with broker.admin() as admin, broker.reader(f"hyperion-repair-{uuid4().hex}") as reader:
            self._require_same_topic(admin, record)
            held = admin.offsets([partition])[partition]
            start = next(
                (gap.end for gap in record.gaps if gap.start == record.start), record.start
            )
            if held.begin > start or held.end < record.end:
                raise LostError(f"Kafka holds offsets {held.begin} to {held.end} alone")
            reader.assign([partition])
            reader.seek(partition, start)
            buffer = RangeBuffer(record.source, self.contract, start)
            _fill(buffer, reader, partition, record.end)
        return buffer

    def _require_same_topic(self, admin: Admin, record: CommitRecord) -> None:
        topic = admin.topics([record.topic]).get(record.topic)
        if topic is None or topic.topic_id != record.topic_id:
            raise LostError("its topic was deleted since")


def _fill(buffer: RangeBuffer, reader: Reader, partition: Partition, end: int) -> None:
    """Read on up to an offset."""
    deadline = time.monotonic() + _STALL_SECONDS
    while (reader.position(partition) or 0) < end:
        for batch in reader.poll(_POLL_SECONDS).values():
            buffer.add(batch.slice(0, bisect_left(batch.offsets, end)))
            deadline = time.monotonic() + _STALL_SECONDS
        if time.monotonic() > deadline:
            raise LostError(f"Kafka gave nothing for {_STALL_SECONDS:.0f} s")
