"""A topic under fault: what was produced on it, how it is landed, and who watches its tables."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from confluent_kafka import KafkaError, Message, Producer

from compose.runner import Stack
from ingestion.broker.settings import ClientName
from ingestion.landing.commits.published import list_published
from ingestion.landing.storage.store import Store
from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.faults.failpoints import Trap
from tests.faults.lander import Job
from tests.faults.oracle import Landed, Verdict, Watcher, digest, judge
from tests.landing.landing_world import World, world

# The shortest that brokers allow members by default.
SESSION_SECONDS = 6.0
# Longer than any server is away here.
PATIENCE_SECONDS = 240.0
_MALFORMED = (b"{", b'{"name":1}', b"\xff\x00", b"")


@dataclass
class Subject:
    """One topic of things.

    Attributes:
        world: The topic and where it lands.
        client: Client library that lands it.
        watcher: Reads its tables all the time.
        folder: For the logs of its landings.
        random: Source of every choice.
        produced: What Kafka acknowledged, by coordinates.
    """

    world: World
    watcher: Watcher
    folder: Path
    random: random.Random
    client: ClientName
    produced: list[Landed] = field(default_factory=list)

    def __post_init__(self) -> None:
        with self.world.broker.admin() as admin:
            topic = self.world.contract.topic
            self.topic_id = admin.topics([topic])[topic].topic_id
        self._logs = itertools.count()
        self._lock = threading.Lock()
        self._producer = Producer(
            {
                "bootstrap.servers": self.world.settings.kafka_bootstrap,
                "compression.type": "lz4",
                "enable.idempotence": True,
                "linger.ms": 5,
                # More than any trial sends.
                "queue.buffering.max.messages": 5_000_000,
                # A broker that is killed comes back within this time.
                "message.timeout.ms": int(PATIENCE_SECONDS * 1000),
                "log_level": 0,
            }
        )

    def publish(self, count: int) -> None:
        """Send so many records and wait until Kafka acknowledged them.

        One in twenty breaks the contract, one in fifty is a tombstone.
        """
        failures: list[KafkaError] = []

        def acknowledged(error: KafkaError | None, message: Message) -> None:
            if error:
                failures.append(error)
                return
            partition, offset = message.partition(), message.offset()
            assert partition is not None
            assert offset is not None
            sha256 = digest(message.key(), message.value())
            with self._lock:
                self.produced.append(Landed(self.topic_id, partition, offset, sha256))

        headers: list[tuple[str, str | bytes | None]] = [("contract_version", b"1")]
        for _ in range(count):
            key = b"%016x" % self.random.getrandbits(64)
            value: bytes | None = b'{"name":"%s","count":%d}' % (key, self.random.getrandbits(30))
            fate = self.random.random()
            if fate < 0.05:
                value = self.random.choice(_MALFORMED)
            elif fate < 0.07:
                value = None
            self._producer.produce(
                self.world.contract.topic, value, key, headers=headers, on_delivery=acknowledged
            )
            self._producer.poll(0)
        self._producer.flush()
        if failures:
            raise RuntimeError(f"Kafka did not take {len(failures)} records: {failures[0]}")

    def job(
        self,
        *,
        follow: bool = False,
        trap: Trap | None = None,
        webhdfs_url: str | None = None,
        **config: Any,
    ) -> Job:
        """Describe a landing of the topic that makes many small commits."""
        settings = self.world.settings
        few_rows = {"max_rows": 200, "max_idle": 0.5, "max_age": 2.0, "patience": PATIENCE_SECONDS}
        return Job(
            contract=self.world.contract,
            broker=replace(self.world.kafka, client=self.client, session_timeout=SESSION_SECONDS),
            webhdfs_url=webhdfs_url or settings.webhdfs_url,
            config=replace(self.world.config, **{**few_rows, **config}),
            follow=follow,
            log=self.folder / f"{self.world.contract.topic}-{next(self._logs)}.log",
            trap=trap,
        )

    def land(self, **changes: Any) -> int:
        """Land what is on the topic to its end; return how many commits others made first.

        Raises:
            RuntimeError: The landing failed.
        """
        with self.job(**changes).start() as lander:
            if lander.wait() != 0:
                raise RuntimeError(f"a landing without a fault failed; {lander.said()}")
            return lander.lost_commits()

    def verdict(self) -> Verdict:
        """Look once more and compare with what was produced."""
        self.watcher.look()
        with self._lock:
            return judge(self.produced, self.watcher)

    def committed_rows(self) -> int:
        """Rows that the watcher has seen so far."""
        return sum(len(rows) for rows in list(self.watcher.rows.values()))


@contextmanager
def subject(
    stack: Stack, folder: Path, seed: int, *, partitions: int = 2, raw_root: str
) -> Iterator[Subject]:
    """Give a topic that nobody else uses, watched until the end; format and client by chance."""
    chance = random.Random(seed)  # noqa: S311 - to repeat a run, not to keep a secret
    raw_format = chance.choice(("parquet", "jsonl.zst"))
    client = chance.choice(get_args(ClientName))
    made = world(stack.settings, raw_root=raw_root, partitions=partitions, format=raw_format)
    store = WebHdfsStore(stack.settings.webhdfs_url, patience_seconds=PATIENCE_SECONDS)

    def list_files(store: Store) -> list[str]:
        return list(list_published(store, made.layout, made.contract.topic).files)

    with Watcher(store, list_files) as watcher:
        yield Subject(made, watcher, folder, chance, client)
