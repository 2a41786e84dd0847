"""Stacks are created, updated, kept and deleted, from whatever state a killed run left."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

import tests.unit.cloud.cfn  # noqa: F401 # teaches moto
from emr.aws import client
from emr.config import CloudSettings
from emr.errors import CloudError
from emr.installation import held, remove, wanted_stack
from emr.stack import Wanted
from emr.stacks import Stacks
from tests.unit.cloud.site import Aws

BUCKETS = ("acme-raw", "acme-staging", "acme-processed")


class Told(list[str]):
    """What a run said."""


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def stacks(cloud: CloudSettings, told: Told) -> Stacks:
    return Stacks(client(cloud, "cloudformation"), told.append, pause=lambda _: None)


def lifecycle_of_a_private_bucket(s3: Any, bucket: str) -> list[dict[str, Any]]:
    """Check a bucket, and return the rules by which it is tidied."""
    rule = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
    encrypted = rule["Rules"][0]["ApplyServerSideEncryptionByDefault"]
    assert encrypted["SSEAlgorithm"] == "AES256"
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}
    ownership = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]
    assert ownership["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    rules: list[dict[str, Any]] = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert any("NoncurrentVersionExpiration" in rule for rule in rules)
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)
    return rules


def test_the_storage_is_private_encrypted_versioned_and_tidied(
    cloud: CloudSettings, stacks: Stacks
) -> None:
    done = stacks.deploy(wanted_stack(cloud, "storage"))
    assert {done.outputs[key] for key in done.outputs if key.endswith("Bucket")} == set(BUCKETS)
    s3 = client(cloud, "s3")
    for bucket in BUCKETS:
        rules = lifecycle_of_a_private_bucket(s3, bucket)
        # Data that nobody can make again is never deleted by age.
        expiring = [rule for rule in rules if "Days" in rule.get("Expiration", {})]
        assert bool(expiring) == (bucket == "acme-staging")


def test_the_sites_bucket_is_no_less_private_and_keeps_what_rolling_back_needs(aws: Aws) -> None:
    rules = lifecycle_of_a_private_bucket(aws.s3, "acme-site")
    kept = [rule["NoncurrentVersionExpiration"] for rule in rules if "Noncurrent" in str(rule)]
    assert kept == [{"NoncurrentDays": 90}]
    assert not any("Days" in rule.get("Expiration", {}) for rule in rules)


def test_what_is_as_it_should_be_is_kept(cloud: CloudSettings, stacks: Stacks, told: Told) -> None:
    wanted = wanted_stack(cloud, "roles")
    assert stacks.compare(wanted) == "create"
    stacks.deploy(wanted)
    assert told[0] == "create the stack acme-roles"
    assert told[-1] == "  create_complete acme-roles"
    told.clear()
    assert stacks.compare(wanted) == "keep"
    again = stacks.deploy(wanted)
    assert (again.outputs["Fingerprint"], told) == (wanted.fingerprint, [])


def test_a_changed_template_updates_the_stack(cloud: CloudSettings, stacks: Stacks) -> None:
    wanted = wanted_stack(cloud, "storage")
    stacks.deploy(wanted)
    template: dict[str, Any] = json.loads(json.dumps(wanted.template))
    bucket = template["Resources"]["StagingBucket"]["Properties"]
    bucket["LifecycleConfiguration"]["Rules"][1]["ExpirationInDays"] = 7
    changed = Wanted(wanted.name, template, wanted.parameters, wanted.tags)
    assert stacks.compare(changed) == "update"
    stacks.deploy(changed)
    rules = client(cloud, "s3").get_bucket_lifecycle_configuration(Bucket="acme-staging")["Rules"]
    assert rules[1]["Expiration"]["Days"] == 7
    assert stacks.compare(changed) == "keep"
    assert stacks.compare(wanted) == "update"


def test_a_role_comes_and_goes_with_an_update(cloud: CloudSettings, stacks: Stacks) -> None:
    """Of a role that stays, moto's CloudFormation updates no policies."""
    wanted = wanted_stack(cloud, "roles")
    stacks.deploy(wanted)
    template: dict[str, Any] = json.loads(json.dumps(wanted.template))
    auditor = json.loads(json.dumps(template["Resources"]["SparkRunner"]))
    auditor["Properties"]["RoleName"] = "acme-auditor"
    template["Resources"]["Auditor"] = auditor

    def roles() -> set[str]:
        return {each["RoleName"] for each in client(cloud, "iam").list_roles()["Roles"]}

    before = roles()
    stacks.deploy(Wanted(wanted.name, template, wanted.parameters, wanted.tags))
    assert roles() == before | {"acme-auditor"}
    assert stacks.compare(wanted) == "update"
    stacks.deploy(wanted)
    assert roles() == before
    assert stacks.compare(wanted) == "keep"


def test_a_stack_goes_with_all_that_it_made(cloud: CloudSettings, stacks: Stacks) -> None:
    s3 = client(cloud, "s3")
    for name in ("storage", "roles"):
        wanted = wanted_stack(cloud, name)
        stacks.deploy(wanted)
        remove(stacks, s3, wanted.name, data=False)
        assert stacks.find(wanted.name) is None
        remove(stacks, s3, wanted.name, data=False)  # and again
    assert s3.list_buckets()["Buckets"] == []
    assert client(cloud, "iam").list_roles()["Roles"] == []


def test_data_is_deleted_only_when_told(cloud: CloudSettings, stacks: Stacks) -> None:
    name = stacks.deploy(wanted_stack(cloud, "storage")).name
    s3 = client(cloud, "s3")
    for body in (b"one", b"two"):
        s3.put_object(Bucket="acme-raw", Key="raw/films/part", Body=body)
    s3.delete_object(Bucket="acme-raw", Key="raw/films/part")
    # A list of objects is empty, and still there are two versions and the mark of the deletion.
    assert held(stacks, s3, name) == {"acme-raw": 3}
    with pytest.raises(CloudError, match=r"acme-raw of the stack .* hold data; nothing was del"):
        remove(stacks, s3, name, data=False)
    assert len(s3.list_buckets()["Buckets"]) == 3
    remove(stacks, s3, name, data=True)
    assert s3.list_buckets()["Buckets"] == []


def test_roles_are_for_whom_they_are_for(cloud: CloudSettings, stacks: Stacks) -> None:
    done = stacks.deploy(wanted_stack(cloud, "roles"))
    account = boto3.client("sts", "eu-west-1").get_caller_identity()["Account"]
    assert done.outputs["EtlRunner"] == f"arn:aws:iam::{account}:role/acme-etl-runner"
    profile = client(cloud, "iam").get_instance_profile(InstanceProfileName="acme-spark-runner")
    roles = profile["InstanceProfile"]["Roles"]
    assert [role["RoleName"] for role in roles] == ["acme-spark-runner"]
