"""A small site, a server for it, and a client."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path

import brotli

from website import Server

PAGE = b"<!doctype html><title>Hyperion</title>" + b"<p>a page</p>" * 50
SCRIPT = b"console.log('a script');\n" * 50
PARQUET = bytes(range(256)) * 4


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: Message
    body: bytes


class Client:
    """Asks one server, with a connection for each request."""

    def __init__(self, address: str) -> None:
        self.port = int(address.rsplit(":", 1)[1])

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **of: str) -> Answer:
        """Send a request as it is told, with headers such as `if_range`."""
        headers = {name.replace("_", "-"): value for name, value in of.items()}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())


def make_site(site: Path) -> None:
    """Make a small site, a secret beside it, and a link to that secret inside."""
    (site / "assets").mkdir(parents=True)
    (site / "data").mkdir()
    contents = {
        "index.html": PAGE,
        "sw.js": SCRIPT,
        "favicon.svg": b"<svg/>",
        "assets/app-1a2b.js": SCRIPT,
        "assets/engine-3c4d.wasm": b"\0asm" + bytes(500),
        "data/manifest.json": b'{"exports": []}',
        "data/films.parquet": PARQUET,
        "data/empty.parquet": b"",
    }
    for name, content in contents.items():
        (site / name).write_bytes(content)
    for name in ("index.html", "assets/app-1a2b.js", "assets/engine-3c4d.wasm"):
        (site / f"{name}.br").write_bytes(brotli.compress(contents[name]))
    (site.parent / "secret.txt").write_text("secret")
    (site / "link.txt").symlink_to(site.parent / "secret.txt")


@contextmanager
def running(folder: Path) -> Iterator[Client]:
    """Run a real server in a thread, and end both."""
    server = Server(folder, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Client(server.address)
    finally:
        server.stop()
        server.stop()  # a second Ctrl-C
        thread.join(20)
        assert not thread.is_alive()
