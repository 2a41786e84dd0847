"""Landing: from Kafka to HDFS, exactly once.

Its modules, by what they are for:

    land, drain, follow, run, lander, config   the two ways to land, and what both do
    envelope, clearing, header_names           which records keep their contract
    buffer, formats, json_lines, parquet       what is read but not committed, as files
    ready, protocol, records, published        the commit protocol: stage, claim, publish
    chain, checkpoints, recovery               where the next writer goes on
    layout, store, webhdfs, spnego             names, and the file system that they are of
    worker, workers, signals, restarts         processes, and how they end
    watch, monitor, metrics, report            what is told of it
    registrar, raw_zone, compaction            what comes after a commit
"""

from ingestion.landing.config import LandingConfig
from ingestion.landing.land import land
from ingestion.landing.report import LandingProgress, LandingReport, TopicLanding

__all__ = ["LandingConfig", "LandingProgress", "LandingReport", "TopicLanding", "land"]
