"""Noticing that landing does not get on."""

from __future__ import annotations

import time
from collections.abc import Callable

from ingestion.errors import BrokerError
from ingestion.landing.lander import Lander


class StallWatch:
    """Fails when there are records to land, but none arrives.

    Args:
        lander: The lander to watch.
        clock: Monotonic seconds.
    """

    def __init__(self, lander: Lander, clock: Callable[[], float] = time.monotonic) -> None:
        self._lander = lander
        self._clock = clock
        self._mark: object = None
        self._since = clock()

    def check(self) -> None:
        """Compare positions with those of the last check.

        Raises:
            BrokerError: Nothing moved for the configured time, although Kafka holds more.
        """
        buffers = self._lander.buffers
        mark = {partition: (buffer.start, buffer.end) for partition, buffer in buffers.items()}
        now = self._clock()
        if mark != self._mark:
            self._mark, self._since = mark, now
            return
        if now - self._since < self._lander.config.stall:
            return
        held = self._lander.admin.offsets(buffers)
        if behind := [p for p, buffer in buffers.items() if buffer.end < held[p].end]:
            raise BrokerError(
                f"Landing stalls: {behind[0]} stands at offset {buffers[behind[0]].end} for "
                f"{now - self._since:.0f} s, although Kafka holds up to {held[behind[0]].end}.",
                "See `hyperion logs kafka`.",
            )
        self._since = now
