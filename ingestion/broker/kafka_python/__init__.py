"""kafka-python behind the broker interface."""

from __future__ import annotations

from ingestion.broker.interface import Admin, Broker, Publisher, Reader
from ingestion.broker.kafka_python import rare_records
from ingestion.broker.kafka_python.admin import KafkaPythonAdmin
from ingestion.broker.kafka_python.publisher import KafkaPythonPublisher
from ingestion.broker.kafka_python.reader import KafkaPythonReader
from ingestion.broker.settings import BrokerSettings

rare_records.allow()


class KafkaPythonBroker:
    """Makes kafka-python clients for one cluster."""

    def __init__(self, settings: BrokerSettings) -> None:
        self.settings = settings

    def admin(self) -> Admin:
        """Return an administration client."""
        return KafkaPythonAdmin(self.settings)

    def publisher(self) -> Publisher:
        """Return a publisher."""
        return KafkaPythonPublisher(self.settings)

    def reader(self, group: str) -> Reader:
        """Return a reader that notes its positions in a consumer group."""
        return KafkaPythonReader(self.settings, group)


_CHECKED: type[Broker] = KafkaPythonBroker
