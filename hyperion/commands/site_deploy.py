"""`hyperion site deploy`: the built site on S3 behind CloudFront, and earlier releases of it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

import website
from emr import names
from emr.config import CERTIFICATE_REGION, CloudSettings
from hyperion import console, context
from hyperion.places import site_folder
from hyperion.progress import counting

# boto3 takes a quarter of a second to load: commands that talk to AWS load it themselves.
if TYPE_CHECKING:
    from emr.site.domain import Certificate, DnsRecord
    from emr.site.release import Difference
    from emr.stack import Found, Wanted
    from emr.stacks import Stacks


@click.command(epilog="Example: hyperion site build && hyperion site deploy --dry-run")
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option(
    "--rollback",
    is_flag=False,
    flag_value="previous",
    metavar="[RELEASE]",
    help="Bring back the previous release, or the one that is named.",
)
@click.option("--domain", metavar="NAME", help="A domain of your own; kept from then on.")
def deploy(*, dry_run: bool, rollback: str | None, domain: str | None) -> None:
    """Publish the built site: a private bucket behind CloudFront, over HTTPS alone.

    Creates or updates what it needs in AWS, uploads what differs, the data's manifest last, and
    lets the edge fetch what changed. A run that was cut off is finished by the next one.
    """
    from emr.aws import client
    from emr.site.template import site_stack
    from emr.stacks import Stacks

    cloud = context.cloud_settings()
    stacks = Stacks(client(cloud, "cloudformation"), console.err.print)
    found = stacks.find(names.stack(cloud.cloud_prefix, "site"))
    certificate = _certificate(cloud, domain, dry_run=dry_run) if domain else None
    policy = website.policy()
    security = {**policy.security, **policy.security_over_https}
    wanted = site_stack(cloud, security, found, certificate)
    if dry_run:
        _preview(cloud, stacks, found, wanted, rollback)
    else:
        if rollback is None:
            found = stacks.deploy(wanted)
        if found is None or "Bucket" not in found.outputs:
            raise context.UserError("there is no site yet; run: hyperion site deploy")
        _publish(cloud, found, rollback)
        _show_address(found, certificate)
    if domain:
        _show_records(domain, certificate, found)


def _publish(cloud: CloudSettings, found: Found, rollback: str | None) -> None:
    from emr.aws import client
    from emr.site.bucket import SiteBucket
    from emr.site.deploy import Deployment, earlier_release
    from emr.site.release import built_release

    bucket = SiteBucket(client(cloud, "s3"), found.outputs["Bucket"])
    with counting("site") as count:
        deployment = Deployment(
            bucket,
            client(cloud, "cloudfront"),
            found.outputs["Distribution"],
            now=lambda: datetime.now(UTC),
            progress=count,
        )
        if rollback is None:
            contents, files = built_release(site_folder(context.settings()), website.policy())
            done = deployment.publish(contents, lambda key: files[key].read_bytes())
        else:
            done = deployment.roll_back(earlier_release(bucket, rollback))
    _show_difference(done.difference)
    console.err.print(f"Refreshed at the edge: {', '.join(done.refreshed) or 'nothing'}")
    console.err.print(f"Deleted, for no recent release has it: {', '.join(done.deleted) or 'none'}")
    console.err.print(f"This is the release {done.release}")


def _preview(
    cloud: CloudSettings,
    stacks: Stacks,
    found: Found | None,
    wanted: Wanted,
    rollback: str | None,
) -> None:
    from emr.aws import client
    from emr.site.bucket import SiteBucket
    from emr.site.costs import Use, month
    from emr.site.deploy import earlier_release
    from emr.site.release import built_release, difference

    console.out.print(f"{stacks.compare(wanted)} the stack {wanted.name}")
    there = {}
    bucket = None
    if found and "Bucket" in found.outputs:
        bucket = SiteBucket(client(cloud, "s3"), found.outputs["Bucket"])
        there = {key: version.content for key, version in bucket.objects().items()}
        releases = ", ".join(bucket.record_names()) or "none"
        console.out.print(f"releases: {releases}")
    if rollback is None:
        contents, _ = built_release(site_folder(context.settings()), website.policy())
    elif bucket is None:
        raise context.UserError("there is no site yet, so nothing to bring back")
    else:
        contents = earlier_release(bucket, rollback).contents
    _show_difference(difference(contents, there))
    lines = month(Use(), cloud.aws_region)
    cost, visits = sum(line.cost for line in lines), Use().visits
    console.out.print(f"about ${cost:.2f} for a month of {visits:,} visits (docs/cloud.md)")
    console.err.print("Nothing was changed.")


def _show_difference(found: Difference) -> None:
    rows = [
        (change, key)
        for change, keys in (("new", found.new), ("changed", found.changed))
        for key in sorted(keys)
    ]
    if rows:
        console.table("", ("change", "object"), rows)
    console.out.print(
        f"{len(found.new)} new, {len(found.changed)} changed, {len(found.same)} as they were, "
        f"{len(found.other)} of earlier releases"
    )


def _certificate(cloud: CloudSettings, domain: str, *, dry_run: bool) -> Certificate | None:
    from emr.aws import client
    from emr.site.domain import find_certificate, request_certificate

    acm = client(cloud, "acm", CERTIFICATE_REGION)
    found = find_certificate(acm, domain)
    if found is None and not dry_run:
        found = request_certificate(acm, domain, cloud.cloud_prefix, time.sleep)
    return found


def _show_address(found: Found, certificate: Certificate | None) -> None:
    console.out.print(f"https://{found.outputs['Address']}/")
    domain = found.parameters.get("Domain")
    if domain:
        console.out.print(f"https://{domain}/, once its record is set")
    if certificate and not certificate.issued:
        console.err.print(
            f"The certificate of {certificate.domain} waits for its record. When that is set, run "
            f"again: hyperion site deploy --domain {certificate.domain}"
        )


def _show_records(domain: str, certificate: Certificate | None, found: Found | None) -> None:
    """Print the DNS records to set, as a registrar such as Namecheap asks for them."""
    from emr.site.domain import site_record

    if certificate is None:
        console.out.print(f"ask for a certificate of {domain}")
    records: list[DnsRecord] = list(certificate.records if certificate else ())
    if found:
        records.append(site_record(domain, found.outputs.get("Address", "")))
    console.table(
        "Set at the registrar", ("type", "host", "value", "whole name", "use"), _rows(records)
    )
    if domain.count(".") == 1:
        console.err.print(
            "A domain itself can't be a CNAME: set ALIAS where the registrar has it (Namecheap "
            f"does), or use www.{domain} and redirect {domain} there."
        )


def _rows(records: Iterable[DnsRecord]) -> list[tuple[str, ...]]:
    return [(each.kind, each.host, each.value, each.name, each.purpose) for each in records]
