"""Which consumed records keep their contract, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from ingestion.broker import Record
from ingestion.contracts import Contract

TIMESTAMP_TYPES = {0: "CreateTime", 1: "LogAppendTime"}


class Fault(NamedTuple):
    """Why a record is a dead letter: a reason from a short list, and the details."""

    reason: str
    error: str


@dataclass(slots=True)
class Sorted:
    """Records of one read, sorted by whether they keep the contract; each list by offset.

    Attributes:
        rows: Those that do, by the version of the contract that they keep.
        dead_letters: Those that do not.
        faults: Why, in the same order.
    """

    rows: dict[int, list[Record]] = field(default_factory=dict)
    dead_letters: list[Record] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class Checker:
    """Checks records against one contract.

    Args:
        contract: The topic's contract. Where its files are text, keys and header values have to be
            UTF-8 as well, since anything else could not be kept byte-exact.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._is_text = contract.format == "jsonl.zst"
        self._versions = {str(version).encode(): version for version in contract.schemas}

    def sort(self, records: Iterable[Record]) -> Sorted:
        """Separate the records that keep the contract from the dead letters."""
        done = Sorted()
        for record in records:
            version = self._version(record)
            fault = self._fault(record, version)
            if fault is None:
                done.rows.setdefault(version or self._contract.version, []).append(record)
            else:
                done.dead_letters.append(record)
                done.faults.append(fault)
        return done

    def _version(self, record: Record) -> int | None:
        """Return the version a record claims; the current one when silent, None when unknown."""
        for name, value in record.headers:
            if name == "contract_version":
                return self._versions.get(value or b"")
        return self._contract.version

    def _fault(self, record: Record, version: int | None) -> Fault | None:
        if record.key is None:
            return Fault("missing_key", "the message has no key")
        if self._is_text and (fault := _not_text(record)):
            return fault
        if record.value is None:
            return None
        if version is None:
            return Fault("unknown_version", "the contract has no such version")
        try:
            value = orjson.loads(record.value)
        except orjson.JSONDecodeError as error:
            return _undecodable(record.value, error)
        if violation := self._contract.violation(value, version):
            return Fault("contract_violation", f"{violation.field}: {violation.error}")
        if record.key != (key := self._contract.key_of(value)):
            return Fault("key_mismatch", f"the value's key is {key.decode()}")
        return None


def _not_text(record: Record) -> Fault | None:
    """Tell which of key and header values is not UTF-8."""
    for name, data in (("key", record.key), *record.headers):
        try:
            (data or b"").decode()
        except UnicodeDecodeError as error:
            return Fault("invalid_utf8", f"{name}: {error}")
    return None


def _undecodable(value: bytes, error: orjson.JSONDecodeError) -> Fault:
    """Tell a value that is no JSON from one that is no text."""
    try:
        value.decode()
    except UnicodeDecodeError as text_error:
        return Fault("invalid_utf8", f"value: {text_error}")
    return Fault("not_json", str(error))
