"""Writers on one partition, stopped, killed, delayed and restarted in any order.

The writers run the real code of landing. After every step a reader must see each record at most
once and no file that is not whole; when all is over, every record exactly once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Literal

import zstandard
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.commits.protocol import CommitLog, CommitLostError
from ingestion.landing.storage.layout import RawLayout
from ingestion.landing.storage.store import StoreError, StoreUnavailableError
from ingestion.verification import VerifyReport
from ingestion.verification.verifier import Verifier
from tests.model.interleavings import digest
from tests.model.steppers import FATES, Fate, Stepper
from tests.model.store import ModelStore
from tests.model.world import draw_names, offsets_in, produced, ready
from tests.unit.landing_helpers import SOURCE

LAYOUT = RawLayout("/raw")
WRITERS = 3
_SIZES = range(1, 6)
# What happens in the world between two turns of writers, and to the next change of one in its turn.
Event = Literal["nothing", "writer", "records", "late", "midnight"]
_EVENTS: tuple[Event, ...] = ("nothing", "writer", "writer", "records", "late", "midnight")
_FATES: tuple[Fate | None, ...] = ("done", "done", "done", *FATES, None)
_TABLE = "/raw/raw-things/dt="
# The last day on which the records' own day is open.
_BEGINNING = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _one_of(*kinds: Sequence[Any]) -> st.SearchStrategy[Any]:
    """Draw one value of each kind, all at once and evenly.

    Hypothesis takes its time for every draw, and prefers the smaller ones of many integers.
    """
    return st.binary(min_size=len(kinds), max_size=len(kinds)).map(
        lambda dice: tuple(kind[die % len(kind)] for kind, die in zip(kinds, dice, strict=True))
    )


class LandingModel(RuleBasedStateMachine):
    """The world of one partition.

    Attributes:
        log_class: The commit log under test.
        store_class: The store it works on.
        seen: Every interleaving explored so far, by digest.
    """

    log_class: ClassVar[type[CommitLog]] = CommitLog
    store_class: ClassVar[type[ModelStore]] = ModelStore
    seen: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.store = self.store_class()
        self.writers: list[Stepper] = []
        self.end = 0
        self.now = _BEGINNING
        self.checked = 0

    @initialize(world=_one_of(range(1, 13), range(256), _SIZES, _SIZES))
    def begin(self, world: tuple[int, int, int, int]) -> None:
        """Put records on the topic, and start two writers that commit so many offsets at once."""
        self.end, seed, *sizes = world
        draw_names(seed)
        for size in sizes:
            self._start(size)

    @rule(turn=_one_of(_EVENTS, range(WRITERS), range(16), _FATES, range(8), (False, True)))
    def turn(self, turn: tuple[Event, int, int, Fate | None, int, bool]) -> None:
        """Let something happen in the world, a writer go on, and its next change be disturbed."""
        event, which, steps, fate, after, arrives = turn
        self._happen(event, which)
        writer = self._writer(which)
        self._go_on(writer, steps)
        if fate != "done":
            self._go_to_change(writer)
            writer.step(fate)
        self._go_on(writer, after)
        if arrives and self.store.under_way:
            self.store.deliver(-1)

    def _happen(self, event: Event, number: int) -> None:
        if event == "records":
            self.end += 1 + number
        elif event == "midnight":
            self.now += timedelta(days=1)
        elif event == "late" and self.store.under_way:
            self.store.deliver(number)
        elif event == "writer" and len(self.writers) < WRITERS:
            self._start(_SIZES[number])
        self.check_readers()

    @invariant()
    def check_readers(self) -> None:
        """Check that readers see whole files, and no record twice."""
        if self.checked == self.store.changes:
            return
        self.checked = self.store.changes
        found = self.visible()
        once = set(found)
        assert len(once) == len(found), f"readers see twice: {Counter(found) - Counter(once)}"
        assert once.issubset(produced(0, self.end))

    def visible(self) -> list[int]:
        """Return the offsets that a reader of the table sees, reading every file whole."""
        found: list[int] = []
        for path, content in self.store.files.items():
            if path.startswith(_TABLE):
                try:
                    found += offsets_in(content)
                except zstandard.ZstdError as error:
                    raise AssertionError(f"readers see the torn {path}") from error
        return found

    def land(self, size: int) -> None:
        """Land what is on the topic: what one process does."""
        log = self.log_class(self.store, LAYOUT, "writer", now=lambda: self.now)
        at = log.open([SOURCE])[SOURCE].end
        while at < self.end:
            try:
                at = log.commit(ready(at, min(self.end, at + size))).end
            except CommitLostError:
                at = self.after_loss(log, at, size)

    def after_loss(self, log: CommitLog, at: int, size: int) -> int:  # noqa: ARG002
        """Return where to go on when another writer was first."""
        return log.open([SOURCE])[SOURCE].end

    def _start(self, size: int) -> None:
        self.writers.append(Stepper(lambda: self.land(size)))

    def _writer(self, which: int) -> Stepper:
        if not self.writers:
            self._start(_SIZES[0])
        return self.writers[which % len(self.writers)]

    def _go_on(self, writer: Stepper, steps: int) -> None:
        for _ in range(steps):
            writer.step()
            self.check_readers()
        self._part_with_finished()

    def _go_to_change(self, writer: Stepper) -> None:
        while not (writer.finished or writer.before_change):
            writer.step()
            self.check_readers()

    def _part_with_finished(self) -> None:
        for writer in [each for each in self.writers if each.finished]:
            self.writers.remove(writer)
            # A writer may give up when the store fails it, or tears a staged file that was
            # collected as garbage a day later; the others then land what it did not.
            if writer.failure and type(writer.failure) not in (StoreError, StoreUnavailableError):
                raise writer.failure

    def teardown(self) -> None:
        """Recover, let zombies and delayed operations loose, and compare with what was produced."""
        try:
            self._recover()
        finally:
            for writer in self.writers:
                writer.kill()

    def _recover(self) -> None:
        self.land(5)
        self.check_readers()
        for writer in self.writers:
            while not writer.finished:
                writer.step()
                self.check_readers()
        self._part_with_finished()
        while self.store.under_way:
            self.store.deliver(0)
            self.check_readers()
        self.land(3)
        assert sorted(self.visible()) == produced(0, self.end)
        report = VerifyReport()
        Verifier(self.store, LAYOUT, report, True, lambda _: None).verify_topic(
            SOURCE.topic, [], dict
        )
        assert report.ok, report.problems
        records = Chains(self.store, LAYOUT).read(SOURCE)
        assert (records[-1].end if records else 0) == self.end
        type(self).seen.add(digest(self.store.trace))
