"""Which consumed records keep their contract, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.broker import Batch, Headers
from ingestion.contracts import Contract, Fault, JsonFaultError, parse_json
from ingestion.landing.clearing import clearer, longest
from ingestion.landing.header_names import is_utf8, spell

# Named by their numbers in Kafka's protocol.
TIMESTAMP_TYPES = ("CreateTime", "LogAppendTime")

_VERSION_HEADER = "contract_version"
_CLAIM = pa.scalar(_VERSION_HEADER.encode(), pa.binary())

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
        headers = batch.column("headers")
        flat = headers.flatten()
        version = self._one_version(headers, flat)
        check = self._clearers.get(version) if version else None
        values = flat.field("value")
        if check is None or not all(map(_is_text, [flat.field("key"), *[values] * self._is_text])):
            return None
        keys, values = batch.column("key"), batch.column("value")
        room = self._contract.max_record_bytes - _longest_headers(headers, flat)
        if values.null_count:
            if keys.null_count or self._is_text:
                return None
            room -= longest(keys)
            present = pc.is_valid(values)
            keys, values = keys.filter(present), values.filter(present)
        if room < 0 or (len(values) and not check.clears(keys, values, room)):
            return None
        return version

    def _one_version(self, headers: pa.Array, flat: pa.Array) -> int | None:
        """Return the version that all records claim; None when they differ or it is unknown."""
        claims = pc.equal(flat.field("key"), _CLAIM)
        claimed = flat.field("value").filter(claims).unique().to_pylist()
        versions = {self._versions.get(value or b"") for value in claimed}
        if len(pc.list_parent_indices(headers).filter(claims).unique()) < len(headers):
            versions.add(self._contract.version)
        return versions.pop() if len(versions) == 1 else None

    def _verdict(self, key: bytes | None, value: bytes | None, headers: Headers) -> int | Fault:
        version = self._version(headers)
        fault = self._fault(key, value, headers, version)
        return fault or version or self._contract.version

    def _version(self, headers: Headers) -> int | None:
        """Return the version a record claims; the current one when silent, None when unknown."""
        for name, value in headers:
            if name == _VERSION_HEADER:
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


def _longest_headers(headers: pa.Array, flat: pa.Array) -> int:
    """Return the bytes of the largest record's headers, with `flat` being all of them in a row."""
    if not len(flat):
        return 0
    sizes = pc.add(
        pc.binary_length(flat.field("key")), pc.fill_null(pc.binary_length(flat.field("value")), 0)
    )
    sums = pa.concat_arrays([pa.array([0], pa.int64()), pc.cumulative_sum(sizes.cast(pa.int64()))])
    ends = sums.take(pc.subtract(headers.offsets, headers.offsets[0]))
    return int(pc.max(pc.subtract(ends[1:], ends[:-1])).as_py())


def _is_text(column: pa.Array) -> bool:
    """Tell whether all of a column of bytes is UTF-8."""
    try:
        column.cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


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
