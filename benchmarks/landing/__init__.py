"""How fast landing is, beside Spark Structured Streaming on the same topic and HDFS."""
