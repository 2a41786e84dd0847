"""Put a finished folder in the place of the one that is served."""

import ctypes
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from website.errors import SiteError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def staging(served: Path) -> Iterator[Path]:
    """Give a folder beside the served one to build in; it takes that one's place at the end.

    After an error the served folder is as it was. What a killed run left is deleted by the next.

    Args:
        served: The folder that is served; it need not exist yet.

    Yields:
        Where to build; it does not exist yet.

    Raises:
        SiteError: Another process is building into the same place.
    """
    # A name of its own: the tools of a killed run may live on a little, and write into theirs.
    work = served.with_name(f".{served.name}.{os.getpid()}.new")
    with _alone(served):
        for left in served.parent.glob(f".{served.name}.*.new"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            yield work
            swap(work, served)
        finally:
            shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _alone(served: Path) -> Iterator[None]:
    served.parent.mkdir(parents=True, exist_ok=True)
    path = served.with_name(f".{served.name}.lock")
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SiteError(
                f"another `hyperion site build` holds {path}; run again when that has ended"
            ) from error
        yield


def swap(new: Path, old: Path) -> None:
    """Let a folder take another's place; that one takes the new one's, or goes.

    On Linux both names change in one step. Where the file system cannot do that, the old folder
    goes away first, and for an instant there is none.
    """
    if not old.exists():
        new.rename(old)
    elif not _exchange(new, old):
        aside = old.with_name(f".{old.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        old.rename(aside)
        new.rename(old)
        shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders; false if this system can't."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    done = renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
    return bool(done == 0)
