"""Publish a release of the site, or bring an earlier one back.

The order makes every moment a good one: files that nothing names yet, then what names them, the
data's manifest last. The record of a release is written when all else is done. So a run that was
cut off is finished by the next, which also refreshes what that one replaced.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from emr.aws import spoken
from emr.errors import CloudError
from emr.site.bucket import Record, SiteBucket
from emr.site.release import ROOT, Contents, Difference, Version, Versions, difference

# Their files stay where they are, for pages that were opened before a deployment.
KEPT_RELEASES = 3
PREVIOUS = "previous"

# Called with what is done, the objects written and their number.
Progress = Callable[[str, int, int], None]
# Writes an object and returns what is there then.
Write = Callable[[str], Version]


@dataclass(frozen=True)
class Deployed:
    """What a deployment did.

    Attributes:
        difference: What it found to do.
        refreshed: Paths that the edge was told to fetch anew.
        deleted: Keys that no recent release has.
        release: Its name.
    """

    difference: Difference
    refreshed: tuple[str, ...]
    deleted: tuple[str, ...]
    release: str


class Deployment:
    """Publishes into one bucket, behind one distribution.

    Args:
        bucket: The bucket.
        cloudfront: A client of CloudFront.
        distribution: The distribution's id.
        now: Tells the time.
        progress: Told of each object.
    """

    def __init__(
        self,
        bucket: SiteBucket,
        cloudfront: Any,
        distribution: str,
        now: Callable[[], datetime],
        progress: Progress,
    ) -> None:
        self._bucket = bucket
        self._cloudfront = cloudfront
        self._distribution = distribution
        self._now = now
        self._progress = progress

    def publish(self, wanted: Contents, read: Callable[[str], bytes]) -> Deployed:
        """Publish a release.

        Args:
            wanted: Its objects.
            read: Returns the bytes of a key.
        """
        return self._publish(
            wanted, lambda key: self._bucket.put(key, _checked(key, read, wanted), wanted[key])
        )

    def roll_back(self, record: Record) -> Deployed:
        """Bring an earlier release back, from the old versions of its objects."""
        self._bucket.require(record)
        versions = record.versions
        return self._publish(
            record.contents, lambda key: self._bucket.bring_back(key, versions[key])
        )

    def _publish(self, wanted: Contents, write: Write) -> Deployed:
        there = self._bucket.objects()
        names = self._bucket.record_names()
        last = self._bucket.read_record(names[-1]) if names else None
        found = difference(wanted, {key: version.content for key, version in there.items()})
        now_there = dict(there)
        for done, key in enumerate(found.to_publish):
            self._progress("upload", done, len(found.to_publish))
            now_there[key] = write(key)
        published = {key: now_there[key] for key in wanted}
        stale = self._refresh(published, there, last, found.changed)
        if last is None or last.versions != published:
            last = self._bucket.write_record(published, self._now())
            names.append(last.name)
        deleted = self._tidy(found.other, names)
        return Deployed(found, stale, deleted, last.name)

    def _refresh(
        self, published: Versions, there: Versions, last: Record | None, changed: Iterable[str]
    ) -> tuple[str, ...]:
        """Let the edge fetch anew what it may hold in another version, and nothing else.

        That is what this run replaced, and what runs that were cut off have replaced since the last
        release. A path that is new has never been anything else.
        """
        if last is None:
            paths = ["/*"] if there else []
            keys = set(published)
        else:
            keys = set(changed) | {
                key
                for key, version in published.items()
                if last.versions.get(key, version).version_id != version.version_id
            }
            paths = [quote(f"/{key.removeprefix(ROOT)}") for key in sorted(keys)]
        if not paths:
            return ()
        # Asked again for the very same versions, CloudFront does it once.
        reference = " ".join(published[key].version_id for key in sorted(keys))
        with spoken(f"refresh {len(paths)} paths at the edge"):
            self._cloudfront.create_invalidation(
                DistributionId=self._distribution,
                InvalidationBatch={
                    "Paths": {"Quantity": len(paths), "Items": paths},
                    "CallerReference": hashlib.sha256(reference.encode()).hexdigest(),
                },
            )
        return tuple(paths)

    def _tidy(self, candidates: Iterable[str], names: list[str]) -> tuple[str, ...]:
        """Delete what none of the latest releases has."""
        keys = set(candidates)
        for name in names[-KEPT_RELEASES:] if keys else []:
            keys -= self._bucket.read_record(name).versions.keys()
        for key in sorted(keys):
            self._bucket.delete(key)
        return tuple(sorted(keys))


def earlier_release(bucket: SiteBucket, name: str) -> Record:
    """Return a release to bring back.

    Args:
        bucket: Where releases are recorded.
        name: The release, or `previous`: the latest that differs from the last one.

    Raises:
        CloudError: There is no such release.
    """
    names = bucket.record_names()
    if name in names:
        return bucket.read_record(name)
    if name == PREVIOUS and names:
        last = bucket.read_record(names[-1])
        for each in reversed(names[:-1]):
            record = bucket.read_record(each)
            if record.digest != last.digest:
                return record
    there = ", ".join(names) or "none yet"
    raise CloudError(f"there is no {name} release to bring back; releases: {there}")


def _checked(key: str, read: Callable[[str], bytes], wanted: Contents) -> bytes:
    body = read(key)
    if hashlib.sha256(body).hexdigest() != wanted[key].sha256:
        raise CloudError(
            f"the file of {key} was changed during the deployment; run again: hyperion site deploy"
        )
    return body
