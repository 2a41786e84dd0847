"""Exploring the model until so many interleavings were seen.

python -m tests.model.explore 100000
"""

from __future__ import annotations

import logging
import sys
import time

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import LandingModel

_AT_ONCE = 1000
_STEPS = 20


def explore(model: type[LandingModel], examples: int, *, shrink: bool = True) -> None:
    """Run so many examples of a model.

    Raises:
        AssertionError: Readers saw something wrong, or something was missing in the end.
        Exception: The code under test failed.
    """
    # Lost replies are on purpose.
    logging.getLogger("ingestion").setLevel(logging.ERROR)
    phases = [Phase.generate, *([Phase.shrink] if shrink else [])]
    run_state_machine_as_test(
        model,
        settings=settings(
            max_examples=examples,
            stateful_step_count=_STEPS,
            deadline=None,
            database=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )


def main(wanted: int) -> None:
    """Explore until so many different interleavings are seen, saying how far it is."""
    started = time.monotonic()
    while (seen := len(LandingModel.seen)) < wanted:
        print(f"{seen:,} of {wanted:,}, {time.monotonic() - started:.0f} s", flush=True)  # noqa: T201
        explore(LandingModel, _AT_ONCE)
    print(f"interleavings={seen} seconds={time.monotonic() - started:.0f}")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
