"""What writers of the model land and readers find, and the names that they draw."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, lru_cache
from unittest.mock import patch
from uuid import UUID

import orjson
import zstandard

from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.commits import checkpoints
from ingestion.landing.commits.ready import ReadyRange
from tests.unit.landing_helpers import SOURCE, FakeRecord, batch, contract, record

COMMITS_PER_CHECKPOINT = 2
_FIRST = contract("jsonl.zst")
_THINGS = replace(_FIRST, version=2, schemas={1: _FIRST.schemas[1], 2: _FIRST.schemas[1]})
_GAP_EVERY = 5
_EARLIER_EVERY = 3
_names = random.Random()  # noqa: S311


@cache
def ready(start: int, end: int) -> ReadyRange:
    """Return a range as landing makes it: with one file, two of them, or gaps alone."""
    buffer = RangeBuffer(SOURCE, _THINGS, start)
    buffer.add(batch([_record(offset) for offset in produced(start, end)]))
    buffer.skip(end)
    return buffer.ready()


def _record(offset: int) -> FakeRecord:
    """Return a record; those of the contract's earlier version land in files of their own."""
    version = b"1" if offset % _EARLIER_EVERY == 0 else b"2"
    return replace(record(offset), headers=(("contract_version", version),))


def produced(start: int, end: int) -> list[int]:
    """Return the offsets that have a record."""
    return [offset for offset in range(start, end) if offset % _GAP_EVERY]


@lru_cache(maxsize=4096)
def offsets_in(content: bytes) -> tuple[int, ...]:
    """Read a landed file."""
    lines = zstandard.ZstdDecompressor().stream_reader(content).readall().splitlines()
    return tuple(orjson.loads(line)["offset"] for line in lines)


def draw_names(seed: int) -> None:
    """Let random names be the same, and in the same order, whenever the seed is the same."""
    _names.seed(seed)


@contextmanager
def small_world() -> Iterator[None]:
    """Have a checkpoint soon, each read in its turn, and nothing happen by chance."""
    with (
        patch("uuid.uuid4", _name),
        patch.multiple(
            checkpoints,
            uuid4=_name,
            COMMITS_PER_CHECKPOINT=COMMITS_PER_CHECKPOINT,
            _PARALLEL_READS=sys.maxsize,
        ),
    ):
        yield


def _name() -> UUID:
    return UUID(int=_names.getrandbits(128))
