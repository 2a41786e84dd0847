"""Whatever is killed, frozen or lost, everything lands once, and no reader sees half a file.

The same trials, many more of each, are run by `make faults`.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from compose.runner import Stack
from tests.faults.campaign import RAW_ROOT, Fault, Outcome, faults, run
from tests.faults.oracle import Landed
from tests.faults.read_back import read_with_spark
from tests.faults.subject import Subject

_STORM_SECONDS = 20.0
_PARALLEL = 3


@dataclass
class Suite:
    """Runs trials and remembers what was produced, for Spark to read it back."""

    stack: Stack
    folder: Path
    produced: Counter[Landed] = field(default_factory=Counter)
    formats: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.faults = {fault.name: fault for fault in faults(self.stack, _STORM_SECONDS)}

    def run(self, *wanted: Fault) -> None:
        """Run the short suite's number of trials of faults; every one has to be withstood."""
        outcomes: list[Outcome] = []
        run(
            self.stack,
            [(fault, fault.short) for fault in wanted],
            self.folder,
            outcomes.append,
            parallel=_PARALLEL,
            finished=self._remember,
        )
        failed = [outcome for outcome in outcomes if not outcome.ok]
        assert not failed, "\n".join(map(str, failed))
        assert len(outcomes) == sum(fault.short for fault in wanted)
        assert all(outcome.produced and outcome.files for outcome in outcomes)

    def _remember(self, subject: Subject) -> None:
        if subject.world.raw_root == RAW_ROOT:
            with self._lock:
                self.produced.update(subject.produced)
                self.formats.update(path.rpartition(".")[2] for path in subject.watcher.sha256)


@pytest.fixture(scope="module")
def suite(light_stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Suite:
    """Give a suite on servers that may be killed."""
    return Suite(light_stack, tmp_path_factory.mktemp("faults"))


def test_a_landing_killed_at_any_step_of_a_commit(suite: Suite) -> None:
    suite.run(
        *(f for f in suite.faults.values() if f.name.startswith(("kill before", "kill after")))
    )


def test_a_landing_killed_at_random_times(suite: Suite) -> None:
    suite.run(suite.faults["kill at random"])


def test_frozen_landings_that_wake_up_after_another_one_took_over(suite: Suite) -> None:
    suite.run(suite.faults["zombie"])


@pytest.mark.parametrize(
    "name",
    [
        "two writers",
        "lost reply to RENAME",
        "lost reply to CREATE",
        "quota exceeded",
        "rebalance storm",
        "kill NameNode",
        "kill DataNode",
        "kill broker",
    ],
)
def test_a_landing_under_a_fault_around_it(suite: Suite, name: str) -> None:
    suite.run(suite.faults[name])


def test_spark_reads_back_what_was_produced(suite: Suite, tmp_path: Path) -> None:
    suite.run(suite.faults["two writers"])
    patterns = {"parquet": "parquet", "zst": "json"}
    files = {
        spark: f"{RAW_ROOT}/raw-things-*/dt=*/*.{suffix}"
        for suffix, spark in patterns.items()
        if suffix in suite.formats
    }
    assert files
    found = read_with_spark(suite.stack, files, tmp_path)
    lost, doubled = suite.produced - found, found - suite.produced
    # Counted, not compared: of so many rows pytest would print a hundred megabytes.
    assert (lost.total(), doubled.total()) == (0, 0)
