"""Our connection settings in librdkafka's words."""

from __future__ import annotations

import logging

from ingestion.broker.settings import BrokerSettings

# The library logs every refused connection; what matters of it reaches the user as an error.
_logger = logging.getLogger(__name__)
_logger.addHandler(logging.NullHandler())


def configuration(settings: BrokerSettings) -> dict[str, object]:
    """Return the options that every client of the library takes.

    Source of the names: CONFIGURATION.md of librdkafka.
    """
    given = {
        "sasl.mechanism": settings.sasl_mechanism,
        "sasl.username": settings.sasl_username,
        "sasl.password": settings.sasl_password,
        "ssl.ca.location": settings.ssl_cafile,
        "ssl.certificate.location": settings.ssl_certfile,
        "ssl.key.location": settings.ssl_keyfile,
    }
    return {
        "bootstrap.servers": settings.bootstrap,
        "security.protocol": settings.security_protocol,
        "logger": _logger,
        "log.connection.close": False,
        **{name: value for name, value in given.items() if value is not None},
    }


def group_configuration(settings: BrokerSettings) -> dict[str, object]:
    """Return the options of a consumer group's member: session and heartbeat in milliseconds."""
    return {
        "session.timeout.ms": int(settings.session_timeout * 1000),
        "heartbeat.interval.ms": int(settings.heartbeat_interval * 1000),
    }
