"""Thousands of interleavings of writers, kills, zombies and lost replies; and bugs they find."""

from __future__ import annotations

from dataclasses import dataclass
from unittest.mock import patch

import pytest

from ingestion.errors import IngestionError
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.commits.ready import ReadyRange
from ingestion.landing.commits.records import CommitRecord, parse_record
from ingestion.landing.commits.recovery import Recovery
from ingestion.landing.storage.store import FileData
from tests.model.explore import explore
from tests.model.machine import LandingModel
from tests.model.store import ModelStore
from tests.unit.landing_helpers import MemoryStore

INTERLEAVINGS = 1000
# Readers saw it, or the next writer did; a bug with several symptoms shows as a group of them.
FOUND = (AssertionError, IngestionError, ExceptionGroup)


def test_every_record_is_seen_once_however_writers_interleave() -> None:
    model = planted(seen=set())
    explore(model, INTERLEAVINGS)
    assert len(model.seen) > INTERLEAVINGS / 2


class EndInName(ModelStore):
    """Commits of different ends do not get in each other's way, as if the name held the end."""

    def rename(self, source: str, destination: str) -> None:
        """Rename."""
        if "/_commits/" in destination and {source, destination} <= self.files.keys():
            mine, theirs = (parse_record(self.files[p], p) for p in (source, destination))
            if mine.end != theirs.end:
                destination = f"{destination}-{mine.end}"
        super().rename(source, destination)


class Overwrites(ModelStore):
    """A rename replaces what is there."""

    def rename(self, source: str, destination: str) -> None:
        """Rename."""
        if source in self.files:
            self.files.pop(destination, None)
        super().rename(source, destination)


class StagesOver(ModelStore):
    """A file is staged over what is there, so that a late request can tear it."""

    def create(self, path: str, data: FileData) -> None:
        """Write."""
        self._change(f"begin {path}", lambda: MemoryStore.put(self, path, b"torn"))
        self._change(f"complete {path}", lambda: MemoryStore.put(self, path, data))


@dataclass(frozen=True, slots=True)
class PublishesFirst(CommitLog):
    """Files are published before the range is claimed."""

    def commit(self, ready: ReadyRange) -> CommitRecord:
        """Land a range."""
        record = self._stage(ready)
        self.publish(record)
        return self._claim(record)


@dataclass(frozen=True, slots=True)
class TakesSilenceForLoss(CommitLog):
    """A claim whose reply was lost counts as lost."""

    def _owner(self, path: str) -> str:
        return f"nobody at {path}"


class GoesOnAfterLoss(LandingModel):
    """A writer that lost goes on after its own range instead of the winner's."""

    def after_loss(self, log: CommitLog, at: int, size: int) -> int:
        """Go on."""
        log.known.clear()
        return min(self.end, at + size)


def planted(**parts: object) -> type[LandingModel]:
    """Return the model with a part replaced by one with a bug."""
    return type("Planted", (LandingModel,), parts)


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(planted(store_class=EndInName), id="end offset in the commit name"),
        pytest.param(planted(store_class=Overwrites), id="overwrite allowed on rename"),
        pytest.param(planted(store_class=StagesOver), id="staging over a file"),
        pytest.param(planted(log_class=PublishesFirst), id="publish before claim"),
        pytest.param(planted(log_class=TakesSilenceForLoss), id="claim not checked"),
        pytest.param(GoesOnAfterLoss, id="chain not read again after a loss"),
    ],
)
def test_a_planted_bug_is_found(model: type[LandingModel]) -> None:
    with pytest.raises(FOUND):
        explore(model, 3000, shrink=False)


def test_a_recovery_that_publishes_nothing_is_found() -> None:
    def forgets(self: Recovery, source: object) -> None:
        self._head(source)  # type: ignore[arg-type]

    with patch.object(Recovery, "finish", forgets), pytest.raises(FOUND):
        explore(planted(), 3000, shrink=False)
