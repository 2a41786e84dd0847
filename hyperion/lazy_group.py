"""A group of commands that imports a command's module when that command is asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that knows its commands by where they are; its own help alone imports them all.

    Args:
        places: Module and attribute of each command, such as `hyperion.commands.lake:build`.
        rest: What any group takes.
    """

    def __init__(self, *, places: Mapping[str, str], **rest: Any) -> None:
        super().__init__(**rest)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of help."""
        return sorted({*super().list_commands(ctx), *self._places})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command, if there is one of that name."""
        # What was meant by a misspelt name click looks for among the commands that it has.
        for name in [cmd_name] if cmd_name in self._places else self._places:
            module, _, attribute = self._places[name].partition(":")
            self.add_command(getattr(import_module(module), attribute), name)
        return super().get_command(ctx, cmd_name)
