"""Replaying: plan, write the plan down, send, note that it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from ingestion.broker import Broker, BrokerSettings, TopicInfo
from ingestion.broker.kafka_python import KafkaPythonBroker
from ingestion.broker.kafka_python.transactions import TransactionalPublisher
from ingestion.broker.probe import probe
from ingestion.contracts import Contract, select
from ingestion.errors import BrokerError
from ingestion.landing.raw_zone import RawZone
from ingestion.replay.landed import Landed
from ingestion.replay.ledger import Intent, Ledger, spell_origins
from ingestion.replay.report import ROW, ReplayProgressCallback, ReplayReport
from ingestion.replay.selection import Origins, Selection
from ingestion.replay.sender import RECORDS_PER_TRANSACTION, Sender


@dataclass(frozen=True, slots=True)
class _Replay:
    """One run of the command."""

    broker: Broker
    landed: Landed
    ledger: Ledger
    topic: TopicInfo
    selection: Selection
    again: bool
    report: ReplayReport

    def plan(self) -> Origins:
        """Choose what to send, and count what was selected and why some of it is left out."""
        self.report.counts.clear()
        before: Origins = {}
        for intent, _ in self.ledger.read():
            for source, offsets in intent.parsed_origins().items():
                before.setdefault(source, set()).update(offsets)
        chosen: Origins = {}
        for record in self.landed.records(self.topic.name, self.topic.topic_id, self.selection):
            count = self.report.counts[record.reason or ROW]
            count.selected += 1
            source, offset = record.origin[:2], record.origin.offset
            if record.is_copy:
                count.copies += 1
            elif offset in before.get(source, ()) and not self.again:
                count.replayed_before += 1
            else:
                count.to_send += 1
                chosen.setdefault(source, set()).add(offset)
        return chosen

    def run(self, sender: Sender) -> None:
        """Finish what was interrupted, then send what was selected.

        An interrupted replay of the same selection is this one: nothing is sent beyond it.
        """
        while True:
            intents = self.ledger.read()
            for intent, is_done in intents:
                if not is_done:
                    self.report.sent += sender.finish(intent, self.topic, is_new=False)
                    self.report.finished.append(intent.number)
                    if (intent.selection, intent.again) == (self.selection, self.again):
                        self.report.number = intent.number
                        return
            origins = self.plan()
            if not origins:
                return
            intent = self._intent(len(intents) + 1, origins)
            if self.ledger.claim(intent):
                self.report.number = intent.number
                self.report.sent += sender.finish(intent, self.topic, is_new=True)
                return

    def _intent(self, number: int, origins: Origins) -> Intent:
        with self.broker.admin() as admin:
            offsets = admin.offsets(self.topic.all_partitions())
        return Intent(
            topic=self.topic.name,
            topic_id=self.topic.topic_id,
            number=number,
            selection=self.selection,
            again=self.again,
            ends={str(partition.number): held.end for partition, held in offsets.items()},
            origins=spell_origins(origins),
            attempt=uuid4().hex,
        )


def replay(
    zone: RawZone,
    topic: str,
    selection: Selection,
    *,
    contracts: Mapping[str, Contract] | None = None,
    broker: BrokerSettings,
    again: bool = False,
    dry_run: bool = False,
    records_per_transaction: int = RECORDS_PER_TRANSACTION,
    progress: ReplayProgressCallback | None = None,
) -> ReplayReport:
    """Send landed records to their topic again: key, value and headers byte-exact.

    Each copy has one more header, `replayed_from`, with topic id, partition and offset of its
    origin, joined by `+`. Every origin is sent once, unless asked for again; a copy never is. What
    to send is written down on HDFS before. Kafka lets only the last of several replays of a topic
    send, in transactions; whoever runs next looks which copies are on the topic and sends the rest.
    So neither a kill at any time nor two replays at once double a record.

    It is kafka-python that sends and looks, whatever client the settings name: the other one cannot
    carry header names that are not UTF-8.

    Args:
        zone: The landed files.
        topic: The topic.
        selection: Which records.
        contracts: Contracts by topic; the project's own by default.
        broker: How to reach Kafka.
        again: Send also what was replayed before.
        dry_run: Only count.
        records_per_transaction: How many records appear on the topic at once.
        progress: Called at every step.

    Returns:
        What was selected and sent.

    Raises:
        ContractError: The topic has no contract.
        BrokerUnavailableError: Kafka does not answer.
        BrokerSecurityError: Kafka's certificate is refused, or it refuses us.
        BrokerError: Kafka has no such topic, or refused a record.
        FencedError: Another replay of the topic took over.
        StoreUnavailableError: HDFS does not answer.
        CorruptionError: What landed is damaged or missing.
    """
    (contract,) = select([topic], contracts)
    probe(broker)
    clients = KafkaPythonBroker(broker)
    store = zone.store()
    with clients.admin() as admin:
        found = admin.topics([topic]).get(topic)
    if found is None:
        raise BrokerError(f"Kafka has no topic {topic}.", f"`hyperion produce {topic}` creates it.")
    landed, ledger = Landed(store, zone.layout), Ledger(store, zone.root, topic)
    report = ReplayReport(topic)
    run = _Replay(clients, landed, ledger, found, selection, again, report)
    if dry_run:
        run.plan()
        return report
    with TransactionalPublisher(broker, f"hyperion-replay-{topic}") as publisher:
        publisher.take_over()
        sender = Sender(
            contract,
            broker,
            clients,
            publisher,
            landed,
            ledger,
            progress or (lambda _: None),
            records_per_transaction,
        )
        run.run(sender)
    return report
