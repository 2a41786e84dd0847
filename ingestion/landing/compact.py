"""Compacting and pruning topics; see `compaction`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from ingestion.contracts import Contract, select
from ingestion.landing.checkpoints import Chains
from ingestion.landing.compaction import TARGET_BYTES, Compactor, SetLocations
from ingestion.landing.compactions import Compaction
from ingestion.landing.layout import RawLayout
from ingestion.landing.webhdfs import DEFAULT_PATIENCE_SECONDS, WebHdfsStore
from ingestion.landing.webhdfs_access import SIMPLE, WebHdfsAccess
from ingestion.spark import TablePartition

# Takes folders on HDFS by partition of a raw table.
Relocate = Callable[[Mapping[TablePartition, str]], None]
Say = Callable[[str], None]
GRACE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Lake:
    """Where compaction works.

    Attributes:
        webhdfs_url: The NameNode's HTTP address.
        relocate: Points partitions of raw tables at folders.
        raw_root: HDFS folder of the raw zone.
        patience: Seconds to ride out an HDFS that does not answer.
        target_bytes: Size that makes a new file complete.
        webhdfs_access: How to authenticate to HDFS, and whose certificates to trust.
    """

    webhdfs_url: str
    relocate: Relocate
    raw_root: str = "/raw"
    patience: float = DEFAULT_PATIENCE_SECONDS
    target_bytes: int = TARGET_BYTES
    webhdfs_access: WebHdfsAccess = SIMPLE

    def compactor(self, contract: Contract) -> Compactor:
        """Return a compactor for a topic.

        Raises:
            StoreUnavailableError: HDFS does not answer.
        """
        store = WebHdfsStore(
            self.webhdfs_url, patience_seconds=self.patience, access=self.webhdfs_access
        )
        store.probe()
        return Compactor(
            Chains(store, RawLayout(self.raw_root)),
            locations_of(contract, self.relocate),
            self.target_bytes,
        )


def locations_of(contract: Contract, relocate: Relocate) -> SetLocations:
    """Return what points the tables of a contract at the folders of compactions."""
    tables = {"rows": contract.table, "dead_letters": contract.dead_letter_table}

    def relocate_all(compactions: Sequence[Compaction]) -> None:
        if compactions:
            relocate(
                {
                    TablePartition(tables[each.kind], date.fromisoformat(each.dt)): each.location
                    for each in compactions
                }
            )

    return relocate_all


def compact(
    lake: Lake,
    topics: Sequence[str] | None = None,
    *,
    contracts: Mapping[str, Contract] | None = None,
    before: date | None = None,
    say: Say = print,
) -> list[Compaction]:
    """Rewrite the files of closed days into large ones and let the tables read these.

    Args:
        lake: Where.
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
        compactor = lake.compactor(contract)
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
    lake: Lake,
    topics: Sequence[str] | None = None,
    *,
    contracts: Mapping[str, Contract] | None = None,
    older_than: timedelta = GRACE,
) -> list[str]:
    """Delete the files that compactions replaced.

    Args:
        lake: Where.
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
    prune_one = partial(_prune, lake, older_than)
    return [path for contract in select(topics, contracts) for path in prune_one(contract)]


def _prune(lake: Lake, older_than: timedelta, contract: Contract) -> list[str]:
    return lake.compactor(contract).prune(contract.topic, older_than)
