"""What each service of the Compose file is, from the description of its native server."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compose.containers.place import ADDED, ENVIRONMENT, PROGRAMS, container_settings
from compose.containers.script import script, shell_lines
from compose.install.versions import versions
from compose.runner import STOP_PATIENCE_SECONDS
from compose.servers import Server, lake_servers

Service = dict[str, object]

ROOM = Path(__file__).resolve().parent
CONFIG = ROOM / "config"

# Folders that the raw tables, the warehouse and sessions of Spark live in. Spark refuses to start
# where others may not write to the last one.
HDFS_FOLDERS = ("/raw", "/warehouse", "/tmp/hive")  # noqa: S108 - on HDFS

# Memory besides the heap: classes, compiled code, threads, buffers.
BESIDES_HEAP_MB = 256


@dataclass(frozen=True)
class Container:
    """What a server needs in a container beyond its native description.

    Attributes:
        health_host: Who is asked for its health, and on which port, by the setting's name.
        published: Ports for clients on the host, by the settings' names; the rest is for servers.
        after: Services and the condition that each must meet first.
        volume: Folder below its own, or its own, that is kept in a named volume.
        temporary: Folder below its own that is kept in memory, with its owner.
    """

    health_host: str
    health_port: str
    published: tuple[str, ...]
    after: dict[str, str]
    volume: str | None = "data"
    temporary: str | None = None


HEALTHY, COMPLETED = "service_healthy", "service_completed_successfully"

CONTAINERS = {
    "kafka": Container("kafka", "kafka_port", ("kafka_port",), {}),
    "namenode": Container("namenode", "webhdfs_port", ("namenode_port", "webhdfs_port"), {}),
    "datanode": Container(
        "namenode", "webhdfs_port", ("datanode_http_port",), {"namenode": HEALTHY}
    ),
    "metastore": Container(
        "metastore",
        "metastore_port",
        ("metastore_port",),
        {"hdfs-folders": COMPLETED},
        # Derby makes its folder itself, and takes none that is there already.
        volume=".",
    ),
    "spark": Container(
        "spark",
        "spark_port",
        ("spark_port",),
        {"namenode": HEALTHY, "datanode": HEALTHY, "metastore": HEALTHY},
        volume=None,
    ),
    "trino": Container(
        "trino",
        "trino_port",
        ("trino_port",),
        {"metastore": HEALTHY},
        volume=None,
        temporary="data:uid=1000,gid=1000,mode=0755",
    ),
}


def services() -> dict[str, Service]:
    """Return the lake's services by their names."""
    settings = container_settings()
    found: dict[str, Service] = {}
    for server in lake_servers(settings, PROGRAMS):
        found[server.name] = _service(server)
        if server.name == "datanode":
            found["hdfs-folders"] = _hdfs_folders(server)
    return found


def _service(server: Server) -> Service:
    settings, container = container_settings(), CONTAINERS[server.name]
    home = settings.state_dir / server.name
    heap = int(getattr(settings, f"{server.name}_heap_mb"))
    ports = [getattr(settings, name) for name in container.published]
    volumes = [*_mounted(server), f"./containers/health.sh:{ADDED}/health.sh:ro"]
    if container.volume:
        volumes.append(f"{server.name}:{home / container.volume}")
    health_port = str(getattr(settings, container.health_port))
    question = ["bash", f"{ADDED}/health.sh", server.name, container.health_host, health_port]
    return {
        **_image(server.name),
        "hostname": server.name,
        "working_dir": str(home),
        "entrypoint": ["bash", "-c"],
        "command": [script(server, home)],
        "environment": {**_environment(server), **server.environment},
        "volumes": volumes,
        **({"tmpfs": [f"{home}/{container.temporary}"]} if container.temporary else {}),
        "ports": [f"127.0.0.1:{port}:{port}" for port in ports],
        **_depends_on(container.after),
        "healthcheck": _health(question, settings.start_timeout_seconds),
        "mem_limit": _memory_limit(heap),
        "restart": "unless-stopped",
        "stop_grace_period": f"{STOP_PATIENCE_SECONDS}s",
        **CONFINED,
    }


def _hdfs_folders(datanode: Server) -> Service:
    """Return the service that makes HDFS's folders and ends."""
    home = container_settings().state_dir / datanode.name
    main = list(datanode.command).index("org.apache.hadoop.hdfs.server.datanode.DataNode")
    shell = [*datanode.command[:main], "org.apache.hadoop.fs.FsShell"]
    scratch = HDFS_FOLDERS[-1]
    lines = "\n".join(
        [
            "set -e",
            shell_lines([*shell, "-mkdir", "-p", *HDFS_FOLDERS]),
            shell_lines([*shell, "-chmod", "733", scratch]),
        ]
    )
    return {
        **_image(datanode.name),
        "working_dir": str(home),
        "entrypoint": ["bash", "-c"],
        "command": [lines],
        "environment": _environment(datanode),
        "volumes": _mounted(datanode),
        **_depends_on({"namenode": HEALTHY, "datanode": HEALTHY}),
        "healthcheck": {"disable": True},
        "mem_limit": _memory_limit(container_settings().datanode_heap_mb),
        "restart": "no",
        **CONFINED,
    }


# What every container goes without.
CONFINED: Service = {"init": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}


def _image(server: str) -> Service:
    found = versions()
    if server == "kafka":
        return {"image": f"apache/kafka:{found['KAFKA_VERSION']}"}
    if server == "trino":
        return {"image": f"trinodb/trino:{found['TRINO_VERSION']}"}
    made_of = (found[f"{name}_VERSION"] for name in ("SPARK", "HADOOP", "ICEBERG"))
    return {
        "image": f"hyperion/lake:{'-'.join(made_of)}",
        "build": {
            "context": ".",
            "dockerfile": "containers/Dockerfile",
            "args": {"SPARK_VERSION": found["SPARK_VERSION"]},
        },
    }


def configuration(server: Server, home: Path) -> dict[Path, str]:
    """Return a server's configuration files by their paths below its folder.

    Args:
        server: Its description.
        home: Its folder.
    """
    files = {path.relative_to(home): text for path, text in server.files.items()}
    return {path: text for path, text in files.items() if path.name != ".keep"}


def _environment(server: Server) -> dict[str, str]:
    """Return the variables that a server's configuration asks for."""
    text = "".join(server.files.values())
    return {name: value for name, value in ENVIRONMENT.items() if name in text}


def _depends_on(after: dict[str, str]) -> Service:
    conditions = {name: {"condition": condition} for name, condition in after.items()}
    return {"depends_on": conditions} if conditions else {}


def _mounted(server: Server) -> list[str]:
    home = container_settings().state_dir / server.name
    folders = sorted({path.parts[0] for path in configuration(server, home)})
    return [f"./containers/config/{server.name}/{each}:{home / each}:ro" for each in folders]


def _health(question: Sequence[str], patience_seconds: int) -> Service:
    return {
        "test": ["CMD", *question],
        "interval": "10s",
        "timeout": "15s",
        "retries": 6,
        "start_period": f"{patience_seconds}s",
    }


def _memory_limit(heap_mb: int) -> str:
    return f"{heap_mb + max(BESIDES_HEAP_MB, heap_mb // 3)}m"
