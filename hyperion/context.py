"""What every command starts from: the settings and the stack they describe."""

from typing import TypeVar, cast

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from compose.config import StackSettings
from compose.install import install, installed
from compose.runner import Stack
from emr.config import CloudSettings
from hyperion import console
from ingestion.broker import BrokerSettings
from ingestion.broker.settings import ClientName, SaslMechanism, SecurityProtocol
from ingestion.landing.webhdfs_access import Authentication, WebHdfsAccess

_Settings = TypeVar("_Settings", bound=BaseSettings)


class UserError(Exception):
    """Something the user can put right; the message says how."""


def settings(**overrides: object) -> StackSettings:
    """Read the configuration of the stack from the environment.

    Args:
        overrides: Values that win over it, by the names of the fields.

    Raises:
        UserError: A value is malformed.
    """
    return _read(StackSettings, overrides)


def cloud_settings(**overrides: object) -> CloudSettings:
    """Read the configuration of the cloud from the environment.

    Args:
        overrides: Values that win over it, by the names of the fields.

    Raises:
        UserError: A value is malformed.
    """
    return _read(CloudSettings, overrides)


def _read(model: type[_Settings], overrides: dict[str, object]) -> _Settings:
    try:
        return model.model_validate(overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(map(str, first["loc"]))
        raise UserError(f"HYPERION_{name.upper()}={first['input']}: {first['msg']}") from error


def broker_settings(config: StackSettings) -> BrokerSettings:
    """Return how ingestion reaches Kafka: the stack's own, or the brokers that were named.

    Raises:
        SettingsError: A setting is unknown, missing, or does not go with another.
    """
    password = config.kafka_sasl_password
    return BrokerSettings(
        bootstrap=config.kafka_brokers or config.kafka_bootstrap,
        client=cast(ClientName, config.kafka_client),
        security_protocol=cast(SecurityProtocol, config.kafka_security_protocol),
        sasl_mechanism=cast(SaslMechanism | None, config.kafka_sasl_mechanism),
        sasl_username=config.kafka_sasl_username,
        sasl_password=password.get_secret_value() if password else None,
        ssl_cafile=config.kafka_ssl_cafile,
        ssl_certfile=config.kafka_ssl_certfile,
        ssl_keyfile=config.kafka_ssl_keyfile,
        session_timeout=config.kafka_session_timeout,
    )


def webhdfs_url(config: StackSettings) -> str:
    """Return where HDFS is reached: the stack's own, or the NameNodes that were named."""
    return config.webhdfs_urls or config.webhdfs_url


def webhdfs_access(config: StackSettings) -> WebHdfsAccess:
    """Return how ingestion authenticates to HDFS.

    Raises:
        SettingsError: A setting is unknown, has no effect, or names a file that is not there.
    """
    return WebHdfsAccess(
        authentication=cast(Authentication, config.webhdfs_authentication),
        user=config.webhdfs_user,
        principal=config.webhdfs_principal,
        keytab=config.webhdfs_keytab,
        cafile=config.webhdfs_cafile,
    )


def existing_stack() -> Stack:
    """Return the stack without installing anything.

    Raises:
        UserError: The servers' programs are not installed yet.
    """
    config = settings()
    programs = installed(config)
    if programs is None:
        raise UserError("the servers are not installed yet; run: hyperion up")
    return Stack(config, programs)


def installed_stack() -> Stack:
    """Return the stack, downloading the servers' programs first where they are missing."""
    config = settings()
    with console.downloads() as progress:
        return Stack(config, install(config, progress))
