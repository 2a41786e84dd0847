"""Ctrl-C, SIGTERM and a closed terminal, taken where they do no harm."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruptions:
    """Remembers a signal, and raises `KeyboardInterrupt` for it only inside `heeded`.

    The answer to a request that creates or ends a cluster must not get lost, so outside of it a
    signal waits for the next place where it may be heeded.
    """

    def __init__(self) -> None:
        self.requested = False
        self._heeded = False

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Take the signals of this process."""
        before = {number: signal.signal(number, self._arrived) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Let signals interrupt what is done here.

        Raises:
            KeyboardInterrupt: One arrived, here or before.
        """
        self._heeded = True
        try:
            if self.requested:
                raise KeyboardInterrupt
            yield
        finally:
            self._heeded = False

    def _arrived(self, *_: object) -> None:
        self.requested = True
        if self._heeded:
            raise KeyboardInterrupt
