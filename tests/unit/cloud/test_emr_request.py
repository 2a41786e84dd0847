"""What a cluster is created with: its limits, the engines' settings, and the project."""

from __future__ import annotations

import io
import subprocess
import tarfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from compose.config import PROJECT_ROOT, StackSettings
from compose.servers.spark import _defaults
from compose.servers.storage import storage
from emr.bundle import BOOTSTRAP, bundle
from emr.configurations import spark_defaults
from emr.layout import Layout, dbt_variables
from emr.options import ClusterOptions
from emr.plan import Plan, plan
from emr.request import STEPS

NODE = PROJECT_ROOT / "emr" / "node"
LAYOUT = Layout("acme")


@pytest.fixture(scope="module")
def planned() -> Plan:
    return plan(ClusterOptions(), "acme", PROJECT_ROOT, datetime(2026, 11, 28, tzinfo=UTC))


def properties(request: dict[str, Any], classification: str) -> dict[str, str]:
    found = [
        each["Properties"]
        for each in request["Configurations"]
        if each["Classification"] == classification
    ]
    assert len(found) == 1
    return dict(found[0])


def test_a_cluster_ends_itself(planned: Plan) -> None:
    request = planned.request
    assert request["Instances"]["KeepJobFlowAliveWhenNoSteps"] is False
    assert request["Instances"]["TerminationProtected"] is False
    assert request["AutoTerminationPolicy"] == {"IdleTimeout": 1200}
    assert {step["ActionOnFailure"] for step in request["Steps"]} == {"TERMINATE_CLUSTER"}
    script = request["BootstrapActions"][0]["ScriptBootstrapAction"]
    assert script["Args"][0] == str(planned.limits.lifetime_seconds)


def test_the_cost_cap_is_armed_before_anything_that_can_hang() -> None:
    text = BOOTSTRAP.read_text()
    armed = text.index("systemd-run --unit=hyperion-cost-cap")
    for slow in ("aws s3 cp", "pip install", "python3.11 -m venv"):
        assert text.index(slow) > armed


def test_a_cluster_has_one_master_and_two_core_nodes(planned: Plan) -> None:
    groups = planned.request["Instances"]["InstanceGroups"]
    made = [(each["InstanceRole"], each["InstanceCount"], each["InstanceType"]) for each in groups]
    assert made == [("MASTER", 1, "m5.xlarge"), ("CORE", 2, "m5.xlarge")]


def test_spot_is_for_core_nodes_alone(planned: Plan) -> None:
    spot = replace(planned, options=replace(planned.options, spot=True))
    markets = [each["Market"] for each in spot.request["Instances"]["InstanceGroups"]]
    assert markets == ["ON_DEMAND", "SPOT"]


def test_spark_decides_as_the_local_one_does() -> None:
    local = _defaults(StackSettings(), storage(StackSettings()))
    remote = spark_defaults("hive", "s3://w")
    # Where data lies, and how much machine there is.
    differ = {"spark.sql.warehouse.dir", "spark.sql.shuffle.partitions"}
    common = (local.keys() & remote.keys()) - differ
    assert {"spark.sql.ansi.enabled", "spark.sql.session.timeZone"} <= common
    assert {name: str(local[name]) for name in common} == {name: remote[name] for name in common}
    catalog = {name for name in local if name.startswith("spark.sql.catalog.")}
    splits = {name for name in catalog if ".table-default.read.split." in name}
    assert catalog - splits <= remote.keys()


def test_trino_reads_and_writes_s3_in_utc(planned: Plan) -> None:
    request = planned.request
    assert properties(request, "trino-config")["sql.forced-session-time-zone"] == "UTC"
    hive, lake = (properties(request, f"trino-connector-{name}") for name in ("hive", "iceberg"))
    assert hive["fs.native-s3.enabled"] == lake["fs.native-s3.enabled"] == "true"
    assert hive["hive.non-managed-table-writes-enabled"] == "true"
    assert lake["iceberg.catalog.type"] == "hive_metastore"


def test_glue_is_the_catalog_of_both_engines(planned: Plan) -> None:
    glue = replace(planned, options=replace(planned.options, catalog="glue")).request
    spark = properties(glue, "spark-defaults")
    assert spark["spark.sql.catalog.spark_catalog.catalog-impl"].endswith("GlueCatalog")
    assert "spark.sql.catalog.spark_catalog.type" not in spark
    assert properties(glue, "trino-connector-hive")["hive.metastore"] == "glue"
    assert properties(glue, "trino-connector-iceberg")["iceberg.catalog.type"] == "glue"
    for name in ("hive-site", "spark-hive-site"):
        assert "Glue" in properties(glue, name)["hive.metastore.client.factory.class"]
    arguments = glue["Steps"][0]["HadoopJarStep"]["Args"]
    assert "HYPERION_SCHEMA_PREFIX=acme_" in arguments


def test_buckets_and_folders_are_the_documented_ones() -> None:
    assert LAYOUT.raw_root == "s3://acme-raw/raw"
    assert LAYOUT.landing_root == "s3://acme-staging/landing"
    assert LAYOUT.warehouse() == "s3://acme-processed/warehouse"
    assert LAYOUT.warehouse("r1") == "s3://acme-processed/warehouse/r1"
    assert LAYOUT.logs().startswith("s3://acme-staging/")
    variables = dbt_variables(LAYOUT, "hive", "r1")
    assert variables["HYPERION_RAW_ROOT"] == LAYOUT.raw_root
    assert variables["HYPERION_EXPORTS_ROOT"] == "s3://acme-processed/exports/r1"


def test_the_steps_are_those_that_the_script_knows(planned: Plan) -> None:
    script = (NODE / "step.sh").read_text()
    for step, made in zip(STEPS, planned.request["Steps"], strict=True):
        assert f"\n{step})\n" in script
        arguments = made["HadoopJarStep"]["Args"]
        assert arguments[-2:] == ["/mnt/hyperion/emr/node/step.sh", step]


@pytest.mark.parametrize("name", ["bootstrap.sh", "step.sh"])
def test_the_scripts_are_well_formed(name: str) -> None:
    subprocess.run(["bash", "-n", NODE / name], check=True)


def test_the_same_project_makes_the_same_bundle() -> None:
    assert bundle(PROJECT_ROOT) == bundle(PROJECT_ROOT)


def test_a_cluster_gets_all_that_dbt_reads(planned: Plan) -> None:
    with tarfile.open(fileobj=io.BytesIO(planned.project.data)) as archive:
        names = set(archive.getnames())
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text())
    paths = [path for key in project if key.endswith("-paths") for path in project[key]]
    folders = [PROJECT_ROOT / path for path in paths]
    assert len(folders) >= 6
    read = {each for folder in folders for each in folder.rglob("*") if each.is_file()}
    read |= {PROJECT_ROOT / name for name in ("dbt_project.yml", "profiles.yml", "selectors.yml")}
    assert {path.relative_to(PROJECT_ROOT).as_posix() for path in read} <= names
    assert {"requirements.lock", "emr/node/step.sh", "emr/node/proof.py"} <= names
    assert not any("__pycache__" in name for name in names)
