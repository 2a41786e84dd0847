"""Tests of producing and landing, on Kafka and HDFS."""
