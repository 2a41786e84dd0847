"""Choosing the client library."""

from __future__ import annotations

from ingestion.broker.interface import Broker
from ingestion.broker.kafka_python import KafkaPythonBroker
from ingestion.broker.probe import probe
from ingestion.broker.settings import BrokerSettings
from ingestion.errors import SettingsError


def connect(settings: BrokerSettings) -> Broker:
    """Return the way to Kafka.

    Args:
        settings: Addresses, client library, TLS and SASL.

    Returns:
        A factory of administration clients, publishers and readers.

    Raises:
        BrokerUnavailableError: No address accepts a connection and answers.
        BrokerSecurityError: The broker's certificate is refused, or it refuses us.
        SettingsError: The client library is not installed, or a file cannot be used.
    """
    chosen = _confluent if settings.client == "confluent" else KafkaPythonBroker
    broker: Broker = chosen(settings)
    probe(settings)
    return broker


def _confluent(settings: BrokerSettings) -> Broker:
    """Return the way through the optional client, whose library may be missing."""
    try:
        from ingestion.broker.confluent import ConfluentBroker
    except ModuleNotFoundError as error:
        raise SettingsError(
            "Kafka's setting client is 'confluent', and that client is not installed.",
            "Install the extra (`pip install 'hyperion[confluent]'`), "
            "or set HYPERION_KAFKA_CLIENT to kafka-python.",
        ) from error
    return ConfluentBroker(settings)
