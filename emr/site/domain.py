"""A domain of one's own for the site: its certificate, and the DNS records to set at a registrar.

The certificate is asked for outside of the stack. Inside, CloudFormation would wait, for up to
three days, for a DNS record that nobody has been told of yet.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from emr import names
from emr.aws import spoken
from emr.errors import CloudError

_ISSUED = "ISSUED"
_PENDING = "PENDING_VALIDATION"
# AWS writes the validation's record a few seconds after the certificate was asked for.
_RECORD_LOOKS = 20
_SECONDS_BETWEEN_LOOKS = 1.5


@dataclass(frozen=True)
class DnsRecord:
    """A record to set.

    Attributes:
        kind: Such as `CNAME`.
        name: The whole name.
        value: What it points to.
        purpose: What it is for.
    """

    kind: str
    name: str
    value: str
    purpose: str

    @property
    def host(self) -> str:
        """The name as Namecheap's form wants it: without the domain, if that has two labels."""
        labels = self.name.split(".")
        return ".".join(labels[:-2]) or "@"


@dataclass(frozen=True)
class Certificate:
    """A domain's certificate.

    Attributes:
        domain: The domain.
        arn: AWS's name of it.
        issued: It can be used.
        records: What to set at the registrar so that it is issued, and renewed later on.
    """

    domain: str
    arn: str
    issued: bool
    records: tuple[DnsRecord, ...]


def find_certificate(acm: Any, domain: str) -> Certificate | None:
    """Return the domain's certificate: an issued one, or one that waits for its DNS record."""
    with spoken(f"look for a certificate of {domain}"):
        pages = acm.get_paginator("list_certificates").paginate(
            CertificateStatuses=[_ISSUED, _PENDING]
        )
        arns = [
            each["CertificateArn"]
            for page in pages
            for each in page["CertificateSummaryList"]
            if each["DomainName"] == domain
        ]
    found = [_describe(acm, arn, domain) for arn in sorted(arns)]
    return min(found, key=lambda each: not each.issued, default=None)


def request_certificate(
    acm: Any, domain: str, prefix: str, pause: Callable[[float], None]
) -> Certificate:
    """Ask for a certificate, and wait for the record that proves the domain to be ours.

    Args:
        acm: A client of ACM, in us-east-1.
        domain: The domain.
        prefix: The installation's.
        pause: Waits for so many seconds.

    Raises:
        CloudError: AWS refused, could not be asked, or has no record yet.
    """
    with spoken(f"ask for a certificate of {domain}"):
        arn = acm.request_certificate(
            DomainName=domain,
            ValidationMethod="DNS",
            # Asked again after a lost answer, AWS returns the same one.
            IdempotencyToken=hashlib.sha256(domain.encode()).hexdigest()[:32],
            Tags=names.tag_list(prefix),
        )["CertificateArn"]
    for _ in range(_RECORD_LOOKS):
        certificate = _describe(acm, arn, domain)
        if certificate.issued or certificate.records:
            return certificate
        pause(_SECONDS_BETWEEN_LOOKS)
    raise CloudError(f"AWS has no DNS record for {arn} yet; run the same command again in a minute")


def site_record(domain: str, address: str) -> DnsRecord:
    """Return the record that leads a domain to the site.

    A domain itself, without `www.` or the like, can't be a CNAME: it has other records beside.
    """
    kind = "CNAME" if domain.count(".") > 1 else "ALIAS"
    return DnsRecord(kind, domain, address, "leads to the site")


def _describe(acm: Any, arn: str, domain: str) -> Certificate:
    with spoken(f"look at the certificate of {domain}"):
        told = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    records = [
        option["ResourceRecord"]
        for option in told.get("DomainValidationOptions", [])
        if option.get("ResourceRecord")
    ]
    return Certificate(
        domain=domain,
        arn=arn,
        issued=told["Status"] == _ISSUED,
        records=tuple(
            DnsRecord(
                each["Type"],
                each["Name"].rstrip("."),
                each["Value"].rstrip("."),
                "proves the domain to be yours; keep it, renewals need it",
            )
            for each in records
        ),
    )
