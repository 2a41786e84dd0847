"""Where each topic's messages come from: a new topic is one contract and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from ingestion.producers.box_office import box_office_source
from ingestion.producers.documents import document_source
from ingestion.producers.harvest import Source

SOURCES: Mapping[str, Source] = {
    "raw-films": document_source("films.json"),
    "raw-characters": document_source("characters/**/*.json"),
    "raw-boxoffice": box_office_source("films.json"),
}
