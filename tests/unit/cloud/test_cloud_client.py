"""Clients come from one configuration, and what AWS refuses is one sentence with the next step."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from emr.aws import client, code, spoken
from emr.config import CloudSettings
from emr.errors import CloudError
from emr.names import tag_list
from hyperion.context import UserError, cloud_settings


def test_the_environment_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cloud_settings().aws_region == "us-east-1"
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    assert cloud_settings().aws_region == "eu-north-1"
    monkeypatch.setenv("AWS_REGION", "eu-west-2")
    assert cloud_settings().aws_region == "eu-west-2"
    monkeypatch.setenv("HYPERION_AWS_REGION", "ap-south-1")
    assert cloud_settings().aws_region == "ap-south-1"
    monkeypatch.setenv("HYPERION_CLOUD_PREFIX", "No_Bucket")
    with pytest.raises(UserError, match="HYPERION_CLOUD_PREFIX=No_Bucket"):
        cloud_settings()


def test_a_client_goes_to_the_region_and_the_endpoint_that_are_set(cloud: CloudSettings) -> None:
    assert client(cloud, "s3").meta.endpoint_url == "https://s3.eu-west-1.amazonaws.com"
    assert client(cloud, "acm", "us-east-1").meta.region_name == "us-east-1"
    other = CloudSettings(aws_endpoint="http://127.0.0.1:5000")
    assert client(other, "s3").meta.endpoint_url == "http://127.0.0.1:5000"
    assert client(other, "s3").meta.config.s3["addressing_style"] == "path"


def test_no_credentials_are_said_with_how_to_get_some() -> None:
    with (
        pytest.raises(CloudError, match=r"can't list: no credentials for AWS; log in"),
        spoken("list"),
    ):
        client(CloudSettings(), "s3").list_buckets()


def test_a_profile_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nowhere")
    with pytest.raises(CloudError, match=r"\(nowhere\).*set AWS_PROFILE"):
        client(CloudSettings(), "s3")


def test_a_refusal_keeps_the_code_and_the_words_of_aws(cloud: CloudSettings) -> None:
    with (
        pytest.raises(CloudError, match=r"can't read it: .*does not exist \(NoSuchBucket\)"),
        spoken("read it"),
    ):
        client(cloud, "s3").list_objects_v2(Bucket="acme-nothing")


@pytest.mark.parametrize(
    ("refused", "advice"),
    [
        ("ExpiredToken", "the session is over: log in"),
        ("InvalidClientTokenId", "does not know these credentials: log in"),
        ("AccessDenied", r"use a role that may \(docs/cloud.md"),
    ],
)
def test_a_refusal_says_what_to_do(refused: str, advice: str) -> None:
    error = ClientError({"Error": {"Code": refused, "Message": "No."}}, "Act")
    assert code(error) == refused
    told = rf"can't act: No\. \({refused}\).*{advice}"
    with pytest.raises(CloudError, match=told), spoken("act"):
        raise error


def test_an_endpoint_that_is_away_is_named() -> None:
    with pytest.raises(CloudError, match=r"http://x.*check the network"), spoken("act"):
        raise EndpointConnectionError(endpoint_url="http://x")


@mock_aws
def test_tags_are_as_services_take_them() -> None:
    s3 = client(CloudSettings(), "s3")
    s3.create_bucket(Bucket="acme-raw")
    s3.put_bucket_tagging(Bucket="acme-raw", Tagging={"TagSet": tag_list("acme", run="1")})
    told = s3.get_bucket_tagging(Bucket="acme-raw")["TagSet"]
    assert {each["Key"]: each["Value"] for each in told} == {
        "hyperion:project": "hyperion",
        "hyperion:prefix": "acme",
        "run": "1",
    }
