"""The states of a run, and what follows what: a table, without any input or output."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Literal

from emr.clusters import ACTIVE


class Phase(StrEnum):
    """What a run does."""

    UPLOAD = "upload"
    CREATE = "create"
    WATCH = "watch"
    TERMINATE = "terminate"
    COLLECT = "collect"
    DONE = "done"


class Outcome(StrEnum):
    """How a phase ended."""

    WELL = "well"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


_P, _O = Phase, Outcome
# From the moment in which a cluster may exist every way leads through its end. `CREATE` that failed
# may have made one all the same: its answer can be lost. Proof is collected from S3, after the end.
TRANSITIONS: Mapping[tuple[Phase, Outcome], Phase] = {
    (_P.UPLOAD, _O.WELL): _P.CREATE,
    (_P.UPLOAD, _O.FAILED): _P.DONE,
    (_P.UPLOAD, _O.INTERRUPTED): _P.DONE,
    (_P.CREATE, _O.WELL): _P.WATCH,
    (_P.CREATE, _O.FAILED): _P.TERMINATE,
    (_P.CREATE, _O.INTERRUPTED): _P.TERMINATE,
    (_P.WATCH, _O.WELL): _P.TERMINATE,
    (_P.WATCH, _O.FAILED): _P.TERMINATE,
    (_P.WATCH, _O.INTERRUPTED): _P.TERMINATE,
    (_P.TERMINATE, _O.WELL): _P.COLLECT,
    (_P.TERMINATE, _O.FAILED): _P.DONE,
    (_P.TERMINATE, _O.INTERRUPTED): _P.TERMINATE,
    (_P.COLLECT, _O.WELL): _P.DONE,
    (_P.COLLECT, _O.FAILED): _P.DONE,
    (_P.COLLECT, _O.INTERRUPTED): _P.DONE,
}


def drive(perform: Callable[[Phase], Outcome], start: Phase = Phase.UPLOAD) -> None:
    """Go through the phases of a run.

    Args:
        perform: Does a phase, and never raises.
        start: The first phase.
    """
    phase = start
    while phase is not Phase.DONE:
        phase = TRANSITIONS[phase, perform(phase)]


def judge(cluster_state: str, step_states: Sequence[str]) -> Literal["going", "done", "failed"]:
    """Judge a run by what EMR says of its cluster and its steps."""
    if any(state in ("FAILED", "CANCELLED", "INTERRUPTED") for state in step_states):
        return "failed"
    if step_states and all(state == "COMPLETED" for state in step_states):
        return "done"
    return "going" if cluster_state in ACTIVE else "failed"
