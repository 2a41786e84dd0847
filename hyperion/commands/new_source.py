"""`hyperion new-source`: the files of a source that is still to be."""

import click

from compose.config import PROJECT_ROOT
from hyperion import console, context, scaffold


@click.command("new-source", epilog="Example: hyperion new-source reviews")
@click.argument("name")
@click.option(
    "--area",
    help="Subject area: the folder of its staging model, and who owns it.  [default: NAME]",
)
@click.option("--record", help="What one record is.  [default: NAME without its last s]")
@click.option(
    "--format",
    "style",
    type=click.Choice(list(scaffold.FORMATS)),
    default="jsonl",
    show_default=True,
    help="How it lands: jsonl for documents that people read, parquet for many rows.",
)
def new_source(name: str, area: str | None, record: str | None, style: str) -> None:
    """Write the files of a new source: contract, documents, dbt source, staging model and tests.

    NAME is the plural of what its records are, such as reviews. Nothing else has to be edited, and
    `make check` passes at once. Prints the files; refuses to overwrite any.
    """
    config = context.settings()
    staging = f"{config.lake_catalog}.{config.schema_prefix}staging"
    source = scaffold.NewSource.named(name, area, record, style)
    for path in scaffold.write(source, PROJECT_ROOT):
        console.out.print(str(path))
    console.err.print(
        f"""
Next, as docs/adding-a-source.md tells:
  1. put its documents in place of the examples, and its fields in place of theirs
  2. make check
  3. hyperion produce {source.topic}
  4. hyperion land {source.topic}
  5. hyperion build --select {source.model}
  6. hyperion query "select * from {staging}.{source.model}\""""
    )
