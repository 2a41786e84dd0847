"""A store on which operations are delayed, repeated and torn, as on WebHDFS."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from ingestion.landing.storage.store import (
    FileData,
    FileStatus,
    FolderSummary,
    StoreUnavailableError,
)
from tests.model.steppers import next_fate, stepping
from tests.unit.landing_helpers import MemoryStore

_T = TypeVar("_T")


class ModelStore(MemoryStore):
    """A memory store whose every operation has a fate.

    Attributes:
        under_way: Operations that the server will still do, although nobody waits for them.
        trace: Every operation that happened, in order.
        changes: How often something was changed, or tried to be.
    """

    def __init__(self) -> None:
        super().__init__()
        self.under_way: list[Callable[[], object]] = []
        self.trace: list[str] = []
        self.changes = 0

    def _change(self, name: str, act: Callable[[], _T]) -> _T:
        fate = next_fate(change=True)
        self.trace.append(f"{name} {fate}")
        self.changes += 1
        if fate in ("later_too", "later_unheard"):
            self.under_way.append(act)
        else:
            result = act()
        if fate in ("done_unheard", "later_unheard"):
            raise StoreUnavailableError(name)
        # After a lost reply the client tries again; it is told of that second try alone.
        return result if fate == "done" else act()

    def _look(self, name: str, act: Callable[[], _T]) -> _T:
        if stepping():
            next_fate(change=False)
            self.trace.append(name)
        return act()

    def create(self, path: str, data: FileData) -> None:
        """Begin a file, then complete it; others see it half-written in between."""
        half: list[bytes] = []

        def begin() -> None:
            half[:] = [b"half " + data[: len(data) // 2]]
            parent_create(path, half[0])

        parent_create = super().create
        self._change(f"begin {path}", begin)
        mine = half[0]
        self._change(f"complete {path}", lambda: self._complete(mine, data))

    def _complete(self, half: bytes, data: FileData) -> None:
        """Complete the file that was begun, wherever it is by now; HDFS follows renames too."""
        for path, content in self.files.items():
            if content is half:
                self.files[path] = bytes(data)
                return

    def rename(self, source: str, destination: str) -> None:
        """Rename."""
        parent_rename = super().rename
        self._change(f"rename {destination}", lambda: parent_rename(source, destination))

    def delete(self, path: str) -> None:
        """Delete."""
        parent_delete = super().delete
        self._change(f"delete {path}", lambda: parent_delete(path))

    def read(self, path: str) -> bytes:
        """Read."""
        parent_read = super().read
        return self._look(f"read {path}", lambda: parent_read(path))

    def status(self, path: str) -> FileStatus | None:
        """Look at a file."""
        parent_status = super().status
        return self._look(f"status {path}", lambda: parent_status(path))

    def list(self, path: str, after: str = "") -> list[FileStatus]:
        """List a folder."""
        parent_list = super().list
        return self._look(f"list {path}", lambda: parent_list(path, after))

    def summary(self, path: str) -> FolderSummary:
        """Sum up a folder."""
        parent_summary = super().summary
        return self._look(f"summary {path}", lambda: parent_summary(path))

    def deliver(self, index: int) -> None:
        """Let an operation that is still under way happen; its failure is nobody's business."""
        act = self.under_way.pop(index % len(self.under_way))
        self.trace.append("late")
        self.changes += 1
        with suppress(Exception):
            act()
