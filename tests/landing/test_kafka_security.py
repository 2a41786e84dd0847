"""SCRAM and TLS on a real broker: landing works through them, and nothing works around them."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from compose.runner import Stack
from ingestion.broker import BrokerSettings, connect
from ingestion.broker.settings import ClientName, SaslMechanism
from ingestion.errors import BrokerSecurityError, SettingsError
from tests.landing.landing_world import World, world
from tests.landing.secured_kafka import USER, SecuredKafka, secured_kafka

CLIENTS: list[ClientName] = ["kafka-python", "confluent"]


@dataclass
class SecuredWorld(World):
    """A world whose Kafka is reached through a secured listener."""

    secured: BrokerSettings = field(kw_only=True)

    @property
    def kafka(self) -> BrokerSettings:
        """How to reach the secured broker."""
        return self.secured


def silent(*_: object) -> None:
    return


@pytest.fixture(scope="module")
def secured(light_stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    broker = secured_kafka(tmp_path_factory.mktemp("secured"), light_stack.programs)
    try:
        broker.stack.up(silent)
        yield broker
    finally:
        broker.stack.down(silent)


def scram(secured: SecuredKafka, listener: str = "scram", **changes: Any) -> BrokerSettings:
    """Return settings that work on the listener `scram`, with changes."""
    settings = BrokerSettings(
        secured.address(listener),
        security_protocol="SASL_SSL",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_username=USER,
        sasl_password=secured.password,
        ssl_cafile=str(secured.trusted.certificate),
    )
    return replace(settings, **changes)


def secured_world(stack: Stack, secured: SecuredKafka, settings: BrokerSettings) -> SecuredWorld:
    """Return a world on the stack's HDFS and the secured broker."""
    on_both = stack.settings.model_copy(update={"kafka_port": secured.stack.settings.kafka_port})
    plain = world(on_both, format="parquet")
    return SecuredWorld(on_both, plain.contract, plain.raw_root, secured=settings)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_records_are_published_landed_and_verified(
    light_stack: Stack,
    secured: SecuredKafka,
    client: ClientName,
    mechanism: SaslMechanism,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = scram(secured, client=client, sasl_mechanism=mechanism)
    things = secured_world(light_stack, secured, settings)
    with things.broker.publisher() as publisher:
        for number in range(500):
            name = b"thing-%07d" % number
            publisher.send(things.contract.topic, name, b'{"name":"%s"}' % name, [])
        publisher.flush()
    assert things.land().rows == 500
    assert things.landed() == things.on_topic()
    report = things.verify(deep=True)
    assert report.ok, report.problems
    assert secured.password not in caplog.text


@pytest.mark.parametrize("client", CLIENTS)
def test_a_consumer_group_is_joined(
    light_stack: Stack, secured: SecuredKafka, client: ClientName
) -> None:
    things = secured_world(light_stack, secured, scram(secured, client=client))
    with things.broker.reader(things.contract.topic) as reader:
        reader.subscribe([things.contract.topic])
        assigned: set[object] = set()
        deadline = time.monotonic() + 120
        while len(assigned) < things.contract.partitions and time.monotonic() < deadline:
            reader.poll(0.2)
            assigned |= reader.rebalance().assigned
    assert len(assigned) == things.contract.partitions


REFUSALS: dict[str, tuple[str, dict[str, Any], str]] = {
    "wrong password": (
        "scram",
        {"sasl_password": "wrong"},
        f"refused SCRAM-SHA-512 authentication of user {USER}.*HYPERION_KAFKA_SASL_PASSWORD",
    ),
    "unknown user": (
        "scram",
        {"sasl_username": "nobody"},
        "refused SCRAM-SHA-512 authentication of user nobody",
    ),
    "mechanism not offered": ("scram", {"sasl_mechanism": "PLAIN"}, "does not offer PLAIN.*SCRAM"),
    "certificate for another host": (
        "elsewhere",
        {},
        r"address mismatch.*not valid for '127\.0\.0\.1'.*ca\.pem.*HYPERION_KAFKA_BROKERS",
    ),
    "expired certificate": ("expired", {}, r"certificate has expired.*ca\.pem"),
    "unencrypted client": (
        "scram",
        {"security_protocol": "SASL_PLAINTEXT", "ssl_cafile": None},
        "does not understand SASL_PLAINTEXT.*SSL or SASL_SSL",
    ),
    "client that does not authenticate": (
        "scram",
        {
            "security_protocol": "SSL",
            **dict.fromkeys(("sasl_mechanism", "sasl_username", "sasl_password")),
        },
        "does not serve clients that do not authenticate.*SASL_SSL",
    ),
    "unencrypted broker": ("unencrypted", {}, "does not speak TLS, which SASL_SSL needs"),
    "no certificate of its own": (
        "mutual",
        {
            "security_protocol": "SSL",
            **dict.fromkeys(("sasl_mechanism", "sasl_username", "sasl_password")),
        },
        "closed the encrypted connection.*HYPERION_KAFKA_SSL_CERTFILE",
    ),
}


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("reason", REFUSALS)
def test_whoever_may_not_connect_is_told_why(
    light_stack: Stack, secured: SecuredKafka, reason: str, client: ClientName
) -> None:
    listener, changes, message = REFUSALS[reason]
    things = secured_world(light_stack, secured, scram(secured))
    settings = scram(secured, listener, client=client, **changes)
    with pytest.raises(BrokerSecurityError, match=message) as failure:
        things.land(broker=settings)
    assert secured.password not in str(failure.value)
    assert things.files() == []


@pytest.mark.parametrize("cafile", ["stranger", None])
def test_a_broker_of_an_unknown_authority_is_refused(
    secured: SecuredKafka, cafile: str | None
) -> None:
    stranger = str(secured.stranger.certificate) if cafile else None
    with pytest.raises(BrokerSecurityError, match="HYPERION_KAFKA_SSL_CAFILE") as failure:
        connect(scram(secured, ssl_cafile=stranger))
    assert (stranger or "the system's authorities") in str(failure.value)


def test_a_broker_that_asks_nobody_to_authenticate_is_refused(secured: SecuredKafka) -> None:
    settings = scram(secured, security_protocol="SASL_PLAINTEXT", ssl_cafile=None)
    plain = secured.stack.settings.kafka_bootstrap
    with pytest.raises(BrokerSecurityError, match="asks nobody to authenticate"):
        connect(replace(settings, bootstrap=plain))


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_file_that_is_no_certificate_is_named(
    secured: SecuredKafka, tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "ca.pem"
    if text:
        path.write_text(text)
    with pytest.raises(SettingsError, match=f"ssl_cafile cannot be used: {path}"):
        connect(scram(secured, ssl_cafile=str(path)))


def test_one_broker_that_lets_us_in_is_enough(secured: SecuredKafka) -> None:
    expired, good = secured.address("expired"), secured.address("scram")
    connect(scram(secured, bootstrap=f"127.0.0.1:1, {expired}, {good}"))
    with pytest.raises(BrokerSecurityError, match="certificate has expired"):
        connect(scram(secured, bootstrap=f"127.0.0.1:1, {expired}"))


@pytest.mark.parametrize("client", CLIENTS)
def test_a_certificate_takes_the_place_of_a_password(
    secured: SecuredKafka, tmp_path: Path, client: ClientName
) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which writes a private key as PEM, is not on this machine")
    store = secured.trusted.sign("client", "client.example")
    pem = tmp_path / "client.pem"
    subprocess.run(
        [openssl, "pkcs12", "-in", store, "-nodes", "-out", pem, "-passin", "env:STORE_PASSWORD"],
        env={**os.environ, "STORE_PASSWORD": secured.trusted.password},
        check=True,
        capture_output=True,
    )
    settings = BrokerSettings(
        secured.address("mutual"),
        client=client,
        security_protocol="SSL",
        ssl_cafile=str(secured.trusted.certificate),
        ssl_certfile=str(pem),
        ssl_keyfile=str(pem),
    )
    with connect(settings).publisher() as publisher:
        publisher.flush()


@pytest.mark.parametrize("client", CLIENTS)
def test_the_password_appears_nowhere(
    light_stack: Stack, secured: SecuredKafka, client: ClientName
) -> None:
    settings = scram(secured)
    environment = {
        **os.environ,
        **light_stack.settings.environment(),
        "HYPERION_RAW_ROOT": f"/test-secured-{client}/raw",
        "HYPERION_KAFKA_BROKERS": settings.bootstrap,
        "HYPERION_KAFKA_CLIENT": client,
        "HYPERION_KAFKA_SECURITY_PROTOCOL": settings.security_protocol,
        "HYPERION_KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
        "HYPERION_KAFKA_SASL_USERNAME": USER,
        "HYPERION_KAFKA_SASL_PASSWORD": secured.password,
        "HYPERION_KAFKA_SSL_CAFILE": str(settings.ssl_cafile),
    }
    commands = (
        (["produce", "raw-films"], 0),
        (["land", "raw-films"], 0),
        (["verify", "raw-films", "--no-spark"], 0),
        (["info"], 0),
        (["info", "--env"], 0),
        (["status"], 1),
        (["doctor"], None),
    )
    said = ""
    for command, expected in commands:
        answer = subprocess.run(
            [sys.executable, "-m", "hyperion", *command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert expected in (None, answer.returncode), f"{command}: {answer.stderr}"
        said += answer.stdout + answer.stderr
    assert settings.bootstrap in said
    assert secured.password not in said
    for folder in (light_stack.settings.state_dir, secured.stack.settings.state_dir):
        holding = [
            path
            for path in folder.rglob("*")
            if path.is_file() and secured.password.encode() in path.read_bytes()
        ]
        assert holding == []
