"""How to reach Kafka: addresses, client library, TLS and SASL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from ingestion.errors import SettingsError

ClientName = Literal["kafka-python", "confluent"]
SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI"]


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Connection settings of every Kafka client, whatever library it is made of.

    The names of protocols and mechanisms are Kafka's own. Server certificates are always verified,
    host name included.

    Attributes:
        bootstrap: `host:port` of a broker, or several with commas between.
        client: Client library.
        security_protocol: Whether the connection is encrypted (SSL) and authenticated (SASL).
        sasl_mechanism: How a SASL connection authenticates.
        sasl_username: User of PLAIN and SCRAM.
        sasl_password: Password of PLAIN and SCRAM; never part of the settings' text.
        ssl_cafile: PEM file of the authorities that may sign the brokers' certificates; the
            system's own by default.
        ssl_certfile: PEM file of this client's certificate, where brokers ask for one.
        ssl_keyfile: PEM file of that certificate's private key.
        session_timeout: Seconds without a heartbeat after which a consumer group gives the
            partitions of a member to others.

    Raises:
        SettingsError: A setting is unknown, missing, or does not go with another.
    """

    bootstrap: str
    client: ClientName = "kafka-python"
    security_protocol: SecurityProtocol = "PLAINTEXT"
    sasl_mechanism: SaslMechanism | None = None
    sasl_username: str | None = None
    sasl_password: str | None = field(default=None, repr=False)
    ssl_cafile: str | None = None
    ssl_certfile: str | None = None
    ssl_keyfile: str | None = None
    session_timeout: float = 45.0

    def __post_init__(self) -> None:
        """Check that the settings are complete and agree with each other.

        Raises:
            SettingsError: One is missing, wrong or without effect; the message names it.
        """
        _require_choice("client", self.client, get_args(ClientName))
        protocols = get_args(SecurityProtocol)
        _require_choice("security_protocol", self.security_protocol, protocols)
        if not self.bootstrap.strip():
            raise _wrong("bootstrap", "is empty", "Name a broker's host:port.")
        if self.session_timeout <= 0:
            raise _wrong("session_timeout", "has to be positive", "It is a number of seconds.")
        self._check_sasl()
        self._check_tls()

    @property
    def heartbeat_interval(self) -> float:
        """Seconds between heartbeats: Kafka's default, or so few that two may be lost."""
        return min(3.0, self.session_timeout / 3)

    @property
    def uses_tls(self) -> bool:
        """Whether the connection is encrypted and the broker's certificate verified."""
        return self.security_protocol.endswith("SSL")

    @property
    def uses_sasl(self) -> bool:
        """Whether the connection is authenticated with SASL."""
        return self.security_protocol.startswith("SASL_")

    def _check_sasl(self) -> None:
        given = ("sasl_mechanism", "sasl_username", "sasl_password")
        if not self.uses_sasl:
            self._forbid(given, "SASL_SSL or SASL_PLAINTEXT")
            return
        self._require("sasl_mechanism", f"{self.security_protocol} needs one")
        _require_choice("sasl_mechanism", self.sasl_mechanism, get_args(SaslMechanism))
        if self.sasl_mechanism != "GSSAPI":
            for name in ("sasl_username", "sasl_password"):
                self._require(name, f"{self.sasl_mechanism} needs one")

    def _check_tls(self) -> None:
        if not self.uses_tls:
            self._forbid(("ssl_cafile", "ssl_certfile", "ssl_keyfile"), "SSL or SASL_SSL")
        if self.ssl_certfile:
            self._require("ssl_keyfile", "a certificate needs its private key")
        if self.ssl_keyfile:
            self._require("ssl_certfile", "a private key needs its certificate")

    def _require(self, name: str, reason: str) -> None:
        if not getattr(self, name):
            raise _wrong(name, f"is missing: {reason}", f"Set {_variable(name)}.")

    def _forbid(self, names: tuple[str, ...], wanted: str) -> None:
        for name in names:
            if getattr(self, name):
                raise _wrong(
                    name,
                    f"has no effect with security_protocol {self.security_protocol}",
                    f"Set {_variable('security_protocol')} to {wanted}, "
                    f"or unset {_variable(name)}.",
                )


def _require_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise _wrong(
            name, f"is {value!r}", f"Set {_variable(name)} to one of {', '.join(choices)}."
        )


def _wrong(name: str, what: str, next_step: str) -> SettingsError:
    return SettingsError(f"Kafka's setting {name} {what}.", next_step)


def _variable(name: str) -> str:
    return f"HYPERION_KAFKA_{name.upper()}"
