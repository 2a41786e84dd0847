"""The table of a run's states: whole, and safe by itself."""

import itertools

import pytest

from emr.machine import TRANSITIONS, Outcome, Phase, drive, judge

WORKING = [phase for phase in Phase if phase is not Phase.DONE]


def ways(phase: Phase, most: int = 8) -> list[list[Phase]]:
    """Return every way from a phase to the end, with at most so many phases."""
    if phase is Phase.DONE:
        return [[phase]]
    if most == 0:
        return []
    following = {TRANSITIONS[phase, outcome] for outcome in Outcome}
    return [[phase, *rest] for after in following for rest in ways(after, most - 1)]


def test_every_outcome_of_every_phase_leads_somewhere() -> None:
    assert set(TRANSITIONS) == set(itertools.product(WORKING, Outcome))


def test_every_way_from_a_possible_cluster_leads_through_its_end() -> None:
    for first in (Phase.CREATE, Phase.WATCH):
        found = ways(first)
        assert found
        assert all(Phase.TERMINATE in way for way in found)


def test_nothing_is_created_after_a_failed_upload() -> None:
    for outcome in (Outcome.FAILED, Outcome.INTERRUPTED):
        assert TRANSITIONS[Phase.UPLOAD, outcome] is Phase.DONE


def test_only_an_interrupted_end_is_begun_again() -> None:
    order = list(Phase)
    back = {
        (phase, outcome)
        for (phase, outcome), after in TRANSITIONS.items()
        if order.index(after) <= order.index(phase)
    }
    assert back == {(Phase.TERMINATE, Outcome.INTERRUPTED)}


def test_a_run_goes_through_its_phases_in_order() -> None:
    seen: list[Phase] = []

    def perform(phase: Phase) -> Outcome:
        seen.append(phase)
        return Outcome.WELL

    drive(perform)
    assert seen == WORKING


@pytest.mark.parametrize(
    ("cluster", "steps", "verdict"),
    [
        ("STARTING", ["PENDING", "PENDING"], "going"),
        ("RUNNING", ["COMPLETED", "RUNNING"], "going"),
        ("RUNNING", [], "going"),
        ("WAITING", ["COMPLETED", "COMPLETED"], "done"),
        ("TERMINATED", ["COMPLETED", "COMPLETED"], "done"),
        ("TERMINATING", ["COMPLETED", "RUNNING"], "failed"),
        ("TERMINATED_WITH_ERRORS", ["PENDING", "PENDING"], "failed"),
        ("RUNNING", ["FAILED", "PENDING"], "failed"),
        ("RUNNING", ["COMPLETED", "CANCELLED"], "failed"),
    ],
)
def test_a_run_is_judged_by_its_cluster_and_steps(
    cluster: str, steps: list[str], verdict: str
) -> None:
    assert judge(cluster, steps) == verdict
