"""Comparing commit records with files and with what Kafka holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

from ingestion.broker import OffsetRange
from ingestion.errors import CorruptionError
from ingestion.landing.formats import count_rows
from ingestion.landing.layout import RawLayout, Source, parse_final
from ingestion.landing.protocol import CommitLog, check_final
from ingestion.landing.published import PublishedFiles, list_published
from ingestion.landing.records import CommitRecord, CommittedFile
from ingestion.landing.store import Store
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
        self._log = CommitLog(store, layout, writer="verify")

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
        chains: dict[Source, list[CommitRecord]] = {}
        for source in sorted({*current, *self._landed(topic)}):
            try:
                chains[source] = self._log.read_chain(source)
            except CorruptionError as error:
                self._problem(topic, str(error))
                damaged.add(source)
                continue
            files = [file for record in chains[source] for file in record.files]
            known |= {file.final for file in files}
            for file in files:
                self._verify_file(topic, file, published)
        offsets = held()
        for source, chain in chains.items():
            self._account(source, chain, offsets.get(source))
        for path, status in sorted(published.files.items()):
            name = parse_final(status.name)
            if path not in known and not (name and name.source in damaged):
                self._problem(topic, f"No commit record knows the file {path}.")

    def _landed(self, topic: str) -> Iterable[Source]:
        """Yield every partition that has commit records, of all incarnations of the topic."""
        root = f"{self._layout.root}/_commits/{topic}"
        for topic_id in self._store.list(root):
            for partition in self._store.list(f"{root}/{topic_id.name}"):
                yield Source(topic, topic_id.name, int(partition.name))

    def _verify_file(self, topic: str, file: CommittedFile, published: PublishedFiles) -> None:
        status = published.find(file.final) or self._store.status(file.final)
        self._report.files += 1
        self._progress(VerifyProgress(topic, self._report.files))
        if status is None and self._store.status(file.staged) is not None:
            self._problem(
                topic, f"{file.final} is committed but not published: `hyperion land` finishes it."
            )
            return
        try:
            check_final(file, status)
            if self._deep:
                self._read_back(file)
        except CorruptionError as error:
            self._problem(topic, error.message)

    def _read_back(self, file: CommittedFile) -> None:
        data = self._store.read(file.final)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise CorruptionError(f"The committed file {file.final} was changed: digests differ.")
        rows = count_rows(data, file.final.rpartition(".")[2])
        if rows != file.rows:
            raise CorruptionError(f"{file.final} has {rows} rows, not {file.rows}.")

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
