"""What all confluent-kafka clients share: connecting, and errors told in our words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from confluent_kafka import KafkaError, KafkaException

from ingestion.broker.confluent.configuration import configuration
from ingestion.broker.interface import Closing, PositionLostError
from ingestion.broker.settings import BrokerSettings
from ingestion.errors import START_KAFKA, BrokerError, BrokerUnavailableError, SettingsError

_logger = logging.getLogger(__name__)

REQUEST_SECONDS = 30.0
_UNAVAILABLE = {
    KafkaError._ALL_BROKERS_DOWN,  # noqa: SLF001 - the library's own names of its local errors
    KafkaError._TRANSPORT,  # noqa: SLF001
    KafkaError._TIMED_OUT,  # noqa: SLF001
    KafkaError._MSG_TIMED_OUT,  # noqa: SLF001
    KafkaError._RESOLVE,  # noqa: SLF001
    KafkaError.REQUEST_TIMED_OUT,
}
# A broker that comes back learns of its leadership, and we of its, in the order of chance.
LEADERSHIP_UNSETTLED = {
    KafkaError.UNKNOWN_LEADER_EPOCH,
    KafkaError.FENCED_LEADER_EPOCH,
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.LEADER_NOT_AVAILABLE,
}
_POSITION_LOST = {
    KafkaError._AUTO_OFFSET_RESET,  # noqa: SLF001
    KafkaError._LOG_TRUNCATION,  # noqa: SLF001
    KafkaError._NO_OFFSET,  # noqa: SLF001
    KafkaError.OFFSET_OUT_OF_RANGE,
}


def our_error(bootstrap: str, doing: str, error: KafkaError) -> BrokerError:
    """Put an error of the library into our words."""
    code = error.code()
    if code in _UNAVAILABLE or code in LEADERSHIP_UNSETTLED:
        return BrokerUnavailableError(
            f"Kafka at {bootstrap} does not answer while {doing}: {error.str()}.", START_KAFKA
        )
    if code in _POSITION_LOST:
        return PositionLostError(
            f"Kafka at {bootstrap} does not hold the position to read from: {error.str()}."
        )
    return BrokerError(f"Kafka at {bootstrap} failed while {doing}: {error.name()}: {error.str()}.")


class Client(Closing):
    """A client; whether the cluster answers, `connect` has tried out.

    Args:
        settings: Addresses, TLS and SASL.
        make: The library's client class.
        options: Its configuration beyond those settings.

    Raises:
        SettingsError: The library cannot do what the settings ask for.
    """

    def __init__(
        self,
        settings: BrokerSettings,
        make: Callable[[dict[str, object]], Any],
        options: Mapping[str, object],
    ) -> None:
        self.bootstrap = settings.bootstrap
        try:
            self.client = make({**configuration(settings), **options, "error_cb": self._log_error})
        except KafkaException as error:
            raise SettingsError(
                f"confluent-kafka cannot connect as the settings ask: {error.args[0].str()}.",
                "Change the setting, or set HYPERION_KAFKA_CLIENT to kafka-python.",
            ) from error

    def _log_error(self, error: KafkaError) -> None:
        """Log what the library mends by itself."""
        _logger.info("%s: %s", self.bootstrap, error)

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Turn the library's errors into ours, saying what was being done.

        Raises:
            BrokerError: The library raised one, which is the cause.
        """
        try:
            yield
        except KafkaException as error:
            raise our_error(self.bootstrap, what, error.args[0]) from error

    def close(self) -> None:
        """Close the connection: the library does when the object goes."""
        self.client = None
