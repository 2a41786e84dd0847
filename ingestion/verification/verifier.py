"""Comparing commit records with files and with what Kafka holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping

from ingestion.broker import OffsetRange
from ingestion.errors import CorruptionError
from ingestion.landing.commits.chain import DayTable
from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.commits.published import (
    PublishedFiles,
    check_final,
    check_length,
    list_published,
)
from ingestion.landing.commits.records import CommitRecord, CommittedFile
from ingestion.landing.compaction.records import CompactedFile, Compactions
from ingestion.landing.files.formats import count_rows
from ingestion.landing.storage.layout import RawLayout, Source, parse_final
from ingestion.landing.storage.store import Store
from ingestion.verification.report import (
    PartitionAccount,
    Problem,
    VerifyProgress,
    VerifyProgressCallback,
    VerifyReport,
)

AskHeld = Callable[[], Mapping[Source, OffsetRange]]


class Verifier:
    """Verifies topics against a store.

    Args:
        store: The file system.
        layout: Where things lie on it.
        report: Filled with what is found.
        deep: Whether to read files back.
        progress: Called as files are looked at.
    """

    def __init__(
        self,
        store: Store,
        layout: RawLayout,
        report: VerifyReport,
        deep: bool,
        progress: VerifyProgressCallback,
    ) -> None:
        self._store = store
        self._layout = layout
        self._report = report
        self._deep = deep
        self._progress = progress
        self._chains = Chains(store, layout)
        self._compactions = Compactions(store, layout)

    def verify_topic(self, topic: str, current: Iterable[Source], held: AskHeld) -> None:
        """Verify every partition of every incarnation of a topic.

        Args:
            topic: Kafka topic.
            current: Partitions of its present incarnation.
            held: Asks Kafka what these hold; called last, so that landing may go on meanwhile.
        """
        published = list_published(self._store, self._layout, topic)
        known: set[str] = set()
        damaged: set[Source] = set()
        replaced = self._verify_compactions(topic)
        chains: dict[Source, list[CommitRecord]] = {}
        for source in sorted({*current, *self._chains.sources(topic)}):
            try:
                chains[source] = self._chains.audit(source)
            except CorruptionError as error:
                self._problem(topic, str(error))
                damaged.add(source)
                continue
            for record in chains[source]:
                known |= {file.final for file in record.files}
                self._verify_files(record, published, replaced)
        offsets = held()
        for source, chain in chains.items():
            self._account(source, chain, offsets.get(source))
        for path, status in sorted(published.files.items()):
            name = parse_final(status.name)
            if path not in known and not (name and name.source in damaged):
                self._problem(topic, f"No commit record knows the file {path}.")

    def _verify_compactions(self, topic: str) -> dict[DayTable, set[str]]:
        """Verify the files of compacted days; return those that they replaced."""
        replaced: dict[DayTable, set[str]] = {}
        try:
            newest = self._compactions.newest(topic)
            for compaction in self._compactions.all(topic):
                paths = {file.path for file in compaction.replaced}
                replaced.setdefault(compaction.table, set()).update(paths)
        except CorruptionError as error:
            self._problem(topic, str(error))
            return {}
        for compaction in newest.values():
            for file in compaction.files:
                self._count(topic)
                try:
                    check_length(file.path, file.bytes, self._store.status(file.path))
                    if self._deep:
                        self._read_back(file)
                except CorruptionError as error:
                    self._problem(topic, error.message)
        return replaced

    def _count(self, topic: str) -> None:
        self._report.files += 1
        self._progress(VerifyProgress(topic, self._report.files))

    def _verify_files(
        self,
        record: CommitRecord,
        published: PublishedFiles,
        replaced: Mapping[DayTable, Collection[str]],
    ) -> None:
        for file in record.files:
            compacted = replaced.get(DayTable(file.kind, record.dt))
            if compacted is not None and file.final not in compacted:
                self._problem(
                    record.topic,
                    f"{file.final} landed after its day was compacted, where readers do not look: "
                    f"`hyperion compact {record.topic}` takes it in.",
                )
            if compacted is None or file.final not in compacted:
                self._verify_file(record.topic, file, published)

    def _verify_file(self, topic: str, file: CommittedFile, published: PublishedFiles) -> None:
        status = published.find(file.final) or self._store.status(file.final)
        self._count(topic)
        if status is None and self._store.status(file.staged) is not None:
            self._problem(
                topic, f"{file.final} is committed but not published: `hyperion land` finishes it."
            )
            return
        try:
            check_final(file, status)
            if self._deep:
                self._read_back(CompactedFile(file.final, file.rows, file.bytes, file.sha256))
        except CorruptionError as error:
            self._problem(topic, error.message)

    def _read_back(self, file: CompactedFile) -> None:
        data = self._store.read(file.path)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise CorruptionError(f"The committed file {file.path} was changed: digests differ.")
        rows = count_rows(data, file.path.rpartition(".")[2])
        if rows != file.rows:
            raise CorruptionError(f"{file.path} has {rows} rows, not {file.rows}.")

    def _account(self, source: Source, chain: list[CommitRecord], held: OffsetRange | None) -> None:
        files = [file for record in chain for file in record.files]
        account = PartitionAccount(
            **source._asdict(),
            landed_end=chain[-1].end if chain else 0,
            kafka_end=held.end if held else None,
            rows=sum(record.rows_of("rows") for record in chain),
            dead_letters=sum(record.rows_of("dead_letters") for record in chain),
            gap_offsets=sum(record.gap_offsets for record in chain),
            commits=len(chain),
            files=len(files),
            bytes=sum(file.bytes for file in files),
        )
        self._report.partitions.append(account)
        if account.behind:
            self._problem(
                source.topic,
                f"{source} is landed up to offset {account.landed_end} of {account.kafka_end}: "
                "`hyperion land` lands the rest.",
            )
        if account.kafka_end is not None and account.kafka_end < account.landed_end:
            self._problem(
                source.topic,
                f"{source} is landed up to offset {account.landed_end}, but Kafka holds only "
                f"{account.kafka_end}: its log was cut.",
            )

    def _problem(self, topic: str, message: str) -> None:
        self._report.problems.append(Problem(topic, message))
