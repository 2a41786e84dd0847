"""How long after its acknowledgement by Kafka a record is visible in Spark."""
