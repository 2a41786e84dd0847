"""Publishing to real Kafka: topics as contracts say, acknowledged, repeatable after a kill."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource

from compose.config import PROJECT_ROOT, StackSettings
from compose.runner import Stack
from ingestion.broker import BrokerSettings
from ingestion.contracts import Contract, load_contracts
from ingestion.errors import BrokerUnavailableError
from ingestion.producers import ProduceReport, produce


class Publisher:
    """Publishes the project's documents to topics that no other test uses."""

    def __init__(self, settings: StackSettings, state_dir: Path) -> None:
        self.settings = settings
        self.state_dir = state_dir
        self.suffix = uuid4().hex[:8]
        self.data_dir = PROJECT_ROOT / "data"

    def contract(self, topic: str, **changes: Any) -> Contract:
        """Return a topic's contract under another topic's name."""
        return replace(load_contracts()[topic], topic=f"{topic}-{self.suffix}", **changes)

    def run(self, contract: Contract, **options: Any) -> ProduceReport:
        """Publish one topic."""
        return produce(
            contracts={contract.topic: contract},
            data_dir=self.data_dir,
            broker=BrokerSettings(options.pop("bootstrap", self.settings.kafka_bootstrap)),
            state_dir=self.state_dir,
            **options,
        )

    def messages(self, topic: str) -> list[tuple[bytes, bytes | None]]:
        """Read a whole topic with the library alone."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.settings.kafka_bootstrap, enable_auto_commit=False
        )
        partitions = [TopicPartition(topic, n) for n in consumer.partitions_for_topic(topic)]
        consumer.assign(partitions)
        consumer.seek_to_beginning()
        ends = consumer.end_offsets(partitions)
        found = []
        while any(consumer.position(each) < ends[each] for each in partitions):
            for records in consumer.poll(timeout_ms=200).values():
                found += [(record.key, record.value) for record in records]
        consumer.close()
        return found


@pytest.fixture
def publisher(light_stack: Stack, tmp_path: Path) -> Publisher:
    return Publisher(light_stack.settings, tmp_path)


def test_a_topic_is_created_as_its_contract_says(publisher: Publisher) -> None:
    contract = publisher.contract("raw-films", partitions=3, retention_hours=48)
    assert publisher.run(contract).topics[0].created
    admin = KafkaAdminClient(bootstrap_servers=publisher.settings.kafka_bootstrap)
    (topic,) = admin.describe_topics([contract.topic])
    configs = admin.describe_configs([ConfigResource("TOPIC", contract.topic)])
    admin.close()
    assert len(topic["partitions"]) == 3
    assert str(48 * 3_600_000) in json.dumps(configs, default=str)
    assert not publisher.run(contract).topics[0].created


def test_every_film_is_published_and_again_only_when_asked(publisher: Publisher) -> None:
    contract = publisher.contract("raw-films")
    assert publisher.run(contract).rows == 188
    found = publisher.messages(contract.topic)
    assert len(found) == len({key for key, _ in found}) == 188
    again = publisher.run(contract, only_changed=True)
    assert (again.rows, again.topics[0].unchanged) == (0, 188)
    assert publisher.run(contract).rows == 188
    assert len(publisher.messages(contract.topic)) == 2 * 188


def test_a_topic_created_again_is_published_anew(publisher: Publisher) -> None:
    contract = publisher.contract("raw-films")
    publisher.run(contract)
    admin = KafkaAdminClient(bootstrap_servers=publisher.settings.kafka_bootstrap)
    admin.delete_topics([contract.topic])
    while contract.topic in admin.list_topics():
        time.sleep(0.05)
    admin.close()
    assert publisher.run(contract, only_changed=True).rows == 188


def test_killed_while_publishing_a_rerun_completes_the_topic(
    publisher: Publisher, tmp_path: Path
) -> None:
    contract = publisher.contract("raw-boxoffice")
    publisher.data_dir = tmp_path / "data"
    films = json.loads((PROJECT_ROOT / "data" / "films.json").read_bytes())
    with_gross = [film for film in films["records"] if film["domestic_gross_usd"]]
    publisher.data_dir.mkdir()
    (publisher.data_dir / "films.json").write_text(
        json.dumps({**films, "records": with_gross[:25]}), encoding="utf-8"
    )
    code = (
        "import sys; from pathlib import Path; from dataclasses import replace;"
        "from ingestion.broker import BrokerSettings;"
        "from ingestion.contracts import load_contracts;"
        "from ingestion.producers import produce;"
        "topic, data, bootstrap, state = sys.argv[1:];"
        "contract = replace(load_contracts()['raw-boxoffice'], topic=topic);"
        "produce(contracts={topic: contract},"
        "data_dir=Path(data), broker=BrokerSettings(bootstrap), state_dir=Path(state))"
    )
    settings, ledger = publisher.settings, publisher.state_dir / "ledger"
    killed = subprocess.Popen(
        [sys.executable, "-c", code, contract.topic, str(publisher.data_dir)]
        + [settings.kafka_bootstrap, str(publisher.state_dir)],
    )
    while killed.poll() is None and not list(ledger.glob("raw-*")):
        time.sleep(0.05)
    killed.kill()
    killed.wait()
    report = publisher.run(contract, only_changed=True)
    total = report.rows + report.topics[0].unchanged
    assert 0 < report.topics[0].unchanged < total
    assert len({key for key, _ in publisher.messages(contract.topic)}) == total


def test_a_broker_that_is_down_is_told_at_once(publisher: Publisher) -> None:
    contract = publisher.contract("raw-films")
    with pytest.raises(BrokerUnavailableError, match="`hyperion up`"):
        publisher.run(contract, bootstrap="127.0.0.1:1")
