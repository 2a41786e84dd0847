"""The producer of a topic, as its contract says."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from ingestion.contracts import Contract
from ingestion.errors import ContractError
from ingestion.producers.harvest import Producer


def producer_of(contract: Contract) -> Producer:
    """Return the producer of a topic: its module's `producer`, called with the documents' glob.

    It is found by the module's name, so that a new one is a new file and nothing else.

    Args:
        contract: The contract of the topic.

    Returns:
        The producer.

    Raises:
        ContractError: The contract names no documents, or a producer that does not exist.
    """
    if contract.documents is None:
        raise ContractError(f"Topic {contract.topic} has no documents to publish from.")
    name = f"{__package__}.{contract.producer}"
    make: Callable[[str], Producer] | None = None
    if find_spec(name):
        make = getattr(import_module(name), "producer", None)
    if make is None:
        raise ContractError(
            f"Topic {contract.topic}: its producer {name} has no function `producer`.",
            "Correct the field producer of its contract, or leave it out for plain documents.",
        )
    return make(contract.documents)
