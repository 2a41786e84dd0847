"""One landing of the benchmark's topic, in a process of its own; prints what it took as JSON."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from unittest.mock import patch

import orjson

from benchmarks.landing.events import contract
from ingestion.broker import BrokerSettings
from ingestion.landing import LandingConfig, land
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.commits.ready import ReadyRange
from ingestion.landing.commits.records import CommitRecord

_SPENT = {"commit": 0.0}


@dataclass(frozen=True, slots=True)
class TimedLog(CommitLog):
    """The commit protocol, timed."""

    def commit(self, ready: ReadyRange) -> CommitRecord:
        """Land a range."""
        began = time.monotonic()
        record = super(TimedLog, self).commit(ready)
        _SPENT["commit"] += time.monotonic() - began
        return record


@dataclass(frozen=True, slots=True)
class PlainLog(CommitLog):
    """What the protocol is compared with: the same files straight at their final names."""

    def commit(self, ready: ReadyRange) -> CommitRecord:
        """Write a range's files, with the checksums that either run reports."""
        began = time.monotonic()
        record = self._describe(ready, "plain")
        for file, encoded in zip(record.files, ready.files, strict=True):
            self.store.put(file.final, encoded.data)
        _SPENT["commit"] += time.monotonic() - began
        return record


def main(text: str) -> None:
    """Land as the JSON object says: topic, partitions, client, processes, servers, log."""
    spec = orjson.loads(text)
    each = contract(spec["topic"], spec["partitions"])
    log = PlainLog if spec["log"] == "plain" else TimedLog
    with patch("ingestion.landing.land.CommitLog", log):
        report = land(
            [each.topic],
            contracts={each.topic: each},
            broker=BrokerSettings(spec["bootstrap"], spec["client"]),
            webhdfs_url=spec["webhdfs"],
            once=True,
            config=LandingConfig(raw_root=spec["raw_root"], group=each.topic),
            processes=spec["processes"],
        )
    told = {"rows": report.rows, "seconds": report.seconds, "commit_seconds": _SPENT["commit"]}
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1])
