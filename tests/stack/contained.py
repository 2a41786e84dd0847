"""The Compose file's services on this machine without an engine: its scripts, files and questions.

The scripts run as they stand, but for the folders: those of a container lie below a temporary one,
and programs in the cache. The hosts' names mean one loopback address of the test's own, by Java's
own hosts file, so that every port is the one that the files say.
"""

import dataclasses
import os
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from compose.containers.place import ContainerSettings
from compose.containers.render import COMPOSE_FILE
from compose.containers.services import CONFIG
from compose.install import Programs
from compose.runner import Stack
from compose.servers import Server, lake_servers

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE_FILE.read_text())["services"]


class Contained:
    """The servers of the Compose file, as processes.

    Args:
        folder: Where their folders are made.
        address: The loopback address that all of them are on.
        programs: The installed programs.
    """

    def __init__(self, folder: Path, address: str, programs: Programs) -> None:
        self.folder, self.address, self.programs = folder, address, programs
        # Room for a machine that runs other servers, too.
        settings = ContainerSettings(state_dir=folder, host=address, start_timeout_seconds=900)
        self.stack = Stack(settings, programs)
        self.stack.servers = lake_servers(settings, programs)
        names = [server.name for server in self.stack.servers]
        self._hosts = folder / "hosts"
        folder.mkdir(parents=True, exist_ok=True)
        known = [*(f"{address} {name}" for name in (*names, socket.gethostname()))]
        self._hosts.write_text("\n".join([*known, "127.0.0.1 localhost", ""]))
        self._classes = next(
            server.prepared.parent
            for server in self.stack.servers
            if server.name == "metastore" and server.prepared
        )
        self.stack.servers = [self._contained(server) for server in self.stack.servers]

    def run_once(self, service: str) -> subprocess.CompletedProcess[str]:
        """Run a service that does something and ends."""
        folder = self.folder / Path(SERVICES[service]["working_dir"]).name
        environment = {**os.environ, **self.environment(service)}
        command = self._command(service)
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    def health(self, service: str, *, port: int | None = None) -> subprocess.CompletedProcess[str]:
        """Ask what the engine would ask to learn a service's health.

        Args:
            service: Its name.
            port: Another port than the file's to ask at.
        """
        kind, shell, script, *arguments = SERVICES[service]["healthcheck"]["test"]
        assert (kind, Path(script).name) == ("CMD", "health.sh")
        server, _, its_port = arguments
        source = COMPOSE_FILE.parent / mounts(service)[script]
        command = [shell, str(source), server, self.address, str(port or its_port)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    def environment(self, service: str) -> dict[str, str]:
        """Return a service's environment, with the test's address in place of the published one."""
        java = self.programs.java25 if service == "trino" else self.programs.java17
        here = {
            "HYPERION_HOST": self.address,
            "HYPERION_BIND_IP": self.address,
            # On one machine the NameNode sees every connection come from 127.0.0.1.
            "HYPERION_DATANODE_BY_NAME": "true",
        }
        declared: Mapping[str, str] = SERVICES[service]["environment"]
        return {
            **{name: here.get(name, self._here(value)) for name, value in declared.items()},
            "PATH": f"{java.parent}:{os.environ['PATH']}",
            "JAVA_TOOL_OPTIONS": f"-Djdk.net.hosts.file={self._hosts}",
        }

    def _contained(self, server: Server) -> Server:
        """Return the server with the service's script, environment and mounted files."""
        home = self.folder / server.name
        empty = {path: text for path, text in server.files.items() if path.name == ".keep"}
        for kept in SERVICES[server.name]["volumes"]:
            source, target = kept.split(":")[:2]
            if not source.startswith("."):
                empty[Path(self._here(target)) / ".keep"] = ""
        mounted = CONFIG / server.name
        files = {home / path.relative_to(mounted): path for path in mounted.rglob("*.*")}
        return dataclasses.replace(
            server,
            command=self._command(server.name),
            environment=self.environment(server.name),
            files={**empty, **{to: path.read_text() for to, path in files.items()}},
            # Besides the metastore's class, which the image's build compiles, the script prepares.
            prepare=server.prepare if server.name == "metastore" else (),
        )

    def _command(self, service: str) -> list[str]:
        entrypoint, (script,) = SERVICES[service]["entrypoint"], SERVICES[service]["command"]
        return [*entrypoint, self._here(script.replace("$$", "$"))]

    def _here(self, text: str) -> str:
        """Put this machine's folders in place of a container's."""
        programs = self.programs
        folders = {
            "/opt/hyperion/metastore": self._classes,
            "/opt/hyperion/hdfs": programs.hdfs_jars,
            "/opt/hyperion/iceberg": programs.iceberg_jars,
            "/opt/hyperion/llap": programs.llap_jars,
            "/opt/spark/jars": programs.spark_jars,
            "/opt/kafka/libs": programs.kafka_jars,
            "/usr/lib/trino": programs.trino,
            "/var/lib": self.folder,
        }
        for contained, here in folders.items():
            text = text.replace(contained, str(here))
        return text


def mounts(service: str) -> dict[str, str]:
    """Return what a service mounts from the repository: source by target."""
    pairs = (volume.split(":")[:2] for volume in SERVICES[service]["volumes"])
    return {target: source for source, target in pairs if source.startswith(".")}
