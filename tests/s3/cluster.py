"""The lake of the tests on S3: moto's server, and metastore, Spark and Trino without an HDFS."""

from __future__ import annotations

import io
import logging
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from moto.server import ThreadedMotoServer

from compose.config import PROJECT_ROOT, StackSettings
from compose.runner import Stack
from emr.aws import client
from emr.bundle import bundle
from emr.config import CloudSettings
from emr.layout import Layout, dbt_variables
from emr.raw import upload_raw
from emr.transfer import download, upload_code
from hyperion.landed import landed_files
from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.lake import DbtRun, Lake
from tests.stacks import running

LAYOUT = Layout("acme-films")
RUN = "20261128t1200"
REGION = "eu-west-1"

# Those of a cluster on EMR; landing is done elsewhere.
SERVERS = ("metastore", "spark", "trino")


class Built(NamedTuple):
    """What a stack made of the landed files.

    Attributes:
        marts: Hash of every mart's rows.
        exports: Hash of every published file.
    """

    marts: dict[str, str]
    exports: dict[str, str]


@contextmanager
def s3_server() -> Iterator[CloudSettings]:
    """Run moto's server with the buckets of an installation; its credentials are anything."""
    # It would write a line for each of some ten thousand requests.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("AWS_ACCESS_KEY_ID", "nobody")
            environment.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
            environment.delenv("AWS_PROFILE", raising=False)
            cloud = CloudSettings(
                cloud_prefix=LAYOUT.prefix,
                aws_region=REGION,
                aws_endpoint=f"http://{host}:{port}",
            )
            s3 = client(cloud, "s3")
            for bucket in (LAYOUT.raw_bucket, LAYOUT.staging_bucket, LAYOUT.processed_bucket):
                s3.create_bucket(
                    Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
                )
            # As its template says; landed files are published from a version.
            s3.put_bucket_versioning(
                Bucket=LAYOUT.staging_bucket, VersioningConfiguration={"Status": "Enabled"}
            )
            yield cloud
    finally:
        server.stop()


def upload(cloud: CloudSettings, lake: Lake) -> int:
    """Copy what has landed on HDFS into the raw bucket; return how many files were sent."""
    files = landed_files(WebHdfsStore(lake.settings.webhdfs_url), lake.settings.raw_root)
    return upload_raw(client(cloud, "s3"), LAYOUT, files, lambda *_: None)


def project_of_a_cluster(cloud: CloudSettings, folder: Path) -> Path:
    """Send the project to the staging bucket, and unpack it from there as a cluster's nodes do."""
    s3, sent = client(cloud, "s3"), bundle(PROJECT_ROOT)
    upload_code(s3, LAYOUT, sent)
    code = download(s3, LAYOUT.staging_bucket, LAYOUT.code_key(sent.digest, ""))
    with tarfile.open(fileobj=io.BytesIO(code["project.tar.gz"])) as archive:
        archive.extractall(folder)  # noqa: S202 - the project itself packed it
    return folder


@contextmanager
def cloud_stack(tmp_path_factory: pytest.TempPathFactory, cloud: CloudSettings) -> Iterator[Stack]:
    """Start the servers of a cluster, with the names of EMR and tables in the buckets."""
    variables = dbt_variables(LAYOUT, "hive", RUN)
    with running(
        tmp_path_factory,
        "cluster",
        *SERVERS,
        warehouse=LAYOUT.warehouse(RUN),
        raw_root=variables["HYPERION_RAW_ROOT"],
        lake_catalog=variables["HYPERION_LAKE_CATALOG"],
        export_catalog=variables["HYPERION_EXPORT_CATALOG"],
        aws_region=cloud.aws_region,
        aws_endpoint=cloud.aws_endpoint,
    ) as stack:
        yield stack


def cloud_variables(settings: StackSettings) -> dict[str, str]:
    """Return the environment of the targets `emr` and `emr_trino`, on servers of this machine."""
    return {
        **dbt_variables(LAYOUT, "hive", RUN),
        "HYPERION_EMR_HOST": settings.host,
        "HYPERION_EMR_SPARK_PORT": str(settings.spark_port),
        "HYPERION_EMR_TRINO_PORT": str(settings.trino_port),
        # Who may write to this Trino.
        "HYPERION_EMR_USER": "hyperion",
    }


class CloudLake(Lake):
    """A lake on S3, driven with the variables and the project of a run on EMR."""

    def __init__(self, stack: Stack, data: Path, project: Path) -> None:
        super().__init__(stack, data)
        self.project = project

    def build(self, target: str) -> DbtRun:
        """Build as a cluster's step does."""
        arguments = ("build", "--target", target, "--exclude-resource-type", "unit_test")
        return self.dbt(*arguments, project=self.project)

    def environment(self) -> dict[str, str]:
        """Return the environment in which programs find this stack and its buckets."""
        return {**super().environment(), **cloud_variables(self.settings)}

    def table_folders(self) -> dict[str, str]:
        """Return the folder of every table that Spark knows, by schema and name."""
        folders = {}
        for (schema,) in self.spark("show databases"):
            for row in self.spark(f"show tables in {schema}"):
                name = f"{schema}.{row[1]}"
                about = {line[0]: line[1] for line in self.spark(f"describe extended {name}")}
                if about["Type"] != "VIEW":
                    folders[name] = about["Location"]
        return folders
