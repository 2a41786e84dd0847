"""A Spark that accepts connections and says nothing is given up: once, and soon."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from unittest.mock import Mock

import pytest
from pyhive import hive
from thrift.transport.TTransport import TTransportException

from compose.servers import probes
from compose.spark_client import spark_session
from hyperion.query import engines
from hyperion.query.engines import Spark
from ingestion import spark as raw_tables
from ingestion.spark import RawTables, SparkError

HOST = "127.0.0.1"
SECONDS = 0.2

# Without a time-out of their own they would wait for ever.
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Listen as a frozen server does: the kernel accepts connections, nobody reads them."""
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


def test_a_session_with_a_silent_server_is_given_up(silent_port: int) -> None:
    with (
        pytest.raises(TTransportException, match="timeout"),
        spark_session(HOST, silent_port, "tester", SECONDS),
    ):
        pass


def test_a_silent_spark_does_not_serve(silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "TIMEOUT_SECONDS", SECONDS)
    with pytest.raises(probes.NOT_YET):
        probes.spark_serves(HOST, silent_port)


def test_a_query_of_a_silent_spark_ends(silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_PATIENCE_SECONDS", SECONDS)
    with (
        pytest.raises(engines.ENGINE_ERRORS),
        Spark(HOST, silent_port).run("select 1", write=False, timeout=300),
    ):
        pass


def test_raw_tables_of_a_silent_spark_are_an_error(
    silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw_tables, "_TIMEOUT_MS", SECONDS * 1000)
    with pytest.raises(SparkError, match="See `hyperion status`"):
        RawTables(HOST, silent_port, "raw").count_rows(["raw_films"])


@pytest.mark.parametrize(
    ("error", "says_farewell"), [(TTransportException(), False), (KeyboardInterrupt(), True)]
)
def test_a_server_that_fell_silent_is_not_spoken_to_again(
    error: BaseException, says_farewell: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = Mock()
    monkeypatch.setattr(hive, "connect", Mock(return_value=connection))
    with pytest.raises(type(error)), spark_session(HOST, 1, "tester", SECONDS):
        raise error
    assert connection.close.called == says_farewell


@pytest.mark.parametrize(
    ("error", "is_cancelled"), [(TTransportException(), False), (KeyboardInterrupt(), True)]
)
def test_a_statement_is_cancelled_unless_spark_fell_silent(
    error: BaseException, is_cancelled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor = Mock()
    cursor.poll.side_effect = error
    patience = []

    def session(_host: str, _port: int, _user: str, seconds: float) -> AbstractContextManager[Mock]:
        patience.append(seconds)
        return nullcontext(cursor)

    monkeypatch.setattr(engines, "spark_session", session)
    with pytest.raises(type(error)), Spark(HOST, 1).run("select 1", write=False, timeout=5):
        pass
    assert cursor.cancel.called == is_cancelled
    # Spark holds its answer to whether a statement has ended back for up to 5 s.
    assert patience == [15]
