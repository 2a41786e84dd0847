"""Run one statement on Trino or Spark with a time-out, cancelling it when it is not wanted."""

import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import requests.exceptions
import sqlglot
import trino.exceptions
from pyhive.exc import Error as HiveError
from sqlglot import expressions
from TCLIService.ttypes import TOperationState
from thrift.Thrift import TException
from trino.dbapi import connect as trino_connect

from compose.config import WRITER
from compose.spark_client import spark_session
from hyperion.context import UserError

READER = "analyst"
ENGINE_ERRORS = (
    trino.exceptions.Error,
    requests.exceptions.RequestException,
    HiveError,
    TException,
    OSError,
)
# What a statement may be, on an engine that can't tell readers from writers.
READING = (expressions.Query, expressions.Describe, expressions.Show, expressions.Values)
READING_WORDS = ("show", "describe", "desc", "explain")

# For each of Spark's answers, however long the statement runs: it is asked again and again whether
# that has ended. It holds this answer back for up to 5 s, which no time-out may undercut.
_PATIENCE_SECONDS = 60.0
_LEAST_PATIENCE_SECONDS = 10.0


class QueryError(Exception):
    """The statement failed, took too long or may not run; the message says what to do."""


@contextmanager
def answering(engine: str) -> Iterator[None]:
    """Tell the user of what fails while an engine is asked, as one message with the next step.

    Args:
        engine: Its name.

    Raises:
        UserError: The statement failed, or the engine does not answer.
    """
    try:
        yield
    except QueryError as error:
        raise UserError(str(error)) from error
    except ENGINE_ERRORS as error:
        raise UserError(f"{engine} does not answer: {error}\nIs it up? hyperion status") from error


@dataclass(frozen=True)
class Answer:
    """A result: the columns' names and an iterator over the rows."""

    columns: list[str]
    rows: Iterator[tuple[Any, ...]]


class Engine(Protocol):
    """An engine that a statement can be run on."""

    def run(self, statement: str, *, write: bool, timeout: float) -> AbstractContextManager[Answer]:
        """Run a statement and give its answer; leaving the context cancels what is left of it."""


@dataclass(frozen=True)
class Trino:
    """Trino. It knows who may write: readers connect as another user."""

    host: str
    port: int

    @contextmanager
    def run(self, statement: str, *, write: bool, timeout: float) -> Iterator[Answer]:
        """Run a statement.

        Args:
            statement: One SQL statement.
            write: Whether it may change anything.
            timeout: Seconds.

        Raises:
            QueryError: It failed or took too long.
        """
        connection = trino_connect(  # type: ignore[no-untyped-call]
            host=self.host,
            port=self.port,
            user=WRITER if write else READER,
            catalog="lake",
            max_attempts=2,
            session_properties={"query_max_run_time": f"{timeout:.0f}s"},
        )
        cursor = connection.cursor()
        try:
            cursor.execute(statement)
            columns = [column[0] for column in cursor.description or []]
            yield Answer(columns, (tuple(row) for row in cursor))
        except trino.exceptions.TrinoQueryError as error:
            hint = _WRITE_HINT if error.error_name == "PERMISSION_DENIED" and not write else ""
            if error.error_name == "EXCEEDED_TIME_LIMIT":
                hint = "; see --timeout"
            raise QueryError(f"Trino: {error.message}{hint}") from error
        finally:
            cursor.cancel()
            connection.close()


@dataclass(frozen=True)
class Spark:
    """The Spark Thrift Server. It takes every user for a writer: statements are looked at first."""

    host: str
    port: int

    @contextmanager
    def run(self, statement: str, *, write: bool, timeout: float) -> Iterator[Answer]:
        """Run a statement.

        Args:
            statement: One SQL statement.
            write: Whether it may change anything.
            timeout: Seconds.

        Raises:
            QueryError: It failed, took too long, or would write without leave.
        """
        if not write:
            require_reading(statement)
        patience = min(timeout + _LEAST_PATIENCE_SECONDS, _PATIENCE_SECONDS)
        with spark_session(self.host, self.port, READER, patience) as cursor:
            try:
                cursor.execute(statement, async_=True)
                _wait(cursor, timeout)
                columns = [column[0] for column in cursor.description or []]
                yield Answer(columns, iter(cursor) if columns else iter(()))
            except HiveError as error:
                raise QueryError(f"Spark: {_hive_message(error)}") from error
            except TException:
                # A server that does not answer would not answer to this either.
                raise
            except BaseException:
                cursor.cancel()
                raise


_WRITE_HINT = "\nTo let a statement change something, add --write."


def require_reading(statement: str) -> None:
    """Refuse anything but one statement that only reads.

    Raises:
        QueryError: It writes, is several statements, or can't be understood.
    """
    if statement.split(maxsplit=1)[0].lower() in READING_WORDS and ";" not in statement:
        return
    try:
        parsed = sqlglot.parse(statement, dialect="spark")
    except sqlglot.errors.SqlglotError as error:
        raise QueryError(f"can't tell whether this only reads: {error}{_WRITE_HINT}") from error
    writing = any(
        tree is None or tree.find(expressions.DML, expressions.DDL) not in (None, tree)
        for tree in parsed
    )
    if len(parsed) != 1 or not isinstance(parsed[0], READING) or writing:
        raise QueryError(f"this statement does more than read.{_WRITE_HINT}")


def _wait(cursor: Any, timeout: float) -> None:
    pending = (TOperationState.INITIALIZED_STATE, TOperationState.RUNNING_STATE)
    deadline = time.monotonic() + timeout
    pause = 0.01
    while (state := cursor.poll()).operationState in (*pending, TOperationState.PENDING_STATE):
        if time.monotonic() > deadline:
            raise QueryError(f"Spark: still running after {timeout:.0f} s; see --timeout")
        time.sleep(pause)
        pause = min(pause * 2, 0.25)
    if state.operationState != TOperationState.FINISHED_STATE:
        raise QueryError(f"Spark: {_what_matters(state.errorMessage or 'the statement failed')}")


def _hive_message(error: HiveError) -> str:
    status = getattr(error.args[0], "status", None) if error.args else None
    return _what_matters(getattr(status, "errorMessage", None) or str(error))


def _what_matters(message: str) -> str:
    """Keep what a person needs of Spark's message: neither plan nor Java stack."""
    what = message.split("Error running query: ", 1)[-1].split("\nCaused by: ", 1)[0]
    return re.split(r"\n(?:'|\+- |\s+at )", what, maxsplit=1)[0].strip()
