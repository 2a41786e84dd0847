"""Readiness: each probe asks the server to do a small piece of its own job.

A probe returns whether the server can serve. While a server is starting, a probe may raise
whatever its client raises; the runner takes any of `NOT_YET` for "not yet".
"""

import base64
import json
import logging
import socket
import urllib.request
import uuid
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any

import requests.exceptions
import trino.exceptions
from kafka import KafkaAdminClient
from kafka.errors import KafkaError
from pyhive.exc import Error as HiveError
from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.Thrift import TException, TMessageType
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TBufferedTransport
from trino.dbapi import connect as trino_connect

from compose.spark_client import spark_session

NOT_YET = (
    OSError,
    EOFError,
    KafkaError,
    TException,
    HiveError,
    trino.exceptions.Error,
    requests.exceptions.RequestException,
    HTTPException,
)

# One attempt's patience. A machine that is five times slower than usual still answers within it.
TIMEOUT_SECONDS = 20

# Clients log every refused connection; while a server starts, that is what is expected.
for _noisy in ("kafka", "pyhive.hive", "thrift.transport.TSocket", "trino.client"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL)


def kafka_uuid(value: uuid.UUID) -> str:
    """Spell a UUID as Kafka does: URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(value.bytes).rstrip(b"=").decode()


def kafka_serves(bootstrap: str) -> bool:
    """Ask the broker for the members of its cluster."""
    host, port = bootstrap.rsplit(":", 1)
    # The client leaks a socket for every refused connection: a plain look comes first.
    with socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS):
        pass
    admin = KafkaAdminClient(
        bootstrap_servers=bootstrap,
        request_timeout_ms=TIMEOUT_SECONDS * 1000,
        bootstrap_timeout_ms=1000,
    )
    try:
        return bool(admin.describe_cluster()["brokers"])
    finally:
        admin.close()


def namenode_serves(webhdfs_url: str) -> bool:
    """Ask the NameNode for the root folder."""
    listing = _json(f"{webhdfs_url}/webhdfs/v1/?op=LISTSTATUS")
    return "FileStatuses" in listing


def datanode_serves(webhdfs_url: str) -> bool:
    """Ask the NameNode whether a DataNode reports to it and writing is allowed."""
    beans = _json(f"{webhdfs_url}/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState")["beans"]
    safe_mode = _json(f"{webhdfs_url}/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo")["beans"]
    return bool(beans) and beans[0]["NumLiveDataNodes"] > 0 and not safe_mode[0]["Safemode"]


def metastore_serves(host: str, port: int) -> bool:
    """Call the metastore's `getStatus`, which every fb303 service answers (2 means alive)."""
    connection = TSocket(host, port)
    connection.setTimeout(TIMEOUT_SECONDS * 1000)
    transport = TBufferedTransport(connection)
    transport.open()
    try:
        protocol = TBinaryProtocol(transport)
        protocol.writeMessageBegin("getStatus", TMessageType.CALL, 0)
        protocol.writeFieldStop()
        protocol.writeMessageEnd()
        transport.flush()
        _, kind, _ = protocol.readMessageBegin()
        protocol.readFieldBegin()
        return bool(kind == TMessageType.REPLY and protocol.readI32() == 2)
    finally:
        transport.close()


def spark_serves(host: str, port: int) -> bool:
    """Run a query on the Thrift Server."""
    with spark_session(host, port, "probe", TIMEOUT_SECONDS) as cursor:
        cursor.execute("select 1")
        return bool(cursor.fetchone() == (1,))


def trino_serves(host: str, port: int) -> bool:
    """Run a query on Trino; right after its start it has no node that could take one."""
    connection = trino_connect(  # type: ignore[no-untyped-call]
        host=host, port=port, user="probe", max_attempts=1, request_timeout=TIMEOUT_SECONDS
    )
    try:
        cursor = connection.cursor()
        cursor.execute("select 1")
        return bool(cursor.fetchone() == [1])
    finally:
        connection.close()


def site_answers(host: str, port: int) -> bool:
    """Ask the site's server for a page; until one is built it answers that there is none."""
    connection = HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().status in (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
    finally:
        connection.close()


def _json(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - our own http address
        document: dict[str, Any] = json.load(answer)
        return document
