"""Runs on the master after the builds: prints row counts and versions as JSON."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Iterable
from typing import Any

from pyhive import hive
from trino.dbapi import Connection

# As in profiles.yml.
HOST = os.environ.get("HYPERION_EMR_HOST", "127.0.0.1")
TRINO_PORT = int(os.environ.get("HYPERION_EMR_TRINO_PORT", "8889"))
SPARK_PORT = int(os.environ.get("HYPERION_EMR_SPARK_PORT", "10001"))
USER = os.environ.get("HYPERION_EMR_USER", "hadoop")


def counts(cursor: Any, tables: Iterable[tuple[str, str, str]]) -> dict[str, int]:
    """Count the rows of tables by catalog, schema and name, on Trino."""
    found = {}
    for catalog, schema, table in tables:
        cursor.execute(f'select count(*) from "{catalog}"."{schema}"."{table}"')
        found[f"{schema}.{table}"] = int(cursor.fetchone()[0])
    return found


def tables_of(cursor: Any, catalog: str, schema: str) -> list[tuple[str, str, str]]:
    """List a schema's tables by name."""
    cursor.execute(f'show tables from "{catalog}"."{schema}"')
    return sorted((catalog, schema, str(row[0])) for row in cursor.fetchall())


def versions(cursor: Any) -> dict[str, str]:
    """Return the version of all that took part."""
    cursor.execute("select node_version from system.runtime.nodes where coordinator")
    trino_version = str(cursor.fetchone()[0])
    with hive.connect(HOST, port=SPARK_PORT, username=USER) as spark:
        spark_cursor = spark.cursor()
        spark_cursor.execute("select version()")
        spark_version = str(spark_cursor.fetchone()[0])
    packages = ("dbt-core", "dbt-spark", "dbt-trino")
    return {
        "emr": os.environ["HYPERION_EMR_RELEASE"],
        "spark": spark_version,
        "trino": trino_version,
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in packages},
    }


def main() -> None:
    """Print the proof."""
    prefix = os.environ.get("HYPERION_SCHEMA_PREFIX", "")
    cursor = Connection(host=HOST, port=TRINO_PORT, user=USER).cursor()
    marts = tables_of(cursor, os.environ["HYPERION_LAKE_CATALOG"], f"{prefix}marts")
    exports = tables_of(cursor, os.environ["HYPERION_EXPORT_CATALOG"], f"{prefix}exports")
    proof = {"versions": versions(cursor), "rows": counts(cursor, marts + exports)}
    json.dump(proof, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
