"""Landing's settings: from the environment, overridden on the command line, told in the help."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from compose.config import MIB, StackSettings
from hyperion.commands.land import land, landing_config
from hyperion.context import UserError, settings
from ingestion.landing import LandingConfig, LandingReport


def test_the_settings_defaults_are_landings_own() -> None:
    assert landing_config(StackSettings()) == LandingConfig()


def test_the_environment_sets_rotation_and_an_option_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPERION_LANDING_MAX_BYTES", "64MiB")
    monkeypatch.setenv("HYPERION_LANDING_MAX_ROWS", "500")
    monkeypatch.setenv("HYPERION_LANDING_MAX_AGE", "5")
    monkeypatch.setenv("HYPERION_LANDING_MAX_IDLE", "2.5")
    monkeypatch.setenv("HYPERION_RAW_ROOT", "/team/raw")
    config = landing_config(settings(landing_max_rows="700", landing_max_buffered_bytes="1GiB"))
    assert (config.max_bytes, config.max_rows, config.max_age) == (64 * MIB, 700, 5.0)
    assert (config.max_idle, config.max_buffered_bytes) == (2.5, 1024 * MIB)
    assert config.raw_root == "/team/raw"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("landing_max_rows", "0", "greater than 0"),
        ("landing_max_bytes", "much", "byte"),
        ("landing_max_age", "-1", "greater than 0"),
        ("landing_metrics_port", "70000", "less than 65536"),
    ],
)
def test_a_malformed_setting_is_named(name: str, value: str, reason: str) -> None:
    with pytest.raises(UserError, match=rf"HYPERION_{name.upper()}={value}: .*{reason}"):
        settings(**{name: value})


def test_landing_refuses_a_raw_root_that_is_not_on_hdfs() -> None:
    with pytest.raises(UserError, match="HYPERION_RAW_ROOT=s3://bucket/raw"):
        landing_config(settings(raw_root="s3://bucket/raw"))


def test_the_help_tells_every_option_with_its_default_and_variable() -> None:
    text = " ".join(CliRunner().invoke(land, ["--help"]).output.split())
    for option, variable in (
        ("--max-rows", "HYPERION_LANDING_MAX_ROWS"),
        ("--max-bytes", "HYPERION_LANDING_MAX_BYTES"),
        ("--max-age", "HYPERION_LANDING_MAX_AGE"),
        ("--max-idle", "HYPERION_LANDING_MAX_IDLE"),
        ("--max-buffered-bytes", "HYPERION_LANDING_MAX_BUFFERED_BYTES"),
        ("--stall", "HYPERION_LANDING_STALL"),
        ("--patience", "HYPERION_LANDING_PATIENCE"),
        ("--metrics-port", "HYPERION_LANDING_METRICS_PORT"),
    ):
        assert f"{option} X" in text
        assert variable in text
    assert "Example: hyperion land --follow" in text


def test_topics_that_are_still_to_be_are_told_with_the_next_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = LandingReport(absent_topics=["raw-characters", "raw-films"])
    monkeypatch.setattr("hyperion.commands.land.run_land", lambda *_, **__: report)
    result = CliRunner().invoke(land, ["--once"])
    assert result.exit_code == 0
    assert result.stderr == (
        "Kafka has no topic raw-characters, raw-films yet; "
        "run: hyperion produce raw-characters raw-films\n"
    )
