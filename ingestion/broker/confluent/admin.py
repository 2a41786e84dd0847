"""Asking for and creating topics through confluent-kafka."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

from confluent_kafka import (
    IsolationLevel,
    KafkaError,
    KafkaException,
    TopicCollection,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

from ingestion.broker.confluent.client import LEADERSHIP_UNSETTLED, REQUEST_SECONDS, Client
from ingestion.broker.interface import OffsetRange, Partition, TopicInfo
from ingestion.broker.settings import BrokerSettings
from ingestion.errors import BrokerUnavailableError

_logger = logging.getLogger(__name__)
_64_BITS = 0xFFFFFFFFFFFFFFFF
_LEADER_PAUSE_SECONDS = 0.1


class ConfluentAdmin(Client):
    """Administration through confluent-kafka."""

    def __init__(self, settings: BrokerSettings) -> None:
        super().__init__(settings, AdminClient, {})

    def cluster_id(self) -> str:
        """Return the cluster's id."""
        with self.doing("asking for the cluster"):
            asked = self.client.describe_cluster(request_timeout=REQUEST_SECONDS)
            return str(asked.result().cluster_id)

    def topics(self, names: Iterable[str]) -> dict[str, TopicInfo]:
        """Return those of the named topics that exist."""
        return {
            name: TopicInfo(name, _hex(topic.topic_id), len(topic.partitions))
            for name, topic in self._described(names).items()
        }

    def _described(self, names: Iterable[str]) -> dict[str, Any]:
        wanted = list(names)
        found: dict[str, Any] = {}
        if not wanted:
            return found
        with self.doing("asking for topics"):
            asked = self.client.describe_topics(
                TopicCollection(wanted), request_timeout=REQUEST_SECONDS
            )
            for name, future in asked.items():
                try:
                    found[name] = future.result()
                except KafkaException as error:
                    if error.args[0].code() != KafkaError.UNKNOWN_TOPIC_OR_PART:
                        raise
        return found

    def create_topic(self, name: str, partitions: int, config: Mapping[str, str]) -> None:
        """Create a topic and wait until every partition has a leader.

        Raises:
            BrokerError: Kafka refuses it; that it is there already is none.
            BrokerUnavailableError: Kafka does not answer, or partitions stay without a leader.
        """
        topic = NewTopic(name, partitions, config=dict(config))
        with self.doing(f"creating topic {name}"):
            asked = self.client.create_topics([topic], request_timeout=REQUEST_SECONDS)
            try:
                asked[name].result()
            except KafkaException as error:
                if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                    raise
                _logger.info("topic %s was created by another process", name)
        deadline = time.monotonic() + REQUEST_SECONDS
        while not self._has_leaders(name):
            if time.monotonic() > deadline:
                raise BrokerUnavailableError(f"Topic {name} has partitions without a leader.")
            time.sleep(_LEADER_PAUSE_SECONDS)

    def _has_leaders(self, name: str) -> bool:
        topic = self._described([name]).get(name)
        return topic is not None and all(each.leader is not None for each in topic.partitions)

    def offsets(self, partitions: Iterable[Partition]) -> dict[Partition, OffsetRange]:
        """Return what each partition holds, up to the last stable offset."""
        wanted = list(partitions)
        begins = self._offsets(wanted, OffsetSpec.earliest())
        ends = self._offsets(wanted, OffsetSpec.latest())
        return {each: OffsetRange(begins[each], ends[each]) for each in wanted}

    def _offsets(self, wanted: list[Partition], spec: OffsetSpec) -> dict[Partition, int]:
        if not wanted:
            return {}
        deadline = time.monotonic() + REQUEST_SECONDS
        while True:
            with self.doing("asking for offsets"):
                try:
                    return self._ask_offsets(wanted, spec)
                except KafkaException as error:
                    unsettled = error.args[0].code() in LEADERSHIP_UNSETTLED
                    if not unsettled or time.monotonic() > deadline:
                        raise
            _logger.info("leaders are not settled, asking for offsets again")
            time.sleep(_LEADER_PAUSE_SECONDS)

    def _ask_offsets(self, wanted: list[Partition], spec: OffsetSpec) -> dict[Partition, int]:
        asked = self.client.list_offsets(
            {TopicPartition(*partition): spec for partition in wanted},
            isolation_level=IsolationLevel.READ_COMMITTED,
            request_timeout=REQUEST_SECONDS,
        )
        return {
            Partition(tp.topic, tp.partition): future.result().offset
            for tp, future in asked.items()
        }


def _hex(topic_id: Any) -> str:
    """Spell a topic id in 32 hex digits."""
    high, low = topic_id.get_most_significant_bits(), topic_id.get_least_significant_bits()
    return f"{high & _64_BITS:016x}{low & _64_BITS:016x}"
