"""`hyperion query`: SQL on either engine."""

import time

import click

from hyperion import console, context
from hyperion.query import engines
from hyperion.query.formats import show


@click.command(
    epilog='Example: hyperion query --format csv "select count(*) from lake.marts.films"'
)
@click.argument("statement", metavar="SQL")
@click.option(
    "--engine",
    type=click.Choice(["trino", "spark"]),
    default="trino",
    show_default=True,
    help="Trino reads lake.<schema>.<table>, Spark <schema>.<table>.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
)
@click.option("--write", is_flag=True, help="Let the statement change something.")
@click.option("--timeout", default=300.0, show_default=True, help="Seconds before it is cancelled.")
def query(statement: str, engine: str, style: str, write: bool, timeout: float) -> None:
    """Run one SQL statement and print its result. It may only read, unless --write is given."""
    config = context.settings()
    place: engines.Engine = engines.Trino(config.host, config.trino_port)
    if engine == "spark":
        place = engines.Spark(config.host, config.spark_port)
    text = statement.strip().rstrip(";").strip()
    if not text:
        raise context.UserError("the statement is empty")
    began = time.monotonic()
    with (
        engines.answering(engine),
        place.run(text, write=write, timeout=timeout) as answer,
    ):
        count = show(answer, style)
    if style == "table":
        console.err.print(f"{count} rows in {time.monotonic() - began:.1f} s")
