"""Feeding records of known fate to a topic, landing them, and checking every byte that lands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
import pytest

from compose.runner import Stack
from ingestion.broker import Headers
from ingestion.contracts import Reason
from ingestion.contracts.contract import RawFormat
from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.commits.records import CommitRecord
from ingestion.landing.header_names import read
from ingestion.verification import VerifyReport
from tests.landing.landing_world import World, read_rows, world

VERSION = (("contract_version", b"1"),)
both_formats = pytest.mark.parametrize("raw_format", ["jsonl.zst", "parquet"])


class Fed(NamedTuple):
    """A record to send, and why it should become a dead letter; None when it should not."""

    value: bytes | None
    reason: Reason | None = None
    error: str = ""
    key: bytes | None = b"a"
    headers: Headers = VERSION


def thing(name: str) -> Fed:
    """Return a record that keeps the contract."""
    return Fed(orjson.dumps({"name": name}), key=name.encode())


def among_things(bad: Sequence[Fed], things: int = 20) -> list[Fed]:
    """Put good records before, between and after bad ones."""
    fed = [thing(f"first-{number}") for number in range(things)]
    for number, each in enumerate(bad):
        fed += [each, thing(f"between-{number}")]
    return fed


def feed(
    stack: Stack,
    raw_format: RawFormat,
    records: Sequence[Fed],
    *,
    topic_config: Mapping[str, str] | None = None,
    **changes: Any,
) -> None:
    """Send records to a topic of their own, land them, and check everything.

    Args:
        stack: Kafka and HDFS.
        raw_format: Format of the topic's files.
        records: The records, in order.
        topic_config: Configuration of the topic.
        changes: Other fields of the contract.
    """
    each = world(stack.settings, topic_config=topic_config, format=raw_format, **changes)
    with each.broker.publisher() as publisher:
        for record in records:
            publisher.send(each.contract.topic, record.key, record.value, record.headers)
        publisher.flush()
    land_and_check(each, records)


def land_and_check(each: World, records: Sequence[Fed]) -> None:
    """Land a topic of one partition that holds some records, and check everything."""
    dead = [offset for offset, record in enumerate(records) if record.reason]
    report = each.land()
    assert [(t.rows, t.dead_letters) for t in report.topics] == [
        (len(records) - len(dead), len(dead))
    ]
    landed = dict(_landed(each))
    assert sorted(landed) == list(range(len(records)))
    for offset, record in enumerate(records):
        _check(landed[offset], record)
    verified = each.verify(deep=True)
    assert verified.problems == []
    _check_accounts(verified, len(records), len(dead))
    assert [account.landed_end for account in verified.partitions] == [len(records)]
    assert each.land().topics[0].rows == 0


def _landed(each: World) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read every file that a commit record names, with the kind and the record's range."""
    chains = Chains(each.store, each.layout)
    for source in chains.sources(each.contract.topic):
        for commit in chains.read(source):
            for file in commit.files:
                for row in read_rows(each.store.read(file.final), file.final):
                    _check_place(row, file.kind, commit)
                    yield row["offset"], row


def _check_place(row: dict[str, Any], kind: str, commit: CommitRecord) -> None:
    """A dead letter is in the very commit that owns its offset, with its coordinates."""
    assert commit.start <= row["offset"] < commit.end
    assert (row["topic"], row["topic_id"], row["partition"]) == commit.source
    assert ("reason" in row) == (kind == "dead_letters")


def _check(row: dict[str, Any], record: Fed) -> None:
    assert (row["key"], row["value"]) == (record.key, record.value)
    assert row.get("reason") == record.reason
    assert record.error in row.get("error", "")
    spelled = row.get("reason") == "invalid_header_name"
    headers = [(h["key"], h["value"]) for h in row["headers"]]
    assert [(read(k) if spelled else k, v) for k, v in headers] == list(record.headers)


def _check_accounts(verified: VerifyReport, records: int, dead: int) -> None:
    (account,) = verified.partitions
    assert (account.rows, account.dead_letters) == (records - dead, dead)
    assert (account.gap_offsets, account.kafka_end) == (0, records)


def with_schema(**properties: dict[str, str]) -> dict[int, dict[str, Any]]:
    """Return schemas of things that may have more fields than those named."""
    return {
        1: {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}, **properties},
        }
    }
