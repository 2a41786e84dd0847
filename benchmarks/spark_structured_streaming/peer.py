"""Install the peer beside the project's own Spark, and say how its job is started.

Nothing of it is installed into the project's environment: the archive of PySpark is unpacked in the
cache folder, with the jars of its Kafka source beside, and the job's process alone sees them.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from compose.config import StackSettings
from compose.install import install
from compose.install.components import exclusive, unpack
from compose.install.download import ivy_retrieve, pip_download, require_free_space
from compose.install.versions import fingerprint, verify
from compose.servers.hdfs import hdfs_site
from compose.servers.server import ADD_OPENS, class_path, hadoop_xml, jars, log4j2, properties

PYSPARK_VERSION = "4.0.0"
_ROOM = Path(__file__).parent
_CHECKSUMS = _ROOM / "checksums.txt"
# PySpark's archive and its unpacked content, side by side.
_NEEDED_BYTES = 1_200_000_000


@dataclass(frozen=True, slots=True)
class Peer:
    """Where the peer's programs are.

    Attributes:
        java: The Java 17 that the project's own servers run on.
        spark: Unpacked archive of PySpark.
        kafka_source: Folder with the jars of Spark's Kafka source.
    """

    java: Path
    spark: Path
    kafka_source: Path


@dataclass(frozen=True, slots=True)
class PeerJob:
    """One run of the peer: a topic into a folder of Parquet files.

    Attributes:
        settings: The stack whose Kafka and HDFS it uses.
        topic: Topic to read, from its beginning.
        output: Folder on HDFS for `data` and `checkpoint`; `once` makes `0`, `1` and so on.
        mode: `once` reads the topic from its beginning, `resume` goes on from the checkpoint, in
            batches; both end when what is on the topic is read.
        runs: How often `once` runs in one process, each time into new folders.
        batch_rows: Most records that `resume` takes at once.
        heap_mb: Heap of the one process that is driver and executor, in MB.
    """

    settings: StackSettings
    topic: str
    output: str
    mode: str = "once"
    runs: int = 2
    batch_rows: int = 100_000
    heap_mb: int = 3072

    def command(self, peer: Peer, folder: Path) -> list[str]:
        """Write the job's configuration and return its command line.

        It prints one JSON line for each run: `run`, `rows`, `seconds`.

        Args:
            peer: The installed peer.
            folder: A folder of the job's own, for configuration and temporary files.
        """
        settings = self.settings
        conf, temporary = folder / "conf", folder / "tmp"
        conf.mkdir(parents=True, exist_ok=True)
        temporary.mkdir(exist_ok=True)
        (conf / "hdfs-site.xml").write_text(hadoop_xml(hdfs_site(settings)))
        (conf / "log4j2.properties").write_text(log4j2("ERROR"))
        defaults = conf / "spark-defaults.conf"
        defaults.write_text(properties(_defaults(settings.host, temporary)))
        return [
            *(str(peer.java), f"-Xmx{self.heap_mb}m", "-XX:+UseParallelGC", *ADD_OPENS),
            *("-Djdk.reflect.useDirectMethodHandle=false", "-Djava.net.preferIPv4Stack=true"),
            *("-Duser.timezone=UTC", f"-Djava.io.tmpdir={temporary}"),
            *("-cp", class_path(conf, jars(peer.spark / "deps" / "jars"), jars(peer.kafka_source))),
            *("org.apache.spark.deploy.SparkSubmit", "--properties-file", str(defaults)),
            str(_ROOM / "job.py"),
            *("--bootstrap", settings.kafka_bootstrap, "--topic", self.topic),
            *("--output", f"{settings.hdfs_uri}{self.output}", "--mode", self.mode),
            *("--runs", str(self.runs), "--batch-rows", str(self.batch_rows)),
        ]

    def environment(self, peer: Peer) -> dict[str, str]:
        """Return the job's environment: this one, with the peer's Python packages and loopback."""
        python = [peer.spark, *(peer.spark / "lib").glob("py4j-*-src.zip")]
        return {
            **os.environ,
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": os.pathsep.join(map(str, python)),
            "SPARK_LOCAL_IP": self.settings.host,
        }


def _defaults(host: str, temporary: Path) -> dict[str, object]:
    return {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": host,
        "spark.driver.host": host,
        "spark.local.dir": temporary,
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.compression.codec": "zstd",
        # As quick a level as the project's own files have.
        "spark.hadoop.parquet.compression.codec.zstd.level": 1,
    }


def install_peer(
    settings: StackSettings, progress: Callable[[str, int, int], None] = lambda *_: None
) -> Peer:
    """Bring the peer into the cache folder. Safe to interrupt and to run again.

    Args:
        settings: Cache folder, Java and mirror.
        progress: Called with what arrives, and how many of how many bytes did.

    Raises:
        InstallError: A download failed, or differs from its checksum.
    """
    programs = install(settings, progress)
    mark = f"{fingerprint('pyspark', _CHECKSUMS)}-{fingerprint('kafka-source', _CHECKSUMS)}"
    home = settings.cache_dir / f"spark-structured-streaming-{PYSPARK_VERSION}-{mark}"
    if not home.is_dir():
        with exclusive(settings.cache_dir):
            if not home.is_dir():
                _build(home, programs.java17, programs.spark_jars, settings, progress)
    return Peer(programs.java17, home / "spark", home / "kafka-source")


def _build(
    home: Path,
    java: Path,
    spark_jars: Path,
    settings: StackSettings,
    progress: Callable[[str, int, int], None],
) -> None:
    require_free_space(settings.cache_dir, _NEEDED_BYTES)
    work = settings.cache_dir / ".partial-peer"
    shutil.rmtree(work, ignore_errors=True)
    product, source = work / "product", work / "kafka-source"
    product.mkdir(parents=True)
    source.mkdir()

    def pyspark(arrived: int) -> None:
        progress("pyspark", min(arrived, 434_000_000), 434_000_000)

    def jars(arrived: int) -> None:
        progress("kafka source", min(arrived, 11_000_000), 11_000_000)

    (ivy_jar,) = spark_jars.glob("ivy-*.jar")
    files = ivy_retrieve(
        *("kafka-source", java, ivy_jar, source, jars),
        repository=settings.maven_repository,
        ivy_file=_ROOM / "ivy.xml",
    )
    verify("kafka-source", files, _CHECKSUMS)
    files[0].parent.rename(product / "kafka-source")
    archive = pip_download("pyspark", f"pyspark=={PYSPARK_VERSION}", work, pyspark, _CHECKSUMS)
    unpack(archive, work).rename(product / "spark")
    product.rename(home)
    shutil.rmtree(work)
