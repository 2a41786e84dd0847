"""Keeping malformed documents and records aside."""

from __future__ import annotations

import logging
from dataclasses import asdict
from pathlib import Path

import orjson

from ingestion.files import write_atomically
from ingestion.producers.harvest import Reject
from ingestion.producers.report import TopicProduction

_logger = logging.getLogger(__name__)


def keep_aside(rejects: list[Reject], path: Path, result: TopicProduction) -> None:
    """Write this run's rejects in place of the last run's."""
    result.rejected = len(rejects)
    if not rejects:
        path.unlink(missing_ok=True)
        return
    result.rejects_file = path
    lines = [orjson.dumps(asdict(reject), option=orjson.OPT_APPEND_NEWLINE) for reject in rejects]
    write_atomically(path, b"".join(lines))
    for reject in rejects:
        place = f"{reject.file} record {reject.record}" if reject.record else reject.file
        _logger.warning("%s: %s %s", place, reject.field, reject.error)
