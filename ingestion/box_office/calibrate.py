"""Refit the model: `python -m ingestion.box_office.calibrate [--write]`.

Fits the coefficients to the real runs of the calibration folder, compares them with the committed
ones, and shows the errors of generated runs on films left out of the fit, next to those of one
constant curve. With `--write` the fitted coefficients replace the committed ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from ingestion.box_office.coefficients import COEFFICIENTS_FILE, committed, from_json, to_json
from ingestion.box_office.fitting import fit
from ingestion.box_office.shape import Shares, real_runs
from ingestion.box_office.validation import BOUNDS, cross_validate, medians

_FILE: Final = Path(__file__).parent / "calibration" / COEFFICIENTS_FILE


@click.command()
@click.option("--write", is_flag=True, help="Replace the committed coefficients.")
@click.option("--folds", default=0, help="Parts of the cross-validation; 0: leave one out.")
def main(write: bool, folds: int) -> None:
    """Refit the box-office model and show its errors on films it has not seen.

    Ends with status 1 when the fitted coefficients differ from the committed ones.

    Example: python -m ingestion.box_office.calibrate --folds 8
    """
    console = Console()
    runs = real_runs()
    fitted = to_json(fit(runs))
    if write:
        _FILE.write_text(fitted, encoding="utf-8")
    same = write or fitted == to_json(committed())
    console.print(fitted, "Same as committed." if same else "Differs from the committed ones.")
    model, constant = cross_validate(runs, from_json(fitted), folds or len(runs))
    console.print(_table(medians(model), medians(constant)))
    if not same:
        raise SystemExit(1)


def _table(model: Shares, constant: Shares) -> Table:
    table = Table("share", "model", "constant curve", "bound", title="Median absolute error")
    for name, *errors in zip(Shares._fields, model, constant, BOUNDS, strict=True):
        table.add_row(name.replace("_", " "), *(f"{error:.4f}" for error in errors))
    return table


if __name__ == "__main__":
    main()
