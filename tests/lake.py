"""The lake of the tests: one stack with a copy of the source documents, driven as a user would."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from pyhive import hive
from trino.dbapi import connect

from compose.config import PROJECT_ROOT
from compose.runner import Stack
from ingestion import broker as kafka
from ingestion.broker import BrokerSettings


class DbtRun(NamedTuple):
    """How a dbt run ended.

    Attributes:
        statuses: Status by name of the node, in the order in which they ended.
        output: What dbt printed.
    """

    statuses: Mapping[str, str]
    output: str

    @property
    def red(self) -> set[str]:
        """Names of the nodes that failed; what was skipped for them does not count."""
        return {name for name, status in self.statuses.items() if status in ("fail", "error")}


def _name_of(unique_id: str) -> str:
    """Return a node's name: a test's id ends with a digest, a unit test's begins with its model."""
    kind, _, *names = unique_id.split(".")
    return names[1] if kind == "unit_test" else names[0]


class Lake:
    """One stack and a copy of the source documents, driven by the command line alone."""

    def __init__(self, stack: Stack, data: Path) -> None:
        self.settings = stack.settings.model_copy(update={"data_dir": data})
        self.out = self.settings.state_dir / "exports" / "out"

    def environment(self) -> dict[str, str]:
        """Return the environment in which programs find this stack."""
        return {**os.environ, **self.settings.environment()}

    def run(self, *arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a `hyperion` command and expect its exit code."""
        return self.program("-m", "hyperion", *arguments, expect=expect)

    def program(
        self,
        *arguments: str,
        expect: int = 0,
        project: Path = PROJECT_ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a Python program of a project against this stack, and expect its exit code."""
        answer = subprocess.run(
            [sys.executable, *arguments],
            env={**self.environment(), **(environment or {})},
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == expect, f"{answer.stdout}\n{answer.stderr}"
        return answer

    def dbt(
        self,
        *arguments: str,
        expect: int = 0,
        project: Path = PROJECT_ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> DbtRun:
        """Run dbt on a project, with artifacts of its own there, and expect its exit code."""
        target = project / "target"
        results = target / "run_results.json"
        results.unlink(missing_ok=True)
        answer = self.program(
            *("-m", "dbt.cli.main", *arguments),
            expect=expect,
            project=project,
            environment={"DBT_TARGET_PATH": str(target), **(environment or {})},
        )
        ended = json.loads(results.read_text())["results"]
        statuses = {_name_of(each["unique_id"]): each["status"] for each in ended}
        return DbtRun(statuses, answer.stdout)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask Trino."""
        connection = connect(  # type: ignore[no-untyped-call]
            host=self.settings.host,
            port=self.settings.trino_port,
            user="analyst",
            catalog=self.settings.lake_catalog,
        )
        try:
            cursor = connection.cursor()
            cursor.execute(statement)
            return [tuple(row) for row in cursor]
        finally:
            connection.close()

    def value(self, statement: str) -> Any:
        """Ask Trino for a single value."""
        ((value,),) = self.rows(statement)
        return value

    def spark(self, statement: str) -> list[tuple[Any, ...]]:
        """Have Spark do something to the lake's tables, past all rules."""
        connection = hive.connect(self.settings.host, self.settings.spark_port, username="tester")
        with closing(connection), closing(connection.cursor()) as cursor:
            cursor.execute(statement)
            # A statement that changes something answers with no result set at all.
            return list(cursor.fetchall()) if cursor.description else []

    @contextmanager
    def restored(self, table: str) -> Iterator[None]:
        """Put a table of the lake back to its present state afterwards."""
        ((snapshot,),) = self.spark(
            f"select snapshot_id from {table}.history order by made_current_at desc limit 1"
        )
        try:
            yield
        finally:
            self.spark(f"call system.rollback_to_snapshot('{table}', {snapshot})")

    @property
    def broker(self) -> BrokerSettings:
        """How to reach the stack's Kafka."""
        return BrokerSettings(self.settings.kafka_bootstrap)

    def publish(
        self,
        contract: str,
        documents: Mapping[str, object],
        *,
        version: int,
        contract_version: int = 1,
    ) -> None:
        """Publish documents by key, past the producers' checks; a document of None withdraws."""
        headers = {
            "contract": contract,
            "contract_version": str(contract_version),
            "source_file": "test",
            "record_number": "1",
            "document_version": str(version),
        }
        encoded = [(name, text.encode()) for name, text in headers.items()]
        topic = f"raw-{contract.replace('_', '')}"
        with kafka.connect(self.broker).publisher() as publisher:
            for key, document in documents.items():
                value = None if document is None else json.dumps(document).encode()
                publisher.send(topic, key.encode(), value, encoded)
            publisher.flush()

    def mart_hashes(self) -> dict[str, str]:
        """Hash every mart's rows, independent of their order."""
        hashes, marts = {}, f"{self.settings.lake_catalog}.marts"
        for (mart,) in self.rows(f"show tables from {marts}"):
            columns = [f'"{row[0]}"' for row in self.rows(f'describe {marts}."{mart}"')]
            checksum = self.value(
                f'select checksum(row({", ".join(columns)})) from {marts}."{mart}"'
            )
            hashes[mart] = bytes(checksum).hex()
        return hashes

    def export_hashes(self) -> dict[str, str]:
        """Hash every published file."""
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.out.glob("*.parquet"))
        }
