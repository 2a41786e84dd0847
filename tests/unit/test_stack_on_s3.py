"""A stack whose tables are in S3: what its servers are told, and what is installed for it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from compose.config import PROJECT_ROOT, StackSettings
from compose.install.components import Programs, _wanted
from compose.servers import Server, lake_servers

WAREHOUSE = "s3://acme-processed/warehouse"
READERS = {"metastore", "spark", "trino"}
ADDRESSES = {"host", "port", "user", "connect_retries", "connect_timeout", "http_scheme"}


@pytest.fixture
def settings(tmp_path: Path) -> StackSettings:
    return StackSettings(
        state_dir=tmp_path,
        warehouse=WAREHOUSE,
        aws_region="eu-west-1",
        aws_endpoint="http://127.0.0.1:5000",
        lake_catalog="iceberg",
    )


def readers(settings: StackSettings) -> list[Server]:
    """Describe the servers that read and write tables."""
    programs = Programs(*[Path("/programs") / name for name in Programs.__dataclass_fields__])
    return [each for each in lake_servers(settings, programs) if each.name in READERS]


def test_servers_reach_the_bucket_and_no_hdfs(settings: StackSettings) -> None:
    for server in readers(settings):
        told = "\n".join(server.files.values())
        assert "hdfs" not in told, server.name
        assert "http://127.0.0.1:5000" in told, server.name
        assert "eu-west-1" in told, server.name
        assert not {"namenode", "datanode"} & set(server.after), server.name
        if server.name != "trino":
            assert f"{WAREHOUSE}<" in told or f"={WAREHOUSE}\n" in told, server.name
            assert "/programs/s3_jars/*" in " ".join(server.command), server.name


def test_credentials_are_in_no_file(
    settings: StackSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "not-for-eyes")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-for-eyes")
    for server in readers(settings):
        assert "not-for-eyes" not in " ".join([*server.files.values(), *server.command])


def test_trino_names_its_catalogs_as_told(settings: StackSettings) -> None:
    (trino,) = [each for each in readers(settings) if each.name == "trino"]
    names = {path.name for path in trino.files if path.parent.name == "catalog"}
    assert names == {"iceberg.properties", "hive.properties"}


def test_the_client_of_s3_is_installed_where_it_is_needed(settings: StackSettings) -> None:
    assert set(_wanted(settings)) - set(_wanted(StackSettings())) == {"s3"}


def test_the_exported_environment_describes_the_same_stack(
    settings: StackSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.environment(secrets=True).items():
        monkeypatch.setenv(name, value)
    assert StackSettings() == settings


@pytest.mark.parametrize("warehouse", ["s3://acme-processed", "hdfs://h/w", "s3://b/w/", "/w"])
def test_a_warehouse_is_a_folder_of_a_bucket(warehouse: str) -> None:
    with pytest.raises(ValidationError):
        StackSettings(warehouse=warehouse)


@pytest.mark.parametrize(("here", "there"), [("local", "emr"), ("trino", "emr_trino")])
def test_profiles_of_the_cloud_differ_in_addresses_alone(here: str, there: str) -> None:
    profiles: dict[str, dict[str, Any]] = yaml.safe_load(
        (PROJECT_ROOT / "profiles.yml").read_text()
    )["hyperion"]["outputs"]
    local, remote = (
        {name: value for name, value in profiles[target].items() if name not in ADDRESSES}
        for target in (here, there)
    )
    assert len(local) > 4
    assert local == remote
