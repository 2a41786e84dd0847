"""Land one topic with both Kafka clients and with Spark Structured Streaming, side by side."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
import psutil

from benchmarks.landing.events import contract, produce
from benchmarks.spark_structured_streaming import PeerJob, install_peer
from compose.config import StackSettings
from compose.install import install
from compose.runner import Stack
from ingestion.broker import BrokerSettings, connect

_TOPIC = "bench-events"
_ROTATION_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Result:
    """One run: rows, seconds of landing alone, CPU seconds and largest process of the whole."""

    name: str
    rows: int
    seconds: float
    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    commit_seconds: float = 0.0

    def line(self) -> str:
        """Return the run as a line of the table."""
        return (
            f"{self.name:<34}{self.rows:>10,}{self.seconds:>8.2f}{self.wall_seconds:>8.2f}"
            f"{self.rows / self.seconds:>11,.0f}{self.rows / self.cpu_seconds:>11,.0f}"
            f"{self.peak_mb:>9,.0f}"
        )


def tell(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(command: list[str], env: dict[str, str]) -> tuple[bytes, float, float, float]:
    """Run a process; return its output, wall and CPU seconds, and its largest process in MB."""
    began = time.monotonic()
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as process:
        try:
            output = process.stdout.read() if process.stdout else b""
        except BaseException:
            process.terminate()
            raise
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[-1]} failed with {process.returncode}")
    wall = time.monotonic() - began
    return output, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def land(
    settings: StackSettings, partitions: int, number: int, *, client: str, processes: int, log: str
) -> Result:
    """Land the topic into a raw root of its own."""
    spec = {
        "topic": _TOPIC,
        "partitions": partitions,
        "client": client,
        "processes": processes,
        "bootstrap": settings.kafka_bootstrap,
        "webhdfs": settings.webhdfs_url,
        "raw_root": f"/bench/{number}-{client}-{processes}-{log}",
        "log": log,
    }
    command = [sys.executable, "-m", "benchmarks.landing.ours", orjson.dumps(spec).decode()]
    output, wall, cpu, peak = run(command, dict(os.environ))
    told = orjson.loads(output)
    plain = ", plain write" if log == "plain" else ""
    name = f"ours, {client}, {processes} process{'es' if processes > 1 else ''}{plain}"
    commit = told["commit_seconds"]
    result = Result(name, told["rows"], told["seconds"], wall, cpu, peak, commit)
    tell(result.line())
    return result


def peer(settings: StackSettings, runs: int) -> list[Result]:
    """Run the peer: cold once, then warm in the same process."""
    installed = install_peer(settings)
    with tempfile.TemporaryDirectory() as folder:
        job = PeerJob(settings, _TOPIC, "/bench/spark", runs=runs)
        command = job.command(installed, Path(folder))
        output, wall, cpu, peak = run(command, job.environment(installed))
    results = []
    lines = [orjson.loads(line) for line in output.splitlines() if line.startswith(b"{")]
    for told in lines:
        name = f"Spark Structured Streaming, {told['run']}"
        # Of CPU and wall only the sum over all runs is known, with the start of the process.
        share = told["seconds"] / sum(each["seconds"] for each in lines)
        results.append(Result(name, told["rows"], told["seconds"], wall * share, cpu * share, peak))
        tell(results[-1].line())
    return results


def compare(arguments: argparse.Namespace, settings: StackSettings) -> None:
    """Produce the topic, land it in turns, and print the table and the ratios."""
    each = contract(_TOPIC, arguments.partitions)
    tell(
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.machine()}, {os.cpu_count()} cores, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GiB, load {os.getloadavg()[0]:.1f}"
    )
    produce(
        connect(BrokerSettings(settings.kafka_bootstrap, "confluent")),
        each,
        arguments.events,
        lambda done: tell(f"produced {done:,}") if done % 500_000 == 0 else None,
    )
    head = ("run", "rows", "s", "wall s", "rows/s", "rows/CPU-s", "peak MB")
    tell("{:<34}{:>10}{:>8}{:>8}{:>11}{:>11}{:>9}".format(*head))
    ours: dict[str, list[Result]] = {}
    for number in range(arguments.repeats):
        for client in ("confluent", "kafka-python"):
            result = land(
                *(settings, arguments.partitions, number),
                client=client,
                processes=arguments.processes,
                log="exactly-once",
            )
            ours.setdefault(client, []).append(result)
        for log in ("exactly-once", "plain"):
            result = land(
                *(settings, arguments.partitions, number), client="confluent", processes=1, log=log
            )
            ours.setdefault(log, []).append(result)
    once, plain = ours["exactly-once"], ours["plain"]
    extra = statistics.median(r.commit_seconds for r in once) - statistics.median(
        r.commit_seconds for r in plain
    )
    base = statistics.median(r.seconds for r in plain)
    # A run lands within seconds what else takes a rotation to come: of less time, commits are more.
    tell(f"exactly_once_overhead_percent_of_run={100 * extra / base:.1f}")
    tell(f"exactly_once_overhead_percent={100 * extra / _ROTATION_SECONDS:.1f} every 10 s")
    peak = max(r.peak_mb for results in ours.values() for r in results)
    tell(f"peak_rss_mb={peak:.0f}")
    if arguments.no_spark:
        return
    warm = statistics.median(
        r.rows / r.seconds for r in peer(settings, 1 + arguments.repeats) if "warm" in r.name
    )
    for client, name in (
        ("kafka-python", "ratio_kafka_python_vs_spark_warm"),
        ("confluent", "ratio_vs_spark_warm"),
    ):
        rate = statistics.median(r.rows / r.seconds for r in ours[client])
        tell(f"{name}={rate / warm:.2f}")


def main() -> None:
    """Start Kafka and HDFS on free ports, compare, and stop them."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.landing",
        description=__doc__,
        epilog="Example: python -m benchmarks.landing --events 200000 --repeats 1 --no-spark",
    )
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=5, help="runs of each; the median counts")
    parser.add_argument("--no-spark", action="store_true", help="leave the peer out")
    arguments = parser.parse_args()
    # Ended from outside, the servers have to end too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="bench-landing-") as folder:
        settings = StackSettings.on_free_ports(Path(folder))
        stack = Stack(settings, install(settings, lambda *_: None))
        wanted = {"kafka", "namenode", "datanode"}
        stack.servers = [server for server in stack.servers if server.name in wanted]
        try:
            stack.up(lambda title, what, seconds: tell(f"{title} {what} {seconds:.0f} s"))
            compare(arguments, settings)
        finally:
            stack.down(lambda *_: None)


if __name__ == "__main__":
    main()
