"""Topic contracts: one YAML file per topic, declared once and read by everyone."""

from ingestion.contracts.contract import Contract, Freshness, Violation
from ingestion.contracts.faults import REASONS, Fault, Reason
from ingestion.contracts.loader import CONTRACTS_DIR, load_contract, load_contracts, select
from ingestion.contracts.strict_json import MAX_DEPTH, JsonFaultError
from ingestion.contracts.strict_json import parse as parse_json

__all__ = [
    "CONTRACTS_DIR",
    "MAX_DEPTH",
    "REASONS",
    "Contract",
    "Fault",
    "Freshness",
    "JsonFaultError",
    "Reason",
    "Violation",
    "load_contract",
    "load_contracts",
    "parse_json",
    "select",
]
