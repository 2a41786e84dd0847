"""The alert rules do what they say, and name only metrics that exist."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client.metrics_core import Metric

from compose.config import PROJECT_ROOT, StackSettings
from ingestion.landing.monitor import Monitor
from tests.unit.monitoring_files import MONITORING, RULES, named_metrics


@pytest.fixture(scope="module")
def promtool() -> str:
    """Prometheus's tool; continuous integration has to have it."""
    found = shutil.which("promtool")
    if found is None and not os.environ.get("CI"):
        pytest.skip("promtool is not installed; `apt-get install prometheus` brings it")
    assert found, "promtool is not installed"
    return found


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=MONITORING, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rules_are_well_formed_and_fire_when_they_should(promtool: str) -> None:
    run(promtool, "check", "config", "prometheus.yml")
    run(promtool, "check", "rules", "landing_rules.yml")
    run(promtool, "test", "rules", "landing_rules_test.yml")


def test_every_rule_has_a_test_and_a_page_in_the_runbook() -> None:
    tests = (MONITORING / "landing_rules_test.yml").read_text()
    runbook = (PROJECT_ROOT / "docs" / "runbook.md").read_text()
    for rule in RULES:
        assert f"alertname: {rule['alert']}\n" in tests
        assert f"### {rule['alert']}\n" in runbook
        assert rule["annotations"]["runbook"] == f"docs/runbook.md#{rule['alert'].lower()}"


def exported(families: list[Metric]) -> set[str]:
    return {sample.name for family in families for sample in family.samples}


def test_dashboard_and_rules_name_only_counters_that_a_landing_process_has() -> None:
    """What a process only has with a partition is looked for in a real one's answer."""
    registry = Monitor(["t"], 60.0, lambda: 0).metrics.registry
    known = {metric.name for metric in registry.collect()} | exported(list(registry.collect()))
    assert named_metrics() - known == set()
    assert len(named_metrics()) > 12


def test_prometheus_scrapes_the_default_port() -> None:
    config = yaml.safe_load((MONITORING / "prometheus.yml").read_text())
    (job,) = config["scrape_configs"]
    port = StackSettings.model_fields["landing_metrics_port"].default
    assert job["static_configs"][0]["targets"] == [f"127.0.0.1:{port}"]
    assert all(Path(MONITORING / name).exists() for name in config["rule_files"])
