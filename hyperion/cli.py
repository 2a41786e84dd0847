"""The `hyperion` command: one group of subcommands, each wiring rooms together."""

import sys

import click

from compose.errors import StackError
from hyperion import console
from hyperion.commands import query, stack
from hyperion.context import UserError

# Failures whose message is meant for the user: no traceback helps there.
EXPECTED_ERRORS = (StackError, UserError)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hyperion")
def cli() -> None:
    """Run the Hyperion lakehouse: its servers, its data and its questions."""


for _command in (
    stack.up,
    stack.down,
    stack.reset,
    stack.status,
    stack.doctor,
    stack.logs,
    stack.info,
    query.query,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; expected failures become one message and exit code 1."""
    try:
        cli()
    except EXPECTED_ERRORS as error:
        console.err.print(f"[red]error:[/red] {error}", markup=True)
        sys.exit(1)
