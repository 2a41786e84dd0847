"""Run the peer by hand: `python -m benchmarks.spark_structured_streaming TOPIC`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.spark_structured_streaming.peer import PeerJob, install_peer
from compose.config import StackSettings


def main() -> int:
    """Read a topic into HDFS, cold and then warm, and print rows and seconds as JSON lines."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.spark_structured_streaming",
        description=main.__doc__,
        epilog="Example: python -m benchmarks.spark_structured_streaming raw-boxoffice",
    )
    parser.add_argument("topic")
    parser.add_argument("--output", default="/benchmarks/spark", help="folder on HDFS, empty")
    parser.add_argument("--runs", type=int, default=2)
    arguments = parser.parse_args()
    settings = StackSettings()
    peer = install_peer(settings)
    job = PeerJob(settings, arguments.topic, arguments.output, runs=arguments.runs)
    with tempfile.TemporaryDirectory() as folder:
        command = job.command(peer, Path(folder))
        return subprocess.run(command, env=job.environment(peer), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
