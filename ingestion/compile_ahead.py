"""Compile what landing compiles, once after installation: `python -m ingestion.compile_ahead`.

Otherwise the first landing would do so, for some ten seconds in which it could not stop in time.
"""

from __future__ import annotations

from importlib.util import find_spec

import pyarrow as pa

from ingestion.contracts import load_contracts
from ingestion.landing.clearing import clearer


def main() -> None:
    """Run everything compiled on next to nothing; what is compiled already takes no time."""
    nothing = pa.array([b""], pa.binary())
    for contract in load_contracts().values():
        if check := clearer(contract, contract.version):
            check.clears(nothing, nothing, 1)
    if find_spec("confluent_kafka"):
        from ingestion.broker.confluent import messages

        messages.compile_ahead()


if __name__ == "__main__":
    main()
