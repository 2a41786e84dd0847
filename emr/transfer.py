"""Files to and from S3, without sending again what is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emr.aws import spoken
from emr.bundle import BOOTSTRAP, Bundle
from emr.layout import Layout

# Called with what is sent, the files done and their number.
Progress = Callable[[str, int, int | None], None]


def upload_code(s3: Any, layout: Layout, project: Bundle) -> None:
    """Upload the project under its digest, unless it is there."""
    bucket = layout.staging_bucket
    present = sizes(s3, bucket, layout.code_key(project.digest, ""))
    for name, data in (("project.tar.gz", project.data), ("bootstrap.sh", BOOTSTRAP.read_bytes())):
        key = layout.code_key(project.digest, name)
        if present.get(key) != len(data):
            with spoken(f"upload s3://{bucket}/{key}"):
                s3.put_object(Bucket=bucket, Key=key, Body=data)


def sizes(s3: Any, bucket: str, prefix: str) -> dict[str, int]:
    """Return the size of every object by its key."""
    found: dict[str, int] = {}
    more: dict[str, str] = {}
    with spoken(f"list s3://{bucket}/{prefix}"):
        while True:
            page = s3.list_objects_v2(Bucket=bucket, Prefix=prefix, **more)
            found |= {each["Key"]: each["Size"] for each in page.get("Contents", [])}
            if not page.get("IsTruncated"):
                return found
            more = {"ContinuationToken": page["NextContinuationToken"]}


def download(s3: Any, bucket: str, prefix: str) -> dict[str, bytes]:
    """Return the content of every object by its key without the prefix."""
    found = {}
    for key in sizes(s3, bucket, prefix):
        with spoken(f"download s3://{bucket}/{key}"):
            found[key.removeprefix(prefix)] = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    return found
