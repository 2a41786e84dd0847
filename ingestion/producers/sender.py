"""Sending a topic's units, and entering into the ledger what the broker acknowledged."""

from __future__ import annotations

from ingestion.broker import Headers, Publisher
from ingestion.contracts import Contract
from ingestion.producers.harvest import Harvest, Producer, Unit
from ingestion.producers.ledger import Ledger
from ingestion.producers.report import ProduceProgress, ProduceProgressCallback, TopicProduction

# Messages between two entries in the ledger: after a kill so many are sent again at most.
_MESSAGES_PER_ENTRY = 50_000
_PROGRESS_EVERY = 5_000


class Sender:
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

    def publish(self, harvest: Harvest, producer: Producer, only_changed: bool) -> None:
        """Send a harvest; the ledger follows the broker's acknowledgements."""
        total = sum(unit.count for unit in harvest.units)
        for unit in harvest.units:
            if only_changed and self._ledger.has(unit):
                self._result.unchanged += unit.count
                continue
            self._send(unit, total)
            self._tell(total)
            if self._sent_messages >= _MESSAGES_PER_ENTRY:
                self._acknowledge([])
        published = {name: entry.source_file for name, entry in self._ledger.entries.items()}
        gone = harvest.gone(published) if only_changed else []
        for name in gone:
            self._bury(name, producer)
        self._acknowledge(gone)
        self._tell(total)

    def _send(self, unit: Unit, total: int) -> None:
        headers = self._headers(unit.source_file, unit.record_number, unit.document_version)
        topic, send = self._contract.topic, self._publisher.send
        for number, (key, value) in enumerate(unit.messages(), start=1):
            send(topic, key, value, headers)
            self._result.bytes += len(key) + len(value or b"")
            if number % _PROGRESS_EVERY == 0:
                self._tell(total, number)
        self._result.rows += unit.count
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

    def _bury(self, name: str, producer: Producer) -> None:
        """Send tombstones for every key of a unit that is gone."""
        entry = self._ledger.entries[name]
        headers = self._headers(entry.source_file, 0, entry.document_version)
        for key in producer.keys(name, entry.detail):
            self._publisher.send(self._contract.topic, key, None, headers)
            self._result.tombstones += 1

    def _acknowledge(self, gone: list[str]) -> None:
        """Wait for the broker, then enter what it has into the ledger."""
        if not self._sent and not gone:
            return
        self._publisher.flush()
        self._ledger.record(self._sent, gone)
        self._sent, self._sent_messages = [], 0

    def _tell(self, total: int, sending: int = 0) -> None:
        done = self._result.rows + self._result.unchanged + sending
        self._progress(ProduceProgress(self._contract.topic, done, total))
