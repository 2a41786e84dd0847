"""Landings in processes of their own, forked from one warm parent that imported everything."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import threading
import time
import traceback
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson
import psutil

from ingestion import compile_ahead
from ingestion.broker import BrokerSettings
from ingestion.broker.confluent import reader as confluent_reader
from ingestion.broker.kafka_python import reader as kafka_python_reader
from ingestion.contracts import Contract
from ingestion.landing import LandingConfig, land
from ingestion.landing.commits import checkpoints
from tests.faults.failpoints import Trap, lay

# The parent of all landers has no threads: a fork of it holds no lock that nobody will release.
_CONTEXT: ForkServerContext = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["__main__", "tests.faults.lander", "pyarrow.parquet"])
# Compiled code is loaded before the forks, which would each take half a second for it.
compile_ahead.main()
# Starting a process also collects the exit codes of all others that have ended. An exit code can
# be read once: of two threads that read it, one would take its process for lost, with code 255.
_ONE_COLLECTS = threading.Lock()
_PR_SET_PDEATHSIG = 1
_POLLED_RECORDS = 250
_COMMITS_PER_CHECKPOINT = 2


@dataclass(frozen=True, slots=True)
class Job:
    """One landing.

    Attributes:
        contract: Contract of the topic.
        broker: How to reach Kafka.
        webhdfs_url: The NameNode's HTTP address, or a proxy's.
        config: When to rotate, and how long to be patient.
        follow: Follow the topic until SIGTERM, or land what is there and end.
        log: File for what the process says.
        trap: Where it stops itself, if anywhere.
    """

    contract: Contract
    broker: BrokerSettings
    webhdfs_url: str
    config: LandingConfig
    follow: bool
    log: Path
    trap: Trap | None = None

    def start(self) -> Lander:
        """Fork a process for it."""
        process = _CONTEXT.Process(target=_land, args=(self,))
        with _ONE_COLLECTS:
            process.start()
        return Lander(self, process)


class Lander:
    """A landing process; leaving its context kills it if it still runs."""

    def __init__(self, job: Job, process: ForkServerProcess) -> None:
        self.job = job
        self._process = process

    def send(self, number: signal.Signals) -> None:
        """Send a signal, unless the process has ended."""
        if self._exit_code() is None and self._process.pid:
            os.kill(self._process.pid, number)

    def is_frozen(self) -> bool:
        """Whether the process is stopped."""
        try:
            return psutil.Process(self._process.pid).status() == psutil.STATUS_STOPPED
        except psutil.NoSuchProcess:
            return False

    def wait(self, seconds: float = 300.0) -> int:
        """Wait for its end and return the exit code; negative for a signal.

        Raises:
            TimeoutError: It still runs.
        """
        code = self.ended_within(seconds)
        if code is None:
            raise TimeoutError(f"a landing still runs after {seconds:.0f} s; {self.said()}")
        return code

    def ended_within(self, seconds: float | None) -> int | None:
        """Wait for its end so long, or for ever; return the exit code, or null if it still runs."""
        connection.wait([self._process.sentinel], seconds)
        return self._exit_code()

    def _exit_code(self) -> int | None:
        with _ONE_COLLECTS:
            return self._process.exitcode

    def freeze(self, patience: float = 60.0) -> None:
        """Stop the process, or wait until it has stopped itself at its trap.

        Raises:
            TimeoutError: It never reached its trap.
        """
        deadline = time.monotonic() + patience
        if self.job.trap is None:
            self.send(signal.SIGSTOP)
        while not self.is_frozen():
            if time.monotonic() > deadline or self._exit_code() is not None:
                raise TimeoutError(f"a landing did not reach {self.job.trap}; {self.said()}")
            time.sleep(0.02)

    def said(self) -> str:
        """Return the end of its log."""
        text = self.job.log.read_text(errors="replace") if self.job.log.exists() else ""
        return f"it said: {text[-3000:]}"

    def lost_commits(self) -> int:
        """Return how many commits it lost to others, once it has ended by itself."""
        report = self.job.log.with_suffix(".json")
        return int(orjson.loads(report.read_bytes())["lost_commits"]) if report.exists() else 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.send(signal.SIGKILL)
        self.ended_within(None)


def _land(job: Job) -> None:
    """Land, in the forked process."""
    # Whatever ends the test run ends its landings, frozen ones too.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    log = os.open(job.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    # Small polls make many commits of few records, and few commits a checkpoint.
    kafka_python_reader._CONSUMER["max_poll_records"] = _POLLED_RECORDS
    confluent_reader._MESSAGES_AT_ONCE = _POLLED_RECORDS
    checkpoints.COMMITS_PER_CHECKPOINT = _COMMITS_PER_CHECKPOINT
    wire = lay(job.trap, job.broker) if job.trap else None
    try:
        report: Any = land(
            [job.contract.topic],
            contracts={job.contract.topic: job.contract},
            broker=job.broker,
            webhdfs_url=job.webhdfs_url,
            once=not job.follow,
            config=job.config,
            register_partitions=wire.register if wire else None,
        )
    except Exception:
        traceback.print_exc()
        os._exit(1)
    summary = {"rows": report.rows, "lost_commits": sum(t.lost_commits for t in report.topics)}
    job.log.with_suffix(".json").write_bytes(orjson.dumps(summary))
