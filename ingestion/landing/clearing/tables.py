"""Tables of numbers as which a contract's schema is laid out for compiled code; see `schemas`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Kinds of values, as bits.
NULL, BOOLEAN, INTEGER, NUMBER, STRING, OBJECT, ARRAY = 1, 2, 4, 8, 16, 32, 64

# What a node has, by the place in its part of the numbers. Fields, choices and runs are the places
# of the first of them; they lie in a row.
KINDS, LOW, HIGH, BOUNDS, FIRST_FIELD, FIELDS, REQUIRED, ITEMS = 0, 1, 2, 3, 4, 5, 6, 7
FIRST_CHOICE, CHOICES, FIRST_RUN, RUNS, IS_DATE, KEY_PART = 8, 9, 10, 11, 12, 13
NODE_SIZE = 14
# A field: where its name is in the text, how long it is, its node. A choice: the first two.
START, LENGTH, NODE, FIELD_SIZE, CHOICE_SIZE = 0, 1, 2, 3, 2
# A run of a pattern: where its class of bytes is in the text, and how often one of them may come.
CLASS, LEAST, MOST, RUN_SIZE = 0, 1, 2, 3
# The text begins with what JSON spells the same in every schema.
LITERALS = b"nulltruefalse"
NULL_AT, TRUE_AT, FALSE_AT = 0, 4, 8


class Tables(NamedTuple):
    """The schema; node 0 is the whole value.

    Attributes:
        numbers: All nodes, and what they refer to.
        bounds: Least and greatest number, of nodes that are numbers.
        text: Names and choices, UTF-8, and classes: 256 bytes, of which those in it are 1.
    """

    numbers: NDArray[np.int64]
    bounds: NDArray[np.float64]
    text: NDArray[np.uint8]
