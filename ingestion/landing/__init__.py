"""Landing: from Kafka to HDFS, exactly once.

Its rooms and modules, by what they are for:

    land, drain, follow, run, lander, config   the two ways to land, and what both do
    envelope, clearing/, header_names          which records keep their contract
    buffer, range_part, files/                 what is read but not committed, as files
    commits/                                   the commit protocol; where the next writer goes on
    storage/                                   names, and the file system that they are of
    processes/                                 processes, and how they end
    watch, monitor, metrics, report            what is told of it
    registrar, raw_zone, compaction/           what comes after a commit
"""

from ingestion.landing.config import LandingConfig
from ingestion.landing.land import land
from ingestion.landing.report import LandingProgress, LandingReport, TopicLanding

__all__ = ["LandingConfig", "LandingProgress", "LandingReport", "TopicLanding", "land"]
