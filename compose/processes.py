"""Server processes as the operating system sees them.

A process is recorded by its id and its start time together, so that a recycled process id is never
taken for one of our servers, nor killed in its place.
"""

import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import psutil

# A start time is kept to a hundredth of a second; reading it again may round differently.
START_TIME_TOLERANCE = 0.05

# A listener on all interfaces takes the loopback port as well.
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


@dataclass(frozen=True)
class Record:
    """A server process that was started: its id and when it began (seconds since 1970)."""

    pid: int
    started_at: float

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Read a record; nothing if there is none or a killed writer left half of one."""
        try:
            return cls(**json.loads(path.read_text()))
        except (FileNotFoundError, json.JSONDecodeError, TypeError):
            return None

    def write(self, path: Path) -> None:
        """Write the record atomically."""
        temporary = path.with_suffix(".tmp")
        temporary.write_text(json.dumps(asdict(self)))
        temporary.replace(path)

    def process(self) -> psutil.Process | None:
        """Return the live process, or nothing if it has ended or is another one by now."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started_at) < START_TIME_TOLERANCE
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None


def start(
    command: Sequence[str], log: Path, folder: Path, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start a process that outlives this one, with its output appended to a log."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal is for the command, not the servers
        )


def record(pid: int) -> Record:
    """Describe a running process."""
    return Record(pid, psutil.Process(pid).create_time())


def stop(processes: Sequence[psutil.Process], patience: float) -> list[psutil.Process]:
    """End processes politely, then by force.

    Args:
        processes: What to end.
        patience: Seconds that they get between SIGTERM and SIGKILL.

    Returns:
        The processes that had to be killed.
    """
    for process in processes:
        _signal(process, signal.SIGTERM)
    _, stubborn = psutil.wait_procs(processes, timeout=patience)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=patience)
    return list(stubborn)


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
        # A frozen process takes no SIGTERM until it runs again.
        process.send_signal(signal.SIGCONT)
    except psutil.NoSuchProcess:
        return


def listener(host: str, port: int) -> psutil.Process | str | None:
    """Return who listens on a port: the process, its address if it can't be seen, or nothing."""
    for connection in psutil.net_connections("tcp"):
        if connection.status != psutil.CONN_LISTEN or not connection.laddr:
            continue
        address = connection.laddr
        if address.port == port and address.ip.removeprefix("::ffff:") in (host, *EVERY_ADDRESS):
            return psutil.Process(connection.pid) if connection.pid else str(address)
    return None


def name_of(listening: psutil.Process | str) -> str:
    """Name who listens on a port, so that a person can find and stop it."""
    if isinstance(listening, psutil.Process):
        return f"process {listening.pid} ({listening.name()})"
    return listening


def tail(log: Path, lines: int, since: int = 0) -> str:
    """Return the last lines of a log, from a byte position on."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(since, log.stat().st_size - 64_000))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
