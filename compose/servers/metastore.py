"""Hive Metastore on an embedded Derby database: the catalog that Spark and Trino share."""

import hashlib
from pathlib import Path

from compose.config import StackSettings
from compose.install import Programs
from compose.servers import probes
from compose.servers.server import (
    ADD_OPENS,
    SMALL_JVM,
    Server,
    class_path,
    hadoop_xml,
    jars,
    log4j2,
)
from compose.servers.storage import Storage, storage

SOURCE = Path(__file__).with_name("LoopbackMetaStore.java")
ECJ_MAIN = "org.eclipse.jdt.internal.compiler.batch.Main"


def metastore(settings: StackSettings, programs: Programs) -> Server:
    """Describe the metastore of this stack."""
    home = settings.state_dir / "metastore"
    conf = home / "conf"
    place = storage(settings)
    classes = home / f"classes-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:8]}"
    compiler = [str(programs.java17), "-cp", class_path(jars(programs.ecj_jars)), ECJ_MAIN, "-17"]
    # The compiler, unlike the runtime, does not expand a folder's wildcard.
    all_jars = class_path(*sorted(programs.spark_jars.glob("*.jar")))
    return Server(
        name="metastore",
        title="Hive Metastore",
        command=[
            str(programs.java17),
            f"-Xmx{settings.metastore_heap_mb}m",
            *SMALL_JVM,
            *ADD_OPENS,
            f"-Dderby.stream.error.file={home / 'derby.log'}",
            # Of two clients that wait for each other one is sent back to try again: at once, since
            # Trino gives up after 10 seconds, and the default is 20.
            "-Dderby.locks.deadlockTimeout=1",
            "-cp",
            class_path(
                conf,
                programs.metastore_classes or classes,
                jars(programs.spark_jars),
                *map(jars, programs.storage_jars),
            ),
            SOURCE.stem,
            settings.address("metastore"),
            str(settings.metastore_port),
        ],
        ports={"metastore_port": settings.metastore_port},
        files={
            conf / "hive-site.xml": hadoop_xml(_hive_site(settings, place)),
            **place.hadoop_files(conf),
            conf / "log4j2.properties": log4j2("WARN"),
        },
        prepare=()
        if programs.metastore_classes
        else (compiler + ["-cp", all_jars, "-d", str(classes), str(SOURCE)],),
        prepared=classes / f"{SOURCE.stem}.class",
        ready=lambda: probes.metastore_serves(settings.host, settings.metastore_port),
    )


def _hive_site(settings: StackSettings, place: Storage) -> dict[str, object]:
    return {
        "javax.jdo.option.ConnectionURL": "jdbc:derby:;databaseName=data;create=true",
        "javax.jdo.option.ConnectionDriverName": "org.apache.derby.iapi.jdbc.AutoloadedDriver",
        "hive.metastore.warehouse.dir": place.warehouse,
        "hive.metastore.uris": f"thrift://{settings.address('metastore')}:{settings.metastore_port}",
        "hive.metastore.schema.verification": "false",
        "datanucleus.schema.autoCreateAll": "true",
        # How soon a client that was sent back tries again; 2 seconds by default.
        "hive.hmshandler.retry.interval": "100ms",
        # The default pool is a jar that Spark does not ship: every drop would close the connection.
        "datanucleus.connectionPoolingType": "HikariCP",
        # Asynchronous logging wants the disruptor jar, which Spark does not ship.
        "hive.async.log.enabled": "false",
    }
