"""Exploring the model until so many interleavings were seen.

python -m tests.model.explore 100000
"""

from __future__ import annotations

import hashlib
import logging
import sys
import time

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from compose.config import PROJECT_ROOT, StackSettings
from tests.model.machine import DIGEST_BYTES, LandingModel

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
    """Explore until so many different interleavings are seen, saying how far it is.

    What was seen is kept after every block, so that a run which was interrupted can go on.
    """
    kept = StackSettings().state_dir / "model" / f"{_fingerprint()}.seen"
    kept.parent.mkdir(parents=True, exist_ok=True)
    earlier = kept.read_bytes() if kept.exists() else b""
    seen = LandingModel.seen
    seen |= {earlier[at : at + DIGEST_BYTES] for at in range(0, len(earlier), DIGEST_BYTES)}
    started, before = time.monotonic(), len(seen)
    while len(seen) < wanted:
        _say(f"{len(seen):,} of {wanted:,}, {time.monotonic() - started:.0f} s")
        explore(LandingModel, _AT_ONCE)
        new = kept.with_suffix(".new")
        new.write_bytes(b"".join(seen))
        new.replace(kept)
    _say(f"interleavings={len(seen)} new={len(seen) - before} {time.monotonic() - started:.0f} s")


def _fingerprint() -> str:
    """Return what changes with the code under test and the model: they decide what was seen."""
    digest = hashlib.sha256()
    for folder in ("ingestion/landing", "tests/model"):
        for path in sorted((PROJECT_ROOT / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
