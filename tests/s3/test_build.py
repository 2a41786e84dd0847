"""The whole build on S3, as on EMR: raw, tables and exports in buckets, and no HDFS for them.

What the other stack landed is in the raw bucket, as `hyperion emr run` copies it. The rest is a
cluster's: its servers, targets and variables, and the project from the staging bucket. The tests
build on each other, in the order in which they stand; with `--size full` (make test-s3) all of the
box office is landed and built.
"""

import json

from compose.install.versions import versions
from emr.config import CloudSettings
from tests.lake import Lake
from tests.s3.cluster import LAYOUT, RUN, SERVERS, Built, CloudLake, upload


def build(on_s3: CloudLake, target: str) -> None:
    """Build, and expect that everything is green."""
    ended = on_s3.build(target)
    assert ended.red == set()
    assert len(ended.statuses) > 30


def test_what_is_in_the_bucket_is_not_sent_again(
    cloud: CloudSettings, lake: Lake, on_s3: CloudLake
) -> None:
    assert on_s3.settings.raw_root == LAYOUT.raw_root
    assert upload(cloud, lake) == 0


def test_spark_builds_and_tests_everything(on_s3: CloudLake) -> None:
    build(on_s3, "emr")
    assert on_s3.value("select count(*) from marts.films") == 188


def test_trino_writes_and_tests_the_exports(on_s3: CloudLake) -> None:
    build(on_s3, "emr_trino")
    locations = {row[0] for row in on_s3.rows("select location from hive.exports.export_runs")}
    assert {location.rsplit("/", 2)[0] for location in locations} == {LAYOUT.exports_root(RUN)}


def test_marts_and_published_exports_are_the_same_as_on_hdfs(
    on_s3: CloudLake, on_hdfs: Built
) -> None:
    assert on_s3.mart_hashes() == on_hdfs.marts
    on_s3.run("export")
    assert on_s3.export_hashes() == on_hdfs.exports


def test_a_second_build_changes_nothing(on_s3: CloudLake) -> None:
    marts = on_s3.mart_hashes()
    build(on_s3, "emr")
    assert on_s3.mart_hashes() == marts


def test_the_proof_of_a_run_counts_what_was_built(on_s3: CloudLake) -> None:
    release = {"HYPERION_EMR_RELEASE": "emr-7.12.0"}
    answer = on_s3.program("emr/node/proof.py", project=on_s3.project, environment=release)
    told = json.loads(answer.stdout)
    assert told["rows"]["marts.films"] == 188
    assert len([name for name in told["rows"] if name.startswith("exports.")]) >= 10
    assert told["versions"]["trino"] == versions()["TRINO_VERSION"]
    assert told["versions"]["spark"].startswith(versions()["SPARK_VERSION"])


def test_every_table_is_in_its_bucket(on_s3: CloudLake) -> None:
    folders = on_s3.table_folders()
    raw = {name for name in folders if name.startswith("raw.")}
    assert len(raw) > 3
    assert len(folders) - len(raw) > 20
    for name, folder in folders.items():
        expected = LAYOUT.raw_root if name in raw else f"s3://{LAYOUT.processed_bucket}"
        assert folder.startswith(f"{expected}/"), name


def test_no_server_knows_of_an_hdfs(on_s3: CloudLake) -> None:
    state = on_s3.settings.state_dir
    assert {path.stem for path in (state / "run").iterdir()} == set(SERVERS)
    configuration = [*state.glob("*/conf/*"), *state.glob("trino/etc/**/*.properties")]
    assert len(configuration) > 8
    for path in configuration:
        assert "hdfs" not in path.read_text(), path
