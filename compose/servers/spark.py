"""Spark Thrift Server: the engine that builds the Iceberg tables."""

from compose.config import StackSettings
from compose.install import Programs
from compose.servers import probes
from compose.servers.server import (
    ADD_OPENS,
    Server,
    class_path,
    hadoop_xml,
    jars,
    log4j2,
    properties,
)
from compose.servers.storage import Storage, storage

# A build is thousands of generated classes that run a few times each. As the JVM is set by default
# it spends a quarter of a warm build's time on compiling them and the planner's methods for the
# last time. With later last compiles: 80 and 62 CPU seconds of Spark's in the second and third
# build after a start, without 84 and 85 (2 cores with other work, 1 GB for compiled code in both).
_COMPILER = (
    "-XX:ReservedCodeCacheSize=512m",
    "-XX:Tier4InvocationThreshold=30000",
    "-XX:Tier4MinInvocationThreshold=3600",
    "-XX:Tier4CompileThreshold=90000",
)

# All of the heap is collected whenever classes reach a limit, which starts at 21 MB and rises step
# by step to the 300 MB that builds need.
_CLASSES = "-XX:MetaspaceSize=512m"


def spark(settings: StackSettings, programs: Programs) -> Server:
    """Describe the Thrift Server of this stack.

    `bin/spark-submit` asks for a Java module that the downloaded runtime lacks, so the submitting
    class is started directly.
    """
    home = settings.state_dir / "spark"
    conf = home / "conf"
    place = storage(settings)
    defaults = conf / "spark-defaults.conf"
    return Server(
        name="spark",
        title="Spark Thrift Server",
        command=[
            str(programs.java17),
            # All of the heap would be collected each time that it grows.
            f"-Xms{settings.spark_heap_mb}m",
            f"-Xmx{settings.spark_heap_mb}m",
            # What a statement sorts and hashes dies with it; what stays is 600 MB at most.
            f"-Xmn{settings.spark_heap_mb * 2 // 3}m",
            "-XX:+UseParallelGC",
            _CLASSES,
            *_COMPILER,
            *ADD_OPENS,
            "-Djdk.reflect.useDirectMethodHandle=false",
            "-Djava.net.preferIPv4Stack=true",
            "-Duser.timezone=UTC",
            f"-Djava.io.tmpdir={home / 'tmp'}",
            "-cp",
            class_path(
                conf,
                jars(programs.spark_jars),
                jars(programs.iceberg_jars),
                jars(programs.llap_jars),
                *map(jars, programs.storage_jars),
            ),
            "org.apache.spark.deploy.SparkSubmit",
            "--properties-file",
            str(defaults),
            *_catalog_client(programs),
            "--class",
            "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2",
            "spark-internal",
        ],
        ports={"spark_port": settings.spark_port},
        files={
            defaults: properties(_defaults(settings, place)),
            conf / "hive-site.xml": hadoop_xml(_hive_site(settings, place)),
            **place.hadoop_files(conf),
            conf / "log4j2.properties": log4j2("WARN"),
            home / "tmp" / ".keep": "",
        },
        ready=lambda: probes.spark_serves(settings.host, settings.spark_port),
        # It opens the metastore and the warehouse while it starts, and dies if they are missing.
        after=("metastore", *place.servers),
        environment={"SPARK_LOCAL_IP": settings.address("spark"), "SPARK_CONF_DIR": str(conf)},
    )


def _defaults(settings: StackSettings, place: Storage) -> dict[str, object]:
    catalog = "spark.sql.catalog.spark_catalog"
    return {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": settings.address("spark"),
        "spark.driver.host": settings.address("spark"),
        "spark.local.dir": "tmp",
        "spark.sql.warehouse.dir": place.warehouse,
        "spark.sql.catalogImplementation": "hive",
        "spark.sql.extensions": (
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"
        ),
        catalog: "org.apache.iceberg.spark.SparkSessionCatalog",
        f"{catalog}.type": "hive",
        # Each Thrift session caches tables: one would read an old snapshot of another's write.
        f"{catalog}.cache-enabled": "false",
        # dbt reads a table's format from here; without it merges and snapshots refuse to re-run.
        f"{catalog}.table-default.spark.sql.sources.provider": "iceberg",
        # Tables of megabytes, for two cores. By default a split is 128 MB and any file counts as 4:
        # one core reads two large files, and 57 small ones are two tasks or, of a table that grew,
        # more and more. A build of one new day took 25.7 s so, and takes 23.7.
        f"{catalog}.table-default.read.split.target-size": 2 * 1024 * 1024,
        f"{catalog}.table-default.read.split.open-file-cost": 64 * 1024,
        # The metastore's created schema has no lock tables: commits would hang for minutes. Its
        # compare-and-set alter-table is what Iceberg then relies on.
        "spark.hadoop.iceberg.engine.hive.lock-enabled": "false",
        # An open session must see files that landed after it listed a folder.
        "spark.sql.metadataCacheTTLSeconds": 3,
        # A cluster's Spark may default to neither: bad casts would become nulls, days would shift.
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        # Two cores and small data: 200 shuffle partitions would be 200 tiny tasks.
        "spark.sql.shuffle.partitions": 2,
        # Adaptive execution plans a statement anew after each of its stages; here they are tiny.
        # Without it a warm build takes 15 % less of Spark's CPU time.
        "spark.sql.adaptive.enabled": "false",
        # A build generates some 4,000 classes; of the 1,000 that are kept by default none would
        # still be there for the next build.
        "spark.sql.codegen.cache.maxEntries": 10_000,
        # Nobody sees the history of statements, the web interface being off.
        "spark.sql.ui.retainedExecutions": 20,
        "spark.ui.retainedJobs": 50,
        "spark.ui.retainedStages": 50,
        "spark.ui.retainedTasks": 500,
        "spark.sql.sources.partitionOverwriteMode": "dynamic",
    }


def _catalog_client(programs: Programs) -> list[str]:
    """Load the Hive classes of Spark's own catalog apart from those of the Thrift Server.

    A session that ends closes its thread's Hive client. Were the classes the same, it would be the
    one client of all sessions, and two that end while a third opens it anew leave it without a
    connection for good: every later statement fails with a NullPointerException.
    """
    jars_path = f"spark.sql.hive.metastore.jars.path=file://{programs.spark_jars}/*.jar"
    return ["--conf", "spark.sql.hive.metastore.jars=path", "--conf", jars_path]


def _hive_site(settings: StackSettings, place: Storage) -> dict[str, object]:
    return {
        "hive.metastore.uris": f"thrift://{settings.address('metastore')}:{settings.metastore_port}",
        "hive.server2.thrift.bind.host": settings.address("spark"),
        "hive.server2.thrift.port": settings.spark_port,
        "hive.exec.scratchdir": place.scratch,
        # Sessions as users of their own would open file systems and metastore clients of their own.
        "hive.server2.enable.doAs": "false",
        "hive.server2.logging.operation.enabled": "false",
    }
