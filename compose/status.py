"""What each server is doing right now."""

import time
from dataclasses import dataclass

from compose.runner import Stack
from compose.servers.probes import NOT_YET


@dataclass(frozen=True)
class ServerStatus:
    """One server's state.

    Attributes:
        name: The server's short name.
        title: What people call it.
        state: `ready`, `not answering` or `stopped`.
        port: The port that clients use.
        pid: Its process, if it runs.
        memory_bytes: Its resident memory.
        uptime_seconds: How long it has been running.
    """

    name: str
    title: str
    state: str
    port: int
    pid: int | None = None
    memory_bytes: int = 0
    uptime_seconds: float = 0.0


def status(stack: Stack) -> list[ServerStatus]:
    """Ask every server of the stack how it is."""
    found = []
    for server in stack.servers:
        port = next(iter(server.ports.values()))
        process = stack.process(server)
        if process is None:
            found.append(ServerStatus(server.name, server.title, "stopped", port))
            continue
        try:
            answers = server.ready()
        except NOT_YET:
            answers = False
        with process.oneshot():
            memory, began = process.memory_info().rss, process.create_time()
        found.append(
            ServerStatus(
                name=server.name,
                title=server.title,
                state="ready" if answers else "not answering",
                port=port,
                pid=process.pid,
                memory_bytes=memory,
                uptime_seconds=time.time() - began,
            )
        )
    return found
