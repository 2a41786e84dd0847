"""The long run: `python -m tests.faults`; see `--help`."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from compose.config import PROJECT_ROOT, StackSettings
from compose.install import install
from compose.runner import Stack
from tests.faults import peer
from tests.faults.campaign import Fault, Outcome, faults, run
from tests.faults.results import Results, render

_TABLE = PROJECT_ROOT / "docs" / "faults.md"
_STORM_SECONDS = 600.0


def main() -> int:
    """Run trials until the table is full, or as many as asked for of one fault."""
    parser = argparse.ArgumentParser(
        prog="make faults",
        description="Inject faults into landings until docs/faults.md is full. Every trial is kept "
        "as soon as it has ended: interrupt at any time, and run again to go on.",
        epilog="Example: make faults FAULT=zombie TRIALS=5",
    )
    parser.add_argument("--fault", default="", help="only faults whose name contains this")
    parser.add_argument("--trials", type=int, help="more trials of each, rather than a full table")
    parser.add_argument("--parallel", type=int, default=3, help="topics under fault at once")
    arguments = parser.parse_args()
    # SIGTERM ends the run as Ctrl-C does: servers and landings are stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    state = StackSettings().state_dir / "faults"
    results = Results(state / "results.jsonl")
    settings = StackSettings.on_free_ports(state / "stack")
    stack = Stack(settings, install(settings, lambda *_: None))
    stack.servers = [s for s in stack.servers if s.name in ("kafka", "namenode", "datanode")]
    every = faults(stack, _STORM_SECONDS)
    full = {fault.name: fault.full for fault in every} | {peer.NAME: peer.KILLS + 1}
    names = [name for name in full if arguments.fault.lower() in name.lower()]
    if not names:
        _say(f"no fault is called {arguments.fault!r}; there are: {', '.join(full)}")
        return 1
    missing = {n: arguments.trials or max(0, full[n] - results.count(n)) for n in names}
    try:
        # What earlier runs stored is of no use to this one.
        stack.down(_silent)
        stack.reset()
        stack.up(lambda title, what, seconds: _say(f"{title} {what} ({seconds:.0f} s)"))
        _run(stack, every, missing, state / "logs", results, arguments.parallel)
    except KeyboardInterrupt:
        _say("interrupted; run the same command again to go on")
        return 130
    finally:
        stack.down(_silent)
        _TABLE.write_text(render(results.outcomes, full, full))
        _say(f"wrote {_TABLE.relative_to(PROJECT_ROOT)}")
    return 1 if any(not o.ok for o in results.outcomes if o.fault != peer.NAME) else 0


def _run(
    stack: Stack,
    every: list[Fault],
    missing: dict[str, int],
    logs: Path,
    results: Results,
    parallel: int,
) -> None:
    logs.mkdir(parents=True, exist_ok=True)
    total, before = sum(missing.values()), len(results.outcomes)

    def report(outcome: Outcome) -> None:
        results.add(outcome)
        done = len(results.outcomes) - before
        _say(
            f"{done}/{total} {outcome.fault}: {outcome.produced:,} rows, {outcome.seconds:.0f} s, "
            f"{outcome.lost} lost, {outcome.doubled} doubled, {outcome.torn} torn {outcome.problem}"
        )

    wanted = [(fault, missing[fault.name]) for fault in every if missing.get(fault.name)]
    run(stack, wanted, logs, report, parallel=parallel)
    if missing.get(peer.NAME):
        peer.run_peer(stack, logs, report)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _silent(*_: object) -> None:
    return


if __name__ == "__main__":
    sys.exit(main())
