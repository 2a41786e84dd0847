"""What `hyperion query` lets through and how it prints."""

from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from hyperion.cli import COMMANDS, cli
from hyperion.context import UserError
from hyperion.query.engines import (
    Answer,
    QueryError,
    Spark,
    Trino,
    _what_matters,
    answering,
    require_reading,
)
from hyperion.query.formats import show


@pytest.mark.parametrize(
    "statement",
    [
        "select 1",
        "with a as (select 1 as x) select * from a union all select 2",
        "values (1), (2)",
        "show tables in marts",
        "describe extended marts.films",
        "explain select * from marts.films",
        "select 'insert into t' as text -- delete",
    ],
)
def test_reading_is_let_through(statement: str) -> None:
    require_reading(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into t values (1)",
        "with a as (select 1) insert into t select * from a",
        "from a insert into t select *",
        "delete from t",
        "merge into t using s on t.a = s.a when matched then delete",
        "drop table t",
        "create table t as select 1",
        "alter table t add columns (a int)",
        "set spark.sql.ansi.enabled = false",
        "show tables; drop table t",
        "select 1; drop table t",
        "truncate table t",
        "-- harmless\ndrop table t",
        "call system.expire_snapshots('t')",
        "selekt 1",
    ],
)
def test_anything_else_needs_leave(statement: str) -> None:
    with pytest.raises(QueryError, match="--write"):
        require_reading(statement)


def test_csv_has_a_header_and_empty_nulls(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [(1, None, 'a "b", c'), (Decimal("2.50"), date(1995, 11, 22), [1, "x"])]
    assert show(Answer(["a", "b", "c"], iter(rows)), "csv") == 2
    assert capsys.readouterr().out == ('a,b,c\n1,,"a ""b"", c"\n2.50,1995-11-22,"[1, ""x""]"\n')


def test_json_is_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("Bo Peep", None, Decimal("0.10")), ("Müller", 3, b"\x00\xff")]
    assert show(Answer(["name", "n", "x"], iter(rows)), "json") == 2
    assert capsys.readouterr().out == (
        '{"name": "Bo Peep", "n": null, "x": "0.10"}\n{"name": "Müller", "n": 3, "x": "AP8="}\n'
    )


def test_sparks_plan_and_stack_are_left_out() -> None:
    message = (
        "org.apache.hive.service.cli.HiveSQLException: Error running query: [NOPE] no such table.\n"
        "Try another.\n'Project [*]\n+- 'UnresolvedRelation\n\nCaused by: something\n\tat a.b.c"
    )
    assert _what_matters(message) == "[NOPE] no such table.\nTry another."


@pytest.mark.parametrize("engine", [Spark("127.0.0.1", 1), Trino("127.0.0.1", 1)])
def test_an_engine_that_is_down_is_a_message_with_the_next_step(engine: Spark | Trino) -> None:
    with (
        pytest.raises(UserError, match=r"(?s)^it does not answer: .+\nIs it up\? hyperion status$"),
        answering("it"),
        engine.run("select 1", write=False, timeout=5),
    ):
        pass


def test_what_an_engine_says_of_a_statement_is_the_message() -> None:
    with (
        pytest.raises(UserError, match=r"^this statement does more than read\."),
        answering("spark"),
        Spark("127.0.0.1", 1).run("drop table t", write=False, timeout=5),
    ):
        pass


@pytest.mark.parametrize("engine", ["spark", "trino"])
def test_a_query_needs_its_engine(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"HYPERION_{engine.upper()}_PORT", "1")
    result = CliRunner().invoke(cli, ["query", "--engine", engine, "select 1"])
    assert isinstance(result.exception, UserError)
    assert str(result.exception).startswith(f"{engine} does not answer: ")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_helps_with_an_example(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert f"Example: hyperion {name}" in result.output
