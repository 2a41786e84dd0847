"""The site's bucket: its objects with their headers, and the records of releases."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from emr.aws import spoken
from emr.errors import CloudError
from emr.site.release import ROOT, Content, Contents, Version, Versions, digest

RECORDS = "releases/"
_NAME_FORMAT = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class Record:
    """A release that was published whole.

    Attributes:
        name: When, in UTC.
        digest: Tells its contents from others.
        versions: Its objects by key.
    """

    name: str
    digest: str
    versions: Versions

    @property
    def contents(self) -> dict[str, Content]:
        """Its objects without the bucket's names for them."""
        return {key: version.content for key, version in self.versions.items()}


class SiteBucket:
    """The bucket.

    Args:
        client: A client of S3.
        name: The bucket's name.
    """

    def __init__(self, client: Any, name: str) -> None:
        self._s3 = client
        self._name = name

    def objects(self) -> dict[str, Version]:
        """Return what is there, by key: one request for each object, since lists lack headers."""
        return {key: self._head(key) for key in self._keys(ROOT)}

    def put(self, key: str, body: bytes, content: Content) -> Version:
        """Write an object, whole or not at all."""
        headers = {"ContentEncoding": content.encoding} if content.encoding else {}
        with spoken(f"upload {key}"):
            answer = self._s3.put_object(
                Bucket=self._name,
                Key=key,
                Body=body,
                ContentType=content.content_type,
                CacheControl=content.cache_control,
                Metadata={"sha256": content.sha256},
                **headers,
            )
        return Version(content, answer["VersionId"])

    def bring_back(self, key: str, version: Version) -> Version:
        """Make an old version of an object the current one, with its headers."""
        source = {"Bucket": self._name, "Key": key, "VersionId": version.version_id}
        with spoken(f"bring {key} back"):
            answer = self._s3.copy_object(Bucket=self._name, Key=key, CopySource=source)
        return Version(version.content, answer["VersionId"])

    def require(self, record: Record) -> None:
        """Check that every version of a release is still there.

        Raises:
            CloudError: One is not.
        """
        for key, version in record.versions.items():
            try:
                self._head(key, VersionId=version.version_id)
            except CloudError as error:
                raise CloudError(
                    f"the release {record.name} can't come back, {key} is gone: old versions are "
                    "kept for 90 days. Check that state of the project out, build and deploy it"
                ) from error

    def delete(self, key: str) -> None:
        """Take an object away; its versions stay."""
        with spoken(f"delete {key}"):
            self._s3.delete_object(Bucket=self._name, Key=key)

    def record_names(self) -> list[str]:
        """Return the names of all releases, the oldest first."""
        return [_name_of(key) for key in self._keys(RECORDS)]

    def read_record(self, name: str) -> Record:
        """Return a release by its name."""
        with spoken(f"read the release {name}"):
            body = self._s3.get_object(Bucket=self._name, Key=_key_of(name))["Body"].read()
        told = json.loads(body)
        versions = {
            key: Version(Content(**each["content"]), each["version_id"])
            for key, each in told["versions"].items()
        }
        return Record(name, told["digest"], versions)

    def write_record(self, versions: Versions, now: datetime) -> Record:
        """Write down a release that is published whole."""
        contents: Contents = {key: version.content for key, version in versions.items()}
        record = Record(now.strftime(_NAME_FORMAT), digest(contents), versions)
        told = {
            "digest": record.digest,
            "versions": {key: asdict(versions[key]) for key in sorted(versions)},
        }
        with spoken(f"write the record of the release {record.name}"):
            self._s3.put_object(
                Bucket=self._name,
                Key=_key_of(record.name),
                Body=json.dumps(told, indent=1).encode(),
                ContentType="application/json",
            )
        return record

    def _keys(self, prefix: str) -> list[str]:
        keys: list[str] = []
        more: dict[str, str] = {}
        with spoken(f"list the bucket {self._name}"):
            while True:
                page = self._s3.list_objects_v2(Bucket=self._name, Prefix=prefix, **more)
                keys += [each["Key"] for each in page.get("Contents", [])]
                if not page.get("IsTruncated"):
                    return keys
                more = {"ContinuationToken": page["NextContinuationToken"]}

    def _head(self, key: str, **version: str) -> Version:
        with spoken(f"look at {key}"):
            told: Mapping[str, Any] = self._s3.head_object(Bucket=self._name, Key=key, **version)
        content = Content(
            # Somebody else's upload has no such note: it is replaced.
            sha256=told["Metadata"].get("sha256", ""),
            content_type=told.get("ContentType", ""),
            cache_control=told.get("CacheControl", ""),
            encoding=told.get("ContentEncoding", ""),
        )
        return Version(content, told["VersionId"])


def _key_of(name: str) -> str:
    return f"{RECORDS}{name}.json"


def _name_of(key: str) -> str:
    return key.removeprefix(RECORDS).removesuffix(".json")
