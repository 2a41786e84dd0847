"""The site is published in order, only where it changed, and earlier releases come back."""

from __future__ import annotations

from pathlib import Path

import brotli
import pytest

from emr.errors import CloudError
from emr.site.release import built_release
from tests.unit.cloud.site import BUCKET, POLICY, Aws, Calls, write_site
from tests.unit.site.server import make_site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "dist"
    site.mkdir()
    write_site(site, "one")
    return site


def test_files_have_their_types_encodings_and_caching(aws: Aws, tmp_path: Path) -> None:
    site = tmp_path / "dist"
    make_site(site)  # with a link to a secret beside it, and variants of some files
    aws.deploy(site)

    def head(path: str) -> tuple[str, str, str]:
        told = aws.s3.head_object(Bucket=BUCKET, Key=f"site{path}")
        return told["ContentType"], told["CacheControl"], told.get("ContentEncoding", "")

    assert head("/index.html") == ("text/html; charset=utf-8", "no-cache", "br")
    immutable = "public, max-age=31536000, immutable"
    assert head("/assets/app-1a2b.js") == ("text/javascript; charset=utf-8", immutable, "br")
    assert head("/assets/engine-3c4d.wasm") == ("application/wasm", immutable, "br")
    parquet = ("application/vnd.apache.parquet", "public, max-age=300", "")
    versioned = [path for path in aws.paths() if path.count("/") == 3]
    assert len(versioned) == 2
    for path in ("/data/films.parquet", *versioned):
        assert head(path) == parquet
    assert head("/data/manifest.json") == ("application/json; charset=utf-8", "no-cache", "")
    assert head("/sw.js") == ("text/javascript; charset=utf-8", "no-cache", "")
    stored = aws.s3.get_object(Bucket=BUCKET, Key="site/index.html")["Body"].read()
    assert brotli.decompress(stored) == (site / "index.html").read_bytes()
    assert not {path for path in aws.paths() if path.endswith((".br", ".txt"))}


def test_what_names_others_comes_after_them_and_the_manifest_last(aws: Aws, folder: Path) -> None:
    calls = Calls()
    done = aws.deploy(folder, calls)
    published = done.difference.to_publish
    assert published[-3:] == ["site/sw.js", "site/index.html", "site/data/manifest.json"]
    assert [key.startswith("site/data/") for key in published[:-3]] == [False, False, True, True]
    assert calls.made[-1] == "put_object"  # the record of the release


def test_a_second_deployment_changes_nothing(aws: Aws, folder: Path) -> None:
    first = aws.deploy(folder)
    calls = Calls()
    again = aws.deploy(folder, calls)
    assert calls.changes == []
    assert (again.release, again.refreshed, again.deleted) == (first.release, (), ())
    assert list(aws.refreshed()) == []


def test_only_what_changed_is_sent_and_refreshed(aws: Aws, folder: Path) -> None:
    aws.deploy(folder)
    write_site(folder, "two")
    done = aws.deploy(folder)
    assert {key.split("/")[-1] for key in done.difference.same} == {"favicon.svg", "sw.js"}
    # New names have never been anything else.
    assert list(aws.refreshed()) == [["/data/films.parquet", "/data/manifest.json", "/index.html"]]
    aws.check()


def test_a_changed_header_is_published_without_a_changed_file(aws: Aws, folder: Path) -> None:
    aws.deploy(folder)
    # As an upload by hand would leave it.
    aws.s3.put_object(Bucket=BUCKET, Key="site/sw.js", Body=(folder / "sw.js").read_bytes())
    done = aws.deploy(folder)
    assert done.difference.to_publish == ["site/sw.js"]
    assert done.refreshed == ("/sw.js",)
    told = aws.s3.head_object(Bucket=BUCKET, Key="site/sw.js")
    assert told["ContentType"] == "text/javascript; charset=utf-8"


def test_pages_opened_before_find_their_files_for_three_releases(aws: Aws, folder: Path) -> None:
    scripts = []
    for text in ("one", "two", "three", "four"):
        write_site(folder, text)
        done = aws.deploy(folder)
        scripts.append(next(path for path in aws.paths() if path.startswith("/assets/")))
    left = {path for path in aws.paths() if path.startswith("/assets/")}
    assert len(left) == 3
    assert {key.split("/")[1] for key in done.deleted} == {"assets", "data"}
    assert len(done.deleted) == 2


def test_a_release_comes_back_with_its_headers(aws: Aws, folder: Path) -> None:
    first = aws.deploy(folder)
    page, data = aws.get("/index.html"), aws.get("/data/films.parquet")
    for text in ("two", "three", "four", "five"):
        write_site(folder, text)
        aws.deploy(folder)
    calls = Calls()
    back = aws.roll_back(first.release, calls)
    # The first release's files were deleted since; its versions are there, and nothing is sent.
    copies = ["copy_object"] * len(back.difference.to_publish)
    assert calls.changes[: len(copies) + 2] == [*copies, "create_invalidation", "put_object"]
    assert (aws.get("/index.html"), aws.get("/data/films.parquet")) == (page, data)
    told = aws.s3.head_object(Bucket=BUCKET, Key="site/index.html")
    assert (told["ContentType"], told["ContentEncoding"]) == ("text/html; charset=utf-8", "br")
    assert back.refreshed == ("/data/films.parquet", "/data/manifest.json", "/index.html")
    aws.check()


def test_the_previous_release_is_the_last_that_differed(aws: Aws, folder: Path) -> None:
    one = aws.deploy(folder)
    with pytest.raises(CloudError, match=f"no previous release .* releases: {one.release}"):
        aws.roll_back()
    page = aws.get("/index.html")
    write_site(folder, "two")
    aws.deploy(folder)
    second = aws.get("/index.html")
    aws.roll_back()
    assert aws.get("/index.html") == page
    aws.roll_back()
    assert aws.get("/index.html") == second
    with pytest.raises(CloudError, match="no yesterday release"):
        aws.roll_back("yesterday")


def test_a_release_whose_versions_are_gone_is_refused_before_anything_is_done(
    aws: Aws, folder: Path
) -> None:
    aws.deploy(folder)
    write_site(folder, "two")
    aws.deploy(folder)
    page = aws.get("/index.html")
    versions = aws.s3.list_object_versions(Bucket=BUCKET, Prefix="site/index.html")["Versions"]
    oldest = next(each for each in versions if not each["IsLatest"])
    aws.s3.delete_object(Bucket=BUCKET, Key=oldest["Key"], VersionId=oldest["VersionId"])
    with pytest.raises(CloudError, match=r"can't come back, site/index\.html is gone"):
        aws.roll_back()
    assert aws.get("/index.html") == page
    aws.check()


def test_a_site_that_was_not_built_is_not_deployed(aws: Aws, tmp_path: Path) -> None:
    with pytest.raises(CloudError, match="run: hyperion site build"):
        aws.deploy(tmp_path)


def test_a_file_that_changes_meanwhile_stops_the_deployment(aws: Aws, folder: Path) -> None:
    deployment, _ = aws.deployment()
    contents, _ = built_release(folder, POLICY)
    with pytest.raises(CloudError, match="was changed during the deployment"):
        deployment.publish(contents, lambda _: b"other")
    assert aws.paths() == set()
