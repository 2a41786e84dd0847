"""The fitted numbers of the model, kept as data beside the runs they were fitted to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from ingestion.box_office.demand import DEMAND_PRIORS, Prior
from ingestion.box_office.legs import LEGS_PRIORS

#: Raised by hand whenever the code computes something else from the same facts and coefficients.
MODEL_VERSION: Final = 1

COEFFICIENTS_FILE: Final = "coefficients.json"
#: The rate of decay per day that every wide run ends up with, whatever its opening.
LATE_DECAY_PRIOR: Final = Prior("late_decay", 0.055, 0.02)


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What `python -m ingestion.box_office.calibrate` fits.

    Attributes:
        demand: Effect of each entry of `DEMAND_PRIORS`.
        late_decay: Rate of decay per day late in a run.
        legs: Effect of each entry of `LEGS_PRIORS`.
        run_log_days: Natural logarithm of the days of a 200 million dollar film's run.
        run_log_days_per_size: Its change per unit of `size`.
        run_log_days_deviation: How much real runs scatter around that.
    """

    demand: tuple[float, ...]
    late_decay: float
    legs: tuple[float, ...]
    run_log_days: float
    run_log_days_per_size: float
    run_log_days_deviation: float


def to_json(coefficients: Coefficients) -> str:
    """Write coefficients as the committed file holds them."""
    document = {
        "demand": _named(DEMAND_PRIORS, coefficients.demand),
        "late_decay": round(coefficients.late_decay, 4),
        "legs": _named(LEGS_PRIORS, coefficients.legs),
        "run_log_days": round(coefficients.run_log_days, 4),
        "run_log_days_per_size": round(coefficients.run_log_days_per_size, 4),
        "run_log_days_deviation": round(coefficients.run_log_days_deviation, 4),
    }
    return json.dumps(document, indent=2) + "\n"


def from_json(text: str) -> Coefficients:
    """Read coefficients.

    Raises:
        KeyError: An effect is missing; the key names it.
    """
    document = json.loads(text)
    return Coefficients(
        demand=tuple(document["demand"][prior.name] for prior in DEMAND_PRIORS),
        late_decay=document["late_decay"],
        legs=tuple(document["legs"][prior.name] for prior in LEGS_PRIORS),
        run_log_days=document["run_log_days"],
        run_log_days_per_size=document["run_log_days_per_size"],
        run_log_days_deviation=document["run_log_days_deviation"],
    )


@cache
def committed() -> Coefficients:
    """Read the coefficients that come with the package."""
    return from_json(_calibration_bytes(COEFFICIENTS_FILE).decode("utf-8"))


def digest(coefficients: Coefficients, *files: str) -> str:
    """Hash the model: its version, its coefficients and files of the calibration folder."""
    hashed = hashlib.sha256(f"{MODEL_VERSION}\n{to_json(coefficients)}".encode())
    for file in files:
        hashed.update(_calibration_bytes(file))
    return hashed.hexdigest()


def _named(priors: Sequence[Prior], values: Sequence[float]) -> dict[str, float]:
    return {prior.name: round(value, 4) for prior, value in zip(priors, values, strict=True)}


def _calibration_bytes(name: str) -> bytes:
    return resources.files(__package__).joinpath("calibration", name).read_bytes()
