"""An S3 with a cluster's servers, and what the stack on HDFS makes of the same landed files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from emr.config import CloudSettings
from tests.lake import Lake
from tests.s3.cluster import (
    Built,
    CloudLake,
    cloud_stack,
    project_of_a_cluster,
    s3_server,
    upload,
)


@pytest.fixture(scope="package")
def on_hdfs(lake: Lake) -> Built:
    """Build all that has landed by now on HDFS anew, since other tests may have left something."""
    lake.run("build", "--full-refresh")
    lake.run("export")
    return Built(lake.mart_hashes(), lake.export_hashes())


@pytest.fixture(scope="package")
def cloud() -> Iterator[CloudSettings]:
    """Give an S3 with the installation's buckets."""
    with s3_server() as settings:
        yield settings


@pytest.fixture(scope="package")
def on_s3(
    cloud: CloudSettings, lake: Lake, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CloudLake]:
    """Give the cluster's servers; what has landed on HDFS is in the raw bucket."""
    assert upload(cloud, lake) > 0
    with cloud_stack(tmp_path_factory, cloud) as stack:
        project = project_of_a_cluster(cloud, tmp_path_factory.mktemp("project"))
        yield CloudLake(stack, lake.settings.data_dir, project)
