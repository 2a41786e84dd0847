"""Our connection settings in kafka-python's words."""

from __future__ import annotations

from ingestion.broker.settings import BrokerSettings

BOOTSTRAP_MS = 15_000


def addresses(settings: BrokerSettings) -> list[str]:
    """Return the brokers' addresses one by one."""
    return [address.strip() for address in settings.bootstrap.split(",")]


def configuration(settings: BrokerSettings) -> dict[str, object]:
    """Return the options that every client of the library takes."""
    return {
        "bootstrap_servers": addresses(settings),
        "bootstrap_timeout_ms": BOOTSTRAP_MS,
        "security_protocol": settings.security_protocol,
        "sasl_mechanism": settings.sasl_mechanism,
        "sasl_plain_username": settings.sasl_username,
        "sasl_plain_password": settings.sasl_password,
        "ssl_cafile": settings.ssl_cafile,
        "ssl_certfile": settings.ssl_certfile,
        "ssl_keyfile": settings.ssl_keyfile,
    }


def group_configuration(settings: BrokerSettings) -> dict[str, object]:
    """Return the options of a consumer group's member: session and heartbeat in milliseconds."""
    return {
        "session_timeout_ms": int(settings.session_timeout * 1000),
        "heartbeat_interval_ms": int(settings.heartbeat_interval * 1000),
    }
