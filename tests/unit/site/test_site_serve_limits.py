"""Nothing but the site is served, always with the security headers, until a signal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from compose.config import PROJECT_ROOT
from tests.unit.site.server import PAGE, Client, running
from website import Server, SiteError
from website.policy import policy


def test_every_kind_of_answer_has_the_security_headers(client: Client) -> None:
    tag = client.ask("/").headers["ETag"]
    answers = [
        client.ask("/"),
        client.ask("/", "HEAD"),
        client.ask("/", if_none_match=tag),
        client.ask("/data/films.parquet", range="bytes=0-0"),
        client.ask("/data/films.parquet", range="bytes=9999-"),
        client.ask("/assets/app-1a2b.js", accept_encoding="br"),
        client.ask("/missing.js"),
        client.ask("/", "POST", b"a=b"),
        client.ask("/", content_length="many"),
        client.ask("/", "PUT", bytes(100_000)),
    ]
    assert [each.status for each in answers] == [200, 200, 304, 206, 416, 200, 404, 405, 400, 413]
    for answer in answers:
        assert {name: answer.headers[name] for name in policy().security} == policy().security
        assert answer.headers["Server"] is None
        assert answer.headers["Strict-Transport-Security"] is None


def test_the_security_headers_let_nothing_foreign_in() -> None:
    headers = policy().security
    assert headers["Content-Security-Policy"] == (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
        "connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
    )
    assert headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
    assert set(policy().security_over_https) == {"Strict-Transport-Security"}


@pytest.mark.parametrize("path", ["/film/dumbo", "/film/dumbo/", "/assets", "/data/", "/a?b=c.d"])
def test_a_path_without_an_extension_is_the_page(client: Client, path: str) -> None:
    answer = client.ask(path)
    assert (answer.status, answer.body) == (200, PAGE)


@pytest.mark.parametrize("path", ["/missing.js", "/film/x.png", "/index.html.br", "/data/x.json"])
def test_a_missing_file_is_not_found(client: Client, path: str) -> None:
    answer, head = client.ask(path), client.ask(path, "HEAD")
    assert (answer.status, answer.body) == (404, b"404 Not Found\n")
    assert (head.status, head.body) == (404, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_there_is_nothing_but_reading(client: Client, method: str) -> None:
    answer = client.ask("/data/films.parquet", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/data/../../secret.txt",
        "/data/../index.html",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/data%2f..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/./index.html",
        "/data//films.parquet",
        "/link.txt",
        "/index.html%00.txt",
        "/..",
        "/film/..",
        "/%ff%fe.txt",
        f"/{'a' * 5000}.txt",
    ],
)
def test_nothing_outside_of_the_folder_can_be_asked_for(client: Client, path: str) -> None:
    assert client.ask(path).status == 404


def test_an_absolute_path_of_the_machine_is_not_found(client: Client, folder: Path) -> None:
    assert client.ask(f"/{folder.parent}/secret.txt").status == 404
    with socket.create_connection(("127.0.0.1", client.port), timeout=20) as raw:
        raw.sendall(b"GET ../secret.txt HTTP/1.0\r\n\r\n")
        assert raw.recv(20).split()[1] in (b"400", b"404")


def test_a_connection_that_is_still_open_does_not_hold_the_end_up(folder: Path) -> None:
    # The server ends first, while the connection is open.
    with closing(HTTPConnection("127.0.0.1", timeout=20)) as left_open, running(folder) as client:
        left_open.port = client.port
        left_open.request("GET", "/")
        assert left_open.getresponse().read() == PAGE


def test_a_taken_port_and_a_missing_site_are_told_with_the_next_step(
    client: Client, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(SiteError, match=rf"port {client.port}.*--port {client.port + 1}"):
        Server(folder, "127.0.0.1", client.port)
    with pytest.raises(SiteError, match=r"dist/index\.html does not exist; run: hyperion site bui"):
        Server(tmp_path / "dist", "127.0.0.1", 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_until_a_signal_and_exits_with_0(
    folder: Path, tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "dist").symlink_to(folder)
    command = [sys.executable, "-m", "hyperion", "site", "serve", "--port", "0"]
    environment = os.environ | {"HYPERION_STATE_DIR": str(tmp_path)}
    with subprocess.Popen(
        command, cwd=PROJECT_ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            words = process.stdout.readline().split()
            address = next(word for word in words if word.startswith("http://127.0.0.1:"))
            assert Client(address).ask("/film/dumbo").body == PAGE
            process.send_signal(number)
            assert process.wait(30) == 0
        finally:
            process.kill()
