"""The site on a port of this machine, in the foreground."""

import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from website.app import Site
from website.errors import SiteError
from website.policy import policy

# A browser asks for more at once than there are threads; it would say so each time.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)

# Seconds; a signal or `stop` ends the wait at once.
_LONGEST_WAIT = 60.0
# Nothing is done with a body: no more than this is read before that is said.
_LARGEST_BODY_BYTES = 64 * 1024


class _ErrorTask(ErrorTask):  # type: ignore[misc] # it has no type hints
    """What waitress itself says to a malformed request, with our headers."""

    def execute(self) -> None:
        self.response_headers.extend(policy().security.items())
        super().execute()


class _Channel(HTTPChannel):  # type: ignore[misc] # it has no type hints
    error_task_class = _ErrorTask


class Server:
    """Serves a folder. It listens from the start, and answers while it runs.

    Args:
        folder: The site, as it was built.
        host: The address to listen on.
        port: The port; 0 is any that is free.
        unbuilt: Serve also while there is no site in the folder: every page says so.

    Raises:
        SiteError: There is no site in the folder, or the port can't be had.
    """

    def __init__(self, folder: Path, host: str, port: int, *, unbuilt: bool = False) -> None:
        if not unbuilt and not (folder / "index.html").exists():
            raise SiteError(f"{folder / 'index.html'} does not exist; run: hyperion site build")
        listener = _listen(host, port)
        self._stop = threading.Event()
        self._sockets: dict[int, Any] = {}
        # Without `ident` no header tells which server this is.
        self._server = create_server(
            Site(folder),
            map=self._sockets,
            sockets=[listener],
            ident=None,
            threads=4,
            max_request_body_size=_LARGEST_BODY_BYTES,
        )
        self._server.channel_class = _Channel
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{listener.getsockname()[1]}"

    def run(self) -> None:
        """Answer requests until `stop`; then close every socket and end every thread."""
        try:
            while not self._stop.is_set():
                wasyncore.loop(_LONGEST_WAIT, use_poll=True, map=self._sockets, count=1)
        finally:
            self._close()

    def stop(self) -> None:
        """Let `run` return. Any thread may call this, and so may a signal's handler."""
        if not self._stop.is_set():  # afterwards the trigger's descriptor may be another file's
            self._stop.set()
            self._server.pull_trigger()

    def _close(self) -> None:
        # First the connections: a thread that waits for a slow client learns that there is none.
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets, ignore_all=True)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SiteError(
            f"can't listen on {host}, port {port}: {error.strerror}; "
            f"try another: hyperion site serve --port {port + 1}"
        ) from error


@contextmanager
def stopped_by_signals(server: Server) -> Iterator[None]:
    """Take Ctrl-C and SIGTERM for the ordinary end that they are here: exit code 0."""

    def end(*_: object) -> None:
        server.stop()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
