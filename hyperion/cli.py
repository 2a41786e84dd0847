"""The `hyperion` command: one group of subcommands, each wiring rooms together."""

import logging
import sys

import click

from compose.errors import StackError
from emr.errors import CloudError
from exports import ExportError
from hyperion import console
from hyperion.commands import (
    compact,
    demo,
    emr,
    lake,
    land,
    new_source,
    produce,
    query,
    replay,
    site,
    stack,
    verify,
)
from hyperion.context import UserError
from ingestion.errors import IngestionError
from website import SiteError

# Failures whose message is meant for the user: no traceback helps there.
EXPECTED_ERRORS = (StackError, IngestionError, ExportError, SiteError, CloudError, UserError)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hyperion")
def cli() -> None:
    """Run the Hyperion lakehouse: its servers, its data and its questions."""


for _command in (
    demo.demo,
    stack.up,
    stack.down,
    stack.reset,
    stack.status,
    stack.doctor,
    stack.logs,
    stack.info,
    produce.produce,
    land.land,
    verify.verify,
    replay.replay,
    compact.compact,
    compact.prune,
    lake.build,
    lake.export,
    lake.docs,
    site.site,
    query.query,
    new_source.new_source,
    emr.emr,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; expected failures become one message and exit code 1."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    # kafka-python warns of its own slow tasks, and of a topic that is still to be created.
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    try:
        cli()
    except EXPECTED_ERRORS as error:
        console.err.print("error:", style="red", end=" ")
        console.err.print(str(error))
        sys.exit(1)
