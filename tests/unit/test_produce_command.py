"""What `hyperion produce` tells beside its table."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from hyperion.commands.produce import produce
from ingestion.producers import ProduceReport, TopicProduction


def test_topics_that_were_created_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    topics = [TopicProduction("raw-films", created=True), TopicProduction("raw-characters")]
    report = ProduceReport(topics)
    monkeypatch.setattr("hyperion.commands.produce.run_produce", lambda *_, **__: report)
    result = CliRunner().invoke(produce)
    assert (result.exit_code, result.stderr) == (0, "created in Kafka: raw-films\n")
