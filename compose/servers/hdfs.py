"""HDFS: one NameNode and one DataNode, with WebHDFS."""

from pathlib import Path

from compose.config import StackSettings
from compose.install import Programs
from compose.servers import probes
from compose.servers.server import (
    ADD_OPENS,
    SMALL_JVM,
    Server,
    class_path,
    hadoop_xml,
    jars,
    log4j2,
)


def namenode(settings: StackSettings, programs: Programs) -> Server:
    """Describe the NameNode of this stack."""
    home = settings.state_dir / "namenode"
    java = _java(settings.namenode_heap_mb, home, programs)
    main = "org.apache.hadoop.hdfs.server.namenode.NameNode"
    return Server(
        name="namenode",
        title="HDFS NameNode",
        command=[*java, main],
        ports={
            "namenode_port": settings.namenode_port,
            "webhdfs_port": settings.webhdfs_port,
        },
        files=_files(home, settings),
        ready=lambda: probes.namenode_serves(settings.webhdfs_url),
        prepare=([*java, main, "-format", "-nonInteractive", "-force"],),
        prepared=home / "data" / "current" / "VERSION",
    )


def datanode(settings: StackSettings, programs: Programs) -> Server:
    """Describe the DataNode of this stack. It finds the NameNode by itself, whenever it comes."""
    home = settings.state_dir / "datanode"
    java = _java(settings.datanode_heap_mb, home, programs)
    return Server(
        name="datanode",
        title="HDFS DataNode",
        command=[*java, "org.apache.hadoop.hdfs.server.datanode.DataNode"],
        ports={
            "datanode_port": settings.datanode_port,
            "datanode_http_port": settings.datanode_http_port,
            "datanode_ipc_port": settings.datanode_ipc_port,
        },
        files=_files(home, settings),
        ready=lambda: probes.datanode_serves(settings.webhdfs_url),
    )


def hdfs_site(settings: StackSettings) -> dict[str, object]:
    """Return the HDFS settings that servers and clients share."""
    namenode, datanode = settings.address("namenode"), settings.address("datanode")
    return {
        "dfs.namenode.name.dir": "data",
        "dfs.datanode.data.dir": "data",
        "dfs.namenode.rpc-address": f"{namenode}:{settings.namenode_port}",
        "dfs.namenode.http-address": f"{namenode}:{settings.webhdfs_port}",
        "dfs.datanode.address": f"{datanode}:{settings.datanode_port}",
        "dfs.datanode.http.address": f"{datanode}:{settings.datanode_http_port}",
        "dfs.datanode.ipc.address": f"{datanode}:{settings.datanode_ipc_port}",
        # The DataNode is told by address: its host name may resolve to another interface. WebHDFS
        # sends clients there; in containers they come from outside, and the other servers must
        # take the address by which the NameNode sees the DataNode.
        "dfs.datanode.hostname": settings.at_start("${env.HYPERION_HOST}", settings.host),
        "dfs.client.use.datanode.hostname": settings.at_start(
            "${env.HYPERION_DATANODE_BY_NAME}", "true"
        ),
        "dfs.namenode.datanode.registration.ip-hostname-check": "false",
        "dfs.replication": 1,
        "dfs.permissions.enabled": "false",
        "dfs.webhdfs.enabled": "true",
        # With one DataNode there is nothing to wait for once it has reported.
        "dfs.namenode.safemode.extension": 0,
        "dfs.heartbeat.interval": 1,
        # The first retry of "is the last block reported?" waits 400 ms by default: it made a small
        # file cost 193 ms instead of 45.
        "dfs.client.block.write.locateFollowingBlock.initial.delay.ms": 5,
        # One DataNode: there is no other to replace it with in a write pipeline.
        "dfs.client.block.write.replace-datanode-on-failure.policy": "NEVER",
    }


def core_site(settings: StackSettings) -> dict[str, object]:
    """Return the Hadoop settings that servers and clients share."""
    return {
        "fs.defaultFS": settings.hdfs_uri,
        "hadoop.tmp.dir": "tmp",
        "hadoop.proxyuser.*.hosts": "*",
        "hadoop.proxyuser.*.groups": "*",
    }


def _files(home: Path, settings: StackSettings) -> dict[Path, str]:
    conf = home / "conf"
    return {
        conf / "core-site.xml": hadoop_xml(core_site(settings)),
        conf / "hdfs-site.xml": hadoop_xml(hdfs_site(settings)),
        conf / "log4j2.properties": log4j2("WARN"),
    }


def _java(heap_mb: int, home: Path, programs: Programs) -> list[str]:
    return [
        str(programs.java17),
        f"-Xmx{heap_mb}m",
        *SMALL_JVM,
        *ADD_OPENS,
        "-Djava.net.preferIPv4Stack=true",
        # A server that is killed leaves its temporary files where `hyperion reset` deletes them.
        f"-Djava.io.tmpdir={home}",
        "-cp",
        class_path(home / "conf", jars(programs.hdfs_jars), jars(programs.spark_jars)),
    ]
