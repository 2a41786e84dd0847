"""The site's files are answered with their ranges, variants, types and times in caches."""

from __future__ import annotations

import brotli
import pytest

from tests.unit.site.server import PARQUET, SCRIPT, Client


@pytest.mark.parametrize(
    ("asked", "told", "body"),
    [
        ("bytes=0-9", "0-9", PARQUET[:10]),
        ("bytes=0-0", "0-0", PARQUET[:1]),
        ("bytes=5-5", "5-5", PARQUET[5:6]),
        ("bytes=-1", "1023-1023", PARQUET[-1:]),
        ("bytes=-8", "1016-1023", PARQUET[-8:]),
        ("bytes=1000-", "1000-1023", PARQUET[1000:]),
        ("bytes=0-99999", "0-1023", PARQUET),
    ],
)
def test_a_range_is_answered_with_that_range(
    client: Client, asked: str, told: str, body: bytes
) -> None:
    for method in ("GET", "HEAD"):
        answer = client.ask("/data/films.parquet", method, range=asked, accept_encoding="br")
        assert answer.status == 206
        assert answer.headers["Content-Range"] == f"bytes {told}/1024"
        assert answer.headers["Content-Length"] == str(len(body))
        assert answer.headers["Content-Encoding"] is None
        assert answer.body == (body if method == "GET" else b"")


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=1024-1024", "bytes=5000-6000"])
def test_a_range_beyond_the_end_is_refused(client: Client, asked: str) -> None:
    answer = client.ask("/data/films.parquet", range=asked)
    assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */1024")
    assert client.ask("/data/empty.parquet", range="bytes=0-0").status == 416


def test_a_range_that_makes_no_sense_or_is_of_another_version_is_the_whole_file(
    client: Client,
) -> None:
    path = "/data/films.parquet"
    tag = client.ask(path).headers["ETag"]
    for odd in ("lines=1-2", "bytes=a-b", "bytes=0-1,3-4"):
        assert client.ask(path, range=odd).status == 200
    assert client.ask(path, range="bytes=0-1", if_range='"other"').body == PARQUET
    assert client.ask(path, range="bytes=0-1", if_range=tag).body == PARQUET[:2]


def test_brotli_is_sent_to_those_who_take_it(client: Client) -> None:
    answer = client.ask("/assets/app-1a2b.js", accept_encoding="gzip, deflate, br, zstd")
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert int(answer.headers["Content-Length"]) == len(answer.body) < len(SCRIPT)
    assert brotli.decompress(answer.body) == SCRIPT


@pytest.mark.parametrize("taken", ["", "gzip", "gzip, br;q=0", "br; q=0.0, gzip", "identity"])
def test_nothing_is_encoded_for_the_others(client: Client, taken: str) -> None:
    answer = client.ask("/assets/app-1a2b.js", accept_encoding=taken)
    assert answer.headers["Content-Encoding"] is None
    assert answer.body == SCRIPT


@pytest.mark.parametrize(
    ("path", "cache", "kind"),
    [
        ("/", "no-cache", "text/html; charset=utf-8"),
        ("/film/dumbo", "no-cache", "text/html; charset=utf-8"),
        ("/sw.js", "no-cache", "text/javascript; charset=utf-8"),
        ("/favicon.svg", "no-cache", "image/svg+xml; charset=utf-8"),
        ("/data/manifest.json", "no-cache", "application/json; charset=utf-8"),
        ("/data/films.parquet", "public, max-age=300", "application/vnd.apache.parquet"),
        ("/assets/engine-3c4d.wasm", "public, max-age=31536000, immutable", "application/wasm"),
    ],
)
def test_files_have_their_type_and_their_time_in_caches(
    client: Client, path: str, cache: str, kind: str
) -> None:
    got, head = client.ask(path), client.ask(path, "HEAD")
    for answer in (got, head):
        assert answer.status == 200
        assert (answer.headers["Cache-Control"], answer.headers["Content-Type"]) == (cache, kind)
        assert answer.headers["Accept-Ranges"] == "bytes"
    assert head.headers["Content-Length"] == str(len(got.body))
    assert head.body == b""


def test_what_a_browser_has_already_is_not_sent_again(client: Client) -> None:
    tag = client.ask("/").headers["ETag"]
    answer = client.ask("/", if_none_match=tag)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["Cache-Control"] == "no-cache"
