"""The servers of all tests that need some, on free ports and with state folders of their own.

Two processes run the tests side by side: one has all servers, the other has Kafka and HDFS alone.
"""

import shutil
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings as hypothesis_settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from compose import processes
from compose.config import PROJECT_ROOT
from compose.runner import STOP_PATIENCE_SECONDS, Stack
from tests.lake import Lake
from tests.stacks import running

# How long an example takes says how busy the machine is.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")


class FailuresAtOnce:
    """Shows a failure when it happens, so that a run that is cut off tells of it, too."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write why a test failed; the processes of a run have no terminal, their parent has."""
        terminal = self._config.pluginmanager.getplugin("terminalreporter")
        if report.failed and terminal:
            terminal.ensure_newline()
            terminal.write_line(report.longreprtext)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run be of the whole size."""
    parser.addoption(
        "--size", default="small", choices=("small", "full"), help="of the box office in the lake"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Let SIGTERM end a run as Ctrl-C does: what tests started is stopped."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.pluginmanager.register(FailuresAtOnce(config))


class ByServers(LoadScopeScheduling):  # type: ignore[misc] # it has no type hints
    """Keeps the tests of one stack in one process, in the order in which they stand."""

    def _split_scope(self, nodeid: str) -> str:
        light = nodeid.startswith(("tests/landing/", "tests/faults/"))
        return "Kafka and HDFS" if light else "all servers"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByServers | None:
    """Say what a scope is where tests are distributed by scope."""
    return ByServers(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Stop servers that an interrupted run leaves: its processes are killed before they can."""
    yield
    folder = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    paths = [path for depth in range(1, 4) for path in folder.glob("*/" * depth + "run/*.json")]
    left = [found.process() for path in paths if (found := processes.Record.read(path))]
    processes.stop([process for process in left if process], STOP_PATIENCE_SECONDS)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give a running stack; it is stopped at the end, however the tests end."""
    with running(tmp_path_factory, "stack") as started:
        yield started


@pytest.fixture(scope="session")
def lake(
    stack: Stack, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Lake:
    """Give the lake that a demo fills from a copy of the documents, with little box office."""
    data = tmp_path_factory.mktemp("documents") / "data"
    shutil.copytree(PROJECT_ROOT / "data", data)
    prepared = Lake(stack, data)
    prepared.run("demo", "--size", pytestconfig.getoption("size"), "--no-site")
    return prepared


@pytest.fixture(scope="session")
def light_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give Kafka and HDFS of their own, which a test may stop and start."""
    with running(tmp_path_factory, "light", "kafka", "namenode", "datanode") as started:
        yield started
