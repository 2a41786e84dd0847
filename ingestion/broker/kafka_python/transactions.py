"""Publishing in transactions, of which a successor with the same name fences the predecessor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from kafka import KafkaConsumer, TopicPartition, errors

from ingestion.broker.interface import Partition
from ingestion.broker.kafka_python.client import Client
from ingestion.broker.kafka_python.publisher import KafkaPythonPublisher
from ingestion.broker.settings import BrokerSettings
from ingestion.errors import BrokerError

# After a kill, readers of committed records wait so long, unless a successor takes over before.
_TRANSACTION_MS = 60_000
_FENCED = (
    errors.ProducerFencedError,
    errors.InvalidProducerEpochError,
    errors.InvalidTxnStateError,
    errors.InvalidProducerIdMappingError,
)


class FencedError(BrokerError):
    """Another publisher of the same name took over."""


class TransactionalPublisher(KafkaPythonPublisher):
    """Publishes all or nothing, and only as long as no other of its name took over.

    Args:
        settings: How to reach the brokers.
        name: Kafka's transactional id.
    """

    def __init__(self, settings: BrokerSettings, name: str) -> None:
        super().__init__(settings, transactional_id=name, transaction_timeout_ms=_TRANSACTION_MS)
        self._name = name

    def take_over(self) -> None:
        """Fence every earlier publisher of this name; what it left open is aborted on return.

        Raises:
            FencedError: Another publisher of the same name took over at the same time.
        """
        with self._unless_fenced(), self.doing(f"taking over as {self._name}"):
            self.client.init_transactions()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Publish what is sent inside as a whole.

        Raises:
            FencedError: Another publisher of the same name took over; nothing was published.
        """
        with self._unless_fenced(), self.doing("publishing in a transaction"):
            self.client.begin_transaction()
            try:
                yield
                self.flush()
            except BaseException:
                with suppress(errors.KafkaError):
                    self.client.abort_transaction()
                raise
            self.client.commit_transaction()

    @contextmanager
    def _unless_fenced(self) -> Iterator[None]:
        """Say so where the library's error means that another took over."""
        try:
            yield
        except BrokerError as error:
            if not _is_fenced(error):
                raise
            raise FencedError(
                f"Another process took over as {self._name}, or sending took too long.",
                "Run the command again: it goes on where the other stands.",
            ) from error


def _is_fenced(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, _FENCED):
            return True
        error = error.__cause__ or error.__context__
    return False


def high_watermarks(
    settings: BrokerSettings, partitions: Iterable[Partition]
) -> dict[Partition, int]:
    """Return the offset after everything in each partition, open transactions included.

    Raises:
        BrokerUnavailableError: Kafka does not answer.
    """
    wanted = [TopicPartition(*partition) for partition in partitions]
    config = {"enable_auto_commit": False, "metrics_enabled": False}
    with Client(settings, KafkaConsumer, **config) as consumer, consumer.doing("asking for ends"):
        ends = consumer.client.end_offsets(wanted)
    return {Partition(tp.topic, tp.partition): end for tp, end in ends.items()}
