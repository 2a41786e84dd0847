"""Trials in which a server is killed under a landing, refuses to write, or does not reply."""

from __future__ import annotations

import os
import signal
import time

import psutil
import requests

from compose.runner import Stack
from tests.faults.proxy import ReplyDropper
from tests.faults.subject import Subject
from tests.faults.trials import Trial, TrialError, wait_until


def _silent(*_: object) -> None:
    return


def kill_server(stack: Stack, name: str) -> Trial:
    """Return a trial that kills a server with SIGKILL under a landing and starts it again."""
    (server,) = (server for server in stack.servers if server.name == name)

    def trial(subject: Subject) -> None:
        subject.publish(6_000)
        seen = subject.committed_rows()
        with subject.job(max_rows=100).start() as lander:
            wait_until(lambda: subject.committed_rows() > seen, "something landed", lander)
            time.sleep(subject.random.uniform(0.0, 0.5))
            process = stack.process(server)
            if process is None:
                raise TrialError(f"{server.title} was not running")
            os.kill(process.pid, signal.SIGKILL)
            psutil.wait_procs([process])
            stack.up(_silent)
            # HDFS is waited for; of a broker that is away landing may despair.
            if lander.wait() != 0 and name != "kafka":
                raise TrialError(f"a landing did not outlive {server.title}; {lander.said()}")
        subject.land()

    return trial


def lose_replies(operation: str) -> Trial:
    """Return a trial in which some replies to a WebHDFS operation are lost after it was done."""

    def trial(subject: Subject) -> None:
        subject.publish(2_000)
        with ReplyDropper(subject.world.settings.webhdfs_url, operation, subject.random) as proxy:
            subject.land(webhdfs_url=proxy.url)
        if not proxy.dropped:
            raise TrialError(f"no reply to {operation} was lost")

    return trial


def fill_quota(subject: Subject) -> None:
    """Let a quota refuse every new block: landing fails, and ends well when it is lifted."""
    url = f"{subject.world.settings.webhdfs_url}/webhdfs/v1{subject.world.raw_root}"
    parameters = {"user.name": "hyperion"}
    with requests.Session() as session:
        session.trust_env = False
        session.put(url, params={"op": "MKDIRS", **parameters}).raise_for_status()
        subject.publish(2_000)
        quota = {"op": "SETQUOTA", "namespacequota": str(2**63 - 1), **parameters}
        session.put(url, params={**quota, "storagespacequota": "1"}).raise_for_status()
        try:
            with subject.job().start() as lander:
                if lander.wait() != 1 or "DSQuotaExceededException" not in lander.said():
                    raise TrialError(f"a landing did not tell of the quota; {lander.said()}")
        finally:
            lifted = {**quota, "storagespacequota": str(2**60)}
            session.put(url, params=lifted).raise_for_status()
    subject.land()
