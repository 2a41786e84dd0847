"""Asking for and creating topics through kafka-python."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Mapping

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition, errors

from ingestion.broker.interface import OffsetRange, Partition, TopicInfo
from ingestion.broker.kafka_python.client import Client
from ingestion.broker.kafka_python.configuration import configuration
from ingestion.broker.settings import BrokerSettings

_logger = logging.getLogger(__name__)


class KafkaPythonAdmin(Client):
    """Administration through kafka-python."""

    def __init__(self, settings: BrokerSettings) -> None:
        super().__init__(settings, KafkaAdminClient)

    def cluster_id(self) -> str:
        """Return the cluster's id."""
        with self.doing("asking for the cluster"):
            return str(self.client.describe_cluster()["cluster_id"])

    def topics(self, names: Iterable[str]) -> dict[str, TopicInfo]:
        """Return those of the named topics that exist."""
        with self.doing("asking for topics"):
            found = self.client.describe_topics(list(names))
        return {
            topic["name"]: TopicInfo(
                topic["name"], uuid.UUID(str(topic["topic_id"])).hex, len(topic["partitions"])
            )
            for topic in found
            if topic["error_code"] == 0
        }

    def create_topic(self, name: str, partitions: int, config: Mapping[str, str]) -> None:
        """Create a topic and wait until every partition has a leader."""
        wanted = {name: {"num_partitions": partitions, "configs": dict(config)}}
        with self.doing(f"creating topic {name}"):
            try:
                self.client.create_topics(wanted)
            except errors.TopicAlreadyExistsError:
                _logger.info("topic %s was created by another process", name)
            self.client.wait_for_topics([name])

    def offsets(self, partitions: Iterable[Partition]) -> dict[Partition, OffsetRange]:
        """Return what each partition holds, up to the last stable offset."""
        wanted = [TopicPartition(*partition) for partition in partitions]
        # Only a consumer can ask for the last *stable* offset, which open transactions hold back.
        with self.doing("asking for offsets"):
            consumer = KafkaConsumer(
                **configuration(self.settings),
                enable_auto_commit=False,
                isolation_level="read_committed",
                metrics_enabled=False,
            )
            try:
                begin = consumer.beginning_offsets(wanted)
                end = consumer.end_offsets(wanted)
            finally:
                consumer.close()
        return {Partition(tp.topic, tp.partition): OffsetRange(begin[tp], end[tp]) for tp in wanted}
