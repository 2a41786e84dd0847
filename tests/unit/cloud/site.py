"""A small built site, its stack on moto, and calls that fail when a test wants them to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
from botocore.exceptions import ClientError

import tests.unit.cloud.cfn  # noqa: F401 # teaches moto
from emr.aws import client
from emr.config import CloudSettings
from emr.site.bucket import SiteBucket
from emr.site.deploy import Deployed, Deployment, earlier_release
from emr.site.release import built_release
from emr.site.template import site_stack
from emr.stack import Found
from emr.stacks import Stacks
from website import policy

BUCKET = "acme-site"
POLICY = policy()
SECURITY = {**POLICY.security, **POLICY.security_over_https}


class Killed(BaseException):
    """The process ends here; nothing may catch this."""


class Calls:
    """Counts the calls to AWS, and fails when it is told to.

    Attributes:
        made: The calls so far.
        kill_after_change: Ends the process after so many calls that change anything.
        refuse: The number of the call that AWS refuses.
    """

    def __init__(self) -> None:
        self.made: list[str] = []
        self.kill_after_change = self.refuse = -1

    @property
    def changes(self) -> list[str]:
        """The calls that changed anything."""
        return [name for name in self.made if not name.startswith(("get", "head", "list"))]

    def through(self, target: Any) -> Any:
        """Return a client whose calls are counted."""
        return _Counted(target, self)

    def call(self, name: str, method: Callable[..., Any], arguments: dict[str, Any]) -> Any:
        """Make a call, or not."""
        self.made.append(name)
        if len(self.made) - 1 == self.refuse:
            refusal = {"Code": "SlowDown", "Message": "Reduce your request rate."}
            raise ClientError({"Error": refusal}, name)
        answer = method(**arguments)
        if len(self.changes) == self.kill_after_change:
            raise Killed(name)
        return answer


class _Counted:
    def __init__(self, target: Any, calls: Calls) -> None:
        self._target, self._calls = target, calls

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._target, name)
        return lambda **arguments: self._calls.call(name, method, arguments)


def write_site(folder: Path, text: str) -> None:
    """Write a site whose page, script and data all say the same text."""
    for old in sorted(folder.rglob("*"), reverse=True):
        old.rmdir() if old.is_dir() else old.unlink()
    for sub in ("assets", "data"):
        (folder / sub).mkdir(parents=True)
    script = f"assets/app-{_sha(text.encode())[:8]}.js"
    data = text.encode() * 3
    manifest = {"exports": [{"file": "films.parquet", "sha256": _sha(data)}]}
    contents = {
        script: f"say({text!r})".encode(),
        "data/films.parquet": data,
        "data/manifest.json": json.dumps(manifest).encode(),
        "favicon.svg": b"<svg/>",
        "index.html": f"<script src=/{script}></script>".encode() * 9,
        "sw.js": b"skipWaiting()",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    page = folder / "index.html"
    page.with_name("index.html.br").write_bytes(brotli.compress(page.read_bytes()))


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Aws:
    """The site in the cloud."""

    def __init__(self, cloud: CloudSettings) -> None:
        self.cloud = cloud
        self.stack: Found = Stacks(
            client(cloud, "cloudformation"), lambda _: None, pause=lambda _: None
        ).deploy(site_stack(cloud, SECURITY, None))
        self.s3 = client(cloud, "s3")
        self.cloudfront = client(cloud, "cloudfront")
        self._clock = datetime(2026, 11, 1, tzinfo=UTC)

    def deployment(self, calls: Calls | None = None) -> tuple[Deployment, SiteBucket]:
        """Return a deployment, as a new process would make it."""
        counted = calls or Calls()
        bucket = SiteBucket(counted.through(self.s3), BUCKET)
        deployment = Deployment(
            bucket,
            counted.through(self.cloudfront),
            self.stack.outputs["Distribution"],
            now=self._now,
            progress=lambda *_: None,
        )
        return deployment, bucket

    def deploy(self, folder: Path, calls: Calls | None = None) -> Deployed:
        """Deploy a built site."""
        deployment, _ = self.deployment(calls)
        contents, files = built_release(folder, POLICY)
        return deployment.publish(contents, lambda key: files[key].read_bytes())

    def roll_back(self, name: str = "previous", calls: Calls | None = None) -> Deployed:
        """Bring an earlier release back."""
        deployment, bucket = self.deployment(calls)
        return deployment.roll_back(earlier_release(bucket, name))

    def _now(self) -> datetime:
        self._clock += timedelta(minutes=1)
        return self._clock

    def get(self, path: str) -> bytes | None:
        """Return what the site answers, decoded, or nothing."""
        listed = self.s3.list_objects_v2(Bucket=BUCKET, Prefix=f"site{path}").get("Contents", [])
        if f"site{path}" not in [each["Key"] for each in listed]:
            return None
        answer = self.s3.get_object(Bucket=BUCKET, Key=f"site{path}")
        body: bytes = answer["Body"].read()
        return brotli.decompress(body) if answer.get("ContentEncoding") == "br" else body

    def paths(self) -> set[str]:
        """Return the paths of all objects of the site."""
        listed = self.s3.list_objects_v2(Bucket=BUCKET, Prefix="site/").get("Contents", [])
        return {each["Key"].removeprefix("site") for each in listed}

    def refreshed(self) -> Iterator[list[str]]:
        """Yield the paths of each refresh of the edge, CloudFront's memory for doubles applied."""
        distribution = self.stack.outputs["Distribution"]
        listed = self.cloudfront.list_invalidations(DistributionId=distribution)
        seen = set()
        for each in reversed(listed["InvalidationList"].get("Items", [])):
            told = self.cloudfront.get_invalidation(DistributionId=distribution, Id=each["Id"])
            batch = told["Invalidation"]["InvalidationBatch"]
            if batch["CallerReference"] not in seen:
                seen.add(batch["CallerReference"])
                yield batch["Paths"]["Items"]

    def check(self) -> None:
        """Check that what names files is never there before them."""
        page = self.get("/index.html")
        if page is not None:
            script = page.split(b"src=")[1].split(b">")[0].decode()
            assert self.get(script) is not None, f"index.html names {script}"
        manifest = self.get("/data/manifest.json")
        if manifest is not None:
            for each in json.loads(manifest)["exports"]:
                content = self.get(f"/data/{each['sha256'][:12]}/{each['file']}")
                assert content is not None, f"the manifest names {each}"
                assert _sha(content) == each["sha256"]
