"""Landing: from Kafka to HDFS, exactly once."""

from ingestion.landing.config import LandingConfig
from ingestion.landing.land import land
from ingestion.landing.report import LandingProgress, LandingReport, TopicLanding

__all__ = ["LandingConfig", "LandingProgress", "LandingReport", "TopicLanding", "land"]
