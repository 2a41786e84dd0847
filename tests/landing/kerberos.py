"""A Kerberos realm of a test's own: a real KDC in a folder, for this test alone."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from compose.config import free_ports

REALM = "HYPERION.TEST"
_TOOLS = ("krb5kdc", "kdb5_util", "kadmin.local", "kinit", "klist")
# Not on everybody's path.
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
_ISSUED = re.compile(r"AS_REQ .* ISSUE: authtime (\d+), .* (\S+) for krbtgt/")

_CLIENTS = """\
[libdefaults]
  default_realm = {realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
[realms]
  {realm} = {{
    kdc = 127.0.0.1:{port}
  }}
"""
# The database's module lies beside the KDC, also where that was taken out of its package.
_KDC = """\
[kdcdefaults]
  kdc_listen = ""
  kdc_tcp_listen = 127.0.0.1:{port}
[realms]
  {realm} = {{
    database_module = here
    key_stash_file = {folder}/stash
  }}
[dbmodules]
  db_module_dir = {modules}
  here = {{
    db_library = db2
    database_name = {folder}/principals
  }}
[logging]
  kdc = FILE:{folder}/kdc.log
"""


def missing() -> list[str]:
    """Name what this machine lacks for a test with Kerberos, and where it comes from."""
    named = []
    tools = [tool for tool in _TOOLS if shutil.which(tool, path=_PATH) is None]
    if tools:
        named.append(f"{', '.join(tools)} (Debian: krb5-kdc krb5-admin-server krb5-user)")
    if not all(map(importlib.util.find_spec, ("gssapi", "requests_gssapi"))):
        named.append("the library gssapi (`make kerberos`)")
    return named


@dataclass
class Realm:
    """A realm, and its KDC when that runs.

    Attributes:
        folder: Where its configuration, database, keytabs and log lie.
        port: Where the KDC listens.
    """

    folder: Path
    port: int
    _kdc: subprocess.Popen[bytes] | None = None

    @property
    def config(self) -> Path:
        """The clients' `krb5.conf`."""
        return self.folder / "krb5.conf"

    @property
    def environment(self) -> Mapping[str, str]:
        """Variables with which a process finds this realm, and no ticket."""
        return {
            "KRB5_CONFIG": str(self.config),
            "KRB5_KDC_PROFILE": str(self.folder / "kdc.conf"),
            "KRB5CCNAME": f"FILE:{self.folder / 'no-ticket'}",
        }

    def start(self) -> None:
        """Start the KDC, unless it runs, and wait until it listens."""
        if self._kdc:
            return
        command = [_tool("krb5kdc"), "-n"]
        with (self.folder / "kdc.out").open("ab") as output:
            kdc = subprocess.Popen(command, env=self._variables(), stdout=output, stderr=output)
        self._kdc = kdc
        while not self._listens():
            assert kdc.poll() is None, (self.folder / "kdc.out").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the KDC."""
        if self._kdc:
            self._kdc.terminate()
            self._kdc.wait()
            self._kdc = None

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=60).close()
        except ConnectionRefusedError:
            return False
        return True

    def add(self, principal: str, seconds: int = 86_400) -> None:
        """Add a principal whose tickets are good for some seconds."""
        self._run("kadmin.local", "addprinc", "-randkey", "-maxlife", f"{seconds}s", principal)

    def keytab(self, name: str, *principals: str) -> Path:
        """Write a new keytab with the present keys of principals."""
        path = self.folder / f"{name}.keytab"
        self._run("kadmin.local", "ktadd", "-norandkey", "-k", str(path), *principals)
        return path

    def change_key(self, principal: str) -> None:
        """Give a principal a new key, which outdates its keytabs."""
        self._run("kadmin.local", "cpw", "-randkey", principal)

    def remove(self, principal: str) -> None:
        """Remove a principal."""
        self._run("kadmin.local", "delprinc", principal)

    def ticket(self, principal: str, keytab: Path) -> str:
        """Take a ticket as a person would; return the name of the cache that holds it."""
        cache = f"FILE:{self.folder / principal}.ticket"
        self._run("kinit", "-c", cache, "-k", "-t", str(keytab), principal)
        return cache

    def is_good(self, cache: str) -> bool:
        """Tell whether a cache holds a ticket that has not expired."""
        command = [_tool("klist"), "-s", "-c", cache]
        return subprocess.run(command, env=self._variables(), check=False).returncode == 0

    def issued(self, principal: str) -> list[int]:
        """Return when the KDC gave a principal its tickets, in seconds since 1970."""
        log = (self.folder / "kdc.log").read_text()
        name = f"{principal}@{REALM}"
        return [int(found[1]) for found in _ISSUED.finditer(log) if found[2] == name]

    def _variables(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def _run(self, tool: str, *arguments: str) -> None:
        command = [_tool(tool), *arguments]
        done = subprocess.run(
            command, env=self._variables(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@contextmanager
def realm(folder: Path) -> Iterator[Realm]:
    """Make a realm whose KDC runs on a free port; it is ended at the end."""
    (port,) = free_ports(1)
    made = Realm(folder, port)
    (modules,) = Path(_tool("krb5kdc")).parent.parent.glob("lib/*/krb5/plugins/kdb")
    values = {"realm": REALM, "port": port, "folder": folder, "modules": modules}
    made.config.write_text(_CLIENTS.format(**values))
    (folder / "kdc.conf").write_text(_KDC.format(**values))
    made._run("kdb5_util", "create", "-s", "-r", REALM, "-P", "of a test alone")
    made.start()
    try:
        yield made
    finally:
        made.stop()


def _tool(name: str) -> str:
    found = shutil.which(name, path=_PATH)
    assert found, missing()
    return found
