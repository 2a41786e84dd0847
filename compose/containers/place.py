"""The stack as it lies in containers: each server is a host of its own, named after it.

Descriptions of the servers are the native ones, with these settings and programs.
"""

from pathlib import Path

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from compose.config import StackSettings
from compose.install import Programs

# Where the images have their programs: apache/spark with what the Dockerfile adds, apache/kafka,
# trinodb/trino. `java` is on the path of each.
ADDED = Path("/opt/hyperion")
PROGRAMS = Programs(
    java17=Path("java"),
    java25=Path("java"),
    spark_jars=Path("/opt/spark/jars"),
    kafka_jars=Path("/opt/kafka/libs"),
    hdfs_jars=ADDED / "hdfs",
    iceberg_jars=ADDED / "iceberg",
    llap_jars=ADDED / "llap",
    ecj_jars=ADDED,
    trino=Path("/usr/lib/trino"),
    metastore_classes=ADDED / "metastore",
)

# Each server's folder: /var/lib/kafka and so on.
STATE_DIR = Path("/var/lib")

# What configuration files leave to the environment. Clients come from the host, through ports that
# are published there; the other servers take the address by which the NameNode sees the DataNode.
ENVIRONMENT = {
    "HYPERION_HOST": "127.0.0.1",
    "HYPERION_DATANODE_BY_NAME": "false",
    "HYPERION_BIND_IP": "0.0.0.0",  # noqa: S104 - within a container; published on loopback alone
}


class ContainerSettings(StackSettings):
    """The defaults of every setting, whatever the environment says, but for addresses."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read no environment: the files are the same wherever they are written."""
        return (init_settings,)

    def address(self, server: str) -> str:
        """Return the server's name, which is its host's name."""
        return server

    def at_start(self, placeholder: str, value: str) -> str:  # noqa: ARG002
        """Return the placeholder."""
        return placeholder


def container_settings() -> ContainerSettings:
    """Return the settings that the committed files are written with."""
    return ContainerSettings(state_dir=STATE_DIR)
