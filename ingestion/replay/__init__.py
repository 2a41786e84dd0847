"""Sending landed records to their topic again, each once."""

from ingestion.contracts import Reason
from ingestion.replay.report import ReplayProgress, ReplayReport
from ingestion.replay.run import replay
from ingestion.replay.selection import Selection

__all__ = ["Reason", "ReplayProgress", "ReplayReport", "Selection", "replay"]
