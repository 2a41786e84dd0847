"""One stack for all tests that need servers, on free ports and with a state folder of its own."""

import shutil
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings as hypothesis_settings

from compose.config import PROJECT_ROOT, StackSettings
from compose.install import install
from compose.runner import Stack
from tests.lake import Lake

# How long an example takes says how busy the machine is.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")


def pytest_configure() -> None:
    """Let SIGTERM end a run as Ctrl-C does: what tests started is stopped."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give a running stack; it is stopped at the end, however the tests end."""
    settings = StackSettings.on_free_ports(tmp_path_factory.mktemp("stack"))
    running = Stack(settings, install(settings, _silent))
    try:
        running.up(_silent)
        yield running
    finally:
        running.down(_silent)


@pytest.fixture(scope="session")
def lake(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Give the lake that a demo fills from a copy of the documents, with little box office."""
    data = tmp_path_factory.mktemp("documents") / "data"
    shutil.copytree(PROJECT_ROOT / "data", data)
    prepared = Lake(stack, data)
    prepared.run("demo", "--size", "small")
    return prepared


@pytest.fixture(scope="session")
def light_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give Kafka and HDFS of their own, which a test may stop and start."""
    settings = StackSettings.on_free_ports(tmp_path_factory.mktemp("light"))
    running = Stack(settings, install(settings, _silent))
    running.servers = [s for s in running.servers if s.name in ("kafka", "namenode", "datanode")]
    try:
        running.up(_silent)
        yield running
    finally:
        running.down(_silent)


def _silent(*_: object) -> None:
    return
