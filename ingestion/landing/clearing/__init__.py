"""Clearing whole batches of records that surely keep their contract."""

from ingestion.landing.clearing.clearer import Clearer, clearer, longest

__all__ = ["Clearer", "clearer", "longest"]
