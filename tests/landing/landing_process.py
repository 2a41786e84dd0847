"""Lands one topic of things in a process that can be killed.

Arguments: a JSON object that describes the world, and may ask for a reader that is deaf: its
partitions stay paused; `once` or `follow`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from unittest.mock import patch

import orjson

from ingestion.broker import BrokerSettings
from ingestion.broker.kafka_python.reader import KafkaPythonReader
from ingestion.landing import LandingConfig, land
from tests.unit.landing_helpers import contract


def main(world: str, mode: str) -> None:
    """Land."""
    spec = orjson.loads(world)
    if spec["deaf"]:
        patch.object(KafkaPythonReader, "seek", lambda *_: None).start()
    things = replace(contract(), topic=spec["topic"], format=spec["format"])
    report = land(
        contracts={things.topic: things},
        broker=BrokerSettings(spec["bootstrap"], spec.get("client", "kafka-python")),
        webhdfs_url=spec["webhdfs"],
        once=mode == "once",
        config=LandingConfig(
            raw_root=spec["raw_root"],
            group=spec["topic"],
            **{"max_rows": 700, "max_idle": 1.0, **spec["config"]},
        ),
        metrics_address=("127.0.0.1", spec["metrics_port"]) if spec["metrics_port"] else None,
    )
    sys.stdout.write(f"{report.rows}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
