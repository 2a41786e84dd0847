"""Clearing whole batches: does every value of it keep the contract?

The answer is yes, or unknown. The exact check, one record at a time, decides what is unknown and
alone names what is wrong, so this one may refuse too much, but never clear too much.
"""

from __future__ import annotations

import logging

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingestion.contracts import Contract
from ingestion.landing.clearing.schemas import UnsupportedSchemaError, compile_schema
from ingestion.landing.clearing.tables import KINDS, OBJECT
from ingestion.landing.clearing.values import MOST_KEY_PARTS, all_keep

_logger = logging.getLogger(__name__)


class Clearer:
    """Clears values of one version of a contract.

    Args:
        contract: The contract.
        version: The version.

    Raises:
        UnsupportedSchemaError: The version's schema has no counterpart in tables.
    """

    def __init__(self, contract: Contract, version: int) -> None:
        self._tables = compile_schema(contract.schemas[version], contract.key)
        self._key_parts = len(contract.key)
        if self._tables.numbers[KINDS] != OBJECT or len(contract.key) > MOST_KEY_PARTS:
            raise UnsupportedSchemaError("a value that is no object, or a key of many parts")

    def clears(self, keys: pa.Array, values: pa.Array, room: int) -> bool:
        """Tell whether all values surely keep the contract, and have these keys.

        Args:
            keys: Message keys, binary.
            values: Message values, binary, at least one and none of them null.
            room: How large a key and a value may be together.
        """
        if keys.null_count or longest(keys) + longest(values) > room:
            return False
        return all_keep(*self._tables, *_bytes(values), *_bytes(keys), self._key_parts)


def longest(column: pa.Array) -> int:
    """Return the bytes of the longest value of a column that has any."""
    return int(pc.max(pc.binary_length(column)).as_py())


def clearer(contract: Contract, version: int) -> Clearer | None:
    """Return the check for a version of a contract; None when its schema does not allow one."""
    try:
        return Clearer(contract, version)
    except UnsupportedSchemaError as reason:
        _logger.debug("%s, version %d, is checked by record: %s", contract.name, version, reason)
        return None


def _bytes(column: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Return a binary column's bytes in a row, and where each value ends, after the first start."""
    _, ends, data = column.buffers()
    last = column.offset + len(column) + 1
    views = (
        np.frombuffer(data or b"", np.uint8),
        np.frombuffer(ends, np.int32, count=last)[column.offset :],
    )
    for view in views:
        # Compiled code is made for one kind of array, and this is the one that all can be.
        view.setflags(write=False)
    return views
