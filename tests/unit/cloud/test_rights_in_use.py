"""Roles of people and CI have the rights that the commands use, and no others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from moto import mock_aws

from emr.aws import client
from emr.stacks import Stacks
from tests.unit.cloud.emr_world import PREFIX
from tests.unit.cloud.emr_world import world as emr_world
from tests.unit.cloud.faults import Faults
from tests.unit.cloud.prover import statements
from tests.unit.cloud.site import Aws, Calls, write_site
from tests.unit.cloud.test_policies import ETL, S3, WEB, world

# Where a request asks for another right than its name says.
OTHER_RIGHTS = {
    "s3:ListObjectsV2": {"s3:ListBucket"},
    # The site's bucket is asked for the current version, and for earlier ones.
    "s3:HeadObject": {"s3:GetObject", "s3:GetObjectVersion"},
    "s3:CopyObject": {"s3:GetObjectVersion", "s3:PutObject"},
}


def rights(role: str) -> set[str]:
    return {
        action
        for owner, statement in statements(world().resources)
        if owner == role
        for action in statement["Action"]
    }


def used(calls: list[str], *clients: Any) -> set[str]:
    """Return the rights that calls of boto3's methods need."""
    found: set[str] = set()
    for call in set(calls):
        (made_by,) = [each for each in clients if hasattr(each, call)]
        service = made_by.meta.service_model.signing_name
        right = f"{service}:{made_by.meta.method_to_api_mapping[call]}"
        found |= OTHER_RIGHTS.get(right, {right})
    return found


def test_the_etl_runner_has_the_rights_that_a_run_uses() -> None:
    with mock_aws():
        cloud, faults = emr_world(), Faults()
        cloud.run(faults.around(cloud.emr), None, faults.around(cloud.s3)).execute()
        asked = used(faults.calls, cloud.emr, cloud.s3)
    assert "elasticmapreduce:RunJobFlow" in asked
    # AWS asks for these by itself when a cluster is created with tags, limits and roles.
    implied = {
        "elasticmapreduce:AddTags",
        "elasticmapreduce:PutAutoTerminationPolicy",
        "iam:PassRole",
        "iam:CreateServiceLinkedRole",
    }
    assert rights(ETL) == asked | implied


def wanted(call: str, asked: dict[str, Any]) -> set[tuple[str, str]]:
    """Return which right a run's request to S3 needs on what."""
    bucket = f"{S3}{asked['Bucket']}"
    if call == "list_objects_v2":
        return {("s3:ListBucket", bucket)}
    rights = {
        "put_object": "s3:PutObject",
        "copy_object": "s3:PutObject",
        "delete_object": "s3:DeleteObject",
        "get_object": "s3:GetObject",
        "head_object": "s3:GetObjectVersion" if "VersionId" in asked else "s3:GetObject",
    }
    found = {(rights[call], f"{bucket}/{asked['Key']}")}
    if source := asked.get("CopySource"):
        found.add(("s3:GetObjectVersion", f"{S3}{source['Bucket']}/{source['Key']}"))
    return found


def test_the_etl_runner_has_them_where_a_run_uses_them() -> None:
    with mock_aws():
        cloud, faults = emr_world(), Faults()
        cloud.run(None, None, faults.around(cloud.s3)).execute()
    # The policies are those of the prefix "acme".
    asked = {
        (right, resource.replace(PREFIX, "acme"))
        for call, arguments in faults.requests
        for right, resource in wanted(call, arguments)
    }
    assert {resource.split("/")[0].removeprefix(S3) for _, resource in asked} == {
        "acme-raw",
        "acme-staging",
    }
    for right, resource in sorted(asked):
        tls = {"aws__SecureTransport": "true"}
        assert world().allowed(ETL, right, resource, **tls), f"{right} on {resource}"


def test_the_web_app_has_the_rights_that_deployments_use(aws: Aws, tmp_path: Path) -> None:
    calls, folder = Calls(), tmp_path / "dist"
    folder.mkdir()
    for text in ("one", "two", "three", "four"):
        write_site(folder, text)
        aws.deploy(folder, calls)
    aws.roll_back(calls=calls)
    cloudformation = client(aws.cloud, "cloudformation")
    stacks = Stacks(calls.through(cloudformation), lambda _: None)
    assert stacks.find("acme-site")
    assert rights(WEB) == used(calls.made, aws.s3, aws.cloudfront, cloudformation)
