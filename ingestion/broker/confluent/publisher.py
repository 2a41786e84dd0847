"""Publishing through confluent-kafka."""

from __future__ import annotations

from confluent_kafka import KafkaError, Producer

from ingestion.broker.batch import Headers
from ingestion.broker.confluent.client import Client, our_error
from ingestion.broker.settings import BrokerSettings
from ingestion.errors import BrokerError

_POLL_SECONDS = 0.1
_CLOSE_SECONDS = 5.0
_PRODUCER = {
    "acks": "all",
    "enable.idempotence": True,
    "compression.type": "lz4",
    "batch.size": 256 * 1024,
    "linger.ms": 20,
    # As Kafka's own clients choose a record's partition; no key is as an empty one.
    "partitioner": "murmur2",
    # The broker has the last word on sizes; this only lets it have it.
    "message.max.bytes": 16 * 1024 * 1024,
    "queue.buffering.max.kbytes": 64 * 1024,
    # How long a record may wait for a broker that is away.
    "delivery.timeout.ms": 60_000,
}


class ConfluentPublisher(Client):
    """Publishing through confluent-kafka."""

    def __init__(self, settings: BrokerSettings) -> None:
        self._failure: KafkaError | None = None
        super().__init__(settings, Producer, {**_PRODUCER, "on_delivery": self._note_delivery})

    def send(self, topic: str, key: bytes | None, value: bytes | None, headers: Headers) -> None:
        """Queue one record.

        Raises:
            BrokerError: An earlier one failed, or the library cannot send this one.
        """
        while True:
            try:
                self.client.produce(topic, value, key, headers=list(headers))
            except BufferError:
                self.client.poll(_POLL_SECONDS)
            except UnicodeEncodeError as error:
                raise BrokerError(
                    f"confluent-kafka cannot send a header to {topic} whose name is not UTF-8.",
                    "Set HYPERION_KAFKA_CLIENT to kafka-python.",
                ) from error
            else:
                break
        self.client.poll(0)
        self._raise_failure()

    def flush(self) -> None:
        """Wait until the broker acknowledged everything sent.

        Raises:
            BrokerError: It did not acknowledge a record.
        """
        while self.client.flush(_POLL_SECONDS):
            self._raise_failure()
        self._raise_failure()

    def _note_delivery(self, error: KafkaError | None, _: object) -> None:
        if error is not None and self._failure is None:
            self._failure = error

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise our_error(self.bootstrap, "publishing", failure)

    def close(self) -> None:
        """Close; whoever wants everything acknowledged flushes before."""
        self.client.flush(_CLOSE_SECONDS)
        super().close()
