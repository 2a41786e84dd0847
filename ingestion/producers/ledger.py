"""The publish ledger: what the broker has acknowledged, so that only changes are sent again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from ingestion.errors import CorruptionError
from ingestion.files import write_atomically
from ingestion.producers.harvest import Unit

LEDGER_VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What was published of a unit; attributes as in `Unit`."""

    fingerprint: str
    source_file: str
    document_version: int
    detail: dict[str, Any]


class Ledger:
    """What was published to one topic of one cluster.

    Args:
        path: The file it is kept in.
        cluster_id: Cluster published to; of another one the ledger knows nothing.
        topic_id: Id of the topic; of a topic created again the ledger knows nothing.

    Raises:
        CorruptionError: The file is no ledger.
    """

    def __init__(self, path: Path, cluster_id: str, topic_id: str) -> None:
        self.path = path
        self._target = {"cluster_id": cluster_id, "topic_id": topic_id}
        self.entries = self._read() if path.exists() else {}

    def _read(self) -> dict[str, Entry]:
        try:
            document = orjson.loads(self.path.read_bytes())
            if document["ledger_version"] != LEDGER_VERSION or document["target"] != self._target:
                return {}
            return {name: Entry(**entry) for name, entry in document["units"].items()}
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise CorruptionError(
                f"The publish ledger {self.path} is damaged: {error}.",
                "Delete it: everything is published once more, which is harmless.",
            ) from error

    def has(self, unit: Unit) -> bool:
        """Tell whether a unit was published as it is now."""
        entry = self.entries.get(unit.name)
        return entry is not None and entry.fingerprint == unit.fingerprint

    def record(self, units: list[Unit], gone: list[str]) -> None:
        """Remember what the broker has acknowledged, and forget what is gone."""
        for unit in units:
            self.entries[unit.name] = Entry(
                unit.fingerprint, unit.source_file, unit.document_version, dict(unit.detail)
            )
        for name in gone:
            self.entries.pop(name, None)
        document = {
            "ledger_version": LEDGER_VERSION,
            "target": self._target,
            "units": {name: asdict(entry) for name, entry in sorted(self.entries.items())},
        }
        write_atomically(self.path, orjson.dumps(document))
