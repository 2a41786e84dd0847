"""What ingestion asks of Spark's Thrift server: new table partitions and row counts."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class RawTables:
    """The external tables over landed files, as Spark's Thrift server has them.

    Attributes:
        host: Host of the Thrift server.
        port: Its port.
        schema: Schema of the raw tables.
    """

    host: str
    port: int
    schema: str

    def register_partitions(self, partitions: Collection[TablePartition]) -> None:
        """Add partitions; a table that does not exist yet is passed over.

        A table is created later with all the partitions its folder has, so nothing is lost by that.

        Args:
            partitions: The partitions; adding one that exists changes nothing.

        Raises:
            SparkError: Spark does not answer, or refused.
        """
        with _session(self.host, self.port) as cursor:
            existing = self._existing(cursor)
            for table, day in sorted(partitions):
                if table in existing:
                    cursor.execute(
                        f"alter table {self.schema}.{table} "
                        f"add if not exists partition (dt = '{day.isoformat()}')"
                    )

    def set_locations(self, locations: Mapping[TablePartition, str]) -> None:
        """Point partitions at other folders; a table that does not exist is passed over.

        Args:
            locations: URI of each partition's folder; setting it again changes nothing.

        Raises:
            SparkError: Spark does not answer, or refused.
        """
        with _session(self.host, self.port) as cursor:
            existing = self._existing(cursor)
            for (table, day), location in sorted(locations.items()):
                if table in existing:
                    partition = f"{self.schema}.{table} {{}} partition (dt = '{day.isoformat()}')"
                    cursor.execute(f"alter table {partition.format('add if not exists')}")
                    cursor.execute(f"alter table {partition.format('')} set location '{location}'")

    def count_rows(self, tables: Collection[str]) -> dict[str, int]:
        """Count the rows of those tables that exist.

        Args:
            tables: Names without the schema.

        Returns:
            Rows by table.

        Raises:
            SparkError: Spark does not answer, or a table cannot be read.
        """
        counts = {}
        with _session(self.host, self.port) as cursor:
            for table in sorted(self._existing(cursor).intersection(tables)):
                cursor.execute(f"select count(*) from {self.schema}.{table}")
                counts[table] = int(cursor.fetchone()[0])
        return counts

    def _existing(self, cursor: Any) -> set[str]:
        """Return the raw tables that exist."""
        cursor.execute(f"show schemas like '{self.schema}'")
        if not cursor.fetchall():
            return set()
        cursor.execute(f"show tables in {self.schema}")
        return {row[1] for row in cursor.fetchall()}


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
