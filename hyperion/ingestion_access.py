"""How ingestion reaches Kafka and HDFS, for the commands that publish, land and look after it.

It is apart from the other settings, since ingestion takes half a second to import.
"""

from typing import cast

from compose.config import StackSettings
from ingestion.broker import BrokerSettings
from ingestion.broker.settings import ClientName, SaslMechanism, SecurityProtocol
from ingestion.landing.storage.webhdfs_access import Authentication, WebHdfsAccess


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
