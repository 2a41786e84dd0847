"""An AWS of this process alone."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from moto import mock_aws

from emr.config import CloudSettings
from tests.unit.cloud.emr_world import World, world
from tests.unit.cloud.site import Aws


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the machine's user has: credentials, region, endpoint, prefix."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "HYPERION_AWS_", "HYPERION_CLOUD_")):
            monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    # Without it boto3 looks for an instance's role on the network.
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def cloud(_nobody: None) -> Iterator[CloudSettings]:
    """Give an empty AWS, and settings that lead to it."""
    with mock_aws():
        yield CloudSettings(cloud_prefix="acme", aws_region="eu-west-1")


@pytest.fixture
def aws(cloud: CloudSettings) -> Aws:
    """Give an empty AWS that the site is published to."""
    return Aws(cloud)


@pytest.fixture(scope="module")
def region() -> Iterator[World]:
    """Give a region to the tests of a module, which share it for its making takes long."""
    with mock_aws():
        yield world()
