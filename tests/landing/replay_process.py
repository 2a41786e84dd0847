"""Replay a topic's dead letters in a process of its own, which may send itself a signal midway.

Arguments: a JSON object with the fields of `Spec`.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace

import orjson

from ingestion.broker import BrokerSettings
from ingestion.errors import IngestionError
from ingestion.landing.raw_zone import RawZone
from ingestion.replay import ReplayProgress, Selection, replay
from tests.unit.landing_helpers import contract


@dataclass(frozen=True)
class Spec:
    """What to replay where, and when to send which signal.

    Attributes:
        topic: The topic.
        bootstrap: Kafka's address.
        webhdfs: The NameNode's address.
        raw_root: Folder on HDFS.
        step: Step at which to send it; see `ReplayProgress`.
        done: How many records are on the topic then.
        signal: Number of the signal; 0 for none.
    """

    topic: str
    bootstrap: str
    webhdfs: str
    raw_root: str
    step: str = ""
    done: int = 0
    signal: int = 0


def main(spec: Spec) -> int:
    """Replay; return the exit code."""

    def watch(at: ReplayProgress) -> None:
        if spec.signal and (at.step, at.done) == (spec.step, spec.done):
            os.kill(os.getpid(), spec.signal)

    try:
        report = replay(
            RawZone(spec.webhdfs, spec.raw_root),
            spec.topic,
            Selection(dead_letters=True),
            contracts={spec.topic: replace(contract(), topic=spec.topic)},
            broker=BrokerSettings(spec.bootstrap),
            records_per_transaction=4,
            progress=watch,
        )
    except IngestionError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{report.sent}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Spec(**orjson.loads(sys.argv[1]))))
