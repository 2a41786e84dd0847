"""Publishing: from documents to Kafka."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingestion.broker import Admin, BrokerSettings, connect
from ingestion.contracts import Contract, load_contracts, select
from ingestion.producers.find import producer_of
from ingestion.producers.harvest import Size
from ingestion.producers.ledger import Ledger
from ingestion.producers.rejects import keep_aside
from ingestion.producers.report import ProduceProgressCallback, ProduceReport, TopicProduction
from ingestion.producers.sender import Sender

_logger = logging.getLogger(__name__)
_COLLECT_EVERY = 1_000_000
_MS_PER_HOUR = 3_600_000


def produce(
    topics: Sequence[str] | None = None,
    *,
    contracts: Mapping[str, Contract] | None = None,
    data_dir: Path,
    broker: BrokerSettings,
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
        topics: Topics to publish; all that have documents by default.
        contracts: Contracts by topic; the project's own by default.
        data_dir: Folder of the source documents.
        broker: How to reach Kafka.
        state_dir: Folder of ledger and rejects.
        only_changed: Skip what was published before and has not changed, and send tombstones for
            what is gone; else everything is published.
        size: `full`, or `small` for a twentieth of the box office.
        progress: Called as messages are sent.

    Returns:
        What was published, by topic.

    Raises:
        ContractError: A topic has no contract, no documents or no such producer.
        SourceError: A topic has no document at all.
        SettingsError: Kafka's client library is not installed.
        BrokerUnavailableError: Kafka does not answer.
        BrokerError: Kafka refused a message or a topic.
        CorruptionError: A ledger is damaged; the message names the file.
    """
    started = time.monotonic()
    report = ProduceReport()
    known = load_contracts() if contracts is None else contracts
    chosen = [
        (contract, producer_of(contract)) for contract in select(topics or _published(known), known)
    ]
    kafka = connect(broker)
    with kafka.admin() as admin, kafka.publisher() as publisher:
        for contract, producer in chosen:
            begun = time.monotonic()
            result = TopicProduction(contract.topic)
            harvest = producer.harvest(contract, data_dir, size)
            keep_aside(harvest.rejects, state_dir / "rejects" / f"{contract.topic}.jsonl", result)
            topic_id = _ensure_topic(admin, contract, result)
            path = state_dir / "ledger" / f"{contract.topic}.json"
            ledger = Ledger(path, admin.cluster_id(), topic_id)
            sender = Sender(contract, publisher, ledger, result, progress or (lambda _: None))
            with _rare_collections():
                sender.publish(harvest, producer, only_changed)
            result.seconds = time.monotonic() - begun
            report.topics.append(result)
    report.seconds = time.monotonic() - started
    return report


def _published(contracts: Mapping[str, Contract]) -> list[str]:
    """Return the topics that have documents; others may publish to the rest."""
    return [topic for topic, contract in contracts.items() if contract.documents]


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
