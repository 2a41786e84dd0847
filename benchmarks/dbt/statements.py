"""The SQL statements of a dbt run, and what they take on their own over one connection."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pyhive import hive

from compose.config import StackSettings


def statements_of(log: Path, settings: StackSettings) -> Iterator[str]:
    """Yield the statements that a run sent, in the order in which they were sent.

    The run's own entry into the record of builds is left out: it must not be made twice.

    Args:
        log: dbt's log of the run, written with `--log-format-file json --log-level-file debug`.
        settings: The stack that it ran against.
    """
    record = f"insert into {settings.schema_prefix}ops.builds"
    for line in log.read_text().splitlines():
        event = json.loads(line)
        if event["info"]["name"] == "SQLQuery" and record not in event["data"]["sql"]:
            yield event["data"]["sql"]


def seconds_over_one_connection(statements: list[str], settings: StackSettings) -> float:
    """Run the statements one after another, and return how long that took."""
    connection = hive.connect(host=settings.host, port=settings.spark_port)
    with closing(connection), closing(connection.cursor()) as cursor:
        began = time.monotonic()
        for statement in statements:
            cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()
        return time.monotonic() - began
