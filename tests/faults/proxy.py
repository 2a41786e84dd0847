"""A proxy before WebHDFS that does what it is asked but loses some of the replies."""

from __future__ import annotations

import http.client
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

_LOST_SHARE = 0.3
_ELSEWHERE = "/to/"
_HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive"}


class ReplyDropper:
    """Forwards to a NameNode, and to the DataNodes that it redirects to.

    Args:
        webhdfs_url: The NameNode's address.
        operation: WebHDFS operation whose replies get lost now and then, the first one surely.
        chance: Decides which.
    """

    def __init__(self, webhdfs_url: str, operation: str, chance: random.Random) -> None:
        self.dropped = 0
        self._operation = operation
        self._chance = chance
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, webhdfs_url))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def loses(self, path: str, redirects: bool) -> bool:
        """Tell whether the reply to a request that was carried out gets lost."""
        if redirects or self._operation not in parse_qs(urlsplit(path).query).get("op", []):
            return False
        with self._lock:
            lost = self.dropped == 0 or self._chance.random() < _LOST_SHARE
            self.dropped += lost
        return lost

    def __enter__(self) -> ReplyDropper:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(dropper: ReplyDropper, webhdfs_url: str) -> type[BaseHTTPRequestHandler]:
    namenode = urlsplit(webhdfs_url).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            """Forward; a path that begins with /to/host:port/ goes there."""
            to, path = namenode, self.path
            if path.startswith(_ELSEWHERE):
                to, _, rest = path.removeprefix(_ELSEWHERE).partition("/")
                path = f"/{rest}"
            body = self._body()
            upstream = http.client.HTTPConnection(to, timeout=60)
            try:
                headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP_BY_HOP}
                headers |= {"Host": to, "Content-Length": str(len(body))}
                upstream.request(self.command, path, body, headers)
                reply = upstream.getresponse()
                content = reply.read()
            finally:
                upstream.close()
            if dropper.loses(path, redirects=reply.status == 307):
                self.close_connection = True
                return
            self.send_response_only(reply.status, reply.reason)
            for name, value in reply.getheaders():
                if name.lower() == "location":
                    there = urlsplit(value)
                    value = f"{dropper.url}{_ELSEWHERE}{there.netloc}{there.path}?{there.query}"
                if name.lower() not in {*_HOP_BY_HOP, "content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = forward  # noqa: N815 - the library's names

        def _body(self) -> bytes:
            if "chunked" not in self.headers.get("Transfer-Encoding", ""):
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            chunks = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(chunks)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler
