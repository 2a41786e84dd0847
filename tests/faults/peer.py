"""The same oracle on the peer: Spark Structured Streaming's file sink under random kills."""

from __future__ import annotations

import io
import itertools
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.spark_structured_streaming import PeerJob, install_peer
from compose.runner import Stack
from ingestion.landing.storage.store import Store
from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.faults.campaign import Outcome
from tests.faults.oracle import Landed, Watcher, digest
from tests.faults.subject import PATIENCE_SECONDS, Subject
from tests.landing.landing_world import world

NAME = "Spark Structured Streaming file sink: kill at random"
KILLS = 5
_ROWS = 2_000_000
_LONGEST_SECONDS = 20.0
_FIRST_FILES_SECONDS = 120.0


def run_peer(stack: Stack, folder: Path, report: Callable[[Outcome], None]) -> None:
    """Kill the peer at random times while it writes 2,000,000 rows, then let it finish.

    One outcome per kill; the rows, and what became of them, are told with the last one.

    Args:
        stack: Running Kafka and HDFS.
        folder: For the job's files and log.
        report: Told of every kill.
    """
    peer = install_peer(stack.settings)
    made = world(stack.settings, raw_root="/faults-peer/raw", partitions=4)
    output = f"/faults-peer/{made.contract.topic}"
    job = PeerJob(
        stack.settings, made.contract.topic, output, mode="resume", batch_rows=100_000, heap_mb=2048
    )
    with made.broker.admin() as admin:
        topic_id = admin.topics([made.contract.topic])[made.contract.topic].topic_id
    store = WebHdfsStore(stack.settings.webhdfs_url, patience_seconds=PATIENCE_SECONDS)

    def list_files(store: Store) -> Iterator[str]:
        data = f"{output}/data"
        for entry in store.list(data):
            # What readers of a folder do not hide.
            if not entry.is_folder and not entry.name.startswith(("_", ".")):
                yield f"{data}/{entry.name}"

    def parse(data: bytes, _: str) -> list[Landed]:
        rows = pq.read_table(io.BytesIO(data), columns=["partition", "offset", "key", "value"])
        columns = [rows[name].to_pylist() for name in rows.column_names]
        return [
            Landed(topic_id, partition, offset, digest(key, value))
            for partition, offset, key, value in zip(*columns, strict=True)
        ]

    chance = random.Random()  # noqa: S311 - to choose moments, not to keep a secret
    with Watcher(store, list_files, parse) as watcher:
        subject = Subject(made, watcher, folder, chance, "confluent")
        subject.publish(_ROWS)
        began = time.monotonic()
        for number in itertools.count(1):
            files = len(watcher.sha256)
            log = folder / f"peer-{number}.log"
            with log.open("w") as said:
                process = subprocess.Popen(
                    job.command(peer, folder / "peer"),
                    env=job.environment(peer),
                    stdout=said,
                    stderr=said,
                )
                try:
                    if number <= KILLS:
                        _wait_for_files(process, watcher, files)
                        time.sleep(chance.uniform(0.0, _LONGEST_SECONDS / KILLS))
                    else:
                        process.wait()
                finally:
                    ended = process.poll()
                    process.kill()
                    process.wait()
            if ended is not None:
                break
            report(_outcome(0, 0, 0, 0, 0, began))
        if ended != 0:
            raise RuntimeError(f"the peer failed: {log.read_text()[-3000:]}")
        watcher.look()
        left = watcher.read_torn_again()
        verdict = subject.verdict()
        counts = (verdict.produced, verdict.lost, verdict.doubled, verdict.torn, verdict.files)
        problem = f"{left} files stay torn in the folder" if left else ""
        report(_outcome(*counts, began, problem))


def _wait_for_files(process: subprocess.Popen[bytes], watcher: Watcher, files: int) -> None:
    """Wait until the peer wrote something more, or ended."""
    deadline = time.monotonic() + _FIRST_FILES_SECONDS
    while len(watcher.sha256) == files and process.poll() is None:
        if time.monotonic() > deadline:
            raise RuntimeError("the peer wrote nothing")
        time.sleep(0.05)


def _outcome(
    produced: int, lost: int, doubled: int, torn: int, files: int, began: float, problem: str = ""
) -> Outcome:
    return Outcome(
        fault=NAME,
        produced=produced,
        lost=lost,
        doubled=doubled,
        torn=torn,
        unordered=0,
        files=files,
        problem=problem,
        seconds=round(time.monotonic() - began, 2),
        ended_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
