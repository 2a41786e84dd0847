"""Carry records from the source documents through Kafka into the raw tables on HDFS."""
