"""What a replay did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

ROW = "(row)"


@dataclass(slots=True)
class ReplayCount:
    """Records of one reason.

    Attributes:
        selected: Records that were asked for.
        copies: Of these, copies that an earlier replay sent: never sent again, their origin is.
        replayed_before: Of these, records that an earlier replay sent.
        to_send: The rest, which this replay sends.
    """

    selected: int = 0
    copies: int = 0
    replayed_before: int = 0
    to_send: int = 0


@dataclass(slots=True)
class ReplayReport:
    """What a replay did.

    Attributes:
        topic: The topic.
        counts: Records by reason; rows have the reason `(row)`.
        number: Number of the replay in the ledger; None when there was nothing to send.
        sent: Records that this process sent.
        finished: Numbers of interrupted replays that this process finished.
    """

    topic: str
    counts: dict[str, ReplayCount] = field(default_factory=lambda: defaultdict(ReplayCount))
    number: int | None = None
    sent: int = 0
    finished: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReplayProgress:
    """How far a replay is.

    Attributes:
        topic: The topic.
        step: `claimed` when the ledger says what will be sent, `sent` before and `committed` after
            a transaction is committed.
        done: Records on the topic for good.
        total: Records of the replay.
    """

    topic: str
    step: Literal["claimed", "sent", "committed"]
    done: int
    total: int


ReplayProgressCallback = Callable[[ReplayProgress], None]
