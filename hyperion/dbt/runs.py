"""Which runs of dbt wrote what the engines have now, whoever started them."""

from typing import Any

from compose.config import StackSettings
from hyperion.dbt.green import last_green
from hyperion.query import engines

_TIMEOUT_SECONDS = 300


def runs_on_spark(settings: StackSettings) -> dict[str, str]:
    """Return the runs that fixed the cut, or kept it, and that ended last.

    A run that did not end is found in the cut alone: every run that writes is noted there.
    """
    ops = f"{settings.schema_prefix}ops"
    rows = ask_spark(
        settings,
        f"select 'cut', max(invocation_id) from {ops}.build_cuts union all"
        f" select 'build', max_by(invocation_id, finished_at) from {ops}.builds"
        " where command <> 'test'",
    )
    return dict(rows)


def exported_on_trino(settings: StackSettings) -> dict[str, str]:
    """Return the run that wrote last, by export.

    Raises:
        UserError: There was no green build on Trino, or it does not answer.
    """
    last_green(settings, "trino")
    trino = engines.Trino(settings.host, settings.trino_port)
    runs = f"{settings.export_catalog}.{settings.schema_prefix}exports.export_runs"
    statement = f"select name, max_by(invocation_id, recorded_at) from {runs} group by name"
    with (
        engines.answering("trino"),
        trino.run(statement, write=False, timeout=_TIMEOUT_SECONDS) as answer,
    ):
        return dict(answer.rows)


def ask_spark(settings: StackSettings, statement: str) -> list[Any]:
    """Return the rows of a statement that only reads.

    Raises:
        UserError: It failed, or Spark does not answer.
    """
    spark = engines.Spark(settings.host, settings.spark_port)
    with (
        engines.answering("spark"),
        spark.run(statement, write=False, timeout=_TIMEOUT_SECONDS) as answer,
    ):
        return list(answer.rows)
