"""A domain of one's own: the certificate first, then the stack, with the records to set told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from emr.aws import client
from emr.config import CERTIFICATE_REGION, CloudSettings
from emr.site.domain import (
    Certificate,
    DnsRecord,
    find_certificate,
    request_certificate,
    site_record,
)
from emr.site.template import site_stack
from emr.stack import Found
from emr.stacks import Stacks
from tests.unit.cloud.site import SECURITY, Aws

DOMAIN = "films.example.org"


def _never(_: float) -> None:
    pytest.fail("nothing to wait for")


def test_a_certificate_is_asked_for_once_and_found_from_then_on(cloud: CloudSettings) -> None:
    acm = client(cloud, "acm", CERTIFICATE_REGION)
    assert find_certificate(acm, DOMAIN) is None
    asked = request_certificate(acm, DOMAIN, "acme", _never)
    assert not asked.issued
    (record,) = asked.records
    assert record.kind == "CNAME"
    assert record.name.endswith(DOMAIN)
    assert find_certificate(acm, DOMAIN) == asked
    assert request_certificate(acm, DOMAIN, "acme", _never).arn == asked.arn
    assert find_certificate(acm, "example.org") is None


def test_a_certificate_is_used_when_it_is_issued(cloud: CloudSettings) -> None:
    acm = client(cloud, "acm", CERTIFICATE_REGION)
    asked = request_certificate(acm, DOMAIN, "acme", _never)
    with time_machine.travel(_later()):
        # moto takes the record for set after a minute.
        found = find_certificate(acm, DOMAIN)
    assert found
    assert (found.arn, found.issued) == (asked.arn, True)


def _later() -> timedelta:
    return timedelta(minutes=5)


def test_the_stack_takes_an_issued_certificate_and_keeps_it(cloud: CloudSettings) -> None:
    pending = Certificate(DOMAIN, "arn:1", issued=False, records=())
    assert site_stack(cloud, {}, None, pending).parameters["CertificateArn"] == ""
    issued = Certificate(DOMAIN, "arn:1", issued=True, records=())
    parameters = site_stack(cloud, {}, None, issued).parameters
    assert (parameters["Domain"], parameters["CertificateArn"]) == (DOMAIN, "arn:1")
    found = Found("acme-site", "CREATE_COMPLETE", "", {}, parameters)
    assert site_stack(cloud, {}, found).parameters == parameters


def test_the_site_answers_under_its_domain_once_the_stack_is_updated(aws: Aws) -> None:
    stacks = Stacks(client(aws.cloud, "cloudformation"), lambda _: None, pause=lambda _: None)

    def aliases() -> list[str]:
        told = aws.cloudfront.get_distribution(Id=aws.stack.outputs["Distribution"])
        found: list[str] = told["Distribution"]["DistributionConfig"]["Aliases"].get("Items", [])
        return found

    assert aliases() == []
    issued = Certificate(DOMAIN, "arn:aws:acm:us-east-1:1:certificate/1", issued=True, records=())
    wanted = site_stack(aws.cloud, SECURITY, aws.stack, issued)
    assert stacks.compare(wanted) == "update"
    done = stacks.deploy(wanted)
    assert aliases() == [DOMAIN]
    # The site itself stays: the bucket, the distribution and its address.
    own = ("Bucket", "Distribution", "Address")
    assert [done.outputs[key] for key in own] == [aws.stack.outputs[key] for key in own]
    assert stacks.compare(site_stack(aws.cloud, SECURITY, done)) == "keep"


@pytest.mark.parametrize(
    ("name", "host"),
    [("www.example.org", "www"), ("_ab.films.example.org", "_ab.films"), ("example.org", "@")],
)
def test_the_host_is_what_namecheaps_form_wants(name: str, host: str) -> None:
    assert DnsRecord("CNAME", name, "x", "").host == host


def test_a_domain_itself_is_no_cname() -> None:
    assert site_record("films.example.org", "d1.cloudfront.net").kind == "CNAME"
    assert site_record("example.org", "d1.cloudfront.net").kind == "ALIAS"
