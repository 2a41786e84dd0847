"""Measure freshness: from the producer's acknowledgement to visible in Spark.

On servers of its own: a producer sends records at a steady rate, `hyperion land --follow` lands
them, and a poller asks Spark again and again, in a new session each time as any client would, which
offsets it sees. A record counts as visible when the answer arrives that has it. Then the topic is
left idle, and records are sent one by one.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson
import psutil
from kafka import KafkaProducer
from pyhive import hive

from benchmarks.freshness.log import Sent, Visibility
from compose.config import StackSettings
from compose.install import install
from compose.runner import Stack
from ingestion.broker import BrokerSettings, connect
from ingestion.contracts import load_contracts

TOPIC = "raw-boxoffice"
TABLE = "raw.raw_boxoffice"
SERVERS = ("kafka", "namenode", "datanode", "metastore", "spark")
_POLL_SECONDS = 0.25


def main() -> None:
    """Measure and print the median, the 99th percentile and the maximum, in seconds."""
    parser = argparse.ArgumentParser(
        prog="make bench-freshness",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Example: python -m benchmarks.freshness --seconds 60 --rate 50",
    )
    parser.add_argument("--seconds", type=float, default=180, help="of steady sending [180]")
    parser.add_argument("--rate", type=float, default=50, help="records a second [50]")
    parser.add_argument("--rotation", type=float, default=5, help="--max-age of landing [5]")
    parser.add_argument("--idle", type=int, default=5, help="records sent to an idle topic [5]")
    options = parser.parse_args()
    # As Ctrl-C does, a SIGTERM stops the servers first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        settings = StackSettings.on_free_ports(Path(folder))
        stack = Stack(settings, install(settings, lambda *_: None))
        stack.servers = [server for server in stack.servers if server.name in SERVERS]
        try:
            stack.up(_tell)
            _measure(settings, options)
        finally:
            stack.down(_tell)


def _tell(title: str, what: str, seconds: float) -> None:
    sys.stderr.write(f"{title} {what} after {seconds:.0f} s\n")


def _measure(settings: StackSettings, options: argparse.Namespace) -> None:
    _prepare(settings)
    with _landing(settings, options.rotation), _polling(settings) as visibility:
        # The first query compiles much, and the table has no partition yet.
        visibility.wait_for(_send(settings, 100, 0.1))
        sys.stderr.write(f"sending for {options.seconds:.0f} s\n")
        steady = _send(settings, int(options.seconds * options.rate), 1 / options.rate)
        _print("steady", visibility.wait_for(steady))
        idle = []
        for number in range(options.idle):
            sys.stderr.write(f"idle topic: record {number + 1} of {options.idle}\n")
            # Longer than a rotation: landing has nothing left to do.
            time.sleep(2 * options.rotation)
            idle += visibility.wait_for(_send(settings, 1, 0))
        _print("idle", idle)
    now = datetime.now(UTC).isoformat(timespec="minutes")
    memory = psutil.virtual_memory().total / 2**30
    print(f"{now}, {psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.machine()}")  # noqa: T201


def _print(name: str, seconds: list[float]) -> None:
    """Print figures on one line."""
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    figures = f"median={statistics.median(ordered):.1f} p99={p99:.1f} max={ordered[-1]:.1f}"
    print(f"freshness {name} ({len(ordered)} records, seconds): {figures}")  # noqa: T201


def _prepare(settings: StackSettings) -> None:
    """Create the topic and an external table over where it lands."""
    contract = load_contracts()[TOPIC]
    with connect(BrokerSettings(settings.kafka_bootstrap)).admin() as admin:
        admin.create_topic(TOPIC, contract.partitions, {})
    location = f"{settings.hdfs_uri}{settings.raw_root}/{TOPIC}"
    with closing(_connection(settings)) as connection:
        cursor = connection.cursor()
        cursor.execute("create schema if not exists raw")
        cursor.execute(
            f"create table {TABLE} (`partition` int, `offset` bigint, dt date) "
            f"using parquet partitioned by (dt) location '{location}'"
        )


def _connection(settings: StackSettings) -> hive.Connection:
    return hive.connect(settings.host, settings.spark_port, username="hyperion")


@contextmanager
def _landing(settings: StackSettings, rotation: float) -> Iterator[None]:
    """Land the topic meanwhile, as a user would."""
    command = [sys.executable, "-m", "hyperion", "land", "--follow", TOPIC]
    process = subprocess.Popen(
        [*command, "--max-age", str(rotation)], env={**os.environ, **settings.environment()}
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _polling(settings: StackSettings) -> Iterator[Visibility]:
    """Ask Spark again and again what it sees, in a thread."""
    visibility, stop = Visibility(), threading.Event()

    def poll() -> None:
        while not stop.wait(_POLL_SECONDS):
            with closing(_connection(settings)) as connection:
                cursor = connection.cursor()
                cursor.execute(f"select `partition`, max(`offset`) from {TABLE} group by 1")
                visibility.seen(dict(cursor.fetchall()), time.monotonic())

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield visibility
    finally:
        stop.set()
        thread.join()


def _send(settings: StackSettings, count: int, pause: float) -> list[Sent]:
    """Send records at a steady rate; return when each was acknowledged."""
    sent: list[Sent] = []
    day = datetime.now(UTC).date().isoformat()
    with closing(KafkaProducer(bootstrap_servers=settings.kafka_bootstrap, acks="all")) as producer:
        begin = time.monotonic()
        for number in range(count):
            time.sleep(max(0.0, begin + number * pause - time.monotonic()))
            value = {
                "film": f"film-{number % 97}",
                "date": day,
                "state_code": "NY",
                "gross_cents": number,
                "run_id": "0" * 8,
                "run_rows": 1,
            }
            key = f"{value['film']}|{day}|NY".encode()
            producer.send(TOPIC, orjson.dumps(value), key=key).add_callback(
                lambda at: sent.append(Sent(at.partition, at.offset, time.monotonic()))
            )
        producer.flush()
    return sent


if __name__ == "__main__":
    main()
