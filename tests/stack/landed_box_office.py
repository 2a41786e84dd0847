"""Box office as it lands, in a raw area of its own, and what the mart should make of it."""

import io
import json
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.landing.storage.webhdfs import WebHdfsStore

RAW_ROOT = "/increments/raw"
TOPIC_ID = "0123456789abcdef0123456789abcdef"
STATES = ("CA", "NY")
OPENING = date(2006, 6, 9)
_START = 1_780_000_000_000
_ENVELOPE = pa.schema(
    [
        ("topic", pa.string()),
        ("topic_id", pa.string()),
        ("partition", pa.int32()),
        ("offset", pa.int64()),
        ("timestamp", pa.int64()),
        ("timestamp_type", pa.string()),
        ("key", pa.binary()),
        ("headers", pa.list_(pa.struct([("key", pa.string()), ("value", pa.binary())]))),
        ("value", pa.binary()),
    ]
)


class Day(NamedTuple):
    """Gross of a film in a state on a day: a record of `raw-boxoffice`."""

    film: str
    run: str
    version: int
    date: date
    state: str
    cents: int
    run_rows: int


class MartRow(NamedTuple):
    """A row of `box_office_daily`, by the film's slug."""

    film: str
    date: date
    state: str
    gross: Decimal


@dataclass
class LandedBoxOffice:
    """What has landed so far: files on HDFS, and the same records in memory.

    Args:
        store: The store to write to.
        seed: What happens to each film, step by step, follows from it.
        films: How many films there are.
    """

    store: WebHdfsStore
    seed: int
    films: int
    records: list[Day] = field(default_factory=list)
    withdrawn: set[str] = field(default_factory=set)
    _steps: int = 0
    _film_records: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - the same sequences every time
        self._slugs = [f"film-{number}" for number in range(self.films)]
        self._write_json("raw-characters", "nobody", None, 0)
        for slug in self._slugs:
            self._land_film(slug)
        self._write([day for slug in self._slugs for day in self._new_run(slug)])

    def step(self) -> None:
        """Let something happen to every film, each on its own."""
        events: list[Callable[[str], list[Day]]] = [
            self._new_run,
            self._corrected_day,
            self._incomplete_run,
            self._rest_of_a_run,
            self._late_older_record,
            self._published_again,
            self._withdrawn_or_back,
            lambda _: [],
        ]
        landed: list[Day] = []
        for slug in self._slugs:
            landed += self._random.choice(events)(slug)
        self._write(landed)

    def expected_mart(self) -> set[MartRow]:
        """Return the rows that the mart should have: of each film its latest complete run."""
        latest: dict[tuple[str, date, str, str], tuple[int, int, Day]] = {}
        for offset, day in enumerate(self.records):
            key = (day.film, day.date, day.state, day.run)
            latest[key] = max(latest.get(key, (0, 0, day)), (day.version, offset, day))
        runs: dict[tuple[str, str], list[tuple[int, int, Day]]] = defaultdict(list)
        for (film, _, _, run), found in latest.items():
            runs[film, run].append(found)
        best: dict[str, tuple[int, int, str]] = {}
        for (film, run), rows in runs.items():
            if len(rows) == rows[0][2].run_rows and film not in self.withdrawn:
                age = (max(row[0] for row in rows), min(row[1] for row in rows), run)
                best[film] = max(best.get(film, age), age)
        return {
            MartRow(film, day.date, day.state, Decimal(day.cents) / 100)
            for film, (_, _, run) in best.items()
            for _, _, day in runs[film, run]
        }

    def _new_run(self, slug: str) -> list[Day]:
        """Model the film anew: other figures, and maybe more days or fewer."""
        days = self._random.randint(1, 4)
        version = 1 + max((day.version for day in self.records if day.film == slug), default=0)
        return [
            Day(
                film=slug,
                run=f"{slug}-{version}-{len(self.records)}",
                version=version,
                date=OPENING + timedelta(days=number),
                state=state,
                cents=self._random.randint(1, 9_999_999),
                run_rows=days * len(STATES),
            )
            for number in range(days)
            for state in STATES
        ]

    def _corrected_day(self, slug: str) -> list[Day]:
        """Publish the newest run as a new one, of which a single day has another gross."""
        newest = self._newest_run(slug)
        corrected = newest[0]._replace(cents=newest[0].cents + 1)
        run, version = f"{corrected.run}+", corrected.version + 1
        return [day._replace(run=run, version=version) for day in [corrected, *newest[1:]]]

    def _incomplete_run(self, slug: str) -> list[Day]:
        return self._new_run(slug)[:-1]

    def _rest_of_a_run(self, slug: str) -> list[Day]:
        """Complete the newest run, if a record of it is missing."""
        newest = self._newest_run(slug)
        if len(newest) == newest[0].run_rows:
            return []
        last = OPENING + timedelta(days=newest[0].run_rows // len(STATES) - 1)
        return [newest[0]._replace(date=last, state=STATES[-1], cents=7)]

    def _late_older_record(self, slug: str) -> list[Day]:
        """An older version of a record that arrives after the newer one."""
        newest = self._newest_run(slug)[0]
        return [newest._replace(version=newest.version - 1, cents=1)]

    def _published_again(self, slug: str) -> list[Day]:
        return self._newest_run(slug)

    def _withdrawn_or_back(self, slug: str) -> list[Day]:
        self.withdrawn ^= {slug}
        self._land_film(slug)
        return []

    def _newest_run(self, slug: str) -> list[Day]:
        own = [day for day in self.records if day.film == slug]
        newest = max(own, key=lambda day: day.version)
        latest = {(day.date, day.state): day for day in own if day.run == newest.run}
        for day in own:
            if day.run == newest.run and day.version == newest.version:
                latest[day.date, day.state] = day
        return list(latest.values())

    def _land_film(self, slug: str) -> None:
        document = {
            "film": slug,
            "title": slug,
            "studio": "Pixar",
            "release_date": OPENING.isoformat(),
            "domestic_gross_usd": 1,
        }
        value = None if slug in self.withdrawn else json.dumps(document)
        self._write_json("raw-films", slug, value, self._film_records)
        self._film_records += 1

    def _write_json(self, topic: str, key: str, value: str | None, offset: int) -> None:
        record = {
            "topic": topic,
            "topic_id": TOPIC_ID,
            "partition": 0,
            "offset": offset,
            "timestamp": _START + offset,
            "timestamp_type": "CreateTime",
            "key": key,
            "headers": [{"key": "document_version", "value": "1"}],
            "value": value,
        }
        name = f"{RAW_ROOT}/{topic}/dt=2026-01-01/{offset:020}.jsonl"
        self.store.put(name, json.dumps(record).encode() + b"\n")

    def _write(self, days: list[Day]) -> None:
        start = len(self.records)
        self.records += days
        rows = [
            {
                "topic": "raw-boxoffice",
                "topic_id": TOPIC_ID,
                "partition": 0,
                "offset": offset,
                "timestamp": _START + offset,
                "timestamp_type": "CreateTime",
                "key": f"{day.film}|{day.date}|{day.state}".encode(),
                "headers": [{"key": "document_version", "value": str(day.version).encode()}],
                "value": json.dumps(
                    {
                        "film": day.film,
                        "date": day.date.isoformat(),
                        "state_code": day.state,
                        "gross_cents": day.cents,
                        "run_id": day.run,
                        "run_rows": day.run_rows,
                    }
                ).encode(),
            }
            for offset, day in enumerate(days, start)
        ]
        self._steps += 1
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows, schema=_ENVELOPE), buffer)
        name = f"{RAW_ROOT}/raw-boxoffice/dt=2026-01-{self._steps:02}/{start:020}.parquet"
        self.store.put(name, buffer.getvalue())
