"""Kafka's connection settings: complete, consistent, and silent about the password."""

from __future__ import annotations

import pickle
import socket
import sys
from typing import Any

import pytest

from compose.config import StackSettings
from hyperion.ingestion_access import broker_settings
from ingestion.broker import BrokerSettings, connect
from ingestion.broker.kafka_python.configuration import group_configuration
from ingestion.errors import SettingsError

PASSWORD = "correct-horse-battery"  # noqa: S105 - protects nothing
SCRAM = {
    "security_protocol": "SASL_SSL",
    "sasl_mechanism": "SCRAM-SHA-512",
    "sasl_username": "lander",
    "sasl_password": PASSWORD,
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"client": "librdkafka"}, "client is 'librdkafka'.*one of kafka-python, confluent"),
        ({"security_protocol": "TLS"}, "security_protocol is 'TLS'.*SASL_SSL"),
        ({"bootstrap": " "}, "bootstrap is empty"),
        ({"session_timeout": 0.0}, "session_timeout has to be positive"),
        ({"sasl_mechanism": None}, "sasl_mechanism is missing.*HYPERION_KAFKA_SASL_MECHANISM"),
        ({"sasl_mechanism": "MD5"}, "sasl_mechanism is 'MD5'.*SCRAM-SHA-512"),
        ({"sasl_username": None}, "sasl_username is missing: SCRAM-SHA-512 needs one"),
        ({"sasl_password": ""}, "sasl_password is missing.*HYPERION_KAFKA_SASL_PASSWORD"),
        ({"ssl_certfile": "a.pem"}, "ssl_keyfile is missing"),
        ({"ssl_keyfile": "a.key"}, "ssl_certfile is missing"),
        ({"security_protocol": "SSL"}, "sasl_mechanism has no effect.*SASL_SSL"),
        (
            {"security_protocol": "SASL_PLAINTEXT", "ssl_cafile": "ca.pem"},
            "ssl_cafile has no effect.*unset HYPERION_KAFKA_SSL_CAFILE",
        ),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message) as failure:
        BrokerSettings(**{"bootstrap": "broker:9093", **SCRAM, **changes})
    assert PASSWORD not in str(failure.value)


def test_the_ticket_takes_the_place_of_a_password() -> None:
    settings = BrokerSettings("broker:9093", security_protocol="SASL_SSL", sasl_mechanism="GSSAPI")
    assert settings.uses_tls
    assert settings.uses_sasl


def test_the_password_reaches_other_processes_but_no_text() -> None:
    settings = BrokerSettings("broker:9093", **SCRAM)  # type: ignore[arg-type]
    assert PASSWORD not in f"{settings} {settings!r}"
    assert pickle.loads(pickle.dumps(settings)).sasl_password == PASSWORD  # noqa: S301 - our own


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SCRAM.items():
        monkeypatch.setenv(f"HYPERION_KAFKA_{name.upper()}", value)
    monkeypatch.setenv("HYPERION_KAFKA_BROKERS", "one:9093,two:9093")
    monkeypatch.setenv("HYPERION_KAFKA_SESSION_TIMEOUT", "10")
    config = StackSettings()
    assert PASSWORD not in f"{config} {config!r} {config.model_dump_json()}"
    assert broker_settings(config) == BrokerSettings(
        "one:9093,two:9093",
        session_timeout=10.0,
        **SCRAM,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(("seconds", "heartbeat_ms"), [(45.0, 3000), (6.0, 2000)])
def test_two_heartbeats_may_be_lost(seconds: float, heartbeat_ms: int) -> None:
    found = group_configuration(BrokerSettings("broker:9092", session_timeout=seconds))
    assert found == {
        "session_timeout_ms": int(seconds * 1000),
        "heartbeat_interval_ms": heartbeat_ms,
    }


def test_a_client_that_is_not_installed_is_told_with_the_next_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    for name in [each for each in sys.modules if each.startswith("ingestion.broker.confluent")]:
        monkeypatch.delitem(sys.modules, name)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        bootstrap = f"127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(SettingsError, match=r"not installed.*hyperion\[confluent\]"):
            connect(BrokerSettings(bootstrap, client="confluent"))
