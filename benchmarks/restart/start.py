"""The landing process whose start is measured."""

from __future__ import annotations

import sys

from benchmarks.restart.past import contract
from compose.config import StackSettings
from hyperion.ingestion_access import broker_settings
from ingestion.landing import LandingConfig, land


def main() -> None:
    """Land a topic once. Arguments: topic, raw root, number of partitions."""
    topic, root, partitions = sys.argv[1:]
    settings = StackSettings()
    land(
        contracts={topic: contract(topic, int(partitions))},
        broker=broker_settings(settings),
        webhdfs_url=settings.webhdfs_url,
        once=True,
        config=LandingConfig(raw_root=root, group=topic),
    )
