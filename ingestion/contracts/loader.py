"""Reading contract files, naming the file and the field of whatever is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast, get_args

import fastjsonschema
import yaml

from ingestion.contracts.contract import DOCUMENTS, MAX_RECORD_BYTES, Contract, Freshness, RawFormat
from ingestion.errors import ContractError

CONTRACTS_DIR = Path(__file__).parent

_HOURS: dict[str, Any] = {"type": ["integer", "null"], "minimum": 1}
_CONTRACT_FILE_SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "additionalProperties": False,
    "required": [
        "topic",
        "contract",
        "version",
        "description",
        "key",
        "format",
        "partitions",
        "retention_hours",
        "freshness",
        "schema",
    ],
    "properties": {
        # Kafka's own rule, less the leading underscore and dot that readers of HDFS hide.
        "topic": {"type": "string", "pattern": "^[a-zA-Z0-9][a-zA-Z0-9._-]{0,200}$"},
        "contract": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "version": {"type": "integer", "minimum": 1},
        "description": {"type": "string", "minLength": 1},
        "key": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "format": {"enum": list(get_args(RawFormat))},
        "partitions": {"type": "integer", "minimum": 1},
        "retention_hours": _HOURS,
        "max_record_bytes": {"type": "integer", "minimum": 1},
        "documents": {"type": "string", "minLength": 1},
        # The name of a module, so no dot and no dunder.
        "producer": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "freshness": {
            "type": "object",
            "additionalProperties": False,
            "required": ["warn_after_hours", "error_after_hours"],
            "properties": {"warn_after_hours": _HOURS, "error_after_hours": _HOURS},
        },
        "schema": {"type": "object"},
        "earlier_schemas": {"type": "object", "additionalProperties": {"type": "object"}},
    },
}
_check_file = fastjsonschema.compile(_CONTRACT_FILE_SCHEMA)


def load_contract(path: Path) -> Contract:
    """Read one contract file.

    Args:
        path: The YAML file; its name is the topic's.

    Returns:
        The contract.

    Raises:
        ContractError: The file is no YAML, misses a field, or is named after another topic.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        _check_file(document)
    except yaml.YAMLError as error:
        raise ContractError(f"{path}: not YAML: {error}.") from error
    except fastjsonschema.JsonSchemaValueException as error:
        raise ContractError(f"{path}: {error.message.replace('data.', 'field ')}.") from error
    if document["topic"] != path.stem:
        raise ContractError(f"{path}: field topic is {document['topic']}, not {path.stem}.")
    return _contract(document, path)


def _contract(document: Mapping[str, Any], path: Path) -> Contract:
    """Build the typed contract from a checked document."""
    version = document["version"]
    earlier = document.get("earlier_schemas", {})
    if any(not str(number).isdigit() or int(number) >= version for number in earlier):
        raise ContractError(f"{path}: field earlier_schemas has a version not below {version}.")
    required = document["schema"].get("required", [])
    if missing := [field for field in document["key"] if field not in required]:
        raise ContractError(f"{path}: key field {missing[0]} is not required by the schema.")
    if alike := _names_alike(document["schema"]):
        raise ContractError(f"{path}: fields {' and '.join(alike)} differ only in case.")
    return Contract(
        topic=document["topic"],
        name=document["contract"],
        version=version,
        description=document["description"],
        key=tuple(document["key"]),
        format=cast("RawFormat", document["format"]),
        partitions=document["partitions"],
        retention_hours=document["retention_hours"],
        freshness=Freshness(**document["freshness"]),
        schemas={**{int(n): s for n, s in earlier.items()}, version: document["schema"]},
        max_record_bytes=document.get("max_record_bytes", MAX_RECORD_BYTES),
        documents=document.get("documents"),
        producer=document.get("producer", DOCUMENTS),
    )


def _names_alike(schema: object) -> list[str]:
    """Return fields of one object that differ only in case, which tables cannot tell apart."""
    if isinstance(schema, list):
        return next(filter(None, map(_names_alike, schema)), [])
    if not isinstance(schema, Mapping):
        return []
    names = list(schema.get("properties", {}))
    for name in names:
        if len(alike := [other for other in names if other.lower() == name.lower()]) > 1:
            return alike
    return next(filter(None, map(_names_alike, schema.values())), [])


@lru_cache(maxsize=8)
def load_contracts(folder: Path = CONTRACTS_DIR) -> Mapping[str, Contract]:
    """Read every contract of a folder.

    Args:
        folder: Folder of `<topic>.yml` files.

    Returns:
        Contracts by topic, in the order of the topics' names.

    Raises:
        ContractError: A file is malformed.
    """
    contracts = [load_contract(path) for path in sorted(folder.glob("*.yml"))]
    return {contract.topic: contract for contract in contracts}


def select(
    topics: Iterable[str] | None, contracts: Mapping[str, Contract] | None = None
) -> list[Contract]:
    """Return the contracts of the given topics, or of all.

    Args:
        topics: Topic names; None or nothing means all.
        contracts: Contracts by topic; the project's own by default.

    Returns:
        The contracts, in the order asked for.

    Raises:
        ContractError: A topic has no contract.
    """
    known = load_contracts() if contracts is None else contracts
    wanted = list(topics or known)
    for topic in wanted:
        if topic not in known:
            raise ContractError(
                f"Topic {topic} has no contract.", f"Topics with one: {', '.join(known)}."
            )
    return [known[topic] for topic in wanted]
