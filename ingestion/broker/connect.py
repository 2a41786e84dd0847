"""Choosing the client library."""

from __future__ import annotations

import socket

from ingestion.broker.interface import Broker
from ingestion.broker.kafka_python import KafkaPythonBroker
from ingestion.broker.settings import BrokerSettings
from ingestion.errors import BrokerUnavailableError, SettingsError

PROBE_SECONDS = 5.0


def connect(settings: BrokerSettings) -> Broker:
    """Return the way to Kafka.

    Args:
        settings: Addresses, client library, TLS and SASL.

    Returns:
        A factory of administration clients, publishers and readers.

    Raises:
        BrokerUnavailableError: No address accepts a connection.
        SettingsError: The client library is not installed.
    """
    # A client library retries for long before it gives up; a refused connection is told at once.
    refusals = [_refusal(address.strip()) for address in settings.bootstrap.split(",")]
    if all(refusals):
        raise BrokerUnavailableError(
            f"Kafka at {settings.bootstrap} does not accept connections ({refusals[0]}).",
            "See `hyperion status`; `hyperion up` starts it.",
        )
    if settings.client == "confluent":
        raise SettingsError(
            "Kafka's setting client is 'confluent', and that client is not installed.",
            "Set HYPERION_KAFKA_CLIENT to kafka-python.",
        )
    return KafkaPythonBroker(settings)


def _refusal(address: str) -> str:
    """Return why an address accepts no connection; empty when it does."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=PROBE_SECONDS):
            return ""
    except (OSError, ValueError) as error:
        return str(error)
