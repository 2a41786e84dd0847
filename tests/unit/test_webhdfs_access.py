"""Who we are to WebHDFS: settings that agree, and refusals that are final and explained."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from compose.config import StackSettings
from hyperion.context import webhdfs_url
from hyperion.ingestion_access import webhdfs_access
from ingestion.errors import SettingsError
from ingestion.landing.storage.store import StoreError, StoreUnavailableError
from ingestion.landing.storage.webhdfs import WebHdfsStore
from ingestion.landing.storage.webhdfs_access import WebHdfsAccess


class Refusing(BaseHTTPRequestHandler):
    """Lets nobody in, as a NameNode that asks for Kerberos does."""

    def do_GET(self) -> None:
        """Ask for a ticket."""
        self.send_response(401)
        self.send_header("WWW-Authenticate", "Negotiate")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def refusing() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"authentication": "ntlm"}, "authentication is 'ntlm'.*simple or kerberos"),
        ({"principal": "lander"}, "principal has no effect.*HYPERION_WEBHDFS_AUTHENTICATION"),
        ({"keytab": "k"}, "keytab has no effect with simple authentication"),
        ({"cafile": "/no/such.pem"}, "cafile names /no/such.pem, which is no file"),
        (
            {"authentication": "kerberos", "keytab": "/no/such.keytab"},
            "keytab names /no/such.keytab.*HYPERION_WEBHDFS_KEYTAB",
        ),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        WebHdfsAccess(**settings)


def test_settings_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keytab, cafile = tmp_path / "lander.keytab", tmp_path / "ca.pem"
    for path in (keytab, cafile):
        path.write_text("")
    monkeypatch.setenv("HYPERION_WEBHDFS_URLS", "https://one:9871;https://two:9871")
    monkeypatch.setenv("HYPERION_WEBHDFS_AUTHENTICATION", "kerberos")
    monkeypatch.setenv("HYPERION_WEBHDFS_PRINCIPAL", "lander@EXAMPLE.ORG")
    monkeypatch.setenv("HYPERION_WEBHDFS_KEYTAB", str(keytab))
    monkeypatch.setenv("HYPERION_WEBHDFS_CAFILE", str(cafile))
    config = StackSettings()
    assert webhdfs_url(config) == "https://one:9871;https://two:9871"
    assert webhdfs_access(config) == WebHdfsAccess(
        authentication="kerberos",
        principal="lander@EXAMPLE.ORG",
        keytab=str(keytab),
        cafile=str(cafile),
    )
    assert config.environment()["HYPERION_WEBHDFS_KEYTAB"] == str(keytab)


def test_a_certificate_authority_is_all_that_is_trusted(tmp_path: Path) -> None:
    cafile = tmp_path / "ca.pem"
    cafile.write_text("")
    assert WebHdfsAccess(cafile=str(cafile)).session().verify == str(cafile)
    assert WebHdfsAccess().session().verify is True


def test_a_namenode_that_does_not_let_us_in_is_not_asked_again(refusing: str) -> None:
    with pytest.raises(StoreError, match=r"not let us in.*HYPERION_WEBHDFS_AUTH") as caught:
        WebHdfsStore(refusing, patience_seconds=600).status("/raw")
    assert not isinstance(caught.value, StoreUnavailableError)


def test_kerberos_without_its_library_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ingestion.landing.storage.spnego", raising=False)
    monkeypatch.setitem(sys.modules, "gssapi", None)
    with pytest.raises(SettingsError, match=r"hyperion\[kerberos\].*libkrb5-dev"):
        WebHdfsAccess(authentication="kerberos").session()
