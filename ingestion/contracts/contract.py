"""What a topic promises: its key, its schema by version, and how it is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple

import fastjsonschema

from ingestion.errors import ContractError

RawFormat = Literal["jsonl.zst", "parquet"]
JsonValidator = Callable[[Any], Any]

# Draft 4 is the last in which 1.0 is no integer, and so the only one that matches typed columns.
SCHEMA_DIALECT = "http://json-schema.org/draft-04/schema#"
KEY_SEPARATOR = "|"
# As much as Kafka's own default for a batch of records.
MAX_RECORD_BYTES = 1024 * 1024
# The producer that publishes one message per record of a document.
DOCUMENTS = "documents"


class Violation(NamedTuple):
    """Why a value breaks its contract.

    Attributes:
        field: Path of the offending field, such as `credits[0].person`; empty for the whole value.
        error: What is wrong with it.
    """

    field: str
    error: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """After how many hours without a new record the topic is late; None means never."""

    warn_after_hours: int | None
    error_after_hours: int | None


@dataclass(frozen=True)
class Contract:
    """The contract of one topic.

    Attributes:
        topic: Kafka topic.
        name: Contract name, sent in the `contract` header.
        version: Version that producers write.
        description: What one record is.
        key: Fields whose values, joined by `|`, are the message key.
        format: How landed files are written.
        partitions: Number of partitions a new topic gets.
        retention_hours: How long Kafka keeps a record; None keeps it for ever.
        freshness: When the topic counts as late.
        schemas: JSON Schema of the value by version; earlier versions may still be on the topic.
        max_record_bytes: How large key, headers and value of a record may be together.
        documents: Glob, below the data folder, of the documents that records are made of; None when
            others publish to the topic.
        producer: Module of `ingestion.producers` that makes records of documents.
    """

    topic: str
    name: str
    version: int
    description: str
    key: tuple[str, ...]
    format: RawFormat
    partitions: int
    retention_hours: int | None
    freshness: Freshness
    schemas: Mapping[int, Mapping[str, Any]]
    max_record_bytes: int = MAX_RECORD_BYTES
    documents: str | None = None
    producer: str = DOCUMENTS

    @property
    def schema(self) -> Mapping[str, Any]:
        """JSON Schema of the version that producers write."""
        return self.schemas[self.version]

    @property
    def table(self) -> str:
        """Name of the raw table: the topic with underscores."""
        return self.topic.replace("-", "_")

    @cached_property
    def validators(self) -> Mapping[int, JsonValidator]:
        """Compiled validators by version; each raises `JsonSchemaValueException`."""
        return {version: _compile(self, version) for version in self.schemas}

    @property
    def dead_letter_table(self) -> str:
        """Name of the raw table of the topic's dead letters."""
        return f"{self.table}_dead_letters"

    @property
    def tables(self) -> Mapping[str, str]:
        """Names of both raw tables by the kind of their files, `rows` or `dead_letters`."""
        return {"rows": self.table, "dead_letters": self.dead_letter_table}

    def key_of(self, value: Mapping[str, Any]) -> bytes:
        """Return the message key of a valid value, UTF-8."""
        return KEY_SEPARATOR.join([str(value[field]) for field in self.key]).encode()

    def violation(self, value: object, version: int | None = None) -> Violation | None:
        """Check a parsed value.

        Args:
            value: The parsed JSON value.
            version: Contract version to check against; the current one by default.

        Returns:
            The first violation found, or None when the value keeps the contract.
        """
        try:
            self.validators[version or self.version](value)
        except fastjsonschema.JsonSchemaValueException as error:
            return _violation(error)
        return None


def _violation(error: fastjsonschema.JsonSchemaValueException) -> Violation:
    """Turn the validator's exception into field path and message."""
    path = [str(part) for part in error.path[1:]]
    message = str(error.message).removeprefix(str(error.name)).strip()
    if error.rule == "required":
        missing = [name for name in error.rule_definition if name not in error.value]
        path, message = [*path, missing[0]], "is missing"
    elif error.rule == "additionalProperties":
        extra = [name for name in error.value if name not in error.definition["properties"]]
        path, message = [*path, extra[0]], "is not in the contract"
    elif error.rule == "enum":
        message += f", not {error.value!r}"
    field = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in path)
    return Violation(field.lstrip("."), message)


def _compile(contract: Contract, version: int) -> JsonValidator:
    """Compile one version's schema, once per process."""
    schema = {**contract.schemas[version], "$schema": SCHEMA_DIALECT}
    try:
        validator: JsonValidator = fastjsonschema.compile(schema, formats={"date": is_date})
    except fastjsonschema.JsonSchemaDefinitionException as error:
        raise ContractError(
            f"Contract {contract.name} of topic {contract.topic}: "
            f"the schema of version {version} is malformed: {error}."
        ) from error
    return validator


@lru_cache(maxsize=65_536)
def is_date(text: str) -> bool:
    """Tell whether a text is a calendar date spelled YYYY-MM-DD."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
