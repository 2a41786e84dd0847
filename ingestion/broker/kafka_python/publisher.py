"""Publishing through kafka-python."""

from __future__ import annotations

from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from ingestion.broker.batch import Headers
from ingestion.broker.kafka_python import rare_records
from ingestion.broker.kafka_python.client import Client
from ingestion.broker.kafka_python.partitioner import KeyPartitioner
from ingestion.broker.settings import BrokerSettings

# The library queues without bound: waiting for acknowledgements every so often bounds memory.
_UNACKNOWLEDGED_RECORDS = 50_000
_CLOSE_SECONDS = 5
_PRODUCER = {
    "acks": "all",
    "enable_idempotence": True,
    "compression_type": "lz4",
    "batch_size": 256 * 1024,
    "linger_ms": 20,
    # The broker has the last word on sizes; this only lets it have it.
    "partitioner": KeyPartitioner(),
    "max_request_size": 16 * 1024 * 1024,
    "allow_auto_create_topics": False,
    # How long a record may wait for a broker that is away.
    "delivery_timeout_ms": 60_000,
    "metrics_enabled": False,
}


class KafkaPythonPublisher(Client):
    """Publishing through kafka-python.

    Args:
        settings: How to reach the brokers.
        options: Further configuration of the library's producer.
    """

    def __init__(self, settings: BrokerSettings, **options: object) -> None:
        super().__init__(settings, KafkaProducer, **_PRODUCER, **options)
        self._sent: list[Any] = []

    def send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: Headers,
        timestamp_ms: int | None = None,
    ) -> None:
        """Queue one record, of the present time by default.

        Raises:
            BrokerError: An earlier one failed.
        """
        fields = {"key": key, "headers": headers, "timestamp_ms": timestamp_ms}
        try:
            self._sent.append(self.client.send(topic, value, **fields))
        except (TypeError, ValueError):
            fields |= rare_records.stand_ins(key, headers)
            self._sent.append(self.client.send(topic, value, **fields))
        except KafkaError:
            # A context manager around every record would cost as much as checking its contract.
            with self.doing(f"publishing {(key or b'').decode(errors='replace')} to {topic}"):
                raise
        if len(self._sent) >= _UNACKNOWLEDGED_RECORDS:
            self.flush()

    def flush(self) -> None:
        """Wait until the broker acknowledged everything sent.

        Raises:
            BrokerError: It did not acknowledge a record.
        """
        with self.doing("publishing"):
            self.client.flush()
            sent, self._sent = self._sent, []
            for future in sent:
                if future.failed():
                    raise future.exception

    def close(self) -> None:
        """Close; whoever wants everything acknowledged flushes before."""
        with self.doing("closing"):
            self.client.close(timeout=_CLOSE_SECONDS)
