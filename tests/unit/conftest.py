"""What all unit tests share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine


@pytest.fixture(autouse=True, scope="module")
def _day_of_the_records() -> Iterator[None]:
    """Run on the day of the records in `landing_helpers`, which landing would later call late."""
    with time_machine.travel(datetime(2026, 11, 21, 13, tzinfo=UTC)):
        yield
