"""Reading source documents: every record by itself, malformed ones kept aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from ingestion.contracts import Contract
from ingestion.errors import SourceError
from ingestion.producers.harvest import Harvest, Message, Producer, Reject, Size, Unit


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One record of a document that keeps its contract.

    Attributes:
        value: The record.
        key: Its natural key.
        file: Document, as the `source_file` header names it.
        number: Its place in the document, from 1.
        document_version: Version of the document.
    """

    value: Mapping[str, Any]
    key: str
    file: str
    number: int
    document_version: int


def read_documents(
    contract: Contract, data_dir: Path, pattern: str
) -> Iterator[DocumentRecord | Reject]:
    """Read the documents of a contract.

    Args:
        contract: What the records have to keep.
        data_dir: Folder of the documents.
        pattern: Glob of the documents below it.

    Yields:
        Each record in order of file and place, or why it is none.

    Raises:
        SourceError: There is no document at all.
    """
    paths = sorted(path for path in data_dir.glob(pattern) if path.is_file())
    if not paths:
        raise SourceError(
            f"No document {data_dir / pattern} for topic {contract.topic}.",
            "Is this the folder of the source documents?",
        )
    seen: dict[str, DocumentRecord] = {}
    for path in paths:
        name = path.relative_to(data_dir.parent).as_posix()
        for found in _read_document(contract, path, name):
            if isinstance(found, DocumentRecord) and (first := seen.get(found.key)):
                yield _reject(
                    found.file,
                    found.number,
                    found.value,
                    "|".join(contract.key),
                    f"{found.key} is also record {first.number} of {first.file}",
                )
                continue
            if isinstance(found, DocumentRecord):
                seen[found.key] = found
            yield found


def _read_document(contract: Contract, path: Path, name: str) -> Iterator[DocumentRecord | Reject]:
    """Read one document."""
    raw = path.read_bytes()
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        text = raw.decode(errors="backslashreplace")
        yield Reject(name, None, "", f"not JSON: {error.msg} at {place}", text)
        return
    if fault := _document_fault(document, contract):
        field, error_text = fault
        yield Reject(name, None, field, error_text, raw.decode())
        return
    version = document["document"]["version"]
    for number, value in enumerate(document["records"], start=1):
        if violation := contract.violation(value):
            yield _reject(name, number, value, violation.field, violation.error)
        else:
            key = contract.key_of(value).decode()
            yield DocumentRecord(value, key, name, number, version)


def _document_fault(document: Any, contract: Contract) -> tuple[str, str] | None:
    """Return field and error of a document that is not one of the contract's."""
    head = document.get("document") if isinstance(document, dict) else None
    if not isinstance(head, dict):
        return "document", "must be an object with version and contract"
    if not isinstance(head.get("version"), int) or head["version"] < 1:
        return "document.version", "must be an integer from 1"
    if head.get("contract") != contract.name:
        return "document.contract", f"must be {contract.name}, not {head.get('contract')!r}"
    if not isinstance(document.get("records"), list):
        return "records", "must be a list"
    return None


def _reject(file: str, number: int, value: object, field: str, error: str) -> Reject:
    return Reject(file, number, field, error, orjson.dumps(value).decode())


def fingerprint(*parts: object) -> str:
    """Return a short hash that differs when any part does."""
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()[:32]


def producer(pattern: str) -> Producer:
    """Return a producer of one message per record.

    Args:
        pattern: Glob of the documents below the data folder.

    Returns:
        The producer.
    """
    return Producer(harvest=partial(_harvest, pattern), keys=lambda name, _: [name.encode()])


def _harvest(pattern: str, contract: Contract, data_dir: Path, size: Size) -> Harvest:  # noqa: ARG001
    harvest = Harvest()
    for found in read_documents(contract, data_dir, pattern):
        if isinstance(found, Reject):
            harvest.rejects.append(found)
            continue
        message = Message(found.key.encode(), orjson.dumps(found.value))
        harvest.units.append(
            Unit(
                name=found.key,
                fingerprint=fingerprint(contract.version, found.document_version, found.value),
                source_file=found.file,
                record_number=found.number,
                document_version=found.document_version,
                count=1,
                messages=partial(iter, [message]),
            )
        )
    return harvest
