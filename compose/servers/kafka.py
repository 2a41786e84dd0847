"""Kafka: one node that is broker and controller (KRaft)."""

import uuid

from compose.config import StackSettings
from compose.install import Programs
from compose.servers import probes
from compose.servers.server import SMALL_JVM, Server, class_path, jars, log4j2, properties

# Where a broker in a container listens for those that are in containers, too.
INSIDE_PORT = 9094


def kafka(settings: StackSettings, programs: Programs) -> Server:
    """Describe the broker of this stack."""
    home = settings.state_dir / "kafka"
    config = home / "conf" / "server.properties"
    java = [
        str(programs.java17),
        f"-Xmx{settings.kafka_heap_mb}m",
        *SMALL_JVM,
        f"-Dlog4j2.configurationFile={home / 'conf' / 'log4j2.properties'}",
        "-cp",
        class_path(jars(programs.kafka_jars)),
    ]
    # A cluster's identity comes from its folder: formatting again after a kill changes nothing.
    cluster_id = probes.kafka_uuid(uuid.uuid5(uuid.NAMESPACE_URL, home.as_uri()))
    return Server(
        name="kafka",
        title="Kafka",
        command=[*java, "kafka.Kafka", str(config)],
        ports={
            "kafka_port": settings.kafka_port,
            "kafka_controller_port": settings.kafka_controller_port,
        },
        files={
            config: properties(_properties(settings)),
            home / "conf" / "log4j2.properties": log4j2(),
        },
        ready=lambda: probes.kafka_serves(settings.kafka_bootstrap),
        prepare=(
            [*java, "kafka.tools.StorageTool", "format", "--ignore-formatted"]
            # One id in 64 begins with a hyphen, which on its own would be taken for an option.
            + [f"--cluster-id={cluster_id}", "-c", str(config)],
        ),
        prepared=home / "data" / "meta.properties",
    )


def _properties(settings: StackSettings) -> dict[str, object]:
    address = settings.address("kafka")
    broker = f"{address}:{settings.kafka_port}"
    controller = f"{address}:{settings.kafka_controller_port}"
    return {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{controller}",
        "listeners": f"PLAINTEXT://{broker},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{broker}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": "data",
        # Topics are created by the producers with what their contracts say, never by a typo.
        "auto.create.topics.enable": "false",
        "offsets.topic.num.partitions": 4,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        # One machine, few members: waiting for more of them only delays the first assignment.
        "group.initial.rebalance.delay.ms": 0,
        **_for_clients_outside(settings, broker, controller),
    }


def _for_clients_outside(
    settings: StackSettings, broker: str, controller: str
) -> dict[str, object]:
    """Return what differs where clients call the broker by another address than its own.

    It gets a second listener then, by which it calls itself and is called from other containers.
    """
    clients = settings.at_start("${env:HYPERION_HOST}", settings.host)
    address = settings.address("kafka")
    if clients == address:
        return {}
    inside = f"INSIDE://{address}:{INSIDE_PORT}"
    return {
        "config.providers": "env",
        "config.providers.env.class": (
            "org.apache.kafka.common.config.provider.EnvVarConfigProvider"
        ),
        "listeners": f"PLAINTEXT://{broker},{inside},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{clients}:{settings.kafka_port},{inside}",
        "listener.security.protocol.map": (
            "PLAINTEXT:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT"
        ),
        "inter.broker.listener.name": "INSIDE",
    }
