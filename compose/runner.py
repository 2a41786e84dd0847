"""Start, watch and stop the servers of one stack.

Servers that do not wait on each other start side by side. `up` may be run at any time: a server
that runs and answers is left alone, one that a killed predecessor left half-started is replaced.
"""

import fcntl
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import psutil

from compose import processes
from compose.config import StackSettings
from compose.doctor import require_room
from compose.errors import StackError
from compose.install import Programs
from compose.servers import Server, all_servers
from compose.servers.probes import NOT_YET

# Kafka flushes its logs and Trino finishes its queries on SIGTERM; the rest end in a second.
STOP_PATIENCE_SECONDS = 60
POLL_SECONDS = 0.2

# Called with a server's title, what happens to it, and the seconds that took.
Report = Callable[[str, str, float], None]


@dataclass
class Stack:
    """The servers of one state folder.

    Attributes:
        settings: Ports, folders and heaps.
        programs: The installed programs.
    """

    settings: StackSettings
    programs: Programs
    servers: list[Server] = field(init=False)
    _given_up: Event = field(init=False, default_factory=Event)
    _children: list[subprocess.Popen[bytes]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Describe the servers."""
        self.servers = all_servers(self.settings, self.programs)

    def up(self, report: Report) -> None:
        """Start every server that does not run and return when all of them can serve.

        Raises:
            StackError: A port is taken, a server ended or did not become ready. Servers that are
                ready by then stay up.
        """
        with self._exclusive(), ThreadPoolExecutor(len(self.servers)) as pool:
            self._given_up.clear()
            if not all(self.process(server) for server in self.servers):
                require_room(self.settings)
            started: dict[str, Future[None]] = {}
            for server in self.servers:
                after = [started[name] for name in server.after]
                started[server.name] = pool.submit(self._ensure, server, after, report)
            try:
                done, _ = wait(started.values(), return_when=FIRST_EXCEPTION)
                for each in done:
                    each.result()
            except BaseException:
                self._given_up.set()
                raise

    def down(self, report: Report) -> None:
        """Stop every server, those that others rely on last."""
        with self._exclusive():
            waves = [("site", "trino", "spark"), ("metastore", "kafka"), ("datanode", "namenode")]
            for wave in waves:
                running = {
                    server.title: process
                    for server in self.servers
                    if server.name in wave and (process := self.process(server))
                }
                began = time.monotonic()
                killed = processes.stop(list(running.values()), STOP_PATIENCE_SECONDS)
                for title, process in running.items():
                    word = "killed" if process in killed else "stopped"
                    report(title, word, time.monotonic() - began)
                for server in self.servers:
                    if server.name in wave:
                        self.record_path(server.name).unlink(missing_ok=True)
            self._forget_ended_children()

    def reset(self) -> None:
        """Delete what the servers stored and everything derived from it. They must be stopped.

        Raises:
            StackError: A server still runs.
        """
        with self._exclusive():
            for server in self.servers:
                if self.process(server):
                    raise StackError(f"{server.title} is running; stop it first: hyperion down")
            for path in self.settings.state_dir.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif path.name != ".lock":
                    path.unlink()

    def process(self, server: Server) -> psutil.Process | None:
        """Return a server's live process."""
        found = processes.Record.read(self.record_path(server.name))
        return found.process() if found else None

    def record_path(self, name: str) -> Path:
        """Return where a server's process is recorded."""
        return self.settings.state_dir / "run" / f"{name}.json"

    def log_path(self, name: str) -> Path:
        """Return a server's log."""
        return self.settings.state_dir / "logs" / f"{name}.log"

    def _ensure(self, server: Server, after: list[Future[None]], report: Report) -> None:
        began = time.monotonic()
        running = self.process(server)
        if running and self._answers(server):
            report(server.title, "already up", time.monotonic() - began)
            return
        if running:
            processes.stop([running], STOP_PATIENCE_SECONDS)
        self._require_program(server)
        self._require_free_ports(server)
        self._configure(server)
        self._prepare(server)
        for each in after:
            each.result()
        log = self.log_path(server.name)
        position = log.stat().st_size if log.exists() else 0
        folder = self.settings.state_dir / server.name
        process = processes.start(server.command, log, folder, server.environment)
        processes.record(process.pid).write(self.record_path(server.name))
        self._children.append(process)
        self._wait_until_ready(server, process, position)
        report(server.title, "ready", time.monotonic() - began)

    def _answers(self, server: Server) -> bool:
        try:
            return server.ready()
        except NOT_YET:
            return False

    def _require_program(self, server: Server) -> None:
        if shutil.which(server.command[0]) is None:
            raise StackError(
                f"{server.title}: {server.command[0]} can't be run. What to do: hyperion doctor"
            )

    def _require_free_ports(self, server: Server) -> None:
        for name, port in server.ports.items():
            taken_by = processes.listener(self.settings.host, port)
            if taken_by is None:
                continue
            raise StackError(
                f"{server.title}: port {port} is in use by {processes.name_of(taken_by)}. "
                f"Stop that, or choose another port: HYPERION_{name.upper()}=..."
            )

    def _configure(self, server: Server) -> None:
        self.log_path(server.name).parent.mkdir(parents=True, exist_ok=True)
        self.record_path(server.name).parent.mkdir(parents=True, exist_ok=True)
        (self.settings.state_dir / server.name).mkdir(parents=True, exist_ok=True)
        for path, text in server.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def _prepare(self, server: Server) -> None:
        if not server.prepare or (server.prepared and server.prepared.exists()):
            return
        log = self.log_path(server.name)
        for command in server.prepare:
            with log.open("ab") as output:
                result = subprocess.run(
                    command,
                    cwd=self.settings.state_dir / server.name,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    check=False,
                )
            if result.returncode != 0:
                raise StackError(
                    f"{server.title} could not prepare its data folder:\n"
                    f"{processes.tail(log, 15)}\nThe whole log: {log}"
                )

    def _wait_until_ready(
        self, server: Server, process: subprocess.Popen[bytes], position: int
    ) -> None:
        log = self.log_path(server.name)
        deadline = time.monotonic() + self.settings.start_timeout_seconds
        while not self._answers(server):
            if process.poll() is not None:
                raise StackError(
                    f"{server.title} ended while it was starting (exit code "
                    f"{process.returncode}):\n{processes.tail(log, 15, position)}\n"
                    f"The whole log: {log}. See also: hyperion doctor"
                )
            if time.monotonic() > deadline:
                raise StackError(
                    f"{server.title} was not ready after {self.settings.start_timeout_seconds} s:\n"
                    f"{processes.tail(log, 15, position)}\nThe whole log: {log}. On a slow machine "
                    "give it longer: HYPERION_START_TIMEOUT_SECONDS=..."
                )
            if self._given_up.is_set():
                raise StackError(f"{server.title}: gave up waiting, since another server failed")
            time.sleep(POLL_SECONDS)

    def _forget_ended_children(self) -> None:
        """Collect the exit codes of servers that this very process started and that have ended."""
        self._children = [child for child in self._children if child.poll() is None]

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Let one command at a time start or stop servers of this state folder."""
        self.settings.state_dir.mkdir(parents=True, exist_ok=True)
        with (self.settings.state_dir / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StackError(
                    f"another command is starting or stopping the servers of "
                    f"{self.settings.state_dir}; wait for it to end"
                ) from None
            yield
