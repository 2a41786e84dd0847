"""What ingestion asks of Spark's Thrift server: new table partitions and row counts."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from typing import Any, NamedTuple

from pyhive import hive
from pyhive.exc import Error as HiveError
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TTransportException
from thrift_sasl import TSaslClientTransport  # type: ignore[import-untyped]

from ingestion.errors import IngestionError

_logger = logging.getLogger(__name__)
_TIMEOUT_MS = 120_000


class SparkError(IngestionError):
    """Spark does not answer, or refused a statement."""


class TablePartition(NamedTuple):
    """One partition of a raw table: its name without the schema, and the day."""

    table: str
    day: date

    def __str__(self) -> str:
        return f"{self.table}/dt={self.day.isoformat()}"


@contextmanager
def _session(host: str, port: int) -> Iterator[Any]:
    """Open a cursor on the Thrift server, with a time-out that PyHive alone does not offer."""
    socket = TSocket(host, port)
    socket.setTimeout(_TIMEOUT_MS)
    transport = TSaslClientTransport(
        # Without authentication the server still wants some user and password.
        lambda: hive.get_installed_sasl(host, "PLAIN", username="hyperion", password="x"),  # noqa: S106
        "PLAIN",
        socket,
    )
    try:
        with closing(hive.connect(thrift_transport=transport, username="hyperion")) as connection:
            yield connection.cursor()
    except (HiveError, TTransportException, OSError) as error:
        raise SparkError(
            f"Spark at {host}:{port} failed: {_reason(error)}.", "See `hyperion status`."
        ) from error


def _reason(error: Exception) -> str:
    """Return the telling line of an error: PyHive's holds the server's whole stack trace."""
    status = getattr(error.args[0] if error.args else None, "status", None)
    text = str(getattr(status, "errorMessage", None) or error)
    return text.splitlines()[0] if text else type(error).__name__


def register_partitions(
    host: str, port: int, schema: str, partitions: Collection[TablePartition]
) -> None:
    """Add partitions to raw tables; a table that does not exist yet is passed over.

    A table is created later with all the partitions its folder has, so nothing is lost by that.

    Args:
        host: Host of Spark's Thrift server.
        port: Its port.
        schema: Schema of the raw tables.
        partitions: The partitions; adding one that exists changes nothing.

    Raises:
        SparkError: Spark does not answer, or refused.
    """
    with _session(host, port) as cursor:
        existing = _tables(cursor, schema)
        for table, day in sorted(partitions):
            if table in existing:
                cursor.execute(
                    f"alter table {schema}.{table} "
                    f"add if not exists partition (dt = '{day.isoformat()}')"
                )


def set_locations(
    host: str, port: int, schema: str, locations: Mapping[TablePartition, str]
) -> None:
    """Point partitions of raw tables at other folders; a table that does not exist is passed over.

    Args:
        host: Host of Spark's Thrift server.
        port: Its port.
        schema: Schema of the raw tables.
        locations: URI of each partition's folder; setting it again changes nothing.

    Raises:
        SparkError: Spark does not answer, or refused.
    """
    with _session(host, port) as cursor:
        existing = _tables(cursor, schema)
        for (table, day), location in sorted(locations.items()):
            if table in existing:
                partition = f"{schema}.{table} {{}} partition (dt = '{day.isoformat()}')"
                cursor.execute(f"alter table {partition.format('add if not exists')}")
                cursor.execute(f"alter table {partition.format('')} set location '{location}'")


def count_rows(host: str, port: int, schema: str, tables: Collection[str]) -> dict[str, int]:
    """Count the rows of those raw tables that exist.

    Args:
        host: Host of Spark's Thrift server.
        port: Its port.
        schema: Schema of the raw tables.
        tables: Names without the schema.

    Returns:
        Rows by table.

    Raises:
        SparkError: Spark does not answer, or a table cannot be read.
    """
    counts = {}
    with _session(host, port) as cursor:
        for table in sorted(_tables(cursor, schema).intersection(tables)):
            cursor.execute(f"select count(*) from {schema}.{table}")
            counts[table] = int(cursor.fetchone()[0])
    return counts


def _tables(cursor: Any, schema: str) -> set[str]:
    """Return the raw tables that exist."""
    cursor.execute(f"show schemas like '{schema}'")
    if not cursor.fetchall():
        return set()
    cursor.execute(f"show tables in {schema}")
    return {row[1] for row in cursor.fetchall()}
