"""Where tables and exports lie, and how the servers that read and write them get there.

Metastore, Spark and Trino name files by full URIs alone, so that HDFS and S3 differ in what is
said here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from compose.config import StackSettings
from compose.servers.hdfs import core_site, hdfs_site
from compose.servers.server import hadoop_xml

# Spark and the metastore know S3 by the class alone; Trino has a client of its own.
_S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem"


@dataclass(frozen=True)
class Storage:
    """The place of the tables.

    Attributes:
        warehouse: Folder of the tables.
        scratch: Folder of what a session of Spark leaves for a moment.
        hadoop: Hadoop's configuration files, by name.
        trino: Properties of Trino's catalogs; they name those files below `etc`.
        trino_files: Which of them Trino reads.
        servers: Servers of the stack that must be ready first.
    """

    warehouse: str
    scratch: str
    hadoop: Mapping[str, str]
    trino: Mapping[str, object]
    trino_files: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()

    def hadoop_files(self, folder: Path) -> dict[Path, str]:
        """Return Hadoop's configuration, to be written into a folder."""
        return {folder / name: text for name, text in self.hadoop.items()}


def storage(settings: StackSettings) -> Storage:
    """Describe the storage of a stack."""
    if settings.warehouse is None:
        return _hdfs(settings)
    return _s3(settings, settings.warehouse)


def _hdfs(settings: StackSettings) -> Storage:
    files = {
        "core-site.xml": hadoop_xml(core_site(settings)),
        "hdfs-site.xml": hadoop_xml(hdfs_site(settings)),
    }
    return Storage(
        warehouse=f"{settings.hdfs_uri}/warehouse",
        scratch="/tmp/hive",  # noqa: S108 - a folder on HDFS
        hadoop=files,
        trino={
            "fs.hadoop.enabled": "true",
            "hive.config.resources": ",".join(f"etc/{name}" for name in files),
        },
        trino_files=tuple(files),
        servers=("namenode", "datanode"),
    )


def _s3(settings: StackSettings, warehouse: str) -> Storage:
    return Storage(
        warehouse=warehouse,
        # Thousands of requests that nobody needs; a cluster has HDFS for them.
        scratch=f"file:{settings.state_dir / 'spark' / 'tmp' / 'hive'}",
        hadoop={"core-site.xml": hadoop_xml(_s3_site(settings, warehouse))},
        trino={
            "fs.native-s3.enabled": "true",
            "s3.region": settings.aws_region,
            **(
                {"s3.endpoint": settings.aws_endpoint, "s3.path-style-access": "true"}
                if settings.aws_endpoint
                else {}
            ),
        },
    )


def _s3_site(settings: StackSettings, warehouse: str) -> dict[str, object]:
    values: dict[str, object] = {
        **core_site(settings),
        "fs.defaultFS": f"s3://{urlsplit(warehouse).netloc}",
        # EMR's spelling, which is S3A's everywhere else.
        "fs.s3.impl": _S3A,
        "fs.s3a.endpoint.region": settings.aws_region,
    }
    if settings.aws_endpoint:
        # By path: names below another endpoint's host do not resolve.
        values |= {
            "fs.s3a.endpoint": settings.aws_endpoint,
            "fs.s3a.path.style.access": "true",
            "fs.s3a.change.detection.mode": "none",
        }
    return values
