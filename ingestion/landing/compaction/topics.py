"""Compacting and pruning the days of topics, and telling Spark where each day lies then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from ingestion.contracts import Contract, select
from ingestion.landing.compaction.compactor import Compactor, SetLocations
from ingestion.landing.compaction.records import Compaction
from ingestion.landing.raw_zone import RawZone
from ingestion.spark import TablePartition

# Takes folders on HDFS by partition of a raw table.
Relocate = Callable[[Mapping[TablePartition, str]], None]
Say = Callable[[str], None]
GRACE = timedelta(hours=24)


def locations_of(contract: Contract, relocate: Relocate) -> SetLocations:
    """Return what points the tables of a contract at the folders of compactions."""

    def relocate_all(compactions: Sequence[Compaction]) -> None:
        if compactions:
            relocate({_partition(contract, each): each.location for each in compactions})

    return relocate_all


def _partition(contract: Contract, compaction: Compaction) -> TablePartition:
    return TablePartition(contract.tables[compaction.kind], date.fromisoformat(compaction.dt))


def compact(
    zone: RawZone,
    relocate: Relocate,
    topics: Sequence[str] | None = None,
    *,
    contracts: Mapping[str, Contract] | None = None,
    before: date | None = None,
    say: Say = print,
) -> list[Compaction]:
    """Rewrite the files of closed days into large ones and let the tables read these.

    Args:
        zone: The landed files.
        relocate: Points partitions of raw tables at folders.
        topics: Topics to compact; all that have a contract by default.
        contracts: Contracts by topic; the project's own by default.
        before: Only days before this one; all closed ones by default.
        say: Told of each day.

    Returns:
        What was compacted.

    Raises:
        CorruptionError: A file is not what its record says.
        SparkError: Spark does not answer; run the command again when it does.
        StoreUnavailableError: HDFS does not answer.
    """
    done = []
    for contract in select(topics, contracts):
        compactor = Compactor(zone.chains(), locations_of(contract, relocate))
        compactor.apply(contract.topic)
        for plan in compactor.plan(contract.topic, before):
            compaction = compactor.compact(contract.topic, plan)
            if compaction:
                done.append(compaction)
                say(
                    f"{contract.topic} {compaction.dt} {compaction.kind}: "
                    f"{len(compaction.replaced):,} files into {len(compaction.files):,}"
                )
    return done


def prune(
    zone: RawZone,
    relocate: Relocate,
    topics: Sequence[str] | None = None,
    *,
    contracts: Mapping[str, Contract] | None = None,
    older_than: timedelta = GRACE,
) -> list[str]:
    """Delete the files that compactions replaced.

    Args:
        zone: The landed files.
        relocate: Points partitions of raw tables at folders.
        topics: Topics to prune; all that have a contract by default.
        contracts: Contracts by topic; the project's own by default.
        older_than: Age that a compaction must have: queries that began before it are over.

    Returns:
        The deleted files.

    Raises:
        CorruptionError: The new files are not what their record says.
        SparkError: Spark does not answer, so that it might still read the old files.
        StoreUnavailableError: HDFS does not answer.
    """
    deleted = []
    for contract in select(topics, contracts):
        compactor = Compactor(zone.chains(), locations_of(contract, relocate))
        deleted += compactor.prune(contract.topic, older_than)
    return deleted
