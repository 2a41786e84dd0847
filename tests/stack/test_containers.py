"""The containers' scripts, configuration files and health checks, on the native servers."""

import os
from collections.abc import Iterator
from contextlib import closing

import psutil
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import NewTopic

from compose.config import StackSettings, free_ports
from compose.install import install
from compose.status import status
from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.lake import Lake
from tests.stack.contained import SERVICES, Contained


def silent(*_: object) -> None:
    return


@pytest.fixture(scope="module")
def contained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contained]:
    """The lake's services, started in the order in which the Compose file starts them."""
    folder = tmp_path_factory.mktemp("contained") / "var-lib"
    # A process has its own address in 127.0.0.0/8, all of which is loopback.
    address = f"127.77.{os.getpid() // 250 % 250}.{os.getpid() % 250 + 1}"
    started = Contained(folder, address, install(StackSettings(), silent))
    every = started.stack.servers
    try:
        started.stack.servers = [
            server for server in every if server.name in ("namenode", "datanode")
        ]
        started.stack.up(silent)
        made = started.run_once("hdfs-folders")
        assert made.returncode == 0, made.stderr
        started.stack.servers = every
        started.stack.up(silent)
        yield started
    finally:
        started.stack.servers = every
        started.stack.down(silent)


def test_every_server_starts_from_the_very_files(contained: Contained) -> None:
    states = {each.name: each.state for each in status(contained.stack)}
    assert states == {server.name: "ready" for server in contained.stack.servers}


def test_they_listen_on_loopback_only(contained: Contained) -> None:
    ours = {each.pid for each in status(contained.stack)}
    addresses = {
        connection.laddr.ip.removeprefix("::ffff:")
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.pid in ours and connection.laddr
    }
    assert contained.address in addresses
    # A DataNode has a server for itself besides, on whatever `localhost` is.
    assert addresses <= {contained.address, "127.0.0.1"}


SERVERS = [name for name, service in SERVICES.items() if "health.sh" in str(service)]


@pytest.mark.parametrize("name", SERVERS)
def test_its_health_is_told_from_its_absence_and_from_another_server(
    contained: Contained, name: str
) -> None:
    good = contained.health(name)
    assert good.returncode == 0, good.stderr
    (closed,) = free_ports(1)
    assert contained.health(name, port=closed).returncode != 0
    other = contained.stack.settings.datanode_http_port
    assert contained.health(name, port=other).returncode != 0


def create_topic(bootstrap: str, topic: str) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        admin.create_topics([NewTopic(topic, 1, 1)])


def topics(bootstrap: str) -> list[str]:
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        return list(admin.list_topics())


def test_a_client_outside_reaches_kafka_by_the_published_address(contained: Contained) -> None:
    bootstrap = contained.stack.settings.kafka_bootstrap
    create_topic(bootstrap, "outside")
    producer = KafkaProducer(bootstrap_servers=bootstrap, transactional_id="one")
    try:
        producer.init_transactions()
        producer.begin_transaction()
        producer.send("outside", b"hello")
        producer.commit_transaction()
    finally:
        producer.close()
    consumer = KafkaConsumer(
        "outside",
        bootstrap_servers=bootstrap,
        auto_offset_reset="earliest",
        group_id="readers",
        isolation_level="read_committed",
    )
    try:
        assert next(consumer).value == b"hello"
    finally:
        consumer.close()


def test_clients_outside_write_and_read_files(contained: Contained) -> None:
    """WebHDFS sends them to the DataNode, by the published address."""
    store = WebHdfsStore(contained.stack.settings.webhdfs_url)
    store.create("/raw/greeting", b"hello")
    assert store.read("/raw/greeting") == b"hello"


def test_tables_and_exports_pass_between_the_engines(contained: Contained) -> None:
    lake = Lake(contained.stack, contained.folder)
    lake.spark("create schema if not exists marts")
    lake.spark("create table marts.answers using iceberg as select 42 as answer")
    assert lake.rows("select answer from lake.marts.answers") == [(42,)]
    lake.spark("create schema if not exists exports")
    export = "create table hive.exports.answers with (format = 'PARQUET') as "
    lake.run("query", "--write", f"{export} select answer from lake.marts.answers")
    assert lake.spark("select answer from exports.answers") == [(42,)]


def test_what_is_stored_outlives_a_restart(contained: Contained) -> None:
    stack = contained.stack
    every = stack.servers
    store = WebHdfsStore(stack.settings.webhdfs_url)
    store.create("/raw/kept", b"still here")
    create_topic(stack.settings.kafka_bootstrap, "kept")
    stack.servers = [each for each in every if each.name in ("kafka", "namenode", "datanode")]
    try:
        stack.down(silent)
        stack.up(silent)
    finally:
        stack.servers = every
    assert store.read("/raw/kept") == b"still here"
    assert "kept" in topics(stack.settings.kafka_bootstrap)
    assert {each.state for each in status(stack)} == {"ready"}
