"""The Compose file follows the specification, and holds nothing that it must not."""

import copy
import json
import re
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
import yaml

from compose.config import PROJECT_ROOT
from compose.containers import render
from tests.unit.compose_file import FILE, MONITORING, NATIVE, ONCE, SERVICES, megabytes


def specification() -> Any:
    schema = Path(__file__).parent / "compose_spec" / "compose-spec.json"
    return fastjsonschema.compile(json.loads(schema.read_text()), use_default=False)


def test_the_file_follows_the_specification() -> None:
    specification()(FILE)


@pytest.mark.parametrize(
    ("key", "value"),
    [("mem_limits", "1g"), ("restart", 1), ("depends_on", {"a": {"condition": "?"}})],
)
def test_the_specification_finds_a_mistake(key: str, value: object) -> None:
    broken = copy.deepcopy(FILE)
    broken["services"]["kafka"][key] = value
    with pytest.raises(fastjsonschema.JsonSchemaException):
        specification()(broken)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    asked_for = {"privileged", "cap_add", "devices", "pid", "ipc", "user", "env_file", "secrets"}
    assert not asked_for & set(service)
    assert megabytes(service["mem_limit"]) > 0
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")
    assert ("test" in service["healthcheck"]) == (name not in ONCE)


@pytest.mark.parametrize("name", sorted(MONITORING))
def test_on_the_hosts_network_a_service_listens_on_loopback(name: str) -> None:
    assert [each for each in SERVICES if "network_mode" in SERVICES[each]] == [
        "prometheus",
        "grafana",
    ]
    service = SERVICES[name]
    assert "ports" not in service
    told = " ".join(service.get("command", [])) + " ".join(
        f"{key}={value}" for key, value in service.get("environment", {}).items()
    )
    assert "listen-address=127.0.0.1:9090" in told or "GF_SERVER_HTTP_ADDR=127.0.0.1" in told


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_are_named_and_what_is_mounted_is_in_the_repository_and_read_only(
    name: str,
) -> None:
    for volume in SERVICES[name]["volumes"]:
        source, target, *mode = volume.split(":")
        if source.startswith("."):
            assert (render.COMPOSE_FILE.parent / source).exists(), volume
            assert mode == ["ro"], volume
        else:
            assert source in FILE["volumes"]
        assert target.startswith("/")


def test_nothing_in_the_file_or_what_it_mounts_is_secret() -> None:
    texts = {path: path.read_text() for path in render.files()}
    found = [
        (path.name, word)
        for path, text in texts.items()
        for word in re.findall(r"\S*(?:passw|secret|token|credential|api.?key)\S*", text.lower())
    ]
    assert found == []


def test_nothing_starts_before_what_it_relies_on_is_healthy() -> None:
    waits: dict[str, set[str]] = {}
    for name, service in SERVICES.items():
        waits[name] = set(service.get("depends_on", {}))
        for other, condition in service.get("depends_on", {}).items():
            must = "service_completed_successfully" if other in ONCE else "service_healthy"
            assert condition == {"condition": must}, (name, other)
    order = list(TopologicalSorter(waits).static_order())
    for name, server in NATIVE.items():
        assert set(server.after) <= waits[name]
    assert order.index("hdfs-folders") < order.index("spark")


def test_grafana_finds_prometheus_and_the_dashboard() -> None:
    folder = PROJECT_ROOT / "monitoring"
    (source,) = yaml.safe_load((folder / "grafana/datasources.yml").read_text())["datasources"]
    (provider,) = yaml.safe_load((folder / "grafana/dashboards.yml").read_text())["providers"]
    listening = "--web.listen-address=" + source["url"].removeprefix("http://")
    assert source["isDefault"]
    assert listening in SERVICES["prometheus"]["command"]
    mounted = dict(each.split(":")[1::-1] for each in SERVICES["grafana"]["volumes"])
    dashboards = [to for to in mounted if to.startswith(provider["options"]["path"])]
    assert [Path(mounted[to]).name for to in dashboards] == ["landing_dashboard.json"]
    dashboard = json.loads((folder / "landing_dashboard.json").read_text())
    (variable,) = [v for v in dashboard["templating"]["list"] if v["type"] == "datasource"]
    assert variable["query"] == source["type"]
