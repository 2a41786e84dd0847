"""Which build on Spark the exports show, and how far it read each topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from exports.errors import ExportError

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Ended(NamedTuple):
    """A dbt command that ended on Spark, as `ops.builds` has it."""

    invocation_id: str
    command: str
    is_green: bool
    finished_at: datetime


class Cut(NamedTuple):
    """A row of `ops.build_cuts`, which holds the cut that was fixed last and no other."""

    topic: str
    topic_id: str
    partition: int
    end_offset: int
    invocation_id: str


@dataclass(frozen=True)
class Build:
    """The dbt build on Spark that the exports show, and how far it read each topic.

    Attributes:
        invocation_id: dbt's id of the build.
        finished_at: When it finished, UTC.
        end_offsets: The first offset it did not read, by topic and partition. Of a topic that was
            deleted and made again, those of the newest one.
    """

    invocation_id: str
    finished_at: datetime
    end_offsets: dict[str, dict[int, int]]


def build_of(cuts: Sequence[Cut], ended: Sequence[Ended], began: Mapping[str, datetime]) -> Build:
    """Find the newest green build that read the cut.

    It need not be a full one: the cut after `--changed` is that smaller build's, and topics without
    news end where they ended before. It is later than the marts for topics whose models a selection
    given by hand left out, and for a topic of which the first news landed after `--changed` had
    asked for news and before the cut was fixed: those are built next time. A build that keeps an
    earlier one's cut has read that.

    Args:
        cuts: The cut.
        ended: What ended on Spark.
        began: When the first commit of a topic was made, by the topic's id.

    Raises:
        ExportError: The build that fixed the cut has not ended, or none that read it is green.
    """
    fixed_by = {cut.invocation_id for cut in cuts}
    fixed = [each.finished_at for each in ended if each.invocation_id in fixed_by]
    if not fixed:
        raise ExportError(
            "the newest build on Spark has not ended or was stopped; run: hyperion build"
        )
    readers = [
        each
        for each in ended
        if each.command == "build" and each.is_green and each.finished_at >= max(fixed)
    ]
    if not readers:
        raise ExportError("the newest build on Spark is not green; run: hyperion build")
    build = max(readers, key=lambda each: each.finished_at)
    return Build(build.invocation_id, build.finished_at.astimezone(UTC), _end_offsets(cuts, began))


def _end_offsets(cuts: Sequence[Cut], began: Mapping[str, datetime]) -> dict[str, dict[int, int]]:
    def age(cut: Cut) -> tuple[datetime, str]:
        return began.get(cut.topic_id, _BEFORE_ALL), cut.topic_id

    # An older topic of the name may have had more partitions, so it is left out whole.
    newest = {cut.topic: cut.topic_id for cut in sorted(cuts, key=age)}
    offsets: dict[str, dict[int, int]] = {}
    for cut in sorted(cuts):
        if cut.topic_id == newest[cut.topic]:
            offsets.setdefault(cut.topic, {})[cut.partition] = cut.end_offset
    return offsets
