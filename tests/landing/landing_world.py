"""A topic of its own, a raw root of its own, and an oracle that reads back what landed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import uuid4

import orjson
import pyarrow.parquet as pq
import zstandard
from kafka import KafkaAdminClient, KafkaProducer

from compose.config import StackSettings
from ingestion.broker import Broker, BrokerSettings, connect
from ingestion.broker.settings import ClientName
from ingestion.contracts import Contract
from ingestion.landing import LandingConfig, LandingReport, land
from ingestion.landing.commits.published import list_published
from ingestion.landing.raw_zone import RawZone
from ingestion.landing.registrar import RegisterPartitions
from ingestion.landing.storage.layout import RawLayout
from ingestion.landing.storage.webhdfs import WebHdfsStore
from ingestion.spark import RawTables
from ingestion.verification import VerifyReport, verify
from tests.unit.landing_helpers import contract


class Landed(NamedTuple):
    """What identifies a record, and what must arrive byte-exact."""

    topic_id: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None


@dataclass
class World:
    """One topic of things on the stack's servers.

    Attributes:
        settings: The stack's.
        contract: Contract of the topic.
        raw_root: Folder on HDFS that no other test uses.
        topic_config: Configuration of the topic.
        client: Client library that lands, when it is to be another than the one that reads back.
    """

    settings: StackSettings
    contract: Contract
    raw_root: str
    topic_config: Mapping[str, str] = field(default_factory=dict)
    client: ClientName | None = None
    config: LandingConfig = field(init=False)

    def __post_init__(self) -> None:
        self.config = LandingConfig(
            raw_root=self.raw_root, group=self.contract.topic, patience=60.0
        )
        self.store = WebHdfsStore(self.settings.webhdfs_url)
        self.layout = RawLayout(self.raw_root)
        self.create_topic()

    @property
    def zone(self) -> RawZone:
        """Where the topic lands."""
        return RawZone(self.settings.webhdfs_url, self.raw_root)

    def raw_tables(self, schema: str = "raw") -> RawTables:
        """The stack's tables over landed files."""
        return RawTables(self.settings.host, self.settings.spark_port, schema)

    @property
    def kafka(self) -> BrokerSettings:
        """How to reach the stack's Kafka."""
        return BrokerSettings(self.settings.kafka_bootstrap)

    @property
    def broker(self) -> Broker:
        """The stack's Kafka."""
        return connect(self.kafka)

    def create_topic(self) -> str:
        """Create the topic; return its id."""
        topic = self.contract.topic
        with self.broker.admin() as admin:
            admin.create_topic(topic, self.contract.partitions, self.topic_config)
            return admin.topics([topic])[topic].topic_id

    def delete_topic(self) -> None:
        """Delete the topic and wait until it is gone."""
        with self.broker.admin() as admin:
            library = KafkaAdminClient(bootstrap_servers=self.settings.kafka_bootstrap)
            library.delete_topics([self.contract.topic])
            library.close()
            while admin.topics([self.contract.topic]):
                time.sleep(0.05)

    def producer(self, **config: Any) -> KafkaProducer:
        """Return a producer of the library's own."""
        return KafkaProducer(
            bootstrap_servers=self.settings.kafka_bootstrap, compression_type="lz4", **config
        )

    def publish(self, values: Sequence[tuple[bytes, bytes | None]]) -> None:
        """Send keys and values."""
        producer = self.producer(linger_ms=5)
        headers = [("contract_version", b"1")]
        sent = [
            producer.send(self.contract.topic, value, key=key, headers=headers)
            for key, value in values
        ]
        producer.flush()
        producer.close()
        assert all(each.succeeded() for each in sent)

    def publish_things(self, count: int, first: int = 0) -> None:
        """Send records that keep the contract."""
        names = [b"thing-%07d" % number for number in range(first, first + count)]
        self.publish([(name, b'{"name":"%s"}' % name) for name in names])

    def land(
        self,
        *,
        broker: BrokerSettings | None = None,
        webhdfs_url: str | None = None,
        register_partitions: RegisterPartitions | None = None,
        **changes: Any,
    ) -> LandingReport:
        """Land the topic once, in this process, with changes to the configuration."""
        return land(
            [self.contract.topic],
            contracts={self.contract.topic: self.contract},
            broker=broker or replace(self.kafka, client=self.client or self.kafka.client),
            webhdfs_url=webhdfs_url or self.settings.webhdfs_url,
            once=True,
            config=replace(self.config, **changes),
            register_partitions=register_partitions,
        )

    def lander(
        self, *arguments: str, metrics_port: int = 0, deaf: bool = False, **changes: Any
    ) -> subprocess.Popen[str]:
        """Land the topic in a process of its own; see `landing_process`."""
        spec = {
            "topic": self.contract.topic,
            "raw_root": self.raw_root,
            "format": self.contract.format,
            "bootstrap": self.settings.kafka_bootstrap,
            "client": self.client or "kafka-python",
            "webhdfs": self.settings.webhdfs_url,
            "config": changes,
            "metrics_port": metrics_port,
            "deaf": deaf,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "tests.landing.landing_process"]
            + [orjson.dumps(spec).decode(), *arguments],
            env=dict(os.environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def verify(self, **options: Any) -> VerifyReport:
        """Verify the topic."""
        return verify(
            self.zone,
            [self.contract.topic],
            contracts={self.contract.topic: self.contract},
            broker=self.kafka,
            **options,
        )

    def files(self) -> list[str]:
        """Paths of the files that readers see."""
        return sorted(list_published(self.store, self.layout, self.contract.topic).files)

    def landed(self) -> Counter[Landed]:
        """Read back every file that readers see."""
        return Counter(
            Landed(row["topic_id"], row["partition"], row["offset"], row["key"], row["value"])
            for path in self.files()
            for row in read_rows(self.store.read(path), path)
        )

    def on_topic(self) -> Counter[Landed]:
        """Read everything that is on the topic, committed or not transactional."""
        topic = self.contract.topic
        found: Counter[Landed] = Counter()
        with self.broker.admin() as admin, self.broker.reader(uuid4().hex) as reader:
            info = admin.topics([topic])[topic]
            ends = admin.offsets(info.all_partitions())
            reader.assign(ends)
            for partition, held in ends.items():
                reader.seek(partition, held.begin)
            while any((reader.position(p) or 0) < held.end for p, held in ends.items()):
                for partition, batch in reader.poll(0.2).items():
                    for offset, *content in zip(
                        batch.offsets, batch.keys, batch.values, strict=True
                    ):
                        found[Landed(info.topic_id, partition.number, offset, *content)] += 1
        return found


def read_rows(data: bytes, path: str) -> Iterator[dict[str, Any]]:
    """Read a landed file, text as bytes."""
    if path.endswith(".parquet"):
        yield from pq.read_table(io.BytesIO(data)).to_pylist()
        return
    for line in zstandard.ZstdDecompressor().stream_reader(data).readall().splitlines():
        row = orjson.loads(line)
        for name in ("key", "value"):
            row[name] = None if row[name] is None else row[name].encode()
        for header in row["headers"]:
            header["value"] = None if header["value"] is None else header["value"].encode()
        yield row


def world(
    settings: StackSettings,
    client: ClientName | None = None,
    *,
    raw_root: str = "",
    topic_config: Mapping[str, str] | None = None,
    **changes: Any,
) -> World:
    """Return a world with a topic, and unless one is given a raw root, that no other test uses."""
    name = f"raw-things-{uuid4().hex[:8]}"
    each = replace(contract(), topic=name, **changes)
    root = raw_root or f"/test-{name}/raw"
    return World(settings, each, root, topic_config or {}, client)


def assert_exactly_once(things: World) -> None:
    """Everything on the topic landed once, byte for byte, and the accounts say so."""
    landed = things.landed()
    assert landed == things.on_topic()
    assert set(landed.values()) <= {1}
    report = things.verify(deep=True)
    assert report.ok, report.problems
