"""CloudFront's resources, on moto's CloudFront."""

# ruff: noqa: ARG002

from __future__ import annotations

import boto3
from moto.cloudfront.models import cloudfront_backends
from moto.core.common_models import CloudFormationModel

from tests.unit.cloud.cfn.resource import Resource


class CachePolicy(Resource, CloudFormationModel):
    """`AWS::CloudFront::CachePolicy`."""

    kind = "AWS::CloudFront::CachePolicy"


class ResponseHeadersPolicy(Resource, CloudFormationModel):
    """`AWS::CloudFront::ResponseHeadersPolicy`."""

    kind = "AWS::CloudFront::ResponseHeadersPolicy"


class AccessControl(Resource, CloudFormationModel):
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


class Function(Resource, CloudFormationModel):
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


class Distribution(Resource, CloudFormationModel):
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
