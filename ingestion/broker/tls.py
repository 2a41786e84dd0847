"""Encrypted connections to Kafka: which certificates are trusted, and why one is not."""

from __future__ import annotations

import ssl
from typing import NoReturn

from ingestion.broker.settings import BrokerSettings
from ingestion.errors import BrokerSecurityError, SettingsError

# OpenSSL's numbers: `man x509_verify_cert_error_string`.
_EXPIRED, _OTHER_HOST, _OTHER_ADDRESS = 10, 62, 64


def tls_context(settings: BrokerSettings) -> ssl.SSLContext:
    """Return a context that verifies the broker's certificate and host name.

    Raises:
        SettingsError: A file cannot be read, holds something else, or needs a password; the
            message names it.
    """
    try:
        context = ssl.create_default_context(cafile=settings.ssl_cafile)
    except (OSError, ssl.SSLError) as error:
        raise _unusable("ssl_cafile", settings.ssl_cafile, error) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.ssl_certfile and settings.ssl_keyfile:
        pair = f"{settings.ssl_certfile} and {settings.ssl_keyfile}"
        try:
            context.load_cert_chain(settings.ssl_certfile, settings.ssl_keyfile, _no_password)
        except (OSError, ssl.SSLError) as error:
            raise _unusable("ssl_certfile and ssl_keyfile", pair, error) from error
    return context


def refused_certificate(
    address: str, settings: BrokerSettings, error: ssl.SSLCertVerificationError
) -> BrokerSecurityError:
    """Return the error for a broker's certificate that is not trusted."""
    checked = settings.ssl_cafile or "the system's authorities"
    reason = error.verify_message.rstrip(".")
    if error.verify_code == _EXPIRED:
        next_step = "The broker needs a new one."
    elif error.verify_code in (_OTHER_HOST, _OTHER_ADDRESS):
        next_step = "HYPERION_KAFKA_BROKERS has to name the broker as its certificate does."
    else:
        next_step = (
            "HYPERION_KAFKA_SSL_CAFILE has to name a file with the authority that signed it."
        )
    return BrokerSecurityError(
        f"The certificate of Kafka at {address} is refused: {reason} (checked with {checked}).",
        next_step,
    )


def _no_password() -> NoReturn:
    raise ssl.SSLError("the private key is encrypted with a password")


def _unusable(setting: str, path: str | None, error: OSError) -> SettingsError:
    reason = error.strerror or str(error)
    return SettingsError(
        f"Kafka's setting {setting} cannot be used: {path}: {reason}.",
        "It has to be a readable PEM file.",
    )
