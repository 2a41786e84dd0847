"""The Compose file and what it mounts say what the native stack says."""

import re
from pathlib import Path

import pytest

from compose.containers import render
from compose.containers.place import ENVIRONMENT, PROGRAMS
from compose.containers.services import CONFIG
from compose.install.versions import versions
from compose.servers import Server
from tests.unit.compose_file import DEFAULTS, MONITORING, NATIVE, ONCE, SERVICES, megabytes

DOCKERFILE = (render.COMPOSE_FILE.parent / "containers" / "Dockerfile").read_text()
SERVERS = sorted(NATIVE)

# Ports that only servers of the stack use among themselves.
BETWEEN_SERVERS = {"kafka_controller_port", "datanode_port", "datanode_ipc_port"}


def script(service: str) -> str:
    (text,) = SERVICES[service]["command"]
    return str(text).replace(" \\\n", " ")


def test_the_committed_files_are_what_the_native_descriptions_give() -> None:
    for path, text in render.files().items():
        assert path.read_text() == text, f"{path}: run `python -m compose.containers`"
    assert {path for path in CONFIG.rglob("*") if path.is_file()} < set(render.files())


def test_files_are_the_same_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = render.files()
    monkeypatch.setenv("HYPERION_TRINO_PORT", "1")
    monkeypatch.setenv("HYPERION_SPARK_HEAP_MB", "1024")
    assert render.files() == before


def test_services_are_the_native_servers_and_monitoring_on_request() -> None:
    assert set(SERVICES) == set(NATIVE) | ONCE | MONITORING
    on_request = {name for name, service in SERVICES.items() if "profiles" in service}
    assert on_request == MONITORING


def test_images_have_the_versions_of_the_native_programs() -> None:
    found = versions()
    lake = "hyperion/lake:{SPARK_VERSION}-{HADOOP_VERSION}-{ICEBERG_VERSION}".format_map(found)
    expected = dict.fromkeys(["namenode", "datanode", "metastore", "spark", *ONCE], lake) | {
        "kafka": f"apache/kafka:{found['KAFKA_VERSION']}",
        "trino": f"trinodb/trino:{found['TRINO_VERSION']}",
        "prometheus": f"prom/prometheus:v{found['PROMETHEUS_VERSION']}",
        "grafana": f"grafana/grafana:{found['GRAFANA_VERSION']}",
    }
    assert {name: service["image"] for name, service in SERVICES.items()} == expected
    for name, service in SERVICES.items():
        assert re.fullmatch(r"[a-z]+/[a-z]+:v?\d+[\d.-]*", service["image"]), name


def test_the_image_that_is_built_takes_its_version_and_jars_from_the_native_lists() -> None:
    for name, service in SERVICES.items():
        built = service["image"].startswith("hyperion/")
        assert ("build" in service) == built, name
        if built:
            assert service["build"]["args"] == {"SPARK_VERSION": versions()["SPARK_VERSION"]}
    assert re.findall(r"^FROM (.*)$", DOCKERFILE, re.MULTILINE) == [
        "apache/spark:${SPARK_VERSION}-scala2.13-java17-ubuntu"
    ]
    folders = {PROGRAMS.hdfs_jars, PROGRAMS.iceberg_jars, PROGRAMS.llap_jars}
    (configurations,) = re.findall(r"-confs ([a-z ]+)", DOCKERFILE)
    assert set(configurations.split()) == {folder.name for folder in folders}
    (checked,) = re.findall(r"grep -E ' \(([a-z|]+)\)/' checksums.txt", DOCKERFILE)
    assert set(checked.split("|")) == {folder.name for folder in folders}


def test_every_port_for_clients_is_published_on_loopback_as_it_is_natively() -> None:
    published = [port for name in SERVERS for port in SERVICES[name]["ports"]]
    native = [port for server in NATIVE.values() for port in server.ports.items()]
    wanted = {port for name, port in native if name not in BETWEEN_SERVERS}
    assert sorted(published) == sorted(f"127.0.0.1:{port}:{port}" for port in wanted)


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_publishes_ports_of_its_own(name: str) -> None:
    ours = {f"127.0.0.1:{port}:{port}" for port in NATIVE[name].ports.values()}
    assert set(SERVICES[name]["ports"]) <= ours


@pytest.mark.parametrize("name", SERVERS)
def test_the_command_is_the_native_one_with_its_heap(name: str) -> None:
    heap = getattr(DEFAULTS, f"{name}_heap_mb")
    assert script(name).count(f"-Xmx{heap}m") == 1 + bool(NATIVE[name].prepare)
    assert megabytes(SERVICES[name]["mem_limit"]) >= heap + 256
    last = script(name).splitlines()[-1].replace("'", "").split()
    native = [word.replace("/state/", "/var/lib/") for word in NATIVE[name].command]
    host = NATIVE[name].command.index("127.0.0.1") if name == "metastore" else None
    if host:
        native[host] = name
    assert last == ["exec", *native]


def here(text: str, server: Server) -> str:
    """Spell a container's configuration as the native one, whose servers are on one address."""
    native = {**ENVIRONMENT, "HYPERION_DATANODE_BY_NAME": "true", "HYPERION_BIND_IP": "127.0.0.1"}
    for variable, value in native.items():
        text = text.replace(f"${{env.{variable}}}", value).replace(f"${{ENV:{variable}}}", value)
    names = "|".join(NATIVE)
    text = re.sub(rf"(//|@|<value>)({names}):", r"\g<1>127.0.0.1:", text)
    own = rf"(address=|bindAddress=|driver\.host=|bind\.host</name><value>){server.name}\b"
    return re.sub(own, r"\g<1>127.0.0.1", text)


@pytest.mark.parametrize("name", sorted(set(SERVERS) - {"kafka"}))
def test_configuration_differs_from_the_native_one_in_addresses_alone(name: str) -> None:
    native = NATIVE[name]
    for path, text in native.files.items():
        if path.name != ".keep":
            committed = CONFIG / name / path.relative_to(f"/state/{name}")
            assert here(committed.read_text(), native) == text, committed


def test_kafka_differs_in_addresses_and_in_a_listener_for_containers() -> None:
    def parsed(text: str) -> dict[str, str]:
        return dict(line.split("=", 1) for line in text.splitlines())

    path = Path("/state/kafka/conf/server.properties")
    native = parsed(NATIVE["kafka"].files[path])
    committed = parsed((CONFIG / "kafka" / "conf" / path.name).read_text())
    differing = {name for name in committed if committed[name] != native.get(name)}
    assert native.keys() <= committed.keys()
    assert differing == {
        "listeners",
        "advertised.listeners",
        "listener.security.protocol.map",
        "inter.broker.listener.name",
        "controller.quorum.voters",
        "config.providers",
        "config.providers.env.class",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_what_its_configuration_asks_of_the_environment_is_there(name: str) -> None:
    texts = [path.read_text() for path in (CONFIG / name).rglob("*") if path.is_file()]
    asked = set(re.findall(r"\$\{env[.:](\w+)\}", "".join(texts), re.IGNORECASE))
    assert asked <= set(SERVICES[name].get("environment", {}))
    assert name in {"prometheus", "grafana", *ONCE, "metastore"} or asked
