"""The runner on real servers: idempotent, repairing, honest about failures, clean at the end."""

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psutil
import pytest

from compose.config import StackSettings
from compose.errors import StackError
from compose.processes import Record
from compose.runner import Stack
from compose.servers import Server
from compose.servers.probes import kafka_uuid
from compose.status import status


def silent(*_: object) -> None:
    return


def hyperion(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hyperion", *arguments],
        env={**os.environ, **stack.settings.environment()},
        capture_output=True,
        text=True,
        check=False,
    )


def pids(stack: Stack) -> dict[str, int]:
    return {each.name: each.pid for each in status(stack) if each.pid and each.state == "ready"}


@pytest.fixture
def kafka_alone(stack: Stack, tmp_path: Path) -> Iterator[Stack]:
    """A second stack beside the first, cut down to the server that starts soonest."""
    second = Stack(StackSettings.on_free_ports(tmp_path / "second"), stack.programs)
    second.servers = [server for server in second.servers if server.name == "kafka"]
    yield second
    second.down(silent)


def with_kafka(stack: Stack, **changes: object) -> Server:
    (kafka,) = stack.servers
    return dataclasses.replace(kafka, **changes)  # type: ignore[arg-type]


def kafka_id(state_dir: Path) -> str:
    return kafka_uuid(uuid.uuid5(uuid.NAMESPACE_URL, (state_dir / "kafka").as_uri()))


def test_kafka_starts_in_a_folder_whose_cluster_id_begins_with_a_hyphen(
    kafka_alone: Stack, tmp_path: Path
) -> None:
    folder = next(
        path for path in map(tmp_path.joinpath, map(str, count())) if kafka_id(path)[0] == "-"
    )
    settings = StackSettings.on_free_ports(folder)
    stack = Stack(settings, kafka_alone.programs)
    stack.servers = [server for server in stack.servers if server.name == "kafka"]
    try:
        stack.up(silent)
        assert pids(stack).keys() == {"kafka"}
    finally:
        stack.down(silent)


def test_up_again_leaves_every_server_alone(stack: Stack) -> None:
    before = pids(stack)
    assert set(before) == {server.name for server in stack.servers}
    stack.up(silent)
    assert pids(stack) == before


def test_every_server_listens_on_loopback_only(stack: Stack) -> None:
    ours = set(pids(stack).values())
    addresses = {
        connection.laddr.ip.removeprefix("::ffff:")
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.pid in ours and connection.laddr
    }
    assert addresses == {"127.0.0.1"}


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGSTOP])
def test_a_killed_or_frozen_server_is_named_and_brought_back(
    stack: Stack, death: signal.Signals
) -> None:
    before = pids(stack)
    os.kill(before["kafka"], death)
    if death is signal.SIGKILL:
        psutil.wait_procs([psutil.Process(before["kafka"])], timeout=60)
    answer = hyperion(stack, "status")
    assert answer.returncode == 1
    assert "Kafka is " in answer.stderr
    assert "hyperion up" in answer.stderr
    stack.up(silent)
    after = pids(stack)
    assert after.pop("kafka") != before.pop("kafka")
    assert after == before


def test_two_stacks_side_by_side(stack: Stack, kafka_alone: Stack) -> None:
    kafka_alone.up(silent)
    assert pids(kafka_alone)["kafka"] not in pids(stack).values()
    kafka_alone.down(silent)
    assert set(pids(stack)) == {server.name for server in stack.servers}


def test_a_port_in_use_is_named_with_its_owner(kafka_alone: Stack) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", kafka_alone.settings.kafka_port))
        taken.listen()
        with pytest.raises(StackError) as failure:
            kafka_alone.up(silent)
    message = str(failure.value)
    assert f"port {kafka_alone.settings.kafka_port} is in use by process {os.getpid()}" in message
    assert "HYPERION_KAFKA_PORT" in message


def test_a_server_that_ends_while_starting_is_named_with_its_log(kafka_alone: Stack) -> None:
    java = str(kafka_alone.programs.java17)
    kafka_alone.servers = [with_kafka(kafka_alone, command=[java, "NoSuchClass"])]
    with pytest.raises(StackError, match="Kafka ended while it was starting") as failure:
        kafka_alone.up(silent)
    assert "NoSuchClass" in str(failure.value)
    assert str(kafka_alone.log_path("kafka")) in str(failure.value)


def test_a_failed_preparation_is_named_with_its_log(kafka_alone: Stack) -> None:
    java = str(kafka_alone.programs.java17)
    kafka_alone.servers = [with_kafka(kafka_alone, prepare=([java, "NoSuchTool"],))]
    with pytest.raises(StackError, match="Kafka could not prepare") as failure:
        kafka_alone.up(silent)
    assert "NoSuchTool" in str(failure.value)


def test_two_commands_do_not_start_the_same_servers_at_once(kafka_alone: Stack) -> None:
    with kafka_alone._exclusive(), pytest.raises(StackError, match="another command"):
        Stack(kafka_alone.settings, kafka_alone.programs).up(silent)


def test_reset_refuses_while_a_server_runs_and_then_leaves_nothing(kafka_alone: Stack) -> None:
    kafka_alone.up(silent)
    with pytest.raises(StackError, match="hyperion down"):
        kafka_alone.reset()
    kafka_alone.down(silent)
    kafka_alone.reset()
    left = [path.name for path in kafka_alone.settings.state_dir.iterdir()]
    assert left == [".lock"]


def test_a_killed_up_is_taken_over_by_the_next_one(stack: Stack, tmp_path: Path) -> None:
    second = Stack(StackSettings.on_free_ports(tmp_path / "second"), stack.programs)
    first_up = subprocess.Popen(
        [sys.executable, "-m", "hyperion", "up"],
        env={**os.environ, **second.settings.environment()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 120
        while len(list(tmp_path.glob("second/run/*.json"))) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        first_up.kill()
        first_up.wait()
        left_behind = [Record.read(path) for path in tmp_path.glob("second/run/*.json")]
        assert any(record and record.process() for record in left_behind)
        answer = hyperion(second, "up")
        assert answer.returncode == 0, answer.stderr
        assert hyperion(second, "status").returncode == 0
        ours = [psutil.Process(pid) for pid in pids(second).values()]
        assert len(ours) == len(second.servers)
    finally:
        first_up.kill()
        first_up.wait()
        second.down(silent)
    assert not any(process.is_running() for process in ours)
    assert not [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if any(str(tmp_path / "second") in word for word in process.info["cmdline"] or [])
    ]


def test_query_answers_on_both_engines(stack: Stack) -> None:
    for engine, expected in (("trino", "1,two\n"), ("spark", "1,two\n")):
        answer = hyperion(
            stack, "query", "--engine", engine, "--format", "csv", "select 1 as a, 'two' as b"
        )
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout == "a,b\n" + expected


def test_query_may_only_write_when_told_so(stack: Stack) -> None:
    create = "create schema {}query_test"
    for engine, catalog in (("trino", "hive."), ("spark", "")):
        statement = create.format(catalog)
        refused = hyperion(stack, "query", "--engine", engine, statement)
        assert refused.returncode == 1
        assert "--write" in refused.stderr
        allowed = hyperion(stack, "query", "--write", "--engine", engine, statement)
        assert allowed.returncode == 0, allowed.stderr
        dropped = hyperion(
            stack, "query", "--write", "--engine", engine, f"drop schema {catalog}query_test"
        )
        assert dropped.returncode == 0, dropped.stderr


def test_a_query_that_takes_too_long_is_cancelled(stack: Stack) -> None:
    statements = {
        "trino": "select count(*) from unnest(sequence(1, 10000)) a cross join "
        "unnest(sequence(1, 10000)) b cross join unnest(sequence(1, 10000)) c",
        "spark": "select count(*) from range(1000000000000)",
    }
    for engine, statement in statements.items():
        answer = hyperion(stack, "query", "--engine", engine, "--timeout", "1", statement)
        assert answer.returncode == 1
        assert "--timeout" in answer.stderr, engine
