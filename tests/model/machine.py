"""Writers on one partition, stopped, killed, delayed and restarted in any order.

The writers run the real code of landing. After every step a reader must see each record at most
once and no file that is not whole; when all is over, every record exactly once.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import cache, lru_cache
from typing import ClassVar
from unittest.mock import patch

import orjson
import zstandard
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ingestion.landing import checkpoints
from ingestion.landing.buffer import RangeBuffer, ReadyRange
from ingestion.landing.checkpoints import Chains
from ingestion.landing.layout import RawLayout
from ingestion.landing.protocol import CommitLog, CommitLostError
from ingestion.landing.store import StoreError, StoreUnavailableError
from ingestion.verification import VerifyReport
from ingestion.verification.verifier import Verifier
from tests.model.steppers import FATES, Fate, Stepper
from tests.model.store import ModelStore
from tests.unit.landing_helpers import SOURCE, batch, contract, record

LAYOUT = RawLayout("/raw")
THINGS = contract("jsonl.zst")
WRITERS = 3
_GAP_EVERY = 5
_COMMITS_PER_CHECKPOINT = 2
DIGEST_BYTES = 16
_RANDOM = re.compile("[0-9a-f]{32}")


@cache
def ready(start: int, end: int) -> ReadyRange:
    """Return a range as landing makes it; every fifth offset has no record."""
    buffer = RangeBuffer(SOURCE, THINGS, start)
    buffer.add(batch([record(offset) for offset in produced(start, end)]))
    buffer.skip(end)
    return buffer.ready()


def produced(start: int, end: int) -> list[int]:
    """Return the offsets that have a record."""
    return [offset for offset in range(start, end) if offset % _GAP_EVERY]


@lru_cache(maxsize=4096)
def offsets_in(content: bytes) -> tuple[int, ...]:
    """Read a landed file."""
    lines = zstandard.ZstdDecompressor().stream_reader(content).readall().splitlines()
    return tuple(orjson.loads(line)["offset"] for line in lines)


class LandingModel(RuleBasedStateMachine):
    """The world of one partition.

    Attributes:
        log_class: The commit log under test.
        store_class: The store it works on.
        seen: Every interleaving explored so far, by digest. Random names count as the same.
    """

    log_class: ClassVar[type[CommitLog]] = CommitLog
    store_class: ClassVar[type[ModelStore]] = ModelStore
    seen: ClassVar[set[bytes]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.store = self.store_class()
        self.writers: list[Stepper] = []
        self.end = 0
        self.patch = patch.object(checkpoints, "COMMITS_PER_CHECKPOINT", _COMMITS_PER_CHECKPOINT)
        self.patch.start()

    @initialize(count=st.integers(1, 12))
    def produce_first(self, count: int) -> None:
        """Put records on the topic before anybody lands."""
        self.end = count

    @rule(count=st.integers(1, 6))
    def produce(self, count: int) -> None:
        """Append records to the topic."""
        self.end += count

    @precondition(lambda self: len(self.writers) < WRITERS)
    @rule(size=st.integers(1, 5), steps=st.integers(0, 30))
    def start(self, size: int, steps: int) -> None:
        """Start a writer that commits so many offsets at once."""
        self.writers.append(Stepper(lambda: self.land(size)))
        self.step(len(self.writers) - 1, steps)

    @precondition(lambda self: self.writers)
    @rule(which=st.integers(0, WRITERS - 1), steps=st.integers(1, 12))
    def step(self, which: int, steps: int) -> None:
        """Let a writer do some operations."""
        writer = self._writer(which)
        for _ in range(steps):
            writer.step()
            self.check_readers()
        self._part_with_finished()

    @precondition(lambda self: self.writers)
    @rule(which=st.integers(0, WRITERS - 1), fate=st.sampled_from(FATES))
    def disturb(self, which: int, fate: Fate) -> None:
        """Let something happen to a writer's next operation."""
        self._writer(which).step(fate)
        self._part_with_finished()

    @precondition(lambda self: self.writers)
    @rule(which=st.integers(0, WRITERS - 1))
    def kill(self, which: int) -> None:
        """Kill a writer."""
        self._writer(which).kill()
        self._part_with_finished()

    @precondition(lambda self: self.store.under_way)
    @rule(index=st.integers(0, 5))
    def deliver(self, index: int) -> None:
        """Let a delayed operation happen."""
        self.store.deliver(index)

    @invariant()
    def check_readers(self) -> None:
        """Check that readers see whole files, and no record twice."""
        counts = Counter(self.visible())
        doubled = [offset for offset, count in counts.items() if count > 1]
        assert not doubled, f"readers see {doubled} twice"
        assert set(counts) <= set(produced(0, self.end))

    def visible(self) -> list[int]:
        """Return the offsets that a reader of the table sees, reading every file whole."""
        found: list[int] = []
        for path, content in list(self.store.files.items()):
            if path.startswith("/raw/raw-things/dt="):
                try:
                    found += offsets_in(content)
                except zstandard.ZstdError as error:
                    raise AssertionError(f"readers see the torn {path}") from error
        return found

    def land(self, size: int) -> None:
        """Land what is on the topic: what one process does."""
        log = self.log_class(self.store, LAYOUT, "writer")
        at = log.open([SOURCE])[SOURCE].end
        while at < self.end:
            try:
                at = log.commit(ready(at, min(self.end, at + size))).end
            except CommitLostError:
                at = self.after_loss(log, at, size)

    def after_loss(self, log: CommitLog, at: int, size: int) -> int:  # noqa: ARG002
        """Return where to go on when another writer was first."""
        return log.open([SOURCE])[SOURCE].end

    def _writer(self, which: int) -> Stepper:
        return self.writers[which % len(self.writers)]

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
            self.patch.stop()

    def _recover(self) -> None:
        self.land(3)
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
        type(self).seen.add(_digest(self.store.trace))


def _digest(trace: list[str]) -> bytes:
    """Return what tells interleavings apart: random names are numbered as they first come."""
    numbers: dict[str, str] = {}
    named = _RANDOM.sub(lambda m: numbers.setdefault(m[0], str(len(numbers))), "\n".join(trace))
    return hashlib.blake2b(named.encode(), digest_size=DIGEST_BYTES).digest()
