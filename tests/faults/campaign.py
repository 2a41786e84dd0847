"""The faults, how many trials of each make a full table, and how chains of trials are run."""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from compose.runner import Stack
from tests.faults.failpoints import FAILPOINTS
from tests.faults.oracle import Verdict
from tests.faults.servers import fill_quota, kill_server, lose_replies
from tests.faults.subject import Subject, subject
from tests.faults.trials import (
    Trial,
    TrialError,
    kill_at,
    kill_at_random,
    rebalance_storm,
    two_writers,
    zombie,
)

_TRIALS_PER_TOPIC = 5
_EMPTY = Verdict(0, 0, 0, 0, 0, 0)
# Everything but the quota's lands below one root, where Spark can read it back at once.
RAW_ROOT = "/faults/raw"


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault.

    Attributes:
        name: Its row in the table.
        trial: Does it once to a landing, and lands the rest.
        short: Trials in the short suite.
        full: Trials that make the table full.
        alone: Whether it hits the servers, and so every other trial at the same time.
        partitions: Of each topic.
        raw_root: Where its topics land.
    """

    name: str
    trial: Trial
    short: int
    full: int
    alone: bool = False
    partitions: int = 2
    raw_root: str = RAW_ROOT


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one trial came to; counts as in `Verdict`.

    Attributes:
        fault: Name of the fault.
        problem: What else went wrong; empty when nothing did.
        seconds: Duration.
        ended_at: When, ISO 8601 in UTC.
    """

    fault: str
    produced: int
    lost: int
    doubled: int
    torn: int
    unordered: int
    files: int
    problem: str
    seconds: float
    ended_at: str

    @property
    def ok(self) -> bool:
        """Whether the landing withstood."""
        return not (self.lost or self.doubled or self.torn or self.unordered or self.problem)


def faults(stack: Stack, storm_seconds: float) -> list[Fault]:
    """Return every fault.

    Args:
        stack: The servers to be killed in some of them.
        storm_seconds: Duration of the rebalance storm.
    """
    servers = [
        Fault(f"kill {title}", kill_server(stack, name), 1, 20, alone=True)
        for name, title in (("namenode", "NameNode"), ("datanode", "DataNode"), ("kafka", "broker"))
    ]
    return [
        *(Fault(f"kill {name}", kill_at(name), 5, 20) for name in FAILPOINTS),
        Fault("kill at random", kill_at_random, 20, 300),
        Fault("zombie", zombie, 5, 50),
        Fault("two writers", two_writers, 1, 20),
        Fault("lost reply to RENAME", lose_replies("RENAME"), 1, 20),
        Fault("lost reply to CREATE", lose_replies("CREATE"), 1, 20),
        Fault("quota exceeded", fill_quota, 1, 20, alone=True, raw_root="/faults-quota"),
        Fault("rebalance storm", rebalance_storm(storm_seconds), 1, 1, partitions=16),
        *servers,
    ]


def run(
    stack: Stack,
    wanted: Sequence[tuple[Fault, int]],
    folder: Path,
    report: Callable[[Outcome], None],
    *,
    parallel: int,
    finished: Callable[[Subject], None] = lambda _: None,
) -> None:
    """Run trials, several chains at once unless a fault hits the servers.

    Args:
        stack: Running Kafka and HDFS.
        wanted: Faults, and how many trials of each.
        folder: For the logs of landings.
        report: Told of every trial as soon as it has ended, from several threads.
        parallel: Chains at once.
        finished: Told of every topic after its last trial, also of one that failed.
    """

    def chain(fault: Fault, trials: int) -> None:
        seed = random.getrandbits(32)
        place = (stack, folder, seed, fault.raw_root, fault.partitions)
        _chain(fault, trials, place, report, finished)

    with ThreadPoolExecutor(parallel) as pool:
        chains = [
            pool.submit(chain, fault, size)
            for fault, trials in wanted
            if not fault.alone
            for size in _sizes(trials, 1 if fault.name == "zombie" else _TRIALS_PER_TOPIC)
        ]
        try:
            for each in chains:
                each.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    for fault, trials in wanted:
        if fault.alone:
            for size in _sizes(trials, _TRIALS_PER_TOPIC):
                chain(fault, size)


def _sizes(total: int, most: int) -> list[int]:
    """Cut a number of trials into chains, one topic each."""
    return [min(most, total - done) for done in range(0, total, most)]


def _chain(
    fault: Fault,
    trials: int,
    place: tuple[Stack, Path, int, str, int],
    report: Callable[[Outcome], None],
    finished: Callable[[Subject], None],
) -> None:
    stack, folder, seed, raw_root, partitions = place
    with subject(stack, folder, seed, partitions=partitions, raw_root=raw_root) as under:
        before = _EMPTY
        for number in range(trials):
            began = time.monotonic()
            problem = _try(fault, under, last=number == trials - 1)
            now = under.verdict()
            if problem or not now.ok:
                problem = (
                    f"seed {seed}, {under.client}, {under.world.contract.topic}: {problem} {now}"
                )
            report(_outcome(fault, before, now, problem, time.monotonic() - began))
            if problem:
                break
            before = now
        finished(under)


def _try(fault: Fault, under: Subject, *, last: bool) -> str:
    """Run one trial and check the accounts; return what went wrong, apart from the verdict."""
    try:
        fault.trial(under)
        if last:
            under.watcher.look_again()
        return "; ".join(map(str, under.world.verify().problems))
    except (TrialError, RuntimeError, TimeoutError) as error:
        return str(error)
    except Exception:
        # Whatever else goes wrong is one trial's problem, and told with its seed.
        return traceback.format_exc()


def _outcome(fault: Fault, before: Verdict, now: Verdict, problem: str, seconds: float) -> Outcome:
    return Outcome(
        fault=fault.name,
        produced=now.produced - before.produced,
        lost=now.lost - before.lost,
        doubled=now.doubled - before.doubled,
        torn=now.torn - before.torn,
        unordered=now.unordered - before.unordered,
        files=now.files - before.files,
        problem=problem,
        seconds=round(seconds, 2),
        ended_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
