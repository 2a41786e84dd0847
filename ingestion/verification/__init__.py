"""Verification: nothing was lost or doubled, and every file is where and what it was."""

from ingestion.verification.repair import repair
from ingestion.verification.report import (
    PartitionAccount,
    Problem,
    TableCount,
    VerifyProgress,
    VerifyReport,
)
from ingestion.verification.verify import verify

__all__ = [
    "PartitionAccount",
    "Problem",
    "TableCount",
    "VerifyProgress",
    "VerifyReport",
    "repair",
    "verify",
]
