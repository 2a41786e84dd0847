"""One of several processes that land: does what one alone would do, and tells its parent."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from ingestion.errors import IngestionError
from ingestion.landing.report import LandingProgress, LandingReport

LOOK_SECONDS = 0.2


class Share(NamedTuple):
    """Which part of the partitions a worker drains: every `of`th, beginning with `number`."""

    number: int = 0
    of: int = 1

    def pick(self, partitions: Sequence[Any]) -> list[Any]:
        """Return the worker's part of a sorted list."""
        return list(partitions[self.number :: self.of])


EVERYTHING = Share()


def work(
    connection: Connection,
    land: Callable[..., LandingReport],
    share: Share,
    arguments: Mapping[str, Any],
    level: int,
) -> None:
    """Land in a worker, and tell the parent."""
    if level <= logging.INFO:
        logging.basicConfig(format="%(asctime)s %(processName)s %(levelname)s %(message)s")
        logging.getLogger("ingestion").setLevel(level)
    # Ctrl-C reaches the parent alone, which says once what to do: a second word ends at once.
    os.setpgid(0, 0)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=_follow_parent, daemon=True).start()
    teller = _Teller(connection)
    try:
        report = land(**arguments, share=share, stop=stop, progress=teller.tell)
        teller.finish()
        connection.send(report)
    except IngestionError as error:
        connection.send(error)
    except BrokenPipeError:
        # The parent is gone; what was landed stays.
        return


def _follow_parent() -> None:
    """Stop when the parent has ended, however it did."""
    if parent := parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class _Teller:
    """Sends progress, not at every turn of the loop."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: dict[str, LandingProgress] = {}
        self._at = 0.0

    def tell(self, progress: LandingProgress) -> None:
        self._last[progress.topic] = progress
        if time.monotonic() - self._at >= LOOK_SECONDS:
            self.finish()

    def finish(self) -> None:
        """Send what is known."""
        self._at = time.monotonic()
        for progress in self._last.values():
            self._connection.send(progress)
        self._last.clear()
