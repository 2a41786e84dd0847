"""What the commit protocol needs of a file system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ingestion.errors import IngestionError

# Landing does not copy a file once more to send it.
FileData = bytes | memoryview


class StoreError(IngestionError):
    """The file system refused an operation."""


class StoreUnavailableError(StoreError):
    """The file system did not answer, or could not serve, for longer than we wait."""


class NotFoundError(StoreError):
    """A path does not exist."""


class AlreadyExistsError(StoreError):
    """The destination of a rename exists."""


@dataclass(frozen=True, slots=True)
class FileStatus:
    """One entry of a folder.

    Attributes:
        name: Last part of the path.
        length: Bytes; 0 for a folder.
        modified_ms: When it was last modified, epoch milliseconds.
        is_folder: Whether it is a folder.
        children: Number of entries in it; 0 for a file.
    """

    name: str
    length: int
    modified_ms: int
    is_folder: bool
    children: int = 0


class FolderSummary(NamedTuple):
    """What lies below a folder, however deep: number of files, and their bytes."""

    files: int
    bytes: int


class Store(Protocol):
    """A file system on which renaming without overwriting is atomic.

    Paths are absolute. Operations are repeated inside until they succeed, fail for good, or the
    store's patience is over (`StoreUnavailableError`). So a rename may have happened although its
    reply was lost: after `NotFoundError` or `AlreadyExistsError` look at the destination.
    """

    def create(self, path: str, data: FileData) -> None:
        """Write a whole file that must not exist; missing folders are made.

        Raises:
            AlreadyExistsError: It does: perhaps made by this very call, whose reply was lost, and
                perhaps not whole. Write under another name then.
        """

    def put(self, path: str, data: FileData) -> None:
        """Write a whole file, replacing it; missing folders are made.

        A request that was given up may still arrive and replace what came later, so nothing that
        has to be whole is written this way.
        """

    def read(self, path: str) -> bytes:
        """Return a whole file."""

    def read_tail(self, path: str, count: int, length: int) -> bytes:
        """Return the last `count` bytes of a file of the given length."""

    def status(self, path: str) -> FileStatus | None:
        """Return a file's status, or None when there is none."""

    def list(self, path: str, after: str = "") -> list[FileStatus]:
        """Return a folder's entries by name, those after a name; a missing folder has none."""

    def summary(self, path: str) -> FolderSummary:
        """Sum up what lies below a folder; nothing lies below a missing one."""

    def make_folder(self, path: str) -> None:
        """Make a folder and its parents, unless they exist."""

    def rename(self, source: str, destination: str) -> None:
        """Rename a file, never over an existing one; the destination's folder must exist."""

    def delete(self, path: str) -> None:
        """Delete a file, if it exists."""


def move(store: Store, source: str, destination: str) -> None:
    """Rename a file, never over an existing one; a missing folder is made.

    Raises:
        NotFoundError: The source is missing; after a lost reply it may be at the destination.
        AlreadyExistsError: Something is at the destination.
    """
    try:
        store.rename(source, destination)
    except NotFoundError:
        # A folder that is there costs no request: most are, and every commit moves a file or two.
        store.make_folder(destination.rpartition("/")[0])
        store.rename(source, destination)
