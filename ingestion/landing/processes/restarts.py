"""How often following may start over."""

from __future__ import annotations

import time
from collections.abc import Callable

from ingestion.errors import BrokerError, BrokerUnavailableError

_IN_A_ROW = 3
_STEADY_SECONDS = 30.0


class Restarts:
    """Allows starting over after errors that pass, but not for ever.

    Args:
        patience: Seconds to ride out a Kafka that does not answer.
        clock: Monotonic seconds.
    """

    def __init__(self, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._answered = self._began = clock()
        self._in_a_row = 0

    def begin(self) -> None:
        """Note that an attempt begins."""
        self._began = self._clock()

    def steady(self) -> None:
        """Note that Kafka answered."""
        self._answered = self._clock()

    def may_follow(self, error: BrokerError) -> bool:
        """Tell whether to start over after an error."""
        now = self._clock()
        if isinstance(error, BrokerUnavailableError):
            return now - self._answered < self._patience
        self._in_a_row = self._in_a_row + 1 if now - self._began < _STEADY_SECONDS else 1
        return self._in_a_row <= _IN_A_ROW
