"""Producers: from source documents and generators to Kafka."""

from ingestion.producers.produce import produce
from ingestion.producers.report import ProduceProgress, ProduceReport, TopicProduction

__all__ = ["ProduceProgress", "ProduceReport", "TopicProduction", "produce"]
