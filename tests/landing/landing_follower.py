"""A following landing process that a test talks to over HTTP."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from prometheus_client.parser import text_string_to_metric_families

from compose.config import free_ports
from tests.landing.landing_world import World


def wait_until(happened: Callable[[], bool]) -> None:
    """Look again until it is so; the test's own time-out ends the wait."""
    while not happened():
        time.sleep(0.1)


@dataclass
class Follower:
    """A process that follows a world's topic.

    Attributes:
        process: The process.
        url: Where it serves metrics and health.
    """

    process: subprocess.Popen[str]
    url: str

    def get(self, path: str) -> requests.Response | None:
        """Ask; None when nothing listens (yet)."""
        assert self.process.poll() is None, self.process.communicate()
        try:
            with requests.Session() as session:
                session.trust_env = False
                return session.get(f"{self.url}{path}", timeout=60)
        except requests.ConnectionError:
            return None

    def names(self) -> set[str]:
        """Return the names of all samples."""
        answer = self.get("/metrics")
        assert answer is not None
        families = text_string_to_metric_families(answer.text)
        return {sample.name for family in families for sample in family.samples}

    def metric(self, name: str, **labels: str) -> float:
        """Return the sum of the samples of a metric that have these labels."""
        answer = self.get("/metrics")
        families = text_string_to_metric_families(answer.text if answer else "")
        return sum(
            sample.value
            for family in families
            for sample in family.samples
            if sample.name == f"hyperion_landing_{name}" and labels.items() <= sample.labels.items()
        )

    def health(self) -> tuple[int, str]:
        """Return status and text of the health endpoint; 0 when nothing listens."""
        answer = self.get("/health")
        return (0, "") if answer is None else (answer.status_code, answer.text)

    def end(self) -> tuple[int, str]:
        """Wait for the end; return exit code and errors."""
        _, errors = self.process.communicate()
        return self.process.returncode, errors


@contextmanager
def following(things: World, **options: Any) -> Iterator[Follower]:
    """Follow a world's topic, killing the process at the end if it still runs.

    Args:
        things: The world.
        options: As of `World.lander`.
    """
    (port,) = free_ports(1)
    process = things.lander("follow", metrics_port=port, **options)
    try:
        yield Follower(process, f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.communicate()
