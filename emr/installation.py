"""Which stacks an installation has: storage and roles, and the site."""

from typing import Any

from emr import names
from emr.aws import spoken
from emr.config import CloudSettings
from emr.errors import CloudError
from emr.stack import Wanted
from emr.stacks import Stacks
from emr.templates import load

_BUCKET = "AWS::S3::Bucket"
# What S3 deletes with one request.
_BATCH = 1000


def wanted_stack(settings: CloudSettings, name: names.Stack) -> Wanted:
    """Return the storage or the roles as they should be."""
    prefix = settings.cloud_prefix
    parameters = {"Prefix": prefix}
    if name == "roles":
        # As in emr/layout.py: a schema in Glue's catalog belongs to a whole account.
        parameters["SchemaPrefix"] = f"{prefix.replace('-', '_')}_"
    return Wanted(names.stack(prefix, name), load(name), parameters, names.tags(prefix))


def held(stacks: Stacks, s3: Any, name: str) -> dict[str, int]:
    """Return the buckets of a stack that hold anything, with the number of versions in each.

    Counting stops at a thousand.
    """
    found = {}
    for bucket in stacks.resources(name, _BUCKET):
        with spoken(f"look into the bucket {bucket}"):
            page = s3.list_object_versions(Bucket=bucket, MaxKeys=_BATCH)
        count = len(page.get("Versions", [])) + len(page.get("DeleteMarkers", []))
        if count:
            found[bucket] = count
    return found


def remove(stacks: Stacks, s3: Any, name: str, *, data: bool) -> None:
    """Delete a stack.

    Args:
        stacks: The stacks.
        s3: A client of S3.
        name: The stack.
        data: Empty its buckets first.

    Raises:
        CloudError: A bucket holds something, and `data` is not set; nothing is deleted then.
    """
    if stacks.find(name) is None:
        return
    full = held(stacks, s3, name)
    if full and not data:
        raise CloudError(
            f"{', '.join(full)} of the stack {name} still hold data; nothing was deleted. To "
            "delete the data too, all versions of it: add --delete-data"
        )
    for bucket in full:
        _empty(s3, bucket)
    stacks.delete(name)


def _empty(s3: Any, bucket: str) -> None:
    with spoken(f"empty the bucket {bucket}"):
        while True:
            page = s3.list_object_versions(Bucket=bucket, MaxKeys=_BATCH)
            versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if not versions:
                return
            keys = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in versions]
            answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
            for error in answer.get("Errors", []):
                raise CloudError(
                    f"can't delete {error['Key']} in {bucket}: {error.get('Message', error)}"
                )
