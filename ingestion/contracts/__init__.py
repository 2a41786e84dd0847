"""Topic contracts: one YAML file per topic, declared once and read by everyone."""

from ingestion.contracts.contract import Contract, Freshness, Violation
from ingestion.contracts.loader import CONTRACTS_DIR, load_contract, load_contracts, select

__all__ = [
    "CONTRACTS_DIR",
    "Contract",
    "Freshness",
    "Violation",
    "load_contract",
    "load_contracts",
    "select",
]
