"""A stack of the benchmark's own, and the project's commands run against it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from kafka import KafkaProducer

from compose.config import PROJECT_ROOT, StackSettings

TOPIC = "raw-boxoffice"


@dataclass(frozen=True)
class Timing:
    """What a command took.

    Attributes:
        seconds: From start to end.
        cpu_seconds: What all processes of this machine worked meanwhile: a quiet machine's figure
            is the command's own and its servers'.
    """

    seconds: float
    cpu_seconds: float


def run(settings: StackSettings, *command: str) -> Timing:
    """Run a Python module's command against the stack; a failure ends the benchmark."""
    environment = os.environ | settings.environment()
    environment |= {"DBT_TARGET_PATH": str(settings.state_dir / "target")}
    began, worked = time.monotonic(), _busy_seconds()
    subprocess.run(
        [sys.executable, "-m", *command],
        cwd=PROJECT_ROOT,
        env=environment,
        stdout=sys.stderr,
        check=True,
    )
    return Timing(time.monotonic() - began, _busy_seconds() - worked)


def multiply_documents(folder: Path, times: int) -> Path:
    """Copy the source documents, with every film so many times under slugs of their own.

    The copies have all that a film has, and box office of their own; characters stay with the
    first one.
    """
    data = folder / f"data-{times}"
    shutil.copytree(PROJECT_ROOT / "data", data)
    path = data / "films.json"
    document = json.loads(path.read_text())
    document["records"] = [
        record if copy == 0 else record | {"film": f"{record['film']}-{copy}"}
        for copy in range(times)
        for record in document["records"]
    ]
    path.write_text(json.dumps(document, ensure_ascii=False))
    return data


def publish_a_day(settings: StackSettings) -> None:
    """Publish one more day of one film, in every state, as the start of a run.

    A run that is not complete does not count: the marts' figures stay right, and all that depends
    on the box office has to be looked at again.
    """
    states = (PROJECT_ROOT / "seeds" / "us_states.csv").read_text().splitlines()[1:]
    headers = [
        ("contract", b"box_office"),
        ("contract_version", b"1"),
        ("document_version", b"1"),
        ("source_file", b"benchmark"),
        ("record_number", b"1"),
    ]
    producer = KafkaProducer(bootstrap_servers=settings.kafka_bootstrap)
    film, day = "snow-white-and-the-seven-dwarfs", datetime.now(UTC).date().isoformat()
    run_id = f"{time.time_ns():032x}"
    for state in (line.split(",")[0] for line in states):
        record = {
            "film": film,
            "date": day,
            "state_code": state,
            "gross_cents": 100,
            "run_id": run_id,
            "run_rows": 1_000_000,
        }
        key = f"{film}|{day}|{state}".encode()
        producer.send(TOPIC, json.dumps(record).encode(), key, headers=headers)
    producer.close()


def _busy_seconds() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.system)
