"""What a landing run works with, whether it drains its topics or follows them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingestion.broker import Admin, Broker, Partition, Reader
from ingestion.contracts import Contract
from ingestion.errors import BrokerError
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.config import LandingConfig
from ingestion.landing.lander import Lander
from ingestion.landing.monitor import Monitor
from ingestion.landing.processes.worker import EVERYTHING, Share
from ingestion.landing.registrar import Registrar
from ingestion.landing.report import LandingProgressCallback


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that `drain` and `follow` work with; see `land` and `Lander`."""

    contracts: Mapping[str, Contract]
    all_must_exist: bool
    broker: Broker
    log: CommitLog
    registrar: Registrar
    config: LandingConfig
    progress: LandingProgressCallback
    stop: threading.Event
    metrics_address: tuple[str, int] | None = None
    share: Share = EVERYTHING
    monitor: Monitor = field(init=False)

    def __post_init__(self) -> None:
        """Make the monitor."""
        monitor = Monitor(self.contracts, self.config.stall, self._count_unregistered)
        object.__setattr__(self, "monitor", monitor)

    def _count_unregistered(self) -> int:
        return len(self.registrar.unregistered)

    def present(self, admin: Admin) -> dict[Partition, Contract]:
        """Return the partitions of those topics that exist.

        Raises:
            BrokerError: A topic that was named does not.
        """
        found = admin.topics(self.contracts)
        absent = [topic for topic in self.contracts if topic not in found]
        if absent and self.all_must_exist:
            raise BrokerError(
                f"Kafka has no topic {absent[0]}.", f"`hyperion produce {absent[0]}` creates it."
            )
        return {
            partition: self.contracts[topic.name]
            for topic in found.values()
            for partition in topic.all_partitions()
        }

    def lander(self, admin: Admin, reader: Reader) -> Lander:
        """Return a lander for this run."""
        return Lander(
            self.contracts, admin, reader, self.log, self.registrar, self.config, self.monitor
        )
