"""One publication at a time: the second is refused, whichever stack or terminal it comes from."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exports.errors import ExportError


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Hold the lock of the folder that is published into.

    The lock is the kernel's: it ends with its process, and the file that stays means nothing.

    Args:
        out: That folder; it need not exist yet.

    Raises:
        ExportError: Another process publishes into it.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder: what does not belong in there is deleted.
    path = out.with_name(f".{out.name}.lock")
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ExportError(
                f"another `hyperion export` holds {path}; run again when that has ended"
            ) from error
        yield
