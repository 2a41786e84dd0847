"""The peer: Spark Structured Streaming's file sink, from Kafka to Parquet on HDFS."""

from benchmarks.spark_structured_streaming.peer import Peer, PeerJob, install_peer

__all__ = ["Peer", "PeerJob", "install_peer"]
