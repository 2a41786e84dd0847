"""What all kafka-python clients share: connecting, closing, and errors told in our words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from kafka import errors

from ingestion.broker.interface import Closing, PositionLostError
from ingestion.broker.kafka_python.configuration import configuration
from ingestion.broker.settings import BrokerSettings
from ingestion.errors import START_KAFKA, BrokerError, BrokerUnavailableError

# The library logs every refused connection; what matters of it reaches the user as an error.
logging.getLogger("kafka").addHandler(logging.NullHandler())

_POSITION_LOST = (
    errors.OffsetOutOfRangeError,
    errors.NoOffsetForPartitionError,
    errors.LogTruncationError,
)


@contextmanager
def _told(bootstrap: str, doing: str) -> Iterator[None]:
    """Turn the library's errors into ours."""
    try:
        yield
    except (errors.KafkaConnectionError, errors.KafkaTimeoutError) as error:
        raise BrokerUnavailableError(
            f"Kafka at {bootstrap} does not answer while {doing}: {error}.", START_KAFKA
        ) from error
    except _POSITION_LOST as error:
        raise PositionLostError(
            f"Kafka at {bootstrap} does not hold the position to read from: {error}."
        ) from error
    except errors.KafkaError as error:
        raise BrokerError(
            f"Kafka at {bootstrap} failed while {doing}: {type(error).__name__}: {error}."
        ) from error


class Client(Closing):
    """A connected client.

    Args:
        settings: How to reach the brokers.
        make: The library's client class.
        config: Its configuration.

    Raises:
        BrokerUnavailableError: No broker answers.
    """

    def __init__(
        self, settings: BrokerSettings, make: Callable[..., Any], **config: object
    ) -> None:
        self.settings = settings
        with self.doing("connecting"):
            self.client = make(**configuration(settings), **config)

    def doing(self, what: str) -> AbstractContextManager[None]:
        """Turn the library's errors into ours, saying what was being done."""
        return _told(self.settings.bootstrap, what)

    def close(self) -> None:
        """Close the connection."""
        with self.doing("closing"):
            self.client.close()
