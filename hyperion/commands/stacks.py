"""`hyperion emr stacks deploy|delete`: storage and roles in AWS, as CloudFormation stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from emr import names
from hyperion import console, context

# boto3 takes a quarter of a second to load: commands that talk to AWS load it themselves.
if TYPE_CHECKING:
    from emr.stacks import Stacks

_DEPLOYED = ("storage", "roles")


@click.group(epilog="Example: hyperion emr stacks deploy --dry-run")
def stacks() -> None:
    """Create, update and delete what stays in AWS: buckets and roles."""


@stacks.command(epilog="Example: HYPERION_CLOUD_PREFIX=acme-lake hyperion emr stacks deploy")
@click.argument("chosen", nargs=-1, metavar="[storage] [roles]", type=click.Choice(_DEPLOYED))
@click.option("--dry-run", is_flag=True, help="Show what would be done; do nothing.")
def deploy(*, chosen: tuple[str, ...], dry_run: bool) -> None:
    """Create or update the buckets and the roles; what is as it should be stays untouched.

    It needs the right to create roles, which no role of Hyperion's has: an administrator runs it.
    """
    from emr.installation import wanted_stack

    cloud = context.cloud_settings()
    there = _stacks()
    rows = []
    for name in chosen or _DEPLOYED:
        wanted = wanted_stack(cloud, cast(names.Stack, name))
        verb = there.compare(wanted)
        kinds = [resource["Type"] for resource in wanted.template["Resources"].values()]
        rows.append((verb, wanted.name, _summary(kinds)))
        if not dry_run:
            there.deploy(wanted)
    console.table("", ("would" if dry_run else "done", "stack", "resources"), rows)
    if dry_run:
        console.err.print("Nothing was changed.")


@stacks.command(epilog="Example: hyperion emr stacks delete roles storage")
@click.argument(
    "chosen",
    nargs=-1,
    required=True,
    metavar="NAME...",
    type=click.Choice((*_DEPLOYED, "site")),
)
@click.option("--delete-data", is_flag=True, help="Empty its buckets, of all versions, first.")
@click.option("--dry-run", is_flag=True, help="Show what would be deleted; delete nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before data is deleted.")
def delete(*, chosen: tuple[str, ...], delete_data: bool, dry_run: bool, yes: bool) -> None:
    """Delete stacks (storage, roles, site); buckets that hold anything only with --delete-data."""
    from emr.aws import client
    from emr.installation import held, remove

    cloud = context.cloud_settings()
    s3, there = client(cloud, "s3"), _stacks()
    found = [
        name
        for name in (names.stack(cloud.cloud_prefix, cast(names.Stack, each)) for each in chosen)
        if there.find(name)
    ]
    full = {name: held(there, s3, name) for name in found}
    console.table(
        "",
        ("stack", "buckets that hold data"),
        [(name, ", ".join(full[name]) or "none") for name in found],
    )
    if dry_run:
        console.err.print("Nothing was deleted.")
        return
    if delete_data and not yes and any(full.values()):
        click.confirm("Delete these buckets with all that is in them?", abort=True)
    for name in found:
        remove(there, s3, name, data=delete_data)


def _stacks() -> Stacks:
    from emr.aws import client
    from emr.stacks import Stacks

    return Stacks(client(context.cloud_settings(), "cloudformation"), console.err.print)


def _summary(kinds: list[str]) -> str:
    counted = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    return ", ".join(f"{count} {kind.removeprefix('AWS::')}" for kind, count in counted.items())
