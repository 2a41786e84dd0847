"""An independent reader: the installed Spark, on the files that landed."""

from __future__ import annotations

import csv
import os
import subprocess
from collections import Counter
from pathlib import Path

from compose.runner import Stack
from compose.servers.hdfs import hdfs_site
from compose.servers.server import ADD_OPENS, class_path, hadoop_xml, jars, log4j2, properties
from tests.faults.oracle import Landed

# It takes a minute and a half where all else rests.
_PATIENCE_SECONDS = 900.0
_SELECT = (
    "select topic_id, partition, offset, sha2(concat_ws('/', "
    "coalesce(lower(hex(cast(key as binary))), 'null'), "
    "coalesce(lower(hex(cast(value as binary))), 'null')), 256) from "
)


def read_with_spark(stack: Stack, files: dict[str, str], folder: Path) -> Counter[Landed]:
    """Read landed files with Spark.

    Args:
        stack: Whose HDFS the files are on.
        files: Spark's name of a format, and a pattern of the paths of files in it.
        folder: A folder of its own.

    Returns:
        The rows it found.

    Raises:
        RuntimeError: Spark failed.
    """
    out = folder / "rows"
    union = " union all ".join(
        f"{_SELECT}{form}.`{stack.settings.hdfs_uri}{pattern}`" for form, pattern in files.items()
    )
    statement = f"insert overwrite local directory '{out}' using csv {union}"
    log = folder / "spark.log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            _command(stack, folder, statement),
            cwd=folder,
            env={**os.environ, "SPARK_LOCAL_IP": stack.settings.host},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    # Its exit says less: a JVM that has written everything may still hang in what it does at last.
    if not (out / "_SUCCESS").exists():
        raise RuntimeError(f"Spark failed: {log.read_text(errors='replace')[-6000:]}")
    found: Counter[Landed] = Counter()
    for part in out.glob("*.csv"):
        with part.open(newline="") as lines:
            found.update(
                Landed(row[0], int(row[1]), int(row[2]), row[3]) for row in csv.reader(lines)
            )
    return found


def _command(stack: Stack, folder: Path, statement: str) -> list[str]:
    conf = folder / "conf"
    conf.mkdir()
    (conf / "hdfs-site.xml").write_text(hadoop_xml(hdfs_site(stack.settings)))
    (conf / "log4j2.properties").write_text(log4j2("ERROR"))
    defaults = conf / "spark-defaults.conf"
    defaults.write_text(
        properties(
            {
                "spark.master": "local[1]",
                "spark.ui.enabled": "false",
                "spark.driver.bindAddress": stack.settings.host,
                "spark.driver.host": stack.settings.host,
                "spark.local.dir": folder / "local",
                # Hive's catalog would first create a metastore.
                "spark.sql.catalogImplementation": "in-memory",
                "spark.sql.warehouse.dir": folder / "warehouse",
            }
        )
    )
    return [
        *(str(stack.programs.java17), "-Xmx1g", "-XX:+UseSerialGC", *ADD_OPENS),
        *("-Djdk.reflect.useDirectMethodHandle=false", "-Djava.net.preferIPv4Stack=true"),
        *("-cp", class_path(conf, jars(stack.programs.spark_jars))),
        *("org.apache.spark.deploy.SparkSubmit", "--properties-file", str(defaults)),
        *("--class", "org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver"),
        *("spark-internal", "-e", statement),
    ]
