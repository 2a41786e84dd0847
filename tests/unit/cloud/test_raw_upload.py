"""Landed files reach the raw bucket audited, or not at all, whatever happens on the way."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from emr.errors import CloudError
from emr.raw import LIMIT, SourceFile, upload_raw
from emr.transfer import sizes
from tests.unit.cloud.emr_world import LANDED, World, landed
from tests.unit.cloud.faults import Faults, KilledError

COMMIT = "_commits/raw-films/1.json"
DATA = "raw-films/dt=2026-11-01/a.jsonl.zst"


@pytest.fixture
def cloud(region: World) -> World:
    region.reset()
    return region


class Watched:
    """A client that says what it does before it does it."""

    def __init__(self, client: Any, before: Callable[[str, dict[str, Any]], None]) -> None:
        self._client, self._before = client, before

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._client, name)

        def call(**arguments: Any) -> Any:
            self._before(name, arguments)
            return method(**arguments)

        return call


def upload(cloud: World, s3: Any = None, files: list[SourceFile] | None = None) -> int:
    return upload_raw(s3 or cloud.s3, cloud.base.layout, files or landed(), lambda *_: None)


def raw(cloud: World) -> dict[str, bytes]:
    """Return what readers see, by path."""
    bucket = cloud.base.layout.raw_bucket
    return {
        key.removeprefix("raw/"): cloud.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        for key in sizes(cloud.s3, bucket, "")
    }


def versions(cloud: World) -> list[tuple[str, int]]:
    """Return all that the raw bucket will keep, by key and size."""
    listed = cloud.s3.list_object_versions(Bucket=cloud.base.layout.raw_bucket)
    return sorted((each["Key"], each["Size"]) for each in listed.get("Versions", []))


def staged(cloud: World) -> set[str]:
    return set(sizes(cloud.s3, cloud.base.layout.staging_bucket, ""))


def damage(cloud: World, path: str, content: bytes) -> None:
    """Change what S3 has of a staged file, past the API."""
    bucket = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[cloud.base.layout.staging_bucket]
    key: Any = bucket.keys[f"landing/{path}"]
    key.value = content
    key.checksum_value = sum_of(content)


def sum_of(content: bytes) -> str:
    return b64encode(hashlib.sha256(content).digest()).decode()


def test_each_file_is_written_audited_published_and_its_staged_copy_goes(cloud: World) -> None:
    faults = Faults()
    assert upload(cloud, faults.around(cloud.s3)) == len(LANDED)
    steps = ["put_object", "head_object", "copy_object", "delete_object"]
    assert [call for call in faults.calls if not call.startswith("list")] == steps * len(LANDED)
    # Data before the records that say it is there; the raw bucket is never written to directly.
    assert faults.keys == [f"landing/{DATA}", f"raw/{DATA}", f"landing/{COMMIT}", f"raw/{COMMIT}"]
    assert raw(cloud) == LANDED
    assert staged(cloud) == set()


def test_s3_is_told_the_checksum_of_what_was_read(cloud: World) -> None:
    told = []

    def note(name: str, arguments: dict[str, Any]) -> None:
        if name == "put_object":
            told.append(arguments["ChecksumSHA256"])

    upload(cloud, Watched(cloud.s3, note))
    assert told == [sum_of(LANDED[path]) for path in (DATA, COMMIT)]


@pytest.mark.parametrize("content", [b"fi", b"filmz", b"films and more", b""])
def test_what_did_not_arrive_whole_is_not_published(cloud: World, content: bytes) -> None:
    def spoil(name: str, arguments: dict[str, Any]) -> None:
        if name == "head_object" and arguments["Key"].endswith(DATA):
            damage(cloud, DATA, content)

    with pytest.raises(CloudError, match=rf"landing/{DATA} has {len(content)} bytes .*not pub"):
        upload(cloud, Watched(cloud.s3, spoil))
    assert versions(cloud) == []
    assert upload(cloud) == len(LANDED)
    assert raw(cloud) == LANDED
    assert staged(cloud) == set()


def test_a_checksum_that_s3_does_not_know_is_none(cloud: World) -> None:
    class Forgetful(Watched):
        def head_object(self, **which: Any) -> Any:
            """Answer as S3 does for objects that came without one."""
            answer = self._client.head_object(**which)
            del answer["ChecksumSHA256"]
            return answer

    with pytest.raises(CloudError, match="with the SHA-256 None"):
        upload(cloud, Forgetful(cloud.s3, lambda *_: None))
    assert versions(cloud) == []


def test_what_was_audited_is_what_is_published(cloud: World) -> None:
    def overwrite(name: str, arguments: dict[str, Any]) -> None:
        if name == "copy_object":
            source = arguments["CopySource"]
            cloud.s3.put_object(Bucket=source["Bucket"], Key=source["Key"], Body=b"other")

    upload(cloud, Watched(cloud.s3, overwrite))
    assert raw(cloud) == LANDED
    assert staged(cloud) == set()


def test_another_upload_at_the_same_time_takes_nothing_away(cloud: World) -> None:
    def meanwhile(name: str, _: dict[str, Any]) -> None:
        if name in ("head_object", "copy_object", "delete_object"):
            upload(cloud)

    upload(cloud, Watched(cloud.s3, meanwhile))
    assert raw(cloud) == LANDED
    assert staged(cloud) == set()


def test_a_file_that_is_read_short_is_not_published(cloud: World) -> None:
    short = SourceFile(DATA, len(LANDED[DATA]), lambda: LANDED[DATA][:2])
    with pytest.raises(CloudError, match=rf"landing/{DATA} has 2 bytes"):
        upload(cloud, files=[short])
    assert versions(cloud) == []


def test_what_one_request_can_not_copy_is_refused_before_anything_is_sent(cloud: World) -> None:
    faults = Faults()
    large = SourceFile("raw-films/large", LIMIT + 1, bytes)
    with pytest.raises(CloudError, match=r"raw-films/large has 5,368,709,121 bytes"):
        upload(cloud, faults.around(cloud.s3), [*landed(), large])
    assert set(faults.calls) == {"list_objects_v2"}


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_upload_killed_anywhere_is_finished_by_the_next(cloud: World, when: str) -> None:
    whole = Faults()
    upload(cloud, whole.around(cloud.s3))
    left = set()
    for number, call in enumerate(whole.calls):
        cloud.forget_uploads()
        faults = Faults(number, KilledError, "after" if when == "after" else "before", True)
        with pytest.raises(KilledError):
            upload(cloud, faults.around(cloud.s3))
        seen = raw(cloud)
        assert seen.items() <= LANDED.items(), f"{when} {call} ({number})"
        assert COMMIT not in seen or DATA in seen, f"{when} {call} ({number})"
        left |= staged(cloud)
        upload(cloud)
        assert raw(cloud) == LANDED, f"{when} {call} ({number})"
        assert staged(cloud) == set(), f"{when} {call} ({number})"
        # Not a version more than files: what is published is not published again.
        assert len(versions(cloud)) == len(LANDED), f"{when} {call} ({number})"
    assert left == {f"landing/{path}" for path in LANDED}, "no kill ever left anything"
