"""What every command starts from: the settings and the stack they describe."""

from compose.config import StackSettings
from compose.install import install, installed
from compose.runner import Stack
from hyperion import console


class UserError(Exception):
    """Something the user can put right; the message says how."""


def settings() -> StackSettings:
    """Read the configuration from the environment."""
    return StackSettings()


def existing_stack() -> Stack:
    """Return the stack without installing anything.

    Raises:
        UserError: The servers' programs are not installed yet.
    """
    config = settings()
    programs = installed(config)
    if programs is None:
        raise UserError("the servers are not installed yet; run: hyperion up")
    return Stack(config, programs)


def installed_stack() -> Stack:
    """Return the stack, downloading the servers' programs first where they are missing."""
    config = settings()
    with console.downloads() as progress:
        return Stack(config, install(config, progress))
