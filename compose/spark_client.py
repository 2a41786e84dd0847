"""A session on Spark's Thrift server that gives a silent server up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyhive import hive
from thrift.Thrift import TException
from thrift.transport.TSocket import TSocket
from thrift_sasl import TSaslClientTransport  # type: ignore[import-untyped]


@contextmanager
def spark_session(host: str, port: int, user: str, patience: float) -> Iterator[Any]:
    """Open a session and give a cursor on it. PyHive alone would wait for an answer for ever.

    Args:
        host: Host of the Thrift server.
        port: Its port.
        user: Who asks.
        patience: Seconds that the server may take for each answer. A statement that is not run
            asynchronously is answered when it has ended.

    Raises:
        TException: The server can't be reached, or was silent for longer.
    """
    socket = TSocket(host, port)
    socket.setTimeout(patience * 1000)
    transport = TSaslClientTransport(
        # Without authentication the server still wants some user and password.
        lambda: hive.get_installed_sasl(host, "PLAIN", username=user, password="x"),  # noqa: S106
        "PLAIN",
        socket,
    )
    connection = hive.connect(thrift_transport=transport, username=user)
    leave = connection.close
    try:
        yield connection.cursor()
    except TException:
        # A silent server would not answer to a farewell either. Without one it ends the session,
        # and what runs in it, when it finds the connection closed.
        leave = transport.close
        raise
    finally:
        leave()
