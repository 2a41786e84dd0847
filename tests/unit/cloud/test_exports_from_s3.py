"""Exports are fetched from the bucket that their folder's URI names."""

from pathlib import Path

import pytest

from emr.aws import client
from emr.config import CloudSettings
from exports import ExportError, Lake, S3Files

FOLDER = "s3://acme-processed/exports/run/films"


@pytest.fixture
def files(cloud: CloudSettings) -> S3Files:
    s3 = client(cloud, "s3")
    place = {"LocationConstraint": cloud.aws_region}
    s3.create_bucket(Bucket="acme-processed", CreateBucketConfiguration=place)
    for key, body in [
        ("exports/run/films/", b""),
        ("exports/run/films/b.parquet", b"second"),
        ("exports/run/films/a.parquet", b"first"),
        ("exports/run/films/_marker", b"hidden"),
        ("exports/run/films_index/c.parquet", b"of another export"),
    ]:
        s3.put_object(Bucket="acme-processed", Key=key, Body=body)
    return S3Files(lambda: s3)


def test_the_files_of_the_folder_alone_are_fetched(files: S3Files, tmp_path: Path) -> None:
    lake = Lake("127.0.0.1", 0, {"s3": files})
    fetched = lake.download(FOLDER, tmp_path)
    assert [path.read_bytes() for path in fetched] == [b"first", b"second"]
    assert sorted(tmp_path.iterdir()) == fetched


def test_a_bucket_that_is_not_there_is_named(files: S3Files, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="s3://acme-gone/x can't be read"):
        files.download("s3://acme-gone/x", tmp_path)


def test_a_place_of_another_kind_is_refused(files: S3Files, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="fetched from s3 alone"):
        Lake("127.0.0.1", 0, {"s3": files}).download("hdfs://h/exports/films", tmp_path)
