"""kafka-python behind the broker interface."""

from __future__ import annotations

from ingestion.broker.interface import Admin, Broker, Publisher, Reader
from ingestion.broker.kafka_python.admin import KafkaPythonAdmin
from ingestion.broker.kafka_python.publisher import KafkaPythonPublisher
from ingestion.broker.kafka_python.reader import KafkaPythonReader


class KafkaPythonBroker:
    """Makes kafka-python clients for one cluster."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap

    def admin(self) -> Admin:
        """Return an administration client."""
        return KafkaPythonAdmin(self.bootstrap)

    def publisher(self) -> Publisher:
        """Return a publisher."""
        return KafkaPythonPublisher(self.bootstrap)

    def reader(self, group: str) -> Reader:
        """Return a reader that notes its positions in a consumer group."""
        return KafkaPythonReader(self.bootstrap, group)


_CHECKED: type[Broker] = KafkaPythonBroker
