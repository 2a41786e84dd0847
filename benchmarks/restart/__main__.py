"""Measure a start of landing: `python -m benchmarks.restart --commits 1000 --files 100000`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from benchmarks.restart.past import put, write_partition
from compose.config import StackSettings
from hyperion.ingestion_access import broker_settings
from ingestion.broker import connect
from ingestion.landing.storage.layout import RawLayout, Source
from ingestion.landing.storage.webhdfs import WebHdfsStore

PARTITIONS = 4
_START = "from benchmarks.restart.start import main; main()"


def main() -> int:
    """Build a past of commits on the running servers, and print how long a start takes on it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.restart",
        description=main.__doc__,
        epilog="Example: python -m benchmarks.restart --commits 1000 --files 100000",
    )
    parser.add_argument("--commits", type=int, default=1000)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    settings = StackSettings()
    topic = f"bench-restart-{uuid4().hex[:8]}"
    layout = RawLayout(f"/benchmarks/{topic}")
    sources = _create_topic(settings, topic)
    commits = arguments.commits // PARTITIONS
    files = arguments.files // (commits * PARTITIONS)
    print(f"building {commits * PARTITIONS:,} commits of {files} files", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        end = max(write_partition(folder, layout, each, commits, files) for each in sources)
        put(settings, folder, layout.root)
    _publish(settings, topic, end * PARTITIONS)
    store = WebHdfsStore(settings.webhdfs_url)
    for _ in range(arguments.runs):
        seconds = _start(settings, store, layout, sources[0], topic)
        print(  # noqa: T201
            f"commits={arguments.commits} files={arguments.files} "
            f"seconds_to_first_new_row={seconds:.2f}",
            flush=True,
        )
    return 0


def _create_topic(settings: StackSettings, topic: str) -> list[Source]:
    with connect(broker_settings(settings)).admin() as admin:
        admin.create_topic(topic, PARTITIONS, {})
        topic_id = admin.topics([topic])[topic].topic_id
    return [Source(topic, topic_id, number) for number in range(PARTITIONS)]


def _publish(settings: StackSettings, topic: str, count: int) -> None:
    """Send records until every partition holds more than landed."""
    with connect(broker_settings(settings)).publisher() as publisher:
        # A quarter more than needed, since keys spread over the partitions unevenly.
        for number in range(count + count // 4 + 100):
            name = b"thing-%07d" % number
            publisher.send(topic, name, b'{"name":"%s"}' % name, [])
        publisher.flush()


def _start(
    settings: StackSettings, store: WebHdfsStore, layout: RawLayout, source: Source, topic: str
) -> float:
    """Start a landing process; return the seconds until the partition has a new commit."""
    _publish(settings, topic, 100)
    folder = layout.commits_folder(source)
    newest = store.list(folder)[-1].name
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", _START, topic, layout.root, str(PARTITIONS)])
    while not store.list(folder, after=newest):
        if process.poll():
            raise SystemExit("landing failed")
        time.sleep(0.02)
    seconds = time.monotonic() - started
    process.wait()
    return seconds


if __name__ == "__main__":
    sys.exit(main())
