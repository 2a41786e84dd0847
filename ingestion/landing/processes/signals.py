"""Ending on signals: the first lands what is buffered, within a bound; the second ends at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from ingestion.errors import IngestionError

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_NEXT_STEP = "Nothing is lost: the next run lands what is not on HDFS yet."


class StoppedShortError(IngestionError):
    """Landing was stopped before everything buffered was landed."""


@contextmanager
def stopped_by_signals(stop: threading.Event, grace: float) -> Iterator[Callable[[], None]]:
    """Let SIGTERM and SIGINT set an event; only the main thread may ask for that.

    After the first signal the main thread has `grace` seconds; then, or at a second signal, it is
    interrupted wherever it is. What it was doing may be half done: a commit can take that.

    Args:
        stop: Set at the first signal.
        grace: Seconds.

    Yields:
        A function that lifts the bound, since everything is landed.

    Raises:
        StoppedShortError: Time was up, or a second signal came.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return

    def end(number: int, _: FrameType | None) -> None:
        if stop.is_set():
            name = signal.Signals(number).name
            raise StoppedShortError(f"Stopped at a second {name}.", _NEXT_STEP)
        stop.set()
        signal.setitimer(signal.ITIMER_REAL, grace)

    def time_is_up(*_: object) -> None:
        raise StoppedShortError(
            f"HDFS or Kafka did not take what is buffered within {grace:g} s.", _NEXT_STEP
        )

    def no_bound() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    before[signal.SIGALRM] = signal.signal(signal.SIGALRM, time_is_up)
    try:
        yield no_bound
    finally:
        no_bound()
        for number, handler in before.items():
            signal.signal(number, handler)
