"""Trying out a connection to Kafka, to tell at once and in plain words why there is none.

Client libraries try again for long, and kafka-python 3.0.12 loses the refusal of a password on an
encrypted connection: it only sees that the connection was closed.
"""

from __future__ import annotations

import socket
import ssl

from kafka.errors import KafkaError, for_code
from kafka.net.sasl import get_sasl_mechanism
from kafka.protocol.metadata import ApiVersionsRequest, MetadataRequest
from kafka.protocol.sasl import SaslAuthenticateRequest, SaslHandshakeRequest

from ingestion.broker.conversation import ClosedError, Conversation
from ingestion.broker.kafka_python.configuration import addresses, configuration
from ingestion.broker.settings import BrokerSettings
from ingestion.broker.tls import refused_certificate, tls_context
from ingestion.errors import (
    START_KAFKA,
    BrokerError,
    BrokerSecurityError,
    BrokerUnavailableError,
    SettingsError,
)

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 15.0
# Kafka's error codes: https://kafka.apache.org/protocol.html#protocol_error_codes
_UNSUPPORTED_MECHANISM, _ILLEGAL_SASL_STATE = 33, 34
_PROTOCOL = "HYPERION_KAFKA_SECURITY_PROTOCOL"


def probe(settings: BrokerSettings) -> None:
    """Connect, encrypt, authenticate and ask one question at the first address where that works.

    Raises:
        BrokerUnavailableError: No address accepts a connection and answers.
        BrokerSecurityError: The broker's certificate is refused, it refuses us, or it speaks
            another protocol than the settings say.
        SettingsError: A file of certificates or keys cannot be used.
    """
    context = tls_context(settings) if settings.uses_tls else None
    failures: list[BrokerError] = []
    for address in addresses(settings):
        try:
            _probe_one(address, settings, context)
        except BrokerError as error:
            failures.append(error)
        else:
            return
    # A broker that refuses us tells more than one that is down.
    raise min(failures, key=lambda error: isinstance(error, BrokerUnavailableError))


def _probe_one(address: str, settings: BrokerSettings, context: ssl.SSLContext | None) -> None:
    host, _, port = address.rpartition(":")
    try:
        plain = socket.create_connection((host, int(port)), timeout=_CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise BrokerUnavailableError(
            f"Kafka at {address} does not accept connections ({error}).", START_KAFKA
        ) from error
    with plain:
        plain.settimeout(_ANSWER_SECONDS)
        try:
            if context is None:
                _converse(address, settings, plain)
                return
            with _encrypted(address, settings, context, plain, host) as connection:
                _converse(address, settings, connection)
        except TimeoutError as error:
            raise BrokerUnavailableError(
                f"Kafka at {address} does not answer for {_ANSWER_SECONDS:.0f} s.",
                "See `hyperion status`.",
            ) from error


def _encrypted(
    address: str,
    settings: BrokerSettings,
    context: ssl.SSLContext,
    plain: socket.socket,
    host: str,
) -> ssl.SSLSocket:
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise refused_certificate(address, settings, error) from error
    except TimeoutError:
        raise
    except OSError as error:
        raise BrokerSecurityError(
            f"Kafka at {address} does not speak TLS, which {settings.security_protocol} needs: "
            f"{error}.",
            f"Set {_PROTOCOL} as this listener of the broker is set.",
        ) from error


def _converse(address: str, settings: BrokerSettings, connection: socket.socket) -> None:
    """Ask what every broker answers, authenticate, then ask what only a friend is told."""
    conversation = Conversation(connection)
    try:
        conversation.ask(ApiVersionsRequest(version=0))
    except (ClosedError, KafkaError) as error:
        raise _not_understood(address, settings, error) from error
    if settings.uses_sasl:
        _authenticate(address, settings, conversation)
        return
    try:
        conversation.ask(MetadataRequest(version=1, topics=[]))
    except (ClosedError, KafkaError) as error:
        raise BrokerSecurityError(
            f"Kafka at {address} does not serve clients that do not authenticate.",
            f"Set {_PROTOCOL} to SASL_{settings.security_protocol} and the "
            "HYPERION_KAFKA_SASL_... variables.",
        ) from error


def _authenticate(address: str, settings: BrokerSettings, conversation: Conversation) -> None:
    mechanism, user = settings.sasl_mechanism, settings.sasl_username
    try:
        handshake = conversation.ask(SaslHandshakeRequest(version=1, mechanism=mechanism))
    except (ClosedError, KafkaError) as error:
        raise _not_understood(address, settings, error) from error
    if handshake.error_code == _UNSUPPORTED_MECHANISM:
        raise BrokerSecurityError(
            f"Kafka at {address} does not offer {mechanism}.",
            f"Set HYPERION_KAFKA_SASL_MECHANISM to one of: {', '.join(handshake.mechanisms)}.",
        )
    if handshake.error_code == _ILLEGAL_SASL_STATE:
        raise BrokerSecurityError(
            f"Kafka at {address} asks nobody to authenticate.",
            f"Set {_PROTOCOL} to {settings.security_protocol.removeprefix('SASL_')}.",
        )
    who = f"user {user}" if user else "this Kerberos ticket"
    try:
        refusal = _exchange(address, settings, conversation)
    except (ClosedError, KafkaError, ValueError, KeyError) as error:
        refusal = str(error) or "the connection was closed"
    if refusal:
        raise BrokerSecurityError(
            f"Kafka at {address} refused {mechanism} authentication of {who}: {refusal}.",
            "Check HYPERION_KAFKA_SASL_USERNAME and HYPERION_KAFKA_SASL_PASSWORD."
            if user
            else "Check `klist`, and the principal in the ticket.",
        )


def _exchange(address: str, settings: BrokerSettings, conversation: Conversation) -> str:
    """Authenticate; return the broker's refusal, empty when it accepts."""
    try:
        exchange = get_sasl_mechanism(settings.sasl_mechanism)(
            host=address.rpartition(":")[0], **configuration(settings)
        )
    except RuntimeError as error:
        raise SettingsError(
            f"Kafka's setting sasl_mechanism {settings.sasl_mechanism} needs a library: {error}.",
            "Install the package gssapi.",
        ) from error
    while not exchange.is_done():
        answer = conversation.ask(
            SaslAuthenticateRequest(version=1, auth_bytes=exchange.auth_bytes())
        )
        if answer.error_code:
            return str(answer.error_message or for_code(answer.error_code).__name__)
        exchange.receive(answer.auth_bytes)
    return "" if exchange.is_authenticated() else "the exchange was not completed"


def _not_understood(address: str, settings: BrokerSettings, error: Exception) -> BrokerError:
    """Return the error for a broker that does not answer the first questions."""
    if settings.uses_tls:
        return BrokerSecurityError(
            f"Kafka at {address} closed the encrypted connection: {error}.",
            "It may ask for a client's certificate: set HYPERION_KAFKA_SSL_CERTFILE and "
            "HYPERION_KAFKA_SSL_KEYFILE.",
        )
    # A TLS server answers with an alert, which is no answer of Kafka's.
    if isinstance(error, KafkaError):
        return BrokerSecurityError(
            f"Kafka at {address} does not understand {settings.security_protocol}: it probably "
            "speaks TLS.",
            f"Set {_PROTOCOL} to SSL or SASL_SSL.",
        )
    return BrokerUnavailableError(
        f"Kafka at {address} closed the connection: {error}.", "See `hyperion status`."
    )
