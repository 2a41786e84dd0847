"""Stacks of the tests, each on free ports and with a state folder of its own."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from compose.config import StackSettings
from compose.install import install
from compose.runner import Stack


@contextmanager
def running(
    tmp_path_factory: pytest.TempPathFactory, name: str, *servers: str, **changes: object
) -> Iterator[Stack]:
    """Start a stack, or some of its servers, and stop it at the end, however the tests end.

    Args:
        tmp_path_factory: Where its folder goes.
        name: The folder's name.
        servers: Which to start; all where none is named.
        changes: Settings other than the environment's, by the names of the fields.
    """
    folder = tmp_path_factory.mktemp(name)
    # One at a time: another process would install the same programs, or find the same ports free.
    with (folder.parent.parent / ".starting").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        settings = StackSettings.on_free_ports(folder).model_copy(update=changes)
        stack = Stack(settings, install(settings, _silent))
        stack.servers = [each for each in stack.servers if not servers or each.name in servers]
        try:
            stack.up(_silent)
            fcntl.flock(turn, fcntl.LOCK_UN)
            yield stack
        finally:
            stack.down(_silent)


def _silent(*_: object) -> None:
    return
