"""Sessions of the Spark Thrift Server come and go without disturbing one another."""

from contextlib import closing
from itertools import pairwise

import psutil
from pyhive import hive

from compose.runner import Stack
from compose.status import status


def test_a_session_that_ends_leaves_the_catalog_connected(stack: Stack) -> None:
    list_schemas(stack)
    seen = []
    for _ in range(4):
        seen.append(metastore_connections(stack))
        list_schemas(stack)
    assert all(seen)
    # Iceberg closes connections that were idle for minutes, which may happen once in between.
    assert any(before == after for before, after in pairwise(seen))


def list_schemas(stack: Stack) -> None:
    config = stack.settings
    with closing(hive.connect(config.host, config.spark_port, username="hyperion")) as connection:
        cursor = connection.cursor()
        cursor.execute("show schemas")
        assert ("default",) in cursor.fetchall()


def metastore_connections(stack: Stack) -> set[int]:
    """Return Spark's own ports of its connections to the metastore."""
    (pid,) = [each.pid for each in status(stack) if each.name == "spark"]
    return {
        connection.laddr.port
        for connection in psutil.Process(pid).net_connections("tcp")
        if connection.raddr
        and connection.raddr.port == stack.settings.metastore_port
        # Closed ones stay in the table for a while, in other states.
        and connection.status == psutil.CONN_ESTABLISHED
    }
