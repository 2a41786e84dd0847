"""Mending what can be mended without guessing; everything else is left to `verify` to name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from ingestion.broker import BrokerSettings
from ingestion.contracts import Contract, select
from ingestion.errors import CorruptionError
from ingestion.landing.commits.chain import Chain
from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.commits.published import KINDS, list_published
from ingestion.landing.commits.records import CommitRecord, CommittedFile
from ingestion.landing.commits.recovery import Recovery
from ingestion.landing.compaction.records import Compactions
from ingestion.landing.compaction.topics import Relocate, locations_of
from ingestion.landing.raw_zone import RawZone
from ingestion.landing.registrar import RegisterPartitions
from ingestion.landing.storage.layout import Source, parse_day, parse_final
from ingestion.landing.storage.store import FileData, Store, move
from ingestion.spark import TablePartition
from ingestion.verification.reencode import LostError, Reencoder

Say = Callable[[str], None]
Reencode = Callable[[CommitRecord, CommittedFile], FileData]


def _without_kafka(*_: object) -> bytes:
    raise LostError("Kafka was not asked")


@dataclass(frozen=True, slots=True)
class Repairer:
    """Repairs topics; nothing is ever deleted, only moved.

    Args:
        chains: Reads the chains of commits.
        say: Told what was done, and what was refused and why.
        reencode: Returns the bytes of a committed file from the records on Kafka.
    """

    chains: Chains
    say: Say
    reencode: Reencode = _without_kafka

    @property
    def _store(self) -> Store:
        return self.chains.store

    def repair(self, topic: str) -> None:
        """Finish commits, write checkpoints anew, put files back, and strays aside.

        Args:
            topic: Kafka topic.

        Raises:
            StoreError: The file system failed; run it again.
        """
        sources = self.chains.sources(topic)
        records = {source: found for source in sources if (found := self._chain(source))}
        for source, found in records.items():
            self._mend_checkpoints(source, found)
            try:
                Recovery(self.chains).finish(source)
            except CorruptionError as error:
                self.say(f"not repaired: {error.message}")
        replaced = Compactions(self._store, self.chains.layout).replaced(topic)
        files = {
            file.final: (record, file)
            for chain in records.values()
            for record in chain
            for file in record.files
        }
        for record, file in files.values():
            if file.final in replaced or self._store.status(file.final) is not None:
                continue
            if not self._put_back(topic, file):
                self._land_anew(record, file)
        for path, status in sorted(
            list_published(self._store, self.chains.layout, topic).files.items()
        ):
            name = parse_final(status.name)
            if path in files:
                continue
            if name and name.source in sources and name.source not in records:
                self.say(f"not repaired: whether {path} is a stray, its damaged chain cannot tell")
            else:
                self._put_aside(path, "no commit record knows it")

    def _chain(self, source: Source) -> list[CommitRecord] | None:
        try:
            return self.chains.read(source)
        except CorruptionError as error:
            self.say(f"not repaired: {error.message} Restore the record from a backup.")
            return None

    def _mend_checkpoints(self, source: Source, records: list[CommitRecord]) -> None:
        folder = self.chains.layout.checkpoints_folder(source)
        wrong = {f"{folder}/{entry.name}" for entry in self._store.list(folder)}
        chain = Chain(source)
        for record in records:
            path = self.chains.layout.commit(source, record.start)
            chain.add(record, self._store.read(path))
            checkpoint = self.chains.layout.checkpoint(source, chain.end)
            if checkpoint in wrong:
                wrong.discard(checkpoint)
                if self._store.read(checkpoint) != chain.to_bytes():
                    self._put_aside(checkpoint, "it contradicts the commit records")
                    staged = self.chains.layout.staged_record(source, chain.end, uuid4().hex)
                    self._store.create(staged, chain.to_bytes())
                    self._store.rename(staged, checkpoint)
                    self.say(f"wrote {checkpoint} anew")
        for path in sorted(wrong):
            self.say(f"not repaired: {path} tells of commits whose records are missing")

    def _put_back(self, topic: str, file: CommittedFile) -> bool:
        """Look for a missing file by name and digest: on other days, and where we put files."""
        name = file.final.rpartition("/")[2]
        published = list_published(self._store, self.chains.layout, topic).files
        places = [path for path in published if path.endswith(f"/{name}")]
        for place in [*places, file.staged, self.chains.layout.quarantine(file.final)]:
            status = self._store.status(place)
            if status is None or status.length != file.bytes:
                continue
            if hashlib.sha256(self._store.read(place)).hexdigest() == file.sha256:
                move(self._store, place, file.final)
                self.say(f"put {file.final} back from {place}")
                return True
        return False

    def _land_anew(self, record: CommitRecord, file: CommittedFile) -> None:
        """Encode a lost file again from Kafka; only the very same bytes will do."""
        try:
            data = self.reencode(record, file)
        except LostError as error:
            self.say(
                f"not repaired: {file.final} is missing, nothing like it is below "
                f"{self.chains.layout.root}, and {error.message}. Restore it from a backup."
            )
            return
        extension = file.final.rpartition("/")[2].partition(".")[2]
        staged = self.chains.layout.staged(
            record.source, file.kind, record.start, uuid4().hex, extension
        )
        self._store.create(staged, data)
        move(self._store, staged, file.final)
        self.say(f"landed {file.final} anew from Kafka")

    def _put_aside(self, path: str, why: str) -> None:
        aside = f"{self.chains.layout.quarantine(path)}-{uuid4().hex[:8]}"
        if self._store.status(self.chains.layout.quarantine(path)) is None:
            aside = self.chains.layout.quarantine(path)
        move(self._store, path, aside)
        self.say(f"moved {path} to {aside}: {why}")


def repair(
    zone: RawZone,
    relocate: Relocate,
    register: RegisterPartitions | None,
    say: Say,
    topics: Sequence[str] | None = None,
    contracts: Mapping[str, Contract] | None = None,
    *,
    broker: BrokerSettings,
) -> None:
    """Repair topics on HDFS, and tell Spark of their partitions and compacted folders again.

    Args:
        zone: The landed files.
        relocate: Points partitions of raw tables at folders.
        register: Registers partitions of raw tables; None leaves Spark out.
        say: Told what was done, and what was refused and why.
        topics: Topics to repair; all that have a contract by default.
        contracts: Contracts by topic; the project's own by default.
        broker: How to reach Kafka, which may hold what was lost; it is asked only then.

    Raises:
        SparkError: Spark does not answer; what is on HDFS was repaired.
        StoreUnavailableError: HDFS does not answer.
    """
    for contract in select(topics, contracts):
        chains = zone.chains()
        Repairer(chains, say, Reencoder(broker, contract)).repair(contract.topic)
        if register is None:
            continue
        published = list_published(chains.store, chains.layout, contract.topic).files
        days = {
            TablePartition(contract.tables[kind], day)
            for kind in KINDS
            for path in published
            if path.startswith(chains.layout.table_folder(contract.topic, kind) + "/")
            and (day := parse_day(path.split("/")[-2]))
        }
        if days:
            register(days)
        newest = Compactions(chains.store, chains.layout).newest(contract.topic)
        locations_of(contract, relocate)(list(newest.values()))
