"""Choosing the client library."""

from __future__ import annotations

import socket

from ingestion.broker.interface import Broker
from ingestion.broker.kafka_python import KafkaPythonBroker
from ingestion.errors import BrokerUnavailableError

PROBE_SECONDS = 5.0


def connect(bootstrap: str) -> Broker:
    """Return the way to Kafka.

    Args:
        bootstrap: `host:port` of a broker, or several with commas between.

    Returns:
        A factory of administration clients, publishers and readers.

    Raises:
        BrokerUnavailableError: No address accepts a connection.
    """
    # A client library retries for long before it gives up; a refused connection is told at once.
    refusals = [_refusal(address.strip()) for address in bootstrap.split(",")]
    if all(refusals):
        raise BrokerUnavailableError(
            f"Kafka at {bootstrap} does not accept connections ({refusals[0]}).",
            "See `hyperion status`; `hyperion up` starts it.",
        )
    return KafkaPythonBroker(bootstrap)


def _refusal(address: str) -> str:
    """Return why an address accepts no connection; empty when it does."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=PROBE_SECONDS):
            return ""
    except (OSError, ValueError) as error:
        return str(error)
