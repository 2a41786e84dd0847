"""Which consumed records keep their contract, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingestion.broker import Batch, Headers
from ingestion.contracts import Contract, Fault, JsonFaultError, parse_json
from ingestion.landing.clearing import clearer
from ingestion.landing.header_names import is_utf8, spell

# Named by their numbers in Kafka's protocol.
TIMESTAMP_TYPES = ("CreateTime", "LogAppendTime")

# A batch not cleared is cut into so many parts, of so many records at least, to clear the others.
_PARTS, _FEW = 8, 128


@dataclass(frozen=True, slots=True)
class Sorted:
    """Records of one read, sorted by whether they keep the contract; each batch by offset.

    Attributes:
        rows: Those that do, by the version of the contract that they keep.
        dead_letters: Those that do not.
        faults: Why, in the same order.
    """

    rows: Mapping[int, Batch]
    dead_letters: Batch
    faults: Sequence[Fault]


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
        self._clearers = {version: clearer(contract, version) for version in contract.schemas}

    def sort(self, batch: Batch) -> Sorted:
        """Separate the records that keep the contract from the dead letters."""
        if len(batch) >= _FEW and (version := self._cleared(batch)):
            return Sorted({version: batch}, batch.slice(0, 0), [])
        verdicts = self._verdicts(batch)
        versions = {verdict for verdict in verdicts if isinstance(verdict, int)}
        faulty = [i for i, verdict in enumerate(verdicts) if isinstance(verdict, Fault)]
        return Sorted(
            rows={
                version: batch.select([i for i, each in enumerate(verdicts) if each == version])
                for version in versions
            },
            dead_letters=batch.select(faulty),
            faults=[verdict for verdict in verdicts if isinstance(verdict, Fault)],
        )

    def _verdicts(self, batch: Batch) -> list[int | Fault]:
        """Return the version each record keeps, or why it does not, of a batch not cleared."""
        size = max(_FEW, -(-len(batch) // _PARTS))
        verdicts: list[int | Fault] = []
        for start in range(0, len(batch), size):
            part = batch.slice(start, start + size)
            version = self._cleared(part) if len(batch) > size else None
            verdicts += [version] * len(part) if version else self._exact_verdicts(part)
        return verdicts

    def _exact_verdicts(self, batch: Batch) -> list[int | Fault]:
        return [
            self._verdict(key, value, headers)
            for key, value, headers in zip(batch.keys, batch.values, batch.headers, strict=True)
        ]

    def _cleared(self, batch: Batch) -> int | None:
        """Return the version that all of a batch surely keeps; None when one might not."""
        kinds = set(map(tuple, batch.headers)) if any(batch.headers) else {()}
        versions = {self._version(headers) for headers in kinds}
        version = versions.pop() if len(versions) == 1 else None
        check = self._clearers.get(version) if version else None
        if check is None or any(self._suspect(headers) for headers in kinds):
            return None
        longest = max(map(_header_bytes, kinds))
        rows = batch
        if None in batch.values:
            if None in batch.keys or self._is_text:
                return None
            rows = batch.select([i for i, value in enumerate(batch.values) if value is not None])
            longest += max(len(key or b"") for key in batch.keys)
        room = self._contract.max_record_bytes - longest
        if room < 0 or (rows and not check.clears(rows.keys, rows.values, room)):
            return None
        return version

    def _suspect(self, headers: Headers) -> bool:
        return bool(_not_utf8(headers) or (self._is_text and _not_text(b"", headers)))

    def _verdict(self, key: bytes | None, value: bytes | None, headers: Headers) -> int | Fault:
        version = self._version(headers)
        fault = self._fault(key, value, headers, version)
        return fault or version or self._contract.version

    def _version(self, headers: Headers) -> int | None:
        """Return the version a record claims; the current one when silent, None when unknown."""
        for name, value in headers:
            if name == "contract_version":
                return self._versions.get(value or b"")
        return self._contract.version

    def _fault(
        self, key: bytes | None, value: bytes | None, headers: Headers, version: int | None
    ) -> Fault | None:
        if fault := _not_utf8(headers) or self._too_large(key, value, headers):
            return fault
        if key is None:
            return Fault("missing_key", "the message has no key")
        if self._is_text and (fault := _not_text(key, headers)):
            return fault
        if value is None:
            return None
        if version is None:
            return Fault("unknown_version", "the contract has no such version")
        try:
            parsed = parse_json(value)
        except JsonFaultError as error:
            return error.fault
        if violation := self._contract.violation(parsed, version):
            return Fault("contract_violation", f"{violation.field}: {violation.error}")
        if key != (expected := self._contract.key_of(parsed)):
            return Fault("key_mismatch", f"the value's key is {expected.decode()}")
        return None

    def _too_large(self, key: bytes | None, value: bytes | None, headers: Headers) -> Fault | None:
        limit = self._contract.max_record_bytes
        size = len(key or b"") + len(value or b"")
        size += _header_bytes(headers)
        if size <= limit:
            return None
        return Fault("too_large", f"key, headers and value have {size} bytes, the limit is {limit}")


def _header_bytes(headers: Headers) -> int:
    return sum(len(name.encode()) + len(value or b"") for name, value in headers)


def _not_utf8(headers: Headers) -> Fault | None:
    """Tell which header name is not UTF-8: a column of names is text."""
    for name, _ in headers:
        if not is_utf8(name):
            return Fault("invalid_header_name", f"the header name {spell(name)} is not UTF-8")
    return None


def _not_text(key: bytes, headers: Headers) -> Fault | None:
    """Tell which of key and header values is not UTF-8."""
    for name, data in (("key", key), *headers):
        try:
            (data or b"").decode()
        except UnicodeDecodeError as error:
            return Fault("invalid_utf8", f"{name}: {error}")
    return None
