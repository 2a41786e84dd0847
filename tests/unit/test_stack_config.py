"""The stack's configuration, versions and process records."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from compose import processes
from compose.config import PROJECT_ROOT, StackSettings, free_ports
from compose.doctor import Check, examine, require_room
from compose.errors import InstallError, StackError
from compose.install import download, versions
from compose.install.components import DOWNLOAD_MB, Programs
from compose.runner import Stack
from compose.servers import all_servers


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    return Programs(*[tmp_path / name for name in Programs.__dataclass_fields__])


def test_environment_overrides_every_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HYPERION_TRINO_PORT", "18080")
    monkeypatch.setenv("HYPERION_STATE_DIR", str(tmp_path))
    settings = StackSettings()
    assert settings.trino_port == 18080
    assert settings.state_dir == tmp_path


def test_exported_environment_describes_the_same_stack(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = StackSettings.on_free_ports(tmp_path).model_copy(
        update={"kafka_sasl_username": "lander", "kafka_sasl_password": SecretStr("not-for-eyes")}
    )
    assert "not-for-eyes" not in str(settings.environment())
    for name, value in settings.environment(secrets=True).items():
        monkeypatch.setenv(name, value)
    assert StackSettings() == settings


def test_free_ports_are_all_different() -> None:
    ports = free_ports(50)
    assert len(set(ports)) == 50


def test_every_port_belongs_to_exactly_one_server(tmp_path: Path, programs: Programs) -> None:
    settings = StackSettings.on_free_ports(tmp_path)
    bound = [port for server in all_servers(settings, programs) for port in server.ports.values()]
    assert sorted(bound) == sorted(settings.ports().values())


def test_no_server_is_told_of_another_address_than_loopback(
    tmp_path: Path, programs: Programs
) -> None:
    for server in all_servers(StackSettings(state_dir=tmp_path), programs):
        told = " ".join([*server.command, *server.files.values(), *server.environment.values()])
        assert "127.0.0.1" in told, server.name
        assert "0.0.0.0" not in told, server.name  # noqa: S104 - looked for, not bound


def test_every_download_has_a_checksum_and_no_other() -> None:
    assert set(versions.checksums()) == set(DOWNLOAD_MB)


def test_a_changed_file_is_refused_by_name(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jar", tmp_path / "bad.jar"
    good.write_bytes(b"as recorded")
    bad.write_bytes(b"as recorded")
    record = tmp_path / "checksums.txt"
    lines = [f"{versions.sha256(path)}  kafka/{path.name}\n" for path in (good, bad)]
    record.write_text("".join(lines))
    versions.verify("kafka", [good, bad], record)
    bad.write_bytes(b"tampered with")
    with pytest.raises(InstallError, match=r"bad\.jar") as failure:
        versions.verify("kafka", [good, bad], record)
    assert "good.jar" not in str(failure.value)


def test_a_download_that_cannot_fit_is_not_begun(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="HYPERION_CACHE_DIR"):
        download.require_free_space(tmp_path, 10**18)


def test_a_mirror_replaces_the_central_repository(tmp_path: Path) -> None:
    assert 'root="https://mirror.example/"' in download._ivy_settings(
        tmp_path, "https://mirror.example/", read_poms=True
    )


def test_a_proxy_is_passed_on_to_java() -> None:
    options = download._java_network_options({"HTTPS_PROXY": "http://proxy.example:3128"})
    assert "-Dhttps.proxyHost=proxy.example" in options
    assert "-Dhttps.proxyPort=3128" in options


def test_a_record_survives_and_a_recycled_process_id_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    ours = processes.record(os.getpid())
    ours.write(path)
    found = processes.Record.read(path)
    assert found == ours
    process = found.process()
    assert process is not None
    assert process.pid == os.getpid()
    assert processes.Record(os.getpid(), ours.started_at - 60).process() is None


@pytest.mark.parametrize("text", ["", "{", '{"pid": 1}', '{"port": 3}'])
def test_a_torn_record_counts_as_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "record.json"
    path.write_text(text)
    assert processes.Record.read(path) is None


def test_a_process_that_ignores_the_polite_signal_is_killed() -> None:
    program = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)\n"
    with subprocess.Popen(
        [sys.executable, "-c", program + "while True: time.sleep(60)"], stdout=subprocess.PIPE
    ) as stubborn:
        assert stubborn.stdout
        stubborn.stdout.readline()
        process = psutil.Process(stubborn.pid)
        assert processes.stop([process], patience=0.2) == [process]
    assert not process.is_running()


def test_doctor_names_the_process_on_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = StackSettings(state_dir=tmp_path, trino_port=port)
        (check,) = [each for each in examine(settings) if each.subject == f"port {port}"]
    assert not check.ok
    assert str(os.getpid()) in check.finding
    assert "HYPERION_TRINO_PORT" in check.advice


def test_doctor_does_not_count_this_stacks_own_servers_as_lack_of_memory(tmp_path: Path) -> None:
    def memory() -> Check:
        settings = StackSettings(state_dir=tmp_path)
        (check,) = [each for each in examine(settings) if each.subject == "memory"]
        return check

    assert "this stack's" not in memory().finding
    (tmp_path / "run").mkdir()
    waiting = [sys.executable, "-c", "input()"]
    with subprocess.Popen(waiting, stdin=subprocess.PIPE, text=True) as server:
        record = processes.Record(server.pid, psutil.Process(server.pid).create_time())
        record.write(tmp_path / "run" / "spark.json")
        assert "this stack's" in memory().finding
        server.communicate("\n")
    assert "this stack's" not in memory().finding


def test_profiles_and_settings_agree_on_the_default_ports() -> None:
    text = (PROJECT_ROOT / "profiles.yml").read_text()
    for name in ("HYPERION_SPARK_PORT", "HYPERION_TRINO_PORT"):
        default = StackSettings.model_fields[name.removeprefix("HYPERION_").lower()].default
        assert f"env_var('{name}', '{default}')" in text


def test_progress_survives_files_that_come_and_go(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_bytes(b"12345")
    churn = (
        "import pathlib, shutil, sys\n"
        "root = pathlib.Path(sys.argv[1])\n"
        "while True:\n"
        "    (root / 'a' / 'b').mkdir(parents=True)\n"
        "    (root / 'a' / 'b' / 'c').write_bytes(b'')\n"
        "    shutil.rmtree(root / 'a')\n"
    )
    with subprocess.Popen([sys.executable, "-c", churn, str(tmp_path)]) as churning:
        counts = {download._bytes_below(tmp_path) for _ in range(2000)}
        churning.kill()
    assert counts == {5}


def test_servers_that_could_not_live_are_not_started(tmp_path: Path) -> None:
    settings = StackSettings(state_dir=tmp_path / "state")
    require_room(settings, memory=1, disk=1)
    with pytest.raises(StackError, match="HYPERION_SPARK_HEAP_MB"):
        require_room(settings, memory=10**18)
    with pytest.raises(StackError, match="HYPERION_STATE_DIR"):
        require_room(settings, disk=10**18)


def test_a_server_without_its_java_is_a_message(tmp_path: Path, programs: Programs) -> None:
    stack = Stack(StackSettings.on_free_ports(tmp_path / "state"), programs)
    stack.servers = [each for each in stack.servers if each.name == "kafka"]
    with pytest.raises(StackError, match=r"Kafka: .*java17 can't be run.*hyperion doctor"):
        stack.up(lambda *_: None)
