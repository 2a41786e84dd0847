"""What the exports need of the lake: the runs that made them, and their files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests.exceptions
import trino.exceptions
from trino.dbapi import connect

from exports.errors import ExportError
from exports.files import Files
from exports.freshness import Build, Cut, Ended, build_of


@dataclass(frozen=True)
class Run:
    """The dbt run on Trino that wrote the exports.

    Attributes:
        invocation_id: dbt's id of the run.
        recorded_at: When it recorded its last export, UTC.
        locations: Each export's folder, by the export's name.
        rows: Each export's number of rows, by the export's name.
    """

    invocation_id: str
    recorded_at: datetime
    locations: dict[str, str]
    rows: dict[str, int]


@dataclass(frozen=True)
class Lake:
    """A Trino server and the files beside it.

    Attributes:
        trino_host: Trino's host.
        trino_port: Trino's port.
        files: Where its files are fetched from, by the scheme of their URIs.
        user: The user to read as.
        schema_prefix: What the environment puts before every schema's name.
        lake_catalog: Trino's name of the tables' catalog.
        export_catalog: Trino's name of the exports' catalog.
    """

    trino_host: str
    trino_port: int
    files: Mapping[str, Files]
    user: str = "analyst"
    schema_prefix: str = ""
    lake_catalog: str = "lake"
    export_catalog: str = "hive"

    def newest_run(self, names: list[str]) -> Run:
        """Find the newest run that wrote all of the exports.

        Raises:
            ExportError: There is none, or Trino does not answer.
        """
        rows = self._query(
            'select invocation_id, name, location, "rows", recorded_at'
            f" from {self.export_catalog}.{self.schema_prefix}exports.export_runs"
            " order by recorded_at"
        )
        runs: dict[str, Run] = {}
        for invocation_id, name, location, count, recorded_at in rows:
            moment = recorded_at.replace(tzinfo=UTC)
            run = runs.get(invocation_id) or Run(invocation_id, moment, {}, {})
            run.locations[name] = location
            run.rows[name] = count
            # By time: the last row of a run has its end.
            runs[invocation_id] = replace(run, recorded_at=moment)
        complete = [run for run in runs.values() if set(names) <= set(run.locations)]
        if not complete:
            raise ExportError(
                f"no run wrote all of {', '.join(names)}; run: dbt build --target trino"
            )
        return complete[-1]

    def newest_build(self) -> Build:
        """Find the newest green build on Spark, and how far it read each topic.

        Raises:
            ExportError: There is none, the newest one is not green or has not ended, or Trino does
                not answer.
        """
        schemas = f"{self.lake_catalog}.{self.schema_prefix}"
        # The cut last: that of a build which starts meanwhile is then one of none that ended.
        ended = self._query(
            f"select invocation_id, command, is_green, finished_at from {schemas}ops.builds"
        )
        cuts = self._query(
            'select topic, topic_id, "partition", end_offset, invocation_id'
            f" from {schemas}ops.build_cuts"
        )
        began = self._query(
            "select topic_id, min(committed_at)"
            f" from {schemas}staging.stg_landing__commits group by topic_id"
        )
        return build_of([Cut(*row) for row in cuts], [Ended(*row) for row in ended], dict(began))

    def download(self, location: str, into: Path) -> list[Path]:
        """Copy the files of an export's folder.

        Args:
            location: The folder's URI.
            into: An existing local folder.

        Raises:
            ExportError: The folder can't be read.
        """
        scheme = urlsplit(location).scheme
        if scheme not in self.files:
            raise ExportError(f"{location}: exports are fetched from {', '.join(self.files)} alone")
        return self.files[scheme].download(location, into)

    def _query(self, statement: str) -> list[tuple[Any, ...]]:
        connection = connect(  # type: ignore[no-untyped-call]
            host=self.trino_host, port=self.trino_port, user=self.user, max_attempts=2
        )
        try:
            cursor = connection.cursor()
            cursor.execute(statement)
            return [tuple(row) for row in cursor]
        except trino.exceptions.TrinoUserError as error:
            raise ExportError(
                f"Trino: {error.message}. Has anything been built? run: dbt build, "
                "then dbt build --target trino"
            ) from error
        except (trino.exceptions.Error, requests.exceptions.RequestException) as error:
            raise ExportError(f"Trino does not answer: {error}; see: hyperion status") from error
        finally:
            connection.close()
