"""Watching landing from outside: its metrics and its health over HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from ingestion.errors import IngestionError
from ingestion.landing.metrics import Metrics, PartitionState

# A step that takes longer waits for a server: whole commits are done in a fraction of it.
SLOW_SECONDS = 20.0


class Monitor:
    """What others may know of a running landing process.

    Args:
        topics: Topics it may land.
        stall: Seconds without progress after which it gives up; at half of them it is unhealthy.
        unregistered: Tells how many table partitions Spark does not know yet.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        topics: Iterable[str],
        stall: float,
        unregistered: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stall = stall
        self._clock = clock
        self._states: Callable[[], Sequence[PartitionState]] = list
        self._step, self._since = "starting", clock()
        self.metrics = Metrics(topics, lambda: self._states(), unregistered)

    def watch(self, states: Callable[[], Sequence[PartitionState]]) -> None:
        """Ask for the partitions' states here from now on."""
        self._states = states

    def doing(self, step: str) -> None:
        """Note what landing does from now on; the loop calls it at every turn."""
        self._step, self._since = step, self._clock()

    def complaint(self) -> str:
        """Return why landing is not healthy; empty when it is."""
        step, seconds = self._step, self._clock() - self._since
        if seconds > SLOW_SECONDS:
            return f"{step} for {seconds:.0f} s: HDFS or Kafka is slow or does not answer"
        states = self._states()
        if not states:
            return "no partition is assigned to this process"
        for state in states:
            if state.unread and state.still >= self._stall / 2:
                return f"{state.partition} did not move for {state.still:.0f} s"
        return ""


class _Handler(BaseHTTPRequestHandler):
    """Answers `/metrics` and `/health`."""

    def __init__(self, monitor: Monitor, *arguments: Any) -> None:
        self._monitor = monitor
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer."""
        if self.path == "/metrics":
            body = generate_latest(self._monitor.metrics.registry)
            self._answer(200, body, CONTENT_TYPE_LATEST)
        elif self.path == "/health":
            complaint = self._monitor.complaint()
            text = f"{complaint or 'landing'}\n"
            self._answer(503 if complaint else 200, text.encode(), "text/plain; charset=utf-8")
        else:
            self._answer(404, b"/metrics or /health\n", "text/plain; charset=utf-8")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: a scrape is no news."""


@contextmanager
def serving(monitor: Monitor, address: tuple[str, int] | None) -> Iterator[None]:
    """Serve `/metrics` and `/health` meanwhile.

    Args:
        monitor: What to tell.
        address: Host and port to listen on; None serves nothing.

    Raises:
        IngestionError: The port is taken.
    """
    if address is None:
        yield
        return
    try:
        server = ThreadingHTTPServer(address, partial(_Handler, monitor))
    except OSError as error:
        raise IngestionError(
            f"Landing cannot serve its metrics on {address[0]}:{address[1]} ({error.strerror}).",
            "Choose another port: HYPERION_LANDING_METRICS_PORT=... (0 serves none).",
        ) from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
