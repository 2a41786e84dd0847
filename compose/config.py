"""The one typed configuration of the stack: folders, ports, heaps and download sources.

Every field can be overridden by an environment variable of the same name with the prefix
`HYPERION_`, for example `HYPERION_TRINO_PORT=8081`. Two stacks run side by side when their ports
and their state folders differ.
"""

import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from pydantic import ByteSize, Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from compose.aws import AwsSettings

PROJECT_ROOT = Path(__file__).resolve().parents[1]
MIB = 1024 * 1024
# Who may write on Trino: dbt and the exports connect as this user, everybody else only reads.
WRITER = "hyperion"


class StackSettings(AwsSettings):
    """Where the stack lives, listens and downloads from. Heaps are in MB."""

    model_config = SettingsConfigDict(env_prefix="HYPERION_", frozen=True)

    state_dir: Path = Field(PROJECT_ROOT / ".hyperion", description="servers' data, logs, ledgers")
    cache_dir: Path = Field(
        Path("~/.cache/hyperion"), description="servers' programs, shared by all stacks of a user"
    )
    data_dir: Path = Field(PROJECT_ROOT / "data", description="the catalog's source documents")
    host: str = Field("127.0.0.1", description="the address that every server binds to")

    kafka_port: int = 9092
    kafka_controller_port: int = 9093
    namenode_port: int = 8020
    webhdfs_port: int = 9870
    datanode_port: int = 9866
    datanode_http_port: int = 9864
    datanode_ipc_port: int = 9867
    metastore_port: int = 9083
    spark_port: int = 10000
    trino_port: int = 8080
    site_port: int = 8082

    kafka_brokers: str | None = Field(
        None, description="brokers (host:port, commas between) to use in place of the stack's own"
    )
    kafka_client: str = Field("kafka-python", description="Kafka client: kafka-python or confluent")
    kafka_security_protocol: str = Field(
        "PLAINTEXT", description="PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"
    )
    kafka_sasl_mechanism: str | None = Field(
        None, description="PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or GSSAPI"
    )
    kafka_sasl_username: str | None = None
    kafka_sasl_password: SecretStr | None = None
    kafka_ssl_cafile: str | None = Field(None, description="who may sign the brokers' certificates")
    kafka_ssl_certfile: str | None = Field(None, description="this client's certificate")
    kafka_ssl_keyfile: str | None = Field(None, description="the private key of that certificate")
    kafka_session_timeout: float = Field(
        45.0, description="seconds after which a silent group member loses its partitions"
    )

    raw_root: str = Field(
        "/raw", pattern="^(/|[a-z0-9]+://).*[^/]$", description="folder of the landed files"
    )
    raw_schema: str = Field(
        "raw",
        pattern="^[a-z0-9_]+$",
        description="schema of the raw tables; schema_prefix is not put before it",
    )
    warehouse: str | None = Field(
        None,
        pattern="^s3://[a-z0-9.-]+(/[a-z0-9._-]+)+$",
        description="folder of the tables in S3; without one they are in the stack's HDFS",
    )
    lake_catalog: str = Field(
        "lake", pattern="^[a-z0-9_]+$", description="Trino's name of the tables' catalog"
    )
    export_catalog: str = Field(
        "hive", pattern="^[a-z0-9_]+$", description="Trino's name of the exports' catalog"
    )
    landing_max_rows: int = Field(1_000_000, gt=0, description="records per data file")
    landing_max_bytes: ByteSize = Field(
        ByteSize(128 * MIB), gt=0, description="size of a data file, such as 64MiB"
    )
    landing_max_age: float = Field(
        60.0, gt=0, description="seconds until a record is landed, when following"
    )
    landing_max_idle: float = Field(
        5.0, gt=0, description="seconds without a new record until the last ones are landed"
    )
    landing_max_buffered_bytes: ByteSize = Field(
        ByteSize(256 * MIB), gt=0, description="memory of records that are read but not landed"
    )
    landing_stall: float = Field(
        60.0, gt=0, description="seconds without progress, although there is more, before giving up"
    )
    landing_patience: float = Field(
        120.0, ge=0, description="seconds to ride out servers that do not answer"
    )
    landing_group: str = Field(
        "hyperion-landing", min_length=1, description="beginning of the consumer group's name"
    )
    landing_metrics_port: int = Field(
        9480, ge=0, lt=65536, description="/metrics and /health of `land --follow`; 0 serves none"
    )

    webhdfs_urls: str | None = Field(
        None, description="NameNodes (http or https, `;` between) to use in place of the stack's"
    )
    webhdfs_authentication: str = Field("simple", description="simple or kerberos")
    webhdfs_user: str = Field("hyperion", description="HDFS user, with simple authentication")
    webhdfs_principal: str | None = Field(None, description="Kerberos principal to act as")
    webhdfs_keytab: str | None = Field(None, description="keytab to take Kerberos tickets from")
    webhdfs_cafile: str | None = Field(None, description="who may sign HDFS's certificates")

    kafka_heap_mb: int = Field(512, ge=256)
    namenode_heap_mb: int = Field(256, ge=128)
    datanode_heap_mb: int = Field(256, ge=128)
    metastore_heap_mb: int = Field(384, ge=256)
    spark_heap_mb: int = Field(3072, ge=1024)
    trino_heap_mb: int = Field(1536, ge=1024)

    chromium: str | None = Field(
        None, description="the browser of the site's tests, where the system's is not it"
    )

    schema_prefix: str = Field(
        "", pattern="^[a-z0-9_]*$", description="put before every schema's name on a shared cluster"
    )
    start_timeout_seconds: int = Field(
        300, description="how long one server may take to become ready before `up` gives up"
    )
    java17_home: Path | None = Field(None, description="a Java 17 to use in place of the download")
    java25_home: Path | None = Field(None, description="a Java 25 to use in place of the download")
    maven_repository: str | None = Field(None, description="mirror to resolve server jars from")

    @field_validator("state_dir", "cache_dir", "data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @property
    def kafka_bootstrap(self) -> str:
        """The `host:port` of the stack's own Kafka."""
        return f"{self.host}:{self.kafka_port}"

    @property
    def hdfs_uri(self) -> str:
        """The file system's root, for Spark, Trino and the metastore."""
        return f"hdfs://{self.address('namenode')}:{self.namenode_port}"

    @property
    def webhdfs_url(self) -> str:
        """The NameNode's HTTP address, for WebHDFS clients."""
        return f"http://{self.host}:{self.webhdfs_port}"

    @property
    def site_url(self) -> str:
        """The site, as its own server shows it."""
        return f"http://{self.host}:{self.site_port}"

    def address(self, server: str) -> str:  # noqa: ARG002
        """Return what a server binds to, and what the other servers call it."""
        return self.host

    def at_start(self, placeholder: str, value: str) -> str:  # noqa: ARG002
        """Return a value that a server in a container reads from its environment when it starts.

        Args:
            placeholder: How this server's configuration refers to the variable.
            value: The value, where it is known.
        """
        return value

    def ports(self) -> dict[str, int]:
        """Return every server's port by the name of its field."""
        return {
            name: getattr(self, name)
            for name in type(self).model_fields
            if name.endswith("_port") and name != "landing_metrics_port"
        }

    def environment(self, *, secrets: bool = False) -> dict[str, str]:
        """Return the variables with which dbt and child processes find this very stack.

        Args:
            secrets: Passwords too: for the environment of a process that needs them, never for a
                display.
        """
        values: dict[str, object] = {
            "host": self.host,
            "state_dir": self.state_dir,
            "cache_dir": self.cache_dir,
            "data_dir": self.data_dir,
            "schema_prefix": self.schema_prefix,
            "raw_root": self.raw_root,
            "raw_schema": self.raw_schema,
            "lake_catalog": self.lake_catalog,
            "export_catalog": self.export_catalog,
            "landing_metrics_port": self.landing_metrics_port,
            **self.ports(),
            **self._connections(),
            **self._storage(),
        }
        if secrets and self.kafka_sasl_password:
            values["kafka_sasl_password"] = self.kafka_sasl_password.get_secret_value()
        return {f"HYPERION_{name.upper()}": str(value) for name, value in values.items()}

    def _connections(self) -> dict[str, object]:
        """Return how to connect to Kafka and HDFS where it is told, without passwords."""
        kafka = ("brokers", "client", "security_protocol", "sasl_mechanism", "sasl_username")
        files = ("ssl_cafile", "ssl_certfile", "ssl_keyfile")
        webhdfs = ("urls", "authentication", "user", "principal", "keytab", "cafile")
        fields = [f"kafka_{name}" for name in (*kafka, *files, "session_timeout")]
        fields += [f"webhdfs_{name}" for name in webhdfs]
        return {name: value for name in fields if (value := getattr(self, name)) is not None}

    def _storage(self) -> dict[str, object]:
        """Return where the tables are, unless they are in the stack's HDFS."""
        if self.warehouse is None:
            return {}
        endpoint = {"aws_endpoint": self.aws_endpoint} if self.aws_endpoint else {}
        return {"warehouse": self.warehouse, "aws_region": self.aws_region, **endpoint}

    @classmethod
    def on_free_ports(cls, state_dir: Path) -> Self:
        """Return settings for a second stack: the environment's, but on ports free right now."""
        names = [name for name in cls.model_fields if name.endswith("_port")]
        ports = dict(zip(names, free_ports(len(names)), strict=True))
        return cls.model_validate({"state_dir": state_dir, **ports})


def free_ports(count: int) -> list[int]:
    """Return `count` different loopback ports that nothing listens on.

    The sockets are all held open until the last one is bound, so that no port comes twice.
    """
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
