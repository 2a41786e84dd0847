"""The servers of the stack, in the order in which people think of them."""

from compose.config import StackSettings
from compose.install import Programs
from compose.servers.hdfs import datanode, namenode
from compose.servers.kafka import kafka
from compose.servers.metastore import metastore
from compose.servers.server import Server
from compose.servers.site import site
from compose.servers.spark import spark
from compose.servers.trino import trino

__all__ = ["Server", "all_servers", "lake_servers"]


def lake_servers(settings: StackSettings, programs: Programs) -> list[Server]:
    """Describe the servers that hold, build and answer: those that run in containers, too."""
    describe = (kafka, namenode, datanode, metastore, spark, trino)
    return [each(settings, programs) for each in describe]


def all_servers(settings: StackSettings, programs: Programs) -> list[Server]:
    """Describe every server of this stack."""
    return [*lake_servers(settings, programs), site(settings, programs)]
