"""HDFS over WebHDFS as a store."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import urlsplit

from hdfs.client import Client, _Request
from hdfs.util import HdfsError

from ingestion.landing.storage.store import (
    AlreadyExistsError,
    FileData,
    FileStatus,
    FolderSummary,
    NotFoundError,
    StoreUnavailableError,
)
from ingestion.landing.storage.webhdfs_access import SIMPLE, WebHdfsAccess
from ingestion.landing.storage.webhdfs_errors import NEXT_STEP, PassingError, translated

_logger = logging.getLogger(__name__)
# A refusal's page of HTML, which tells less than the error that follows.
logging.getLogger("hdfs.client").setLevel(logging.CRITICAL)
_T = TypeVar("_T")

DEFAULT_PATIENCE_SECONDS = 120.0
_CONNECT_SECONDS, _READ_SECONDS = 5.0, 60.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 5.0


class _Client(Client):  # type: ignore[misc]
    """The WebHDFS client, with the rename that never overwrites and tells why it failed.

    A rename without options answers `false` for a missing source, a missing parent and an existing
    destination alike, and moves *into* an existing folder. With `renameoptions=NONE` it is a
    compare-and-swap: 403 when the destination exists, 404 when the source does not.
    """

    # The library names an operation after the attribute, and without the underscore.
    _list_status_after = _Request("GET").to_method("LISTSTATUS_BATCH")

    def list_after(self, path: str, name: str) -> Iterator[dict[str, Any]]:
        """Yield a folder's entries after a name, asking for as many at once as the server gives."""
        left = 1
        while left:
            answer = self._list_status_after(path, startAfter=name).json()["DirectoryListing"]
            entries = answer["partialListing"]["FileStatuses"]["FileStatus"]
            yield from entries
            left = answer["remainingEntries"] if entries else 0
            name = entries[-1]["pathSuffix"] if entries else name

    def rename_exclusively(self, source: str, destination: str) -> None:
        self._rename(source, destination=destination, renameoptions="NONE")


class WebHdfsStore:
    """A store on HDFS.

    Args:
        url: The NameNode's HTTP address, such as `http://127.0.0.1:9870`; several with `;` between.
        patience_seconds: How long to try again while HDFS does not answer or is in safe mode.
        access: How to authenticate, and whose certificates to trust.
    """

    def __init__(
        self,
        url: str,
        patience_seconds: float = DEFAULT_PATIENCE_SECONDS,
        access: WebHdfsAccess = SIMPLE,
    ) -> None:
        self.url = url
        self.patience_seconds = patience_seconds
        timeout = (_CONNECT_SECONDS, _READ_SECONDS)
        self._client = _Client(url, timeout=timeout, session=access.session())

    def probe(self) -> None:
        """Check that a NameNode listens, without patience.

        Raises:
            StoreUnavailableError: No NameNode accepts a connection.
        """
        refusals = []
        for url in self.url.split(";"):
            parts = urlsplit(url)
            address = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
            try:
                with socket.create_connection(address, _CONNECT_SECONDS):
                    return
            except OSError as error:
                refusals.append(f"{url}: {error}")
        raise StoreUnavailableError(
            f"HDFS does not accept connections ({', '.join(refusals)}).", NEXT_STEP
        )

    def create(self, path: str, data: FileData) -> None:
        """Write a whole file that must not exist; missing folders are made."""
        self._try(path, lambda: self._create(path, data))

    def _create(self, path: str, data: FileData) -> None:
        try:
            self._client.write(path, data=data, overwrite=False)
        except HdfsError as error:
            # The file is there and still being written: by us, when the reply was lost. To wait
            # for that writer's lease could take an hour.
            if error.exception == "AlreadyBeingCreatedException":
                raise AlreadyExistsError(f"HDFS is still writing {path}: {error}.") from error
            raise

    def put(self, path: str, data: FileData) -> None:
        """Write a whole file, replacing it; missing folders are made."""
        self._try(path, lambda: self._client.write(path, data=data, overwrite=True))

    def read(self, path: str) -> bytes:
        """Return a whole file."""
        return self._try(path, lambda: self._read(path))

    def read_tail(self, path: str, count: int, length: int) -> bytes:
        """Return the last `count` bytes of a file of the given length."""
        return self._try(path, lambda: self._read(path, offset=max(0, length - count)))

    def _read(self, path: str, offset: int = 0) -> bytes:
        with self._client.read(path, offset=offset) as reader:
            return bytes(reader.read())

    def status(self, path: str) -> FileStatus | None:
        """Return a file's status, or None when there is none."""
        try:
            found = self._try(path, lambda: self._client.status(path))
        except NotFoundError:
            return None
        return _status(path.rpartition("/")[2], found)

    def list(self, path: str, after: str = "") -> list[FileStatus]:
        """Return a folder's entries by name, those after a name; a missing folder has none."""
        try:
            entries = self._try(path, lambda: list(self._client.list_after(path, after)))
        except NotFoundError:
            return []
        return sorted(
            (_status(entry["pathSuffix"], entry) for entry in entries), key=lambda entry: entry.name
        )

    def summary(self, path: str) -> FolderSummary:
        """Sum up what lies below a folder; nothing lies below a missing one."""
        try:
            found = self._try(path, lambda: self._client.content(path))
        except NotFoundError:
            return FolderSummary(0, 0)
        return FolderSummary(int(found["fileCount"]), int(found["length"]))

    def make_folder(self, path: str) -> None:
        """Make a folder and its parents, unless they exist."""
        self._try(path, lambda: self._client.makedirs(path))

    def rename(self, source: str, destination: str) -> None:
        """Rename a file, never over an existing one; the destination's folder must exist."""
        self._try(destination, lambda: self._client.rename_exclusively(source, destination))

    def delete(self, path: str) -> None:
        """Delete a file, if it exists."""
        self._try(path, lambda: self._client.delete(path))

    def _try(self, path: str, operation: Callable[[], _T]) -> _T:
        """Run an operation, again while the failure is a passing one and patience lasts."""
        deadline = time.monotonic() + self.patience_seconds
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                with translated(path):
                    return operation()
            except PassingError as error:
                if time.monotonic() + pause > deadline:
                    raise StoreUnavailableError(
                        f"HDFS at {self.url} could not serve {path} "
                        f"for {self.patience_seconds:.0f} s: {error}.",
                        NEXT_STEP,
                    ) from error
                _logger.warning("HDFS could not serve %s, trying again: %s", path, error)
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def _status(name: str, found: dict[str, Any]) -> FileStatus:
    return FileStatus(
        name=name,
        length=int(found["length"]),
        modified_ms=int(found["modificationTime"]),
        is_folder=found["type"] == "DIRECTORY",
        children=int(found.get("childrenNum", 0)),
    )
