"""The servers of this machine, for the commands that start, stop and watch them.

They are apart from the settings, since asking a server needs the client of each.
"""

from compose.install import install, installed
from compose.runner import Stack
from hyperion import console
from hyperion.context import UserError, settings


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
