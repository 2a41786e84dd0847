"""Landed files into the raw bucket: written to staging, audited there, and then published."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from emr.aws import spoken
from emr.errors import CloudError
from emr.layout import Layout
from emr.transfer import Progress, sizes

# What S3 takes, and copies, in one request.
LIMIT = 5 * 1024**3


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to upload, whose content never changes under its name.

    Attributes:
        path: Below the root of landed data.
        size: Bytes.
        read: Returns its content.
    """

    path: str
    size: int
    read: Callable[[], bytes]


def upload_raw(s3: Any, layout: Layout, files: Iterable[SourceFile], progress: Progress) -> int:
    """Upload landed files that are not in the raw bucket yet, commit records last.

    A commit record tells readers that its files are there. The raw bucket keeps every version, so
    nothing enters it unseen: each file is published by a copy inside S3, of the very version that
    was audited. An upload that was cut off is finished by the next.

    Returns:
        How many were sent.

    Raises:
        CloudError: A file did not arrive as it was read, or S3 refused; what was published stays.
    """
    present = sizes(s3, layout.raw_bucket, layout.raw_key(""))
    missing = [file for file in files if present.get(layout.raw_key(file.path)) != file.size]
    missing.sort(key=lambda file: (file.path.startswith("_"), file.path))
    for file in missing:
        if file.size > LIMIT:
            raise CloudError(f"{file.path} has {file.size:,} bytes: S3 copies {LIMIT:,} at most")
    for done, file in enumerate(missing):
        progress("landed files", done, len(missing))
        _publish(s3, layout, file.path, _staged(s3, layout, file))
        _discard(s3, layout, layout.landing_key(file.path))
    # An upload may have been cut off between a copy and its deletion.
    for key in sizes(s3, layout.staging_bucket, layout.landing_key("")):
        _discard(s3, layout, key)
    return len(missing)


def _staged(s3: Any, layout: Layout, file: SourceFile) -> str:
    """Write a file to staging, and return the version that S3 has whole."""
    bucket, key, content = layout.staging_bucket, layout.landing_key(file.path), file.read()
    checksum = b64encode(hashlib.sha256(content).digest()).decode()
    with spoken(f"upload s3://{bucket}/{key}"):
        # S3 refuses other bytes than those of the checksum.
        version = s3.put_object(
            Bucket=bucket,
            Key=key,
            Body=content,
            ChecksumAlgorithm="SHA256",
            ChecksumSHA256=checksum,
        )["VersionId"]
    with spoken(f"audit s3://{bucket}/{key}"):
        found = s3.head_object(Bucket=bucket, Key=key, VersionId=version, ChecksumMode="ENABLED")
    if (found["ContentLength"], found.get("ChecksumSHA256")) != (file.size, checksum):
        raise CloudError(
            f"s3://{bucket}/{key} has {found['ContentLength']:,} bytes with the SHA-256 "
            f"{found.get('ChecksumSHA256')}, and should have {file.size:,} with {checksum}; it was "
            "not published: run again"
        )
    return str(version)


def _publish(s3: Any, layout: Layout, path: str, version: str) -> None:
    bucket, key = layout.raw_bucket, layout.raw_key(path)
    source = {
        "Bucket": layout.staging_bucket,
        "Key": layout.landing_key(path),
        "VersionId": version,
    }
    with spoken(f"publish s3://{bucket}/{key}"):
        s3.copy_object(Bucket=bucket, Key=key, CopySource=source)


def _discard(s3: Any, layout: Layout, key: str) -> None:
    with spoken(f"delete s3://{layout.staging_bucket}/{key}"):
        s3.delete_object(Bucket=layout.staging_bucket, Key=key)
