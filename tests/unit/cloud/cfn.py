"""What moto's CloudFormation lacks of our templates' resources, made through moto's own services.

Importing this teaches moto: bucket policies, CloudFront, and of a bucket all properties that the
templates set. boto3 checks every value against the service's API on the way. Methods and their
arguments are moto's.
"""

# ruff: noqa: ARG002, ARG003

from __future__ import annotations

import json
from typing import Any, ClassVar

import boto3
from moto.cloudfront.models import cloudfront_backends
from moto.core.common_models import CloudFormationModel
from moto.s3.models import FakeBucket

Properties = dict[str, Any]


class _Resource:
    """A resource with nothing behind it but its name and its properties.

    Each class below names CloudFormationModel itself: moto looks for direct subclasses.
    """

    kind: ClassVar[str]

    def __init__(self, name: str, properties: Properties) -> None:
        self.name = name
        self.properties = properties

    @property
    def physical_resource_id(self) -> str:
        """What `Ref` is."""
        return self.name

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr in ("Id", "DomainName", "FunctionARN")

    def get_cfn_attribute(self, attribute: str) -> str:
        return str(getattr(self, attribute.lower()))

    @classmethod
    def cloudformation_type(cls) -> str:
        return cls.kind

    @staticmethod
    def cloudformation_name_type() -> str:
        return "Name"

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: Properties,
        account_id: str,
        region_name: str,
        **_: Any,
    ) -> Any:
        resource = cls(resource_name, cloudformation_json["Properties"])
        resource.make(account_id, region_name)
        return resource

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: _Resource,
        new_resource_name: str,
        cloudformation_json: Properties,
        account_id: str,
        region_name: str,
    ) -> Any:
        original_resource.properties = cloudformation_json["Properties"]
        original_resource.change(account_id, region_name)
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Properties, account_id: str, region_name: str
    ) -> None:
        cls(resource_name, cloudformation_json["Properties"]).unmake(account_id, region_name)

    def make(self, account_id: str, region: str) -> None:
        """Create it."""

    def change(self, account_id: str, region: str) -> None:
        """Update it."""
        self.make(account_id, region)

    def unmake(self, account_id: str, region: str) -> None:
        """Delete it."""


class CachePolicy(_Resource, CloudFormationModel):
    """`AWS::CloudFront::CachePolicy`."""

    kind = "AWS::CloudFront::CachePolicy"


class ResponseHeadersPolicy(_Resource, CloudFormationModel):
    """`AWS::CloudFront::ResponseHeadersPolicy`."""

    kind = "AWS::CloudFront::ResponseHeadersPolicy"


class BucketPolicy(_Resource, CloudFormationModel):
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


class AccessControl(_Resource, CloudFormationModel):
    """`AWS::CloudFront::OriginAccessControl`."""

    kind = "AWS::CloudFront::OriginAccessControl"

    def make(self, account_id: str, region: str) -> None:
        """Create it."""
        config = self.properties["OriginAccessControlConfig"]
        made = boto3.client("cloudfront", region).create_origin_access_control(
            OriginAccessControlConfig=config
        )
        self.id = made["OriginAccessControl"]["Id"]

    def change(self, account_id: str, region: str) -> None:
        """Keep it: nothing of it changes."""


class Function(_Resource, CloudFormationModel):
    """`AWS::CloudFront::Function`."""

    kind = "AWS::CloudFront::Function"

    def make(self, account_id: str, region: str) -> None:
        """Create it."""
        made = boto3.client("cloudfront", region).create_function(
            Name=self.properties["Name"],
            FunctionCode=self.properties["FunctionCode"].encode(),
            FunctionConfig=self.properties["FunctionConfig"],
        )
        self.functionarn = made["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]

    def change(self, account_id: str, region: str) -> None:
        """Keep its name, which is all that others see of it."""

    def unmake(self, account_id: str, region: str) -> None:
        """Delete it."""
        cloudfront = boto3.client("cloudfront", region)
        told = cloudfront.describe_function(Name=self.name)
        cloudfront.delete_function(Name=self.name, IfMatch=told["ETag"])


class Distribution(_Resource, CloudFormationModel):
    """`AWS::CloudFront::Distribution`."""

    kind = "AWS::CloudFront::Distribution"

    def make(self, account_id: str, region: str) -> None:
        """Create it."""
        config = self.properties["DistributionConfig"]
        backend = cloudfront_backends[account_id]["aws"]
        behavior = {
            name: config["DefaultCacheBehavior"][name]
            for name in ("TargetOriginId", "ViewerProtocolPolicy", "Compress", "CachePolicyId")
        }
        made, _, _ = backend.create_distribution(
            {
                "CallerReference": self.name,
                "Comment": config["Comment"],
                "Enabled": config["Enabled"],
                "Origins": {"Items": [dict(origin) for origin in config["Origins"]]},
                "DefaultCacheBehavior": behavior,
                "Aliases": {"Items": config.get("Aliases") or []},
            },
            [],
        )
        self.name, self.domainname = made.id, made.domain_name

    def change(self, account_id: str, region: str) -> None:
        """Change its aliases."""
        distribution = cloudfront_backends[account_id]["aws"].distributions[self.name]
        aliases = self.properties["DistributionConfig"].get("Aliases") or []
        aliased = {"Quantity": len(aliases), "Items": aliases}
        distribution.distribution_config.__dict__["Aliases"] = aliased

    def unmake(self, account_id: str, region: str) -> None:
        """Delete it."""
        cloudfront_backends[account_id]["aws"].delete_distribution(self.name, if_match=True)


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
