"""Exploring the model until so many different interleavings were seen.

python -m tests.model.explore 100000

Interrupt it at any time, and run it again to go on.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from compose.config import StackSettings
from tests.model.interleavings import Kept, fingerprint
from tests.model.machine import LandingModel
from tests.model.world import small_world

_AT_ONCE = 1000
_STEPS = 10
_stop = threading.Event()


class _Stoppable(LandingModel):
    """Stops between two interleavings: an interrupt amid one would put its threads in disorder."""

    def __init__(self) -> None:
        if _stop.is_set():
            raise KeyboardInterrupt
        super().__init__()


def explore(model: type[LandingModel], examples: int, *, shrink: bool = True) -> None:
    """Run so many examples of a model, other ones each time.

    Raises:
        AssertionError: Readers saw something wrong, or something was missing in the end.
        Exception: The code under test failed.
    """
    # Lost replies are on purpose.
    logging.getLogger("ingestion").setLevel(logging.ERROR)
    phases = [Phase.generate, *([Phase.shrink] if shrink else [])]
    with small_world():
        run_state_machine_as_test(
            model,
            settings=settings(
                max_examples=examples,
                stateful_step_count=_STEPS,
                deadline=None,
                database=None,
                derandomize=False,
                phases=phases,
                suppress_health_check=list(HealthCheck),
                print_blob=False,
            ),
        )


def main(wanted: int) -> int:
    """Explore until so many different interleavings are seen, saying how far it is."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _stop.set())
    # Threads that take turns are quicker on one core than on two.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    gc.disable()
    kept = Kept(StackSettings().state_dir / "model", fingerprint())
    LandingModel.seen |= kept.seen
    while len(kept.seen) < wanted:
        _say(f"{len(kept.seen):,} of {wanted:,}, {kept.seconds:.0f} s")
        started = time.monotonic()
        try:
            explore(_Stoppable, _AT_ONCE)
        except KeyboardInterrupt:
            _say("interrupted; run the same command again to go on")
            return 130
        finally:
            kept.add(LandingModel.seen, time.monotonic() - started)
            gc.collect()
    _say(f"interleavings={len(kept.seen)} seconds={kept.seconds:.0f}")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
