"""Publishing: from sources to Kafka."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import orjson

from ingestion.broker import Admin, Headers, Publisher, connect
from ingestion.contracts import Contract, select
from ingestion.errors import ContractError
from ingestion.producers.files import write_atomically
from ingestion.producers.harvest import Harvest, Reject, Size, Source, Unit
from ingestion.producers.ledger import Ledger
from ingestion.producers.report import (
    ProduceProgress,
    ProduceProgressCallback,
    ProduceReport,
    TopicProduction,
)
from ingestion.producers.sources import SOURCES

_logger = logging.getLogger(__name__)
# Messages between two entries in the ledger: after a kill so many are sent again at most.
_MESSAGES_PER_ENTRY = 50_000
_PROGRESS_EVERY = 5_000
_COLLECT_EVERY = 1_000_000
_MS_PER_HOUR = 3_600_000


def produce(
    topics: Sequence[str] | None = None,
    *,
    data_dir: Path,
    bootstrap: str,
    state_dir: Path,
    only_changed: bool = False,
    size: Size = "full",
    progress: ProduceProgressCallback | None = None,
) -> ProduceReport:
    """Publish source documents and generated records to their topics.

    A topic that does not exist is created as its contract says. What is malformed is kept aside in
    `<state_dir>/rejects/<topic>.jsonl` (file, record, field, error, raw text), and the rest goes
    on. What the broker has acknowledged is remembered in `<state_dir>/ledger/<topic>.json`.

    Args:
        topics: Topics to publish; all that have a source by default.
        data_dir: Folder of the source documents.
        bootstrap: Kafka's `host:port`.
        state_dir: Folder of ledger and rejects.
        only_changed: Skip what was published before and has not changed, and send tombstones for
            what is gone; else everything is published.
        size: `full`, or `small` for a twentieth of the box office.
        progress: Called as messages are sent.

    Returns:
        What was published, by topic.

    Raises:
        ContractError: A topic has no contract or no source.
        SourceError: A topic has no document at all.
        BrokerUnavailableError: Kafka does not answer.
        BrokerError: Kafka refused a message or a topic.
        CorruptionError: A ledger is damaged; the message names the file.
    """
    started = time.monotonic()
    report = ProduceReport()
    contracts = select(topics or SOURCES)
    for contract in contracts:
        if contract.topic not in SOURCES:
            raise ContractError(f"Topic {contract.topic} has no source to publish from.")
    broker = connect(bootstrap)
    with broker.admin() as admin, broker.publisher() as publisher:
        for contract in contracts:
            begun = time.monotonic()
            source = SOURCES[contract.topic]
            result = TopicProduction(contract.topic)
            harvest = source.harvest(contract, data_dir, size)
            _keep_aside(harvest.rejects, state_dir / "rejects" / f"{contract.topic}.jsonl", result)
            topic_id = _ensure_topic(admin, contract, result)
            path = state_dir / "ledger" / f"{contract.topic}.json"
            ledger = Ledger(path, admin.cluster_id(), topic_id)
            sender = _Sender(contract, publisher, ledger, result, progress or (lambda _: None))
            with _rare_collections():
                sender.publish(harvest, source, only_changed)
            result.seconds = time.monotonic() - begun
            report.topics.append(result)
    report.seconds = time.monotonic() - started
    return report


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let the cyclic garbage collector rest while tens of thousands of records are in flight.

    They are freed by reference counts; walking them over and over took a sixth of the time.
    """
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_EVERY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _keep_aside(rejects: list[Reject], path: Path, result: TopicProduction) -> None:
    """Write this run's rejects in place of the last run's."""
    result.rejected = len(rejects)
    if not rejects:
        path.unlink(missing_ok=True)
        return
    result.rejects_file = path
    lines = [orjson.dumps(asdict(reject), option=orjson.OPT_APPEND_NEWLINE) for reject in rejects]
    write_atomically(path, b"".join(lines))
    for reject in rejects:
        place = f"{reject.file} record {reject.record}" if reject.record else reject.file
        _logger.warning("%s: %s %s", place, reject.field, reject.error)


def _ensure_topic(admin: Admin, contract: Contract, result: TopicProduction) -> str:
    """Create the topic if it is missing; return its id."""
    found = admin.topics([contract.topic]).get(contract.topic)
    if found is None:
        hours = contract.retention_hours
        retention = -1 if hours is None else hours * _MS_PER_HOUR
        config = {"cleanup.policy": "delete", "retention.ms": str(retention)}
        admin.create_topic(contract.topic, contract.partitions, config)
        result.created = True
        found = admin.topics([contract.topic])[contract.topic]
    if found.partitions != contract.partitions:
        _logger.warning(
            "topic %s has %d partitions, its contract says %d",
            *(contract.topic, found.partitions, contract.partitions),
        )
    return found.topic_id


class _Sender:
    """Sends one topic's units and keeps its ledger."""

    def __init__(
        self,
        contract: Contract,
        publisher: Publisher,
        ledger: Ledger,
        result: TopicProduction,
        progress: ProduceProgressCallback,
    ) -> None:
        self._contract = contract
        self._publisher = publisher
        self._ledger = ledger
        self._result = result
        self._progress = progress
        self._sent: list[Unit] = []
        self._sent_messages = 0

    def publish(self, harvest: Harvest, source: Source, only_changed: bool) -> None:
        """Send a harvest; the ledger follows the broker's acknowledgements."""
        total = sum(unit.count for unit in harvest.units)
        for unit in harvest.units:
            if only_changed and self._ledger.has(unit):
                self._result.unchanged += unit.count
                continue
            self._send(unit, total)
            if self._sent_messages >= _MESSAGES_PER_ENTRY:
                self._acknowledge([])
        published = {name: entry.source_file for name, entry in self._ledger.entries.items()}
        gone = harvest.gone(published) if only_changed else []
        for name in gone:
            self._bury(name, source)
        self._acknowledge(gone)
        self._tell(total)

    def _send(self, unit: Unit, total: int) -> None:
        headers = self._headers(unit.source_file, unit.record_number, unit.document_version)
        topic, send = self._contract.topic, self._publisher.send
        for key, value in unit.messages():
            send(topic, key, value, headers)
            self._result.rows += 1
            self._result.bytes += len(key) + len(value or b"")
            if self._result.rows % _PROGRESS_EVERY == 0:
                self._tell(total)
        self._sent.append(unit)
        self._sent_messages += unit.count

    def _headers(self, source_file: str, record_number: int, document_version: int) -> Headers:
        texts = {
            "contract": self._contract.name,
            "contract_version": self._contract.version,
            "source_file": source_file,
            "record_number": record_number,
            "document_version": document_version,
        }
        return [(name, str(text).encode()) for name, text in texts.items()]

    def _bury(self, name: str, source: Source) -> None:
        """Send tombstones for every key of a unit that is gone."""
        entry = self._ledger.entries[name]
        headers = self._headers(entry.source_file, 0, entry.document_version)
        for key in source.keys(name, entry.detail):
            self._publisher.send(self._contract.topic, key, None, headers)
            self._result.tombstones += 1

    def _acknowledge(self, gone: list[str]) -> None:
        """Wait for the broker, then enter what it has into the ledger."""
        if not self._sent and not gone:
            return
        self._publisher.flush()
        self._ledger.record(self._sent, gone)
        self._sent, self._sent_messages = [], 0

    def _tell(self, total: int) -> None:
        done = self._result.rows + self._result.unchanged
        self._progress(ProduceProgress(self._contract.topic, done, total))
