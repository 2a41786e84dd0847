"""Trino: one node that is coordinator and worker; it reads the marts and writes the exports."""

import json

from compose.config import WRITER, StackSettings
from compose.install import Programs
from compose.servers import probes
from compose.servers.server import Server, class_path, jars, properties
from compose.servers.storage import storage

# A statement of dbt's or of an analyst's runs for tenths of a second: the second, optimizing
# compiler costs more than its code gives back. Without it: 36 CPU seconds of Trino's in the first
# build after a start and 20 in the fourth, with it 61 and 28.
# Without it 48 MB are kept for compiled code, and all of the heap is collected each time that
# another 15 % of them are in use: 14 times, 7 seconds, in the first six builds.
_COMPILER = ("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=256m")

# All of the heap is collected whenever classes reach a limit, which starts at 21 MB and rises step
# by step to the 220 MB that builds need.
_CLASSES = "-XX:MetaspaceSize=384m"


def trino(settings: StackSettings, programs: Programs) -> Server:
    """Describe the Trino server of this stack.

    `bin/launcher` asks for a Java module that the downloaded runtime lacks, so the server's class
    is started directly.
    """
    home = settings.state_dir / "trino"
    etc = home / "etc"
    place = storage(settings)
    shared = {
        "hive.metastore.uri": f"thrift://{settings.address('metastore')}:{settings.metastore_port}",
        **place.trino,
    }
    lake = {"connector.name": "iceberg", "iceberg.catalog.type": "hive_metastore", **shared}
    hive = {"connector.name": "hive", "hive.non-managed-table-writes-enabled": "true", **shared}
    rules = {"catalogs": [{"user": WRITER, "allow": "all"}, {"allow": "read-only"}]}
    return Server(
        name="trino",
        title="Trino",
        command=[
            str(programs.java25),
            # All of the heap would be collected each time that it grows.
            f"-Xms{settings.trino_heap_mb}m",
            f"-Xmx{settings.trino_heap_mb}m",
            f"-Xmn{settings.trino_heap_mb // 2}m",
            "-XX:+UseSerialGC",
            _CLASSES,
            *_COMPILER,
            "-XX:+ExitOnOutOfMemoryError",
            "-Djdk.attach.allowAttachSelf=true",
            "-Djdk.nio.maxCachedBufferSize=2000000",
            "-Duser.timezone=UTC",
            "-Dfile.encoding=UTF-8",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dnode.environment=hyperion",
            f"-Dnode.data-dir={home / 'data'}",
            f"-Dplugin.dir={programs.trino / 'plugin'}",
            f"-Dconfig={etc / 'config.properties'}",
            f"-Dlog.levels-file={etc / 'log.properties'}",
            "-cp",
            class_path(jars(programs.trino / "lib")),
            "io.trino.server.TrinoServer",
        ],
        ports={"trino_port": settings.trino_port},
        files={
            etc / "config.properties": properties(_config(settings)),
            etc / "log.properties": "io.trino=INFO\n",
            **{etc / name: place.hadoop[name] for name in place.trino_files},
            etc / "catalog" / f"{settings.lake_catalog}.properties": properties(lake),
            etc / "catalog" / f"{settings.export_catalog}.properties": properties(hive),
            etc / "access-control.properties": properties(
                {"access-control.name": "file", "security.config-file": "etc/rules.json"}
            ),
            etc / "rules.json": json.dumps(rules, indent=2) + "\n",
            home / "data" / ".keep": "",
        },
        ready=lambda: probes.trino_serves(settings.host, settings.trino_port),
    )


def _config(settings: StackSettings) -> dict[str, object]:
    address = settings.address("trino")
    return {
        "coordinator": "true",
        "node-scheduler.include-coordinator": "true",
        "http-server.http.port": settings.trino_port,
        "node.internal-address": address,
        # It takes no name.
        "node.bind-ip": settings.at_start("${ENV:HYPERION_BIND_IP}", settings.host),
        "discovery.uri": f"http://{address}:{settings.trino_port}",
        "catalog.config-dir": "etc/catalog",
        "access-control.config-files": "etc/access-control.properties",
        "query.max-memory": f"{settings.trino_heap_mb // 2}MB",
        "query.max-memory-per-node": f"{settings.trino_heap_mb // 2}MB",
        "memory.heap-headroom-per-node": f"{settings.trino_heap_mb // 5}MB",
    }
