"""The ledger of replays on HDFS: what is to be sent, written down before anything is sent.

    <root>/_replays/<topic>/<number>.json     the intent of a replay
    <root>/_replays/<topic>/<number>.done     all of it is on the topic

A number belongs to one replay: its intent appears by a rename that never overwrites.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

import orjson

from ingestion.errors import CorruptionError
from ingestion.landing.storage.store import AlreadyExistsError, NotFoundError, Store
from ingestion.replay.selection import Origins, Selection, from_ranges, to_ranges

INTENT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Intent:
    """One replay.

    Attributes:
        topic: Topic to send to.
        topic_id: Its id when the replay began.
        number: Number of the replay, from 1 on.
        selection: What was asked for.
        again: Whether what was replayed before was asked for too.
        ends: Where each partition ended before anything was sent: copies are found from there on.
        origins: Ranges of offsets to send, by `<topic id>+<partition>`.
        attempt: Id of the process that wrote it.
        intent_version: Version of this structure.
    """

    topic: str
    topic_id: str
    number: int
    selection: Selection
    again: bool
    ends: Mapping[str, int]
    origins: Mapping[str, list[list[int]]]
    attempt: str
    intent_version: int = INTENT_VERSION

    def to_bytes(self) -> bytes:
        """Return the intent as one line of JSON."""
        return orjson.dumps(asdict(self), option=orjson.OPT_APPEND_NEWLINE)

    def parsed_origins(self) -> Origins:
        """Return what to send."""
        found: Origins = {}
        for name, ranges in self.origins.items():
            topic_id, _, partition = name.partition("+")
            found[topic_id, int(partition)] = from_ranges(ranges)
        return found


def spell_origins(origins: Origins) -> dict[str, list[list[int]]]:
    """Return origins as an intent has them."""
    return {
        f"{topic_id}+{partition}": to_ranges(offsets)
        for (topic_id, partition), offsets in sorted(origins.items())
        if offsets
    }


def _parse_intent(content: bytes, path: str) -> Intent:
    try:
        body: dict[str, Any] = orjson.loads(content)
        body["selection"] = Selection(**body["selection"])
        intent = Intent(**body)
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise CorruptionError(f"Replay {path} is damaged: {error}.", "Restore it.") from error
    if intent.intent_version != INTENT_VERSION:
        raise CorruptionError(f"Replay {path} has version {intent.intent_version}.")
    return intent


class Ledger:
    """The replays of one topic.

    Args:
        store: The file system.
        raw_root: HDFS folder of the raw zone.
        topic: The topic.
    """

    def __init__(self, store: Store, raw_root: str, topic: str) -> None:
        self._store = store
        self._folder = f"{raw_root}/_replays/{topic}"
        self._staging = f"{raw_root}/_staging/_replays/{topic}"

    def read(self) -> list[tuple[Intent, bool]]:
        """Return the intents in order, each with whether it is done.

        Raises:
            CorruptionError: One is damaged.
        """
        names = [entry.name for entry in self._store.list(self._folder)]
        paths = [f"{self._folder}/{name}" for name in names if name.endswith(".json")]
        done = {name.removesuffix(".done") for name in names if name.endswith(".done")}
        return [
            (
                _parse_intent(self._store.read(path), path),
                path.rpartition("/")[2].removesuffix(".json") in done,
            )
            for path in paths
        ]

    def claim(self, intent: Intent) -> bool:
        """Write an intent down; return whether its number was still free."""
        return self._appear(intent.to_bytes(), f"{intent.number:06d}.json")

    def finish(self, intent: Intent) -> None:
        """Note that all of a replay is on the topic."""
        self._appear(b"\n", f"{intent.number:06d}.done")

    def _appear(self, content: bytes, name: str) -> bool:
        staged = f"{self._staging}/{name}-{uuid4().hex}"
        path = f"{self._folder}/{name}"
        self._store.create(staged, content)
        self._store.make_folder(self._folder)
        try:
            self._store.rename(staged, path)
        except (AlreadyExistsError, NotFoundError):
            # A lost reply looks like a lost race: the content tells them apart.
            self._store.delete(staged)
            return self._store.read(path) == content
        return True
