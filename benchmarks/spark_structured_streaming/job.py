"""The peer's job, run inside Spark: a Kafka topic into zstd Parquet by Structured Streaming.

Rows are the raw envelope: topic, partition, offset, timestamp, key, value, the last two as bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from pyspark.sql import DataFrame, SparkSession

ENVELOPE = ("topic", "partition", "offset", "timestamp", "key", "value")


def source(spark: SparkSession, arguments: argparse.Namespace) -> DataFrame:
    """Read the topic from its beginning."""
    reader = (
        spark.readStream.format("kafka")
        .option("kafka.bootstrap.servers", arguments.bootstrap)
        .option("subscribe", arguments.topic)
        .option("startingOffsets", "earliest")
    )
    if arguments.mode == "resume":
        reader = reader.option("maxOffsetsPerTrigger", arguments.batch_rows)
    return reader.load().select(*ENVELOPE)


def sink(rows: DataFrame, folder: str) -> Any:
    """Describe the Parquet files and the checkpoint under a folder."""
    return (
        rows.writeStream.format("parquet")
        .option("path", f"{folder}/data")
        .option("checkpointLocation", f"{folder}/checkpoint")
    )


def tell(run: str, rows: int, seconds: float) -> None:
    """Print one line."""
    sys.stdout.write(json.dumps({"run": run, "rows": rows, "seconds": round(seconds, 3)}) + "\n")
    sys.stdout.flush()


def run_once(spark: SparkSession, arguments: argparse.Namespace) -> None:
    """Read what is on the topic, again and again in one process: the first run is the cold one."""
    for number in range(arguments.runs):
        folder = f"{arguments.output}/{number}"
        began = time.monotonic()
        sink(source(spark, arguments), folder).trigger(availableNow=True).start().awaitTermination()
        seconds = time.monotonic() - began
        rows = spark.read.parquet(f"{folder}/data").count()
        tell("warm" if number else "cold", rows, seconds)


def resume(spark: SparkSession, arguments: argparse.Namespace) -> None:
    """Go on from the folder's checkpoint until what is on the topic is read, in many batches."""
    began = time.monotonic()
    query = sink(source(spark, arguments), arguments.output).trigger(availableNow=True).start()
    query.awaitTermination()
    rows = sum(batch["numInputRows"] for batch in query.recentProgress)
    tell("resumed", rows, time.monotonic() - began)


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("--topic", required=True)
    parser.add_argument("--output", required=True, help="folder, as a whole URI")
    parser.add_argument("--mode", choices=["once", "resume"], required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--batch-rows", type=int, required=True)
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("peer").getOrCreate()
    (run_once if arguments.mode == "once" else resume)(spark, arguments)
    spark.stop()


if __name__ == "__main__":
    main()
