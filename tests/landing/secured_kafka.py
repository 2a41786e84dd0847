"""A broker with listeners that encrypt and authenticate, each secured in another way."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from compose.config import StackSettings, free_ports
from compose.install import Programs
from compose.runner import Stack
from compose.servers.server import properties
from tests.landing.certificates import Authority, authority

USER = "lander"
_MECHANISMS = ("SCRAM-SHA-256", "SCRAM-SHA-512")


@dataclass(frozen=True)
class Listener:
    """One address of the broker: its protocol and which certificate it shows."""

    name: str
    protocol: str
    port: int
    store: Path | None = None
    client_certificate: str = "none"


@dataclass(frozen=True)
class SecuredKafka:
    """A broker beside the stack's own.

    Attributes:
        stack: Its runner.
        trusted: The authority that signed the certificates of all listeners.
        stranger: An authority that signed none of them.
        listeners: By name: scram, elsewhere (a certificate for another host), expired, mutual (asks
            for a client's certificate), unencrypted (authenticates without encryption).
        password: Of the user `lander`.
    """

    stack: Stack
    trusted: Authority
    stranger: Authority
    listeners: dict[str, Listener]
    password: str = dataclasses.field(repr=False)

    def address(self, listener: str) -> str:
        """Return a listener's `host:port`."""
        return f"{self.stack.settings.host}:{self.listeners[listener].port}"


def secured_kafka(folder: Path, programs: Programs) -> SecuredKafka:
    """Describe a broker with secured listeners; nothing is started yet."""
    trusted = authority(programs.java17, folder / "trusted")
    stranger = authority(programs.java17, folder / "stranger")
    stack = Stack(StackSettings.on_free_ports(folder / "state"), programs)
    host = stack.settings.host
    stores = {
        "good": trusted.sign("good", host),
        "elsewhere": trusted.sign("elsewhere", "kafka.example"),
        "expired": trusted.sign("expired", host, days_from_now=-5),
    }
    taken = stack.settings.ports().values()
    free = (port for port in free_ports(40) if port not in taken)
    listeners = [
        Listener("scram", "SASL_SSL", next(free), stores["good"]),
        Listener("elsewhere", "SASL_SSL", next(free), stores["elsewhere"]),
        Listener("expired", "SASL_SSL", next(free), stores["expired"]),
        Listener("mutual", "SSL", next(free), stores["good"], "required"),
        Listener("unencrypted", "SASL_PLAINTEXT", next(free)),
    ]
    (kafka,) = [server for server in stack.servers if server.name == "kafka"]
    ((config, text),) = [
        item for item in kafka.files.items() if item[0].name == "server.properties"
    ]
    secured = _secured(text, stack.settings, listeners, trusted)
    password = token_hex(16)
    (formatting,) = kafka.prepare
    users = [f"{mechanism}=[name={USER},password={password}]" for mechanism in _MECHANISMS]
    ports = {f"{each.name}_port": each.port for each in listeners}
    stack.servers = [
        dataclasses.replace(
            kafka,
            files={**kafka.files, config: secured},
            ports={**kafka.ports, **ports},
            prepare=([*formatting, *(part for user in users for part in ("--add-scram", user))],),
        )
    ]
    named = {each.name: each for each in listeners}
    return SecuredKafka(stack, trusted, stranger, named, password)


def _secured(
    text: str, settings: StackSettings, listeners: list[Listener], trusted: Authority
) -> str:
    """Add the listeners to a broker's configuration."""
    values = dict(line.split("=", 1) for line in text.splitlines())
    added = [f"{each.name.upper()}://{settings.host}:{each.port}" for each in listeners]
    for name in ("listeners", "advertised.listeners"):
        values[name] = ",".join([values[name], *added])
    protocols = {"PLAINTEXT": "PLAINTEXT", "CONTROLLER": "PLAINTEXT"}
    protocols |= {each.name.upper(): each.protocol for each in listeners}
    values["listener.security.protocol.map"] = ",".join(map(":".join, protocols.items()))
    values["sasl.enabled.mechanisms"] = ",".join(_MECHANISMS)
    for each in listeners:
        prefix = f"listener.name.{each.name}"
        if each.store:
            values |= {
                f"{prefix}.ssl.keystore.type": "PKCS12",
                f"{prefix}.ssl.keystore.location": str(each.store),
                f"{prefix}.ssl.keystore.password": trusted.password,
                f"{prefix}.ssl.truststore.type": "PKCS12",
                f"{prefix}.ssl.truststore.location": str(trusted.trusting),
                f"{prefix}.ssl.truststore.password": trusted.password,
                f"{prefix}.ssl.client.auth": each.client_certificate,
            }
        for mechanism in _MECHANISMS:
            values[f"{prefix}.{mechanism.lower()}.sasl.jaas.config"] = (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            )
    return properties(values)
