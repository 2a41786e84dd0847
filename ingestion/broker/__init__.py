"""What ingestion needs of Kafka, whatever client library speaks to it."""

from ingestion.broker.batch import Batch, Headers
from ingestion.broker.connect import connect
from ingestion.broker.interface import (
    Admin,
    Broker,
    OffsetRange,
    Partition,
    PositionLostError,
    Publisher,
    Reader,
    Rebalance,
    TopicInfo,
)
from ingestion.broker.settings import BrokerSettings

__all__ = [
    "Admin",
    "Batch",
    "Broker",
    "BrokerSettings",
    "Headers",
    "OffsetRange",
    "Partition",
    "PositionLostError",
    "Publisher",
    "Reader",
    "Rebalance",
    "TopicInfo",
    "connect",
]
