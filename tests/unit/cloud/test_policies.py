"""What each role can and can't do, proven on the templates' own policies."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from emr.site.template import site_template
from emr.templates import load
from tests.unit.cloud.prover import ACCOUNT, REGION, World, rendered, statements

ETL, SPARK, EMR, WEB = "EtlRunner", "SparkRunner", "EmrService", "WebApp"
CLOUDFRONT = "service:cloudfront.amazonaws.com"
SITE = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E2SITE"
CLUSTER = f"arn:aws:elasticmapreduce:{REGION}:{ACCOUNT}:cluster/j-1"
INSTANCE = f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role"
GLUE = f"arn:aws:glue:{REGION}:{ACCOUNT}"
S3 = "arn:aws:s3:::"
TAG, ASKED = "aws__ResourceTag___hyperion__prefix", "aws__RequestTag___hyperion__prefix"


@cache
def world() -> World:
    parameters = {"Prefix": "acme", "SchemaPrefix": "acme_"}
    resources: dict[str, Any] = {}
    for template in (load("storage"), load("roles"), site_template({})):
        resources |= rendered(template, parameters)
    return World(resources)


CAN = [
    (ETL, "s3:PutObject", f"{S3}acme-raw/raw/films/part", {}),
    (ETL, "s3:PutObject", f"{S3}acme-staging/landing/films/part", {}),
    (ETL, "s3:GetObjectVersion", f"{S3}acme-staging/landing/films/part", {}),
    (ETL, "s3:DeleteObject", f"{S3}acme-staging/landing/films/part", {}),
    (ETL, "s3:PutObject", f"{S3}acme-staging/emr/code/1/project.tar.gz", {}),
    (ETL, "s3:GetObject", f"{S3}acme-staging/emr/proofs/1/proof/proof.json", {}),
    (ETL, "s3:GetObject", f"{S3}acme-staging/emr/logs/j-1/log", {}),
    (ETL, "s3:GetObject", f"{S3}acme-processed/exports/films", {}),
    (ETL, "elasticmapreduce:RunJobFlow", "*", {ASKED: "acme"}),
    (ETL, "elasticmapreduce:AddTags", CLUSTER, {ASKED: "acme"}),
    (ETL, "elasticmapreduce:PutAutoTerminationPolicy", CLUSTER, {}),
    (ETL, "elasticmapreduce:TerminateJobFlows", CLUSTER, {TAG: "acme"}),
    (ETL, "elasticmapreduce:ListClusters", "*", {}),
    (ETL, "elasticmapreduce:DescribeCluster", CLUSTER, {TAG: "other"}),
    (
        ETL,
        "iam:PassRole",
        f"{ROLE}/acme-spark-runner",
        {"iam__PassedToService": "ec2.amazonaws.com"},
    ),
    (SPARK, "s3:GetObject", f"{S3}acme-raw/raw/films/part", {}),
    (SPARK, "s3:PutObject", f"{S3}acme-processed/warehouse/films", {}),
    (SPARK, "s3:DeleteObject", f"{S3}acme-processed/warehouse/films", {}),
    (SPARK, "s3:GetObject", f"{S3}acme-staging/emr/code/1/project.tar.gz", {}),
    (SPARK, "s3:PutObject", f"{S3}acme-staging/emr/logs/j-1/log", {}),
    (SPARK, "s3:PutObject", f"{S3}acme-staging/emr/proofs/1/proof.json", {}),
    (SPARK, "glue:UpdateTable", f"{GLUE}:table/acme_marts/films", {}),
    (SPARK, "glue:GetDatabase", f"{GLUE}:database/default", {}),
    (SPARK, "elasticmapreduce:TerminateJobFlows", CLUSTER, {TAG: "acme"}),
    (EMR, "ec2:RunInstances", INSTANCE, {ASKED: "acme"}),
    (EMR, "ec2:RunInstances", f"arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/subnet-1", {}),
    (EMR, "ec2:RunInstances", f"arn:aws:ec2:{REGION}::image/ami-1", {}),
    (EMR, "ec2:CreateTags", INSTANCE, {"ec2__CreateAction": "RunInstances"}),
    (EMR, "ec2:TerminateInstances", INSTANCE, {TAG: "acme"}),
    (WEB, "s3:PutObject", f"{S3}acme-site/site/index.html", {}),
    (WEB, "s3:GetObjectVersion", f"{S3}acme-site/site/index.html", {}),
    (WEB, "s3:PutObject", f"{S3}acme-site/releases/1.json", {}),
    (WEB, "s3:DeleteObject", f"{S3}acme-site/site/assets/old.js", {}),
    (WEB, "s3:ListBucket", f"{S3}acme-site", {}),
    (WEB, "cloudfront:CreateInvalidation", SITE, {}),
    (CLOUDFRONT, "s3:GetObject", f"{S3}acme-site/site/index.html", {"AWS__SourceArn": SITE}),
    (CLOUDFRONT, "s3:ListBucket", f"{S3}acme-site", {"AWS__SourceArn": SITE}),
]

# With whatever context the solver likes, where none is given.
CANNOT = [
    (ETL, "s3:DeleteObject", f"{S3}acme-raw/*", {}),
    (ETL, "s3:DeleteObject", f"{S3}acme-processed/*", {}),
    (ETL, "s3:DeleteObject", f"{S3}acme-staging/emr/*", {}),
    (ETL, "s3:DeleteObjectVersion", "*", {}),
    (ETL, "s3:GetObjectVersion", f"{S3}acme-raw/*", {}),
    (ETL, "s3:PutObject", f"{S3}acme-staging/emr/proofs/*", {}),
    (ETL, "s3:GetObject", f"{S3}acme-processed/warehouse/*", {}),
    (ETL, "elasticmapreduce:AddJobFlowSteps", "*", {}),
    (ETL, "s3:PutObject", f"{S3}acme-processed/*", {}),
    (ETL, "s3:PutObject", f"{S3}acme-site/*", {}),
    (ETL, "s3:PutBucketPolicy", "*", {}),
    (ETL, "elasticmapreduce:RunJobFlow", "*", {ASKED: "other"}),
    (ETL, "elasticmapreduce:TerminateJobFlows", "*", {TAG: "other"}),
    (ETL, "elasticmapreduce:AddTags", "*", {ASKED: "other"}),
    (ETL, "iam:PassRole", "*", {"iam__PassedToService": "lambda.amazonaws.com"}),
    (ETL, "iam:PassRole", f"{ROLE}/administrator", {}),
    (ETL, "iam:PassRole", f"{ROLE}/acme-web-app", {}),
    (ETL, "iam:CreateRole", "*", {}),
    (ETL, "ec2:RunInstances", "*", {}),
    (SPARK, "s3:PutObject", f"{S3}acme-raw/*", {}),
    (SPARK, "s3:DeleteObject", f"{S3}acme-raw/*", {}),
    (SPARK, "s3:PutObject", f"{S3}acme-staging/emr/code/*", {}),
    # Readers never see what was not audited.
    (SPARK, "s3:GetObject", f"{S3}acme-staging/landing/*", {}),
    (SPARK, "s3:PutObject", f"{S3}acme-staging/landing/*", {}),
    (SPARK, "s3:DeleteObject", f"{S3}acme-staging/*", {}),
    (SPARK, "s3:GetObject", f"{S3}acme-site/*", {}),
    (SPARK, "s3:DeleteObjectVersion", "*", {}),
    (SPARK, "glue:DeleteTable", f"{GLUE}:table/finance/invoices", {}),
    (SPARK, "glue:DeleteDatabase", "*", {}),
    (SPARK, "elasticmapreduce:TerminateJobFlows", "*", {TAG: "other"}),
    (SPARK, "elasticmapreduce:RunJobFlow", "*", {}),
    (SPARK, "iam:PassRole", "*", {}),
    (SPARK, "sts:AssumeRole", "*", {}),
    (EMR, "ec2:RunInstances", INSTANCE, {ASKED: "other", TAG: "other"}),
    (EMR, "ec2:TerminateInstances", "*", {TAG: "other"}),
    (EMR, "ec2:CreateTags", INSTANCE, {"ec2__CreateAction": "StopInstances", TAG: "other"}),
    (EMR, "iam:PassRole", f"{ROLE}/administrator", {}),
    (EMR, "s3:GetObject", "*", {}),
    (WEB, "s3:DeleteObjectVersion", "*", {}),
    (WEB, "s3:DeleteObject", f"{S3}acme-site/releases/*", {}),
    (WEB, "s3:DeleteBucket", "*", {}),
    (WEB, "s3:PutBucketPolicy", "*", {}),
    (WEB, "s3:GetObject", f"{S3}acme-raw/*", {}),
    (WEB, "s3:GetObject", f"{S3}acme-processed/*", {}),
    (WEB, "cloudfront:UpdateDistribution", "*", {}),
    (WEB, "cloudfront:CreateInvalidation", f"{SITE}X", {}),
    (WEB, "cloudformation:UpdateStack", "*", {}),
    (CLOUDFRONT, "s3:GetObject", f"{S3}acme-site/releases/*", {}),
    (CLOUDFRONT, "s3:GetObject", f"{S3}acme-raw/*", {}),
    (CLOUDFRONT, "s3:GetObject", "*", {"AWS__SourceArn": f"{SITE}X"}),
    (CLOUDFRONT, "s3:PutObject", "*", {}),
    # Anybody else, signed in or not.
    ("anonymous", "s3:GetObject", "*", {}),
    ("anonymous", "s3:ListBucket", "*", {}),
    (f"{ROLE}/other", "s3:GetObject", "*", {}),
]


@pytest.mark.parametrize(("who", "action", "resource", "context"), CAN)
def test_can(who: str, action: str, resource: str, context: dict[str, str]) -> None:
    tls = {**context, "aws__SecureTransport": "true"}
    assert world().allowed(who, action, resource, **tls)


@pytest.mark.parametrize(("who", "action", "resource", "context"), CANNOT)
def test_cannot(who: str, action: str, resource: str, context: dict[str, str]) -> None:
    assert world().allowed(who, action, resource, **context) is None


@pytest.mark.parametrize("bucket", ["acme-raw", "acme-staging", "acme-processed", "acme-site"])
@pytest.mark.parametrize("who", [ETL, SPARK, WEB, CLOUDFRONT])
def test_nobody_reaches_a_bucket_without_tls(who: str, bucket: str) -> None:
    for action in ("s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:DeleteObject"):
        for resource in (f"{S3}{bucket}", f"{S3}{bucket}/*"):
            told = world().allowed(who, action, resource, aws__SecureTransport="false")
            assert told is None


@pytest.mark.parametrize("who", [ETL, SPARK, WEB])
def test_no_role_touches_other_buckets_at_all(who: str) -> None:
    """Actions are spelled out, so those of the role are all that there are to ask."""
    actions = {
        action
        for role, statement in statements(world().resources)
        for action in statement["Action"]
        if role == who and action.startswith("s3:")
    }
    assert actions
    for action in sorted(actions):
        for other in ("b*", "acme", "acme-raw2*", "acme-ra/*", "acme-staging-*", "acme-site.*"):
            assert world().allowed(who, action, f"{S3}{other}") is None


def test_actions_are_spelled_out_and_star_is_a_resource_only_without_a_narrower_one() -> None:
    everything = set()
    for _, statement in statements(world().resources):
        actions, resources = statement["Action"], statement["Resource"]
        assert not any("*" in action for action in actions)
        if resources == "*":
            everything |= set(actions)
        else:
            told = [resources] if isinstance(resources, str) else resources
            # The service and, but for S3, the account are always named.
            assert not any(each.startswith(("*", "arn:aws:*")) for each in told)
    assert {action for action in everything if not action.startswith("ec2:Describe")} == {
        "elasticmapreduce:RunJobFlow",
        "elasticmapreduce:ListClusters",
    }


@pytest.mark.parametrize(
    ("role", "who", "context", "may"),
    [
        (SPARK, "service:ec2.amazonaws.com", {}, True),
        (SPARK, "service:lambda.amazonaws.com", {}, False),
        (EMR, "service:elasticmapreduce.amazonaws.com", {"aws__SourceAccount": ACCOUNT}, True),
        (EMR, "service:elasticmapreduce.amazonaws.com", {"aws__SourceAccount": "9" * 12}, False),
        (EMR, "service:ec2.amazonaws.com", {}, False),
        # An account stands for those in it whom its own policies let do this.
        (ETL, f"arn:aws:iam::{ACCOUNT}:root", {}, True),
        (ETL, f"arn:aws:iam::{'9' * 12}:root", {}, False),
        (ETL, "anonymous", {}, False),
        (WEB, f"arn:aws:iam::{ACCOUNT}:root", {}, True),
        (WEB, f"arn:aws:iam::{'9' * 12}:root", {}, False),
    ],
)
def test_who_takes_on_which_role(role: str, who: str, context: dict[str, str], may: bool) -> None:
    assert world().may_assume(role, who, **context) == may
