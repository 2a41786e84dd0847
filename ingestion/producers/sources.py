"""Where a topic's messages come from, as its contract says."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from ingestion.contracts import Contract
from ingestion.errors import ContractError
from ingestion.producers.harvest import Source


def source_of(contract: Contract) -> Source:
    """Return the source of a topic: its producer's `source`, called with the documents' glob.

    A producer is found by its module's name, so that a new one is a new file and nothing else.

    Args:
        contract: The contract of the topic.

    Returns:
        The source.

    Raises:
        ContractError: The contract names no documents, or a producer that does not exist.
    """
    if contract.documents is None:
        raise ContractError(f"Topic {contract.topic} has no documents to publish from.")
    name = f"{__package__}.{contract.producer}"
    make: Callable[[str], Source] | None = None
    if find_spec(name):
        make = getattr(import_module(name), "source", None)
    if make is None:
        raise ContractError(
            f"Topic {contract.topic}: its producer {name} has no function `source`.",
            "Correct the field producer of its contract, or leave it out for plain documents.",
        )
    return make(contract.documents)
