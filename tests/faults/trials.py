"""One trial of each fault that landing processes can suffer by themselves."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from tests.faults.failpoints import FAILPOINTS, UNCLAIMED, Trap
from tests.faults.lander import Lander
from tests.faults.subject import SESSION_SECONDS, Subject

Trial = Callable[[Subject], None]
_WAIT_SECONDS = 240.0


class TrialError(Exception):
    """A landing did not behave as it has to under a fault."""


def wait_until(happened: Callable[[], bool], what: str, lander: Lander | None = None) -> None:
    """Look again until it is so.

    Raises:
        TrialError: It never was.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            said = lander.said() if lander else ""
            raise TrialError(f"waited {_WAIT_SECONDS:.0f} s in vain until {what}; {said}")
        time.sleep(0.05)


def kill_at(failpoint: str) -> Trial:
    """Return a trial that kills a landing at a failpoint, and perhaps the next one too."""

    def trial(subject: Subject) -> None:
        subject.publish(900)
        times = subject.random.choice((1, 1, 2))
        for _ in range(times):
            once = failpoint.endswith(("reading", "registering partitions", "checkpoint"))
            occurrence = 1 if once else subject.random.randint(1, 2)
            _die(subject, Trap(failpoint, occurrence, signal.SIGKILL))
            if subject.verdict().doubled:
                raise TrialError(f"rows were visible twice after a kill {failpoint}")
            subject.publish(600)
        subject.land()

    return trial


def _die(subject: Subject, trap: Trap) -> None:
    with subject.job(trap=trap).start() as lander:
        code = lander.wait()
        if code != -signal.SIGKILL:
            raise TrialError(f"a landing ended with {code} before {trap}; {lander.said()}")


def kill_at_random(subject: Subject) -> None:
    """Kill a landing at any time from its start on; one that was too quick does not count."""
    subject.publish(3_000)
    longest = 2.0
    while True:
        with subject.job().start() as lander:
            lander.ended_within(subject.random.uniform(0.0, longest))
            lander.send(signal.SIGKILL)
            if lander.wait() == -signal.SIGKILL:
                break
        longest *= 0.8
        subject.publish(3_000)
    subject.land()


def zombie(subject: Subject) -> None:
    """Freeze a member of the group until another one landed its records, then let it run on."""
    at_random = subject.random.random() < 0.25
    failpoint = subject.random.choice(FAILPOINTS[: FAILPOINTS.index("before staging a checkpoint")])
    trap = None if at_random else Trap(failpoint, subject.random.randint(1, 2), signal.SIGSTOP)
    subject.publish(1_500)
    with subject.job(follow=True, trap=trap).start() as frozen:
        if at_random:
            wait_until(lambda: subject.committed_rows() > 0, "the first member landed", frozen)
        frozen.freeze()
        since = time.monotonic()
        subject.publish(500)
        with subject.job(follow=True).start() as heir:
            wait_until(lambda: _all_landed(subject), "the second member took over", heir)
            # A pause of twice the time-out: the group has surely given the partitions away.
            time.sleep(max(0.0, since + 2 * SESSION_SECONDS - time.monotonic()))
            frozen.send(signal.SIGCONT)
            subject.publish(500)
            wait_until(lambda: _all_landed(subject), "both members landed the rest", heir)
            for member in (frozen, heir):
                _end(member)
        if trap and trap.failpoint in UNCLAIMED[1:] and frozen.lost_commits() == 0:
            raise TrialError(f"a zombie frozen {trap.failpoint} lost no commit")


def _all_landed(subject: Subject) -> bool:
    return subject.committed_rows() >= len(subject.produced)


def _end(lander: Lander) -> None:
    lander.send(signal.SIGTERM)
    if lander.wait() != 0:
        raise TrialError(f"a landing did not end well on SIGTERM; {lander.said()}")


def two_writers(subject: Subject) -> None:
    """Let two landings take the same partitions by hand at once."""
    subject.publish(4_000)
    sizes = (subject.random.randint(100, 400), subject.random.randint(100, 400))
    first, second = (subject.job(max_rows=size).start() for size in sizes)
    with first, second:
        for lander in (first, second):
            if lander.wait() != 0:
                raise TrialError(f"one of two landings at once failed; {lander.said()}")
    subject.land()


def rebalance_storm(seconds: float) -> Trial:
    """Return a trial in which members join and leave a group about every two seconds."""

    def trial(subject: Subject) -> None:
        members: list[Lander] = []
        ends = time.monotonic() + seconds
        try:
            while time.monotonic() < ends:
                members.append(subject.job(follow=True).start())
                subject.publish(400)
                time.sleep(subject.random.uniform(1.0, 3.0))
                if len(members) > subject.random.randint(1, 3):
                    leaving = members.pop(0)
                    with leaving:
                        # Some leave politely, some without a word.
                        if subject.random.random() < 0.7:
                            _end(leaving)
            for member in members:
                _end(member)
        finally:
            for member in members:
                with member:
                    pass
        subject.land()

    return trial
