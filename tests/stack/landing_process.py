"""Lands one topic of things in a process that can be killed.

Arguments: a JSON object that describes the world, and may ask for a reader that is deaf: its
partitions stay paused; `once` or `follow`; optionally `before` or `after` and a number: kill this
process at that change of the store.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import orjson

from ingestion.broker import BrokerSettings
from ingestion.broker.kafka_python.reader import KafkaPythonReader
from ingestion.landing import LandingConfig, land
from ingestion.landing.webhdfs import WebHdfsStore
from tests.unit.landing_helpers import contract


def killing(
    original: Callable[..., Any], moment: str, number: int, count: list[int]
) -> Callable[..., Any]:
    """Wrap an operation so that the process is killed at the nth call of any."""

    def operation(*arguments: object) -> object:
        count[0] += 1
        if count[0] == number and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments)
        if count[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return operation


def main(world: str, mode: str, moment: str = "never", number: str = "0") -> None:
    """Land."""
    spec = orjson.loads(world)
    count = [0]
    for name in ("create", "rename"):
        wrapped = killing(getattr(WebHdfsStore, name), moment, int(number), count)
        patch.object(WebHdfsStore, name, wrapped).start()
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
