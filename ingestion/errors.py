"""Errors of ingestion: each says what went wrong, where, and what to do next."""

from __future__ import annotations


class IngestionError(Exception):
    """A failure the user can act on.

    Args:
        message: What went wrong, naming the server, file, record or field.
        next_step: What to do about it; empty when the message says it all.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        self.message = message
        self.next_step = next_step
        super().__init__(f"{message} {next_step}".strip())


class ContractError(IngestionError):
    """A contract file is malformed, or a topic has none."""


class SourceError(IngestionError):
    """The source documents of a topic cannot be found."""


class SettingsError(IngestionError):
    """A setting is unknown, missing, or does not go with another; the message names it."""


class BrokerError(IngestionError):
    """Kafka refused a request."""


# The next step where Kafka does not answer.
START_KAFKA = "See `hyperion status`; `hyperion up` starts it."


class BrokerUnavailableError(BrokerError):
    """Kafka does not answer."""


class BrokerSecurityError(BrokerError):
    """Kafka's certificate is not trusted, or Kafka does not let us in."""


class CorruptionError(IngestionError):
    """Our own files contradict each other; the message names the file."""
