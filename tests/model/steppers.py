"""Processes that stop before each operation on the store, until told what becomes of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

from tests.unit.landing_helpers import KilledError

# What becomes of an operation: it is done; done, but the reply is lost and the client tries again;
# given up and tried again, but done once more later; done or done later, but the client gave up.
Fate = Literal["done", "twice", "later_too", "done_unheard", "later_unheard"]
FATES: tuple[Fate, ...] = ("twice", "later_too", "done_unheard", "later_unheard")

_here = threading.local()


class Stepper:
    """Runs a program in a thread of its own, of which one operation at a time goes on.

    Args:
        program: The program; it stops in `next_fate` wherever the store calls that.

    Attributes:
        before_change: Whether the operation it stands before changes the store.
        finished: Whether the program has ended.
        failure: What it failed with.
    """

    def __init__(self, program: Callable[[], None]) -> None:
        self._program = program
        # Bare locks hand over quicker than semaphores do, and that happens at every operation.
        self._go = _taken()
        self._stopped = _taken()
        self._fate: Fate | None = "done"
        self.before_change = False
        self.finished = False
        self.failure: BaseException | None = None
        threading.Thread(target=self._run, daemon=True).start()
        self._stopped.acquire()

    def _run(self) -> None:
        _here.stepper = self
        try:
            self._program()
        except KilledError:
            pass
        except BaseException as error:
            self.failure = error
        finally:
            self.finished = True
            self._stopped.release()

    def wait(self, *, change: bool) -> Fate:
        """Stop until told on, in the thread of the program."""
        self.before_change = change
        self._stopped.release()
        self._go.acquire()
        if self._fate is None:
            raise KilledError
        return self._fate

    def step(self, fate: Fate | None = "done") -> None:
        """Let the operation it stands before happen, and run up to the next; None kills."""
        if self.finished:
            return
        self._fate = fate
        self._go.release()
        self._stopped.acquire()

    def kill(self) -> None:
        """End the process before its next operation."""
        while not self.finished:
            self.step(None)


def _taken() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


def next_fate(*, change: bool) -> Fate:
    """Stop here, if in a stepper; return what becomes of the operation."""
    stepper: Stepper | None = getattr(_here, "stepper", None)
    return stepper.wait(change=change) if stepper else "done"


def stepping() -> bool:
    """Tell whether this thread is a stepper's."""
    return getattr(_here, "stepper", None) is not None
