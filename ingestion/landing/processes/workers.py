"""Landing with several processes, since one uses little more than one core.

Each worker is a landing process of its own, that would do alone. Draining, they split the
partitions between them; following, the consumer group does. Whichever way two came to read one
partition, the commit protocol lets each range land once.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from ingestion.contracts import Contract
from ingestion.errors import IngestionError
from ingestion.landing.processes.signals import stopped_by_signals
from ingestion.landing.processes.worker import LOOK_SECONDS, Share, work
from ingestion.landing.report import LandingProgress, LandingProgressCallback, LandingReport, merge

# Beyond the bound that a worker has itself.
_FAREWELL_SECONDS = 10.0


class WorkerDiedError(IngestionError):
    """A worker ended without a word."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection


def land_in_processes(
    land: Callable[..., LandingReport],
    processes: int,
    *,
    contracts: Mapping[str, Contract],
    grace: float,
    once: bool,
    stop: threading.Event,
    progress: LandingProgressCallback,
    **arguments: Any,
) -> LandingReport:
    """Land with several workers.

    Args:
        land: Lands; called in each worker with the arguments and `share`.
        processes: How many workers.
        contracts: Contracts by topic.
        grace: Seconds that a worker has to end when told to stop.
        once: Whether to drain.
        stop: Stops the workers when set; what they have buffered is landed first.
        progress: Called with the sums over all workers.
        arguments: What `land` takes besides.

    Returns:
        What all of them landed.

    Raises:
        WorkerDiedError: A worker was killed or crashed.
        IngestionError: What a worker raised.
    """
    # A contract that was used holds compiled validators, which cannot be sent.
    fresh = {topic: replace(contract) for topic, contract in contracts.items()}
    sent = {**arguments, "contracts": fresh, "once": once}
    level = logging.getLogger("ingestion").getEffectiveLevel()
    with _signals(stop, grace, once=once):
        workers = [
            _start(land, Share(number, processes), sent, level) for number in range(processes)
        ]
        try:
            return _collect(workers, progress, stop)
        finally:
            _end(workers, grace)


@contextmanager
def _signals(stop: threading.Event, grace: float, *, once: bool) -> Iterator[None]:
    if once:
        yield
        return
    with stopped_by_signals(stop, grace + _FAREWELL_SECONDS):
        yield


def _start(
    land: Callable[..., LandingReport], share: Share, sent: Mapping[str, Any], level: int
) -> _Worker:
    """Start a worker in a fresh interpreter: clients and their threads do not survive a fork."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=work, args=(theirs, land, share, sent, level), name=f"landing-{share.number}"
    )
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _collect(
    workers: Sequence[_Worker], progress: LandingProgressCallback, stop: threading.Event
) -> LandingReport:
    """Wait until every worker has reported."""
    waiting = {worker.connection: worker for worker in workers}
    reports: list[LandingReport] = []
    seen: dict[tuple[int | None, str], LandingProgress] = {}
    told_to_stop = False
    while waiting:
        if stop.is_set() and not told_to_stop:
            told_to_stop = True
            for worker in waiting.values():
                worker.process.terminate()
        for ready in wait(list(waiting), LOOK_SECONDS):
            worker = next(each for connection, each in waiting.items() if connection is ready)
            try:
                message = worker.connection.recv()
            except (EOFError, ConnectionResetError):
                raise _death(worker.process) from None
            if isinstance(message, IngestionError):
                raise message
            if isinstance(message, LandingProgress):
                seen[worker.process.pid, message.topic] = message
                progress(_sum([each for each in seen.values() if each.topic == message.topic]))
            else:
                reports.append(message)
                del waiting[worker.connection]
    return merge(reports)


def _sum(parts: Sequence[LandingProgress]) -> LandingProgress:
    totals = [part.total for part in parts if part.total is not None]
    return LandingProgress(
        parts[0].topic, sum(part.read for part in parts), sum(totals) if totals else None
    )


def _death(process: BaseProcess) -> WorkerDiedError:
    process.join(_FAREWELL_SECONDS)
    code = process.exitcode
    how = signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
    return WorkerDiedError(
        f"Landing's worker process {process.pid} died ({how}).",
        "Run the command again: what landed stays, what did not lands then.",
    )


def _end(workers: Sequence[_Worker], grace: float) -> None:
    """End the workers that still run."""
    for worker in workers:
        worker.process.terminate()
    deadline = time.monotonic() + grace + _FAREWELL_SECONDS
    for worker in workers:
        worker.process.join(max(0.0, deadline - time.monotonic()))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.connection.close()
