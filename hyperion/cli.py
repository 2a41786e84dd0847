"""The `hyperion` command: one group of subcommands, each wiring rooms together."""

import logging
import sys

import click

from hyperion import console
from hyperion.lazy_group import LazyGroup

COMMANDS = {
    "demo": "hyperion.commands.demo:demo",
    "up": "hyperion.commands.stack:up",
    "down": "hyperion.commands.stack:down",
    "reset": "hyperion.commands.stack:reset",
    "status": "hyperion.commands.stack:status",
    "doctor": "hyperion.commands.stack:doctor",
    "logs": "hyperion.commands.stack:logs",
    "info": "hyperion.commands.stack:info",
    "produce": "hyperion.commands.produce:produce",
    "land": "hyperion.commands.land:land",
    "verify": "hyperion.commands.verify:verify",
    "replay": "hyperion.commands.replay:replay",
    "compact": "hyperion.commands.compact:compact",
    "prune": "hyperion.commands.compact:prune",
    "build": "hyperion.commands.lake:build",
    "export": "hyperion.commands.lake:export",
    "docs": "hyperion.commands.lake:docs",
    "site": "hyperion.commands.site:site",
    "query": "hyperion.commands.query:query",
    "new-source": "hyperion.commands.new_source:new_source",
    "emr": "hyperion.commands.emr:emr",
}


@click.group(
    cls=LazyGroup, places=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="hyperion")
def cli() -> None:
    """Run the Hyperion lakehouse: its servers, its data and its questions."""


def main() -> None:
    """Run the command line; expected failures become one message and exit code 1."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    # kafka-python warns of its own slow tasks, and of a topic that is still to be created.
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    try:
        cli()
    except Exception as error:
        if not isinstance(error, _expected_errors()):
            raise
        console.err.print("error:", style="red", end=" ")
        console.err.print(str(error))
        sys.exit(1)


def _expected_errors() -> tuple[type[Exception], ...]:
    """Return the failures whose message is meant for the user: no traceback helps there."""
    # With their rooms comes much else (pyarrow with `exports`), which only a failure should cost.
    from compose.errors import StackError
    from emr.errors import CloudError
    from exports import ExportError
    from hyperion.context import UserError
    from ingestion.errors import IngestionError
    from website import SiteError

    return (StackError, IngestionError, ExportError, SiteError, CloudError, UserError)
