"""Bucket policies, and the properties of buckets that moto's CloudFormation passes over."""

# ruff: noqa: ARG002

from __future__ import annotations

import json
from typing import Any

import boto3
from moto.core.common_models import CloudFormationModel
from moto.s3.models import FakeBucket

from tests.unit.cloud.cfn.resource import Properties, Resource


class BucketPolicy(Resource, CloudFormationModel):
    """`AWS::S3::BucketPolicy`."""

    kind = "AWS::S3::BucketPolicy"

    def make(self, account_id: str, region: str) -> None:
        """Create it, but without conditions: moto takes any that it does not know for met.

        It would then deny everything for want of TLS. What policies mean is proven elsewhere.
        """
        document = self.properties["PolicyDocument"]
        known = [each for each in document["Statement"] if "Condition" not in each]
        if known:
            boto3.client("s3", region).put_bucket_policy(
                Bucket=self.properties["Bucket"],
                Policy=json.dumps({**document, "Statement": known}),
            )


def _lifecycle(rules: list[Properties]) -> list[Properties]:
    """Spell rules as the API does."""
    names = {
        "Id": "ID",
        "ExpirationInDays": "Days",
        "ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker",
    }
    spelled = []
    for rule in rules:
        told: Properties = {"Filter": {"Prefix": rule.get("Prefix", "")}}
        for name, value in rule.items():
            if name.startswith("Expir"):
                told.setdefault("Expiration", {})[names[name]] = value
            else:
                told[names.get(name, name)] = value
        spelled.append(told)
    return spelled


def _configure(name: str, properties: Properties, region: str) -> None:
    s3 = boto3.client("s3", region)
    s3.put_bucket_versioning(
        Bucket=name, VersioningConfiguration=properties["VersioningConfiguration"]
    )
    s3.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration=properties["PublicAccessBlockConfiguration"],
    )
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=properties["OwnershipControls"])
    rules = _lifecycle(properties["LifecycleConfiguration"]["Rules"])
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})


_create, _update = (
    FakeBucket.create_from_cloudformation_json,
    FakeBucket.update_from_cloudformation_json,
)


def _created(
    _cls: type[FakeBucket],
    /,
    resource_name: str,
    cloudformation_json: Properties,
    account_id: str,
    region_name: str,
    **more: Any,
) -> FakeBucket:
    made = _create(resource_name, cloudformation_json, account_id, region_name, **more)
    _configure(made.name, cloudformation_json["Properties"], region_name)
    return made


def _updated(
    _cls: type[FakeBucket],
    /,
    original_resource: FakeBucket,
    new_resource_name: str,
    cloudformation_json: Properties,
    account_id: str,
    region_name: str,
) -> FakeBucket:
    made = _update(
        original_resource, new_resource_name, cloudformation_json, account_id, region_name
    )
    _configure(made.name, cloudformation_json["Properties"], region_name)
    return made


FakeBucket.create_from_cloudformation_json = classmethod(_created)  # type: ignore[method-assign,assignment]
FakeBucket.update_from_cloudformation_json = classmethod(_updated)  # type: ignore[method-assign,assignment]
