"""Named points of a commit at which a landing process stops itself.

They are wrapped around the narrow interfaces of the landing (store, reader, registration) in the
process that is to be stopped; the landing itself knows nothing of them.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from ingestion.broker import BrokerSettings, connect
from ingestion.landing.storage.webhdfs import WebHdfsStore
from ingestion.spark import TablePartition

# The order of a commit. `read` has no "before": nothing has happened yet.
_STEPS = (
    "staging rows",
    "staging dead letters",
    "staging the commit record",
    "claiming the range",
    "publishing rows",
    "publishing dead letters",
    "staging a checkpoint",
    "publishing a checkpoint",
    "noting the position",
    "registering partitions",
)
FAILPOINTS = (
    "after reading",
    *(f"{moment} {step}" for step in _STEPS for moment in ("before", "after")),
)
# At these the range is not claimed: whoever takes over lands it first.
UNCLAIMED = FAILPOINTS[: FAILPOINTS.index("before claiming the range") + 1]


@dataclass(frozen=True, slots=True)
class Trap:
    """Where a process stops itself.

    Attributes:
        failpoint: One of `FAILPOINTS`.
        occurrence: At which passing of it, from 1.
        signal: The signal it sends to itself.
    """

    failpoint: str
    occurrence: int
    signal: int


class Tripwire:
    """Counts passings of failpoints and springs the trap."""

    def __init__(self, trap: Trap) -> None:
        self._trap = trap
        self._passed = 0

    def hit(self, failpoint: str) -> None:
        """Pass a failpoint; at the trap's, the process stops."""
        self._passed += failpoint == self._trap.failpoint
        if failpoint == self._trap.failpoint and self._passed == self._trap.occurrence:
            os.kill(os.getpid(), self._trap.signal)

    def around(
        self, step: str, operation: Callable[..., Any], *arguments: Any, **named: Any
    ) -> Any:
        """Run one step of a commit between its two failpoints."""
        self.hit(f"before {step}")
        result = operation(*arguments, **named)
        self.hit(f"after {step}")
        return result

    def register(self, _: Collection[TablePartition]) -> None:
        """Stand for the registration of partitions."""
        self.around("registering partitions", lambda: None)


def lay(trap: Trap, broker: BrokerSettings) -> Tripwire:
    """Wrap the store and the reader of this process, which is about to land."""
    wire = Tripwire(trap)
    for name in ("put", "create", "rename"):
        if original := getattr(WebHdfsStore, name, None):
            setattr(WebHdfsStore, name, _store_operation(wire, name, original))
    broker_class: Any = type(connect(broker))
    make_reader = broker_class.reader

    def reader(*arguments: Any) -> Any:
        made = make_reader(*arguments)
        poll, note = made.poll, made.note_position

        def polled(seconds: float) -> Any:
            records = poll(seconds)
            if records:
                wire.hit("after reading")
            return records

        made.poll = polled
        made.note_position = functools.partial(wire.around, "noting the position", note)
        return made

    broker_class.reader = reader
    return wire


def _store_operation(wire: Tripwire, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def operation(store: object, *arguments: Any) -> Any:
        # A file is known by where it ends up.
        step = _step(name, arguments[1] if name == "rename" else arguments[0])
        return wire.around(step, original, store, *arguments)

    return operation


def _step(operation: str, path: str) -> str:
    """Return which step of a commit it is to write or rename a path."""
    if operation == "rename":
        if "/_commits/" in path:
            return "claiming the range"
        if "/_checkpoints/" in path:
            return "publishing a checkpoint"
        return "publishing dead letters" if "-dead-letters/" in path else "publishing rows"
    if path.endswith(".json"):
        return "staging a checkpoint" if "-checkpoint-" in path else "staging the commit record"
    return "staging dead letters" if ".dead-letters." in path else "staging rows"
