"""The benchmark's topic: JSON events of 290 bytes that keep a contract."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import orjson

from ingestion.broker import Broker
from ingestion.contracts import Contract, Freshness

EVENT_BYTES = 290
_PAGES = [f"/titles/{number}/play" for number in range(400)]
_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
_REPORT_EVERY = 100_000


def contract(topic: str, partitions: int) -> Contract:
    """Return the events' contract: typed fields, a pattern, an enumeration, bounds and a date."""
    properties = {
        "event": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        "day": {"type": "string", "format": "date"},
        "kind": {"enum": ["play", "pause", "seek", "stop"]},
        "user": {"type": "integer", "minimum": 0},
        "page": _TEXT,
        "position": {"type": "number", "minimum": 0, "maximum": 86400},
        "live": {"type": "boolean"},
        "referrer": {"type": ["string", "null"]},
        "agent": _TEXT,
    }
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }
    return Contract(
        topic=topic,
        name="events",
        version=1,
        description="What a viewer did.",
        key=("event",),
        format="parquet",
        partitions=partitions,
        retention_hours=None,
        freshness=Freshness(None, None),
        schemas={1: schema},
    )


def events(count: int, seed: int = 4) -> Iterator[tuple[bytes, bytes]]:
    """Yield keys and values, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - the same events for everyone
    for _ in range(count):
        key = f"{rng.getrandbits(64):016x}"
        value = {
            "event": key,
            "day": f"2026-11-{rng.randint(1, 28):02d}",
            "kind": rng.choice(("play", "pause", "seek", "stop")),
            "user": rng.randrange(10**7),
            "page": rng.choice(_PAGES),
            "position": round(rng.uniform(0, 86400), 3),
            "live": rng.random() < 0.1,
            "referrer": None if rng.random() < 0.5 else rng.choice(_PAGES),
            "agent": "",
        }
        missing = EVENT_BYTES - len(orjson.dumps(value))
        value["agent"] = f"player/{rng.getrandbits(128):x}".ljust(missing, "x")[:missing]
        yield key.encode(), orjson.dumps(value)


def produce(broker: Broker, each: Contract, count: int, progress: Callable[[int], None]) -> None:
    """Create the topic and fill it."""
    with broker.admin() as admin:
        admin.create_topic(each.topic, each.partitions, {})
    with broker.publisher() as publisher:
        for number, (key, value) in enumerate(events(count), start=1):
            publisher.send(each.topic, key, value, ())
            if number % _REPORT_EVERY == 0:
                progress(number)
        publisher.flush()
