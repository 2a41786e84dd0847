"""A NameNode and a DataNode that ask for Kerberos, over HTTPS alone, and a plain Kafka."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests

from compose.config import StackSettings
from compose.install import Programs
from compose.runner import Stack
from compose.servers import Server
from compose.servers.hdfs import core_site, hdfs_site
from compose.servers.probes import TIMEOUT_SECONDS
from compose.servers.server import hadoop_xml
from ingestion.landing.storage.webhdfs_access import WebHdfsAccess
from tests.landing.certificates import Authority, authority
from tests.landing.kerberos import REALM, Realm

# Shorter than an exchange, so that HDFS's cookie spares none.
_COOKIE_SECONDS = 1


def java_with_kerberos() -> Path | None:
    """Return a Java whose servers can authenticate with Kerberos: the stack's own cannot."""
    homes = [os.environ.get("JAVA_HOME", ""), *map(str, Path("/usr/lib/jvm").glob("*17*"))]
    found = [str(Path(home) / "bin" / "java") for home in homes if home]
    for java in [*found, shutil.which("java")]:
        if java and Path(java).is_file() and _has_kerberos(java):
            return Path(java)
    return None


def _has_kerberos(java: str) -> bool:
    modules = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False)
    return "java.base@17" in modules.stdout and "jdk.security.jgss@" in modules.stdout


@dataclass(frozen=True)
class KerberizedHdfs:
    """Servers whose HDFS lets in who has a ticket.

    Attributes:
        stack: Their runner.
        realm: Whose tickets are good.
        trusted: The authority that signed HDFS's certificate.
        administrator: How the tests themselves get in.
    """

    stack: Stack
    realm: Realm
    trusted: Authority
    administrator: WebHdfsAccess

    @property
    def url(self) -> str:
        """The NameNode's HTTPS address."""
        return _url(self.stack.settings)


def kerberized_hdfs(folder: Path, programs: Programs, java: Path, realm: Realm) -> KerberizedHdfs:
    """Describe the servers and add their principals; nothing is started yet."""
    stack = Stack(
        StackSettings.on_free_ports(folder / "state"), dataclasses.replace(programs, java17=java)
    )
    host = stack.settings.host
    services = [f"{service}/{host}" for service in ("hdfs", "HTTP")]
    for principal in (*services, "administrator"):
        realm.add(principal)
    trusted = authority(java, folder / "trusted")
    access = WebHdfsAccess(
        authentication="kerberos",
        principal="administrator",
        keytab=str(realm.keytab("administrator", "administrator")),
        cafile=str(trusted.certificate),
    )
    sites = _sites(
        stack.settings,
        keytab=realm.keytab("services", *services),
        secret=folder / "secret",
        principals=[f"{service}@{REALM}" for service in services],
    )
    sites["ssl-server.xml"] = _certificate(trusted, trusted.sign("hdfs", host))
    answers = {
        "namenode": lambda: _namenode_serves(stack.settings, access),
        "datanode": lambda: _datanode_serves(stack.settings, access),
    }
    stack.servers = [
        _secured(server, sites, realm, answers[server.name]) if server.name in answers else server
        for server in stack.servers
        if server.name in ("kafka", *answers)
    ]
    return KerberizedHdfs(stack, realm, trusted, access)


def _secured(
    server: Server, sites: dict[str, dict[str, object]], realm: Realm, ready: Callable[[], bool]
) -> Server:
    config = next(iter(server.files)).parent
    added = {config / name: hadoop_xml(values) for name, values in sites.items()}
    option = f"-Djava.security.krb5.conf={realm.config}"
    return dataclasses.replace(
        server,
        command=[server.command[0], option, *server.command[1:]],
        prepare=tuple([command[0], option, *command[1:]] for command in server.prepare),
        files={**server.files, **added},
        ready=ready,
    )


def _sites(
    settings: StackSettings, *, keytab: Path, secret: Path, principals: list[str]
) -> dict[str, dict[str, object]]:
    """Return the stack's own configuration of Hadoop with what asks for Kerberos."""
    secret.write_text(os.urandom(16).hex())
    hdfs, http = principals
    web = "hadoop.http.authentication"
    core = {
        "hadoop.security.authentication": "kerberos",
        "hadoop.http.filter.initializers": (
            "org.apache.hadoop.security.AuthenticationFilterInitializer"
        ),
        f"{web}.type": "kerberos",
        f"{web}.kerberos.principal": http,
        f"{web}.kerberos.keytab": keytab,
        f"{web}.signature.secret.file": secret,
        f"{web}.token.validity": _COOKIE_SECONDS,
    }
    address = f"{settings.host}:"
    site = {
        "dfs.block.access.token.enable": "true",
        # Without it, a DataNode takes ports below 1024 for proof that it was started by root.
        "dfs.data.transfer.protection": "authentication",
        "dfs.http.policy": "HTTPS_ONLY",
        "dfs.namenode.https-address": f"{address}{settings.webhdfs_port}",
        "dfs.datanode.https.address": f"{address}{settings.datanode_http_port}",
        "dfs.web.authentication.kerberos.principal": http,
        "dfs.web.authentication.kerberos.keytab": keytab,
    }
    for node in ("namenode", "datanode"):
        site |= {f"dfs.{node}.kerberos.principal": hdfs, f"dfs.{node}.keytab.file": keytab}
    return {
        "core-site.xml": {**core_site(settings), **core},
        "hdfs-site.xml": {**hdfs_site(settings), **site},
    }


def _certificate(trusted: Authority, store: Path) -> dict[str, object]:
    keystore = "ssl.server.keystore"
    return {
        f"{keystore}.type": "PKCS12",
        f"{keystore}.location": store,
        f"{keystore}.password": trusted.password,
        f"{keystore}.keypassword": trusted.password,
    }


def _url(settings: StackSettings) -> str:
    return f"https://{settings.host}:{settings.webhdfs_port}"


def _namenode_serves(settings: StackSettings, access: WebHdfsAccess) -> bool:
    return _get(settings, access, "webhdfs/v1/?op=LISTSTATUS").ok


def _datanode_serves(settings: StackSettings, access: WebHdfsAccess) -> bool:
    beans = "jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState"
    (state,) = _get(settings, access, beans).json()["beans"] or [{}]
    return bool(state.get("NumLiveDataNodes"))


def _get(settings: StackSettings, access: WebHdfsAccess, path: str) -> requests.Response:
    with access.session() as session:
        return session.get(f"{_url(settings)}/{path}", timeout=TIMEOUT_SECONDS)
