"""Carry records from the source documents through Kafka into the raw tables on HDFS."""

import os

# NumPy's linear algebra, which nothing here uses, would start a thread for each core; it has to be
# told before NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
