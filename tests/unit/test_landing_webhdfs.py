"""What WebHDFS answers, in the store's words; a NameNode that is away for a while is waited for."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from ingestion.landing.storage.store import (
    AlreadyExistsError,
    NotFoundError,
    StoreError,
    StoreUnavailableError,
)
from ingestion.landing.storage.webhdfs import WebHdfsStore

Answer = tuple[int, object]
EXISTS = (403, "FileAlreadyExistsException")
MISSING = (404, "FileNotFoundException")
SAFE_MODE = (403, "SafeModeException")
CUT = (0, "")


class NameNode(ThreadingHTTPServer):
    """Answers requests from a script; the last answer is for all that follow."""

    def __init__(self, *answers: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers)
        self.queries: list[dict[str, list[str]]] = []
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        """Address to ask."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: NameNode

    def answer(self) -> None:
        """Send the next answer of the script."""
        asked = urlsplit(self.path)
        self.server.queries.append(parse_qs(asked.query))
        self.server.paths.append(asked.path)
        answers = self.server.answers
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        if status == 0:
            self.close_connection = True
            self.connection.close()
            return
        if status >= 400:
            body = {"RemoteException": {"exception": body, "message": f"{body} on purpose"}}
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_DELETE = answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


Start = Callable[..., tuple[WebHdfsStore, NameNode]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start NameNodes with scripts."""
    started: list[NameNode] = []

    def run(*answers: Answer, patience: float = 5.0) -> tuple[WebHdfsStore, NameNode]:
        node = NameNode(*answers)
        started.append(node)
        threading.Thread(target=node.serve_forever, args=(0.02,), daemon=True).start()
        return WebHdfsStore(node.url, patience_seconds=patience), node

    yield run
    for node in started:
        node.shutdown()
        node.server_close()


DONE = (200, {"boolean": True})


def test_a_rename_asks_never_to_overwrite(start: Start) -> None:
    store, node = start(DONE)
    store.rename("/raw/a+b", "/raw/c+d")
    assert node.paths == ["/webhdfs/v1/raw/a%2Bb"]
    assert node.queries[0]["op"] == ["RENAME"]
    assert node.queries[0]["renameoptions"] == ["NONE"]
    assert node.queries[0]["destination"] == ["/raw/c+d"]


@pytest.mark.parametrize(
    ("answer", "error"), [(EXISTS, AlreadyExistsError), (MISSING, NotFoundError)]
)
def test_a_rename_tells_why_it_failed(
    start: Start, answer: Answer, error: type[StoreError]
) -> None:
    store, node = start(answer)
    with pytest.raises(error, match="/raw/b"):
        store.rename("/raw/a", "/raw/b")
    assert len(node.queries) == 1


def test_what_does_not_exist_has_no_status_and_no_entries(start: Start) -> None:
    store, _ = start(MISSING)
    assert store.status("/raw/a") is None
    assert store.list("/raw") == []


@pytest.mark.parametrize("passing", [SAFE_MODE, (403, "StandbyException"), (500, "X"), CUT])
def test_a_failure_that_may_pass_is_tried_again(start: Start, passing: Answer) -> None:
    store, node = start(passing, passing, DONE)
    store.make_folder("/raw")
    assert len(node.queries) == 3


def test_a_file_that_is_still_being_written_exists(start: Start) -> None:
    store, namenode = start((403, "AlreadyBeingCreatedException"))
    with pytest.raises(AlreadyExistsError, match="still writing /a"):
        store.create("/a", b"x")
    assert len(namenode.queries) == 1


def test_a_reply_that_was_lost_shows_as_a_missing_source(start: Start) -> None:
    store, _ = start(CUT, MISSING)
    with pytest.raises(NotFoundError):
        store.rename("/raw/a", "/raw/b")


@pytest.mark.parametrize("final", ["AccessControlException", "DSQuotaExceededException"])
def test_a_failure_that_stays_is_told_at_once(start: Start, final: str) -> None:
    store, node = start((403, final))
    with pytest.raises(StoreError, match=f"/raw/a: {final}"):
        store.make_folder("/raw/a")
    assert len(node.queries) == 1


def test_patience_ends_with_the_reason_and_the_next_step(start: Start) -> None:
    store, node = start(SAFE_MODE, patience=0.3)
    with pytest.raises(StoreUnavailableError) as caught:
        store.make_folder("/raw/a")
    assert "SafeModeException on purpose" in str(caught.value)
    assert "`hyperion status`" in str(caught.value)
    assert len(node.queries) > 1


def test_a_namenode_that_is_down_is_told_without_patience() -> None:
    with pytest.raises(StoreUnavailableError, match=r"127\.0\.0\.1:1.*`hyperion up`"):
        WebHdfsStore("http://127.0.0.1:1").probe()
