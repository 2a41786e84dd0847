"""The little linear algebra that fitting needs, on lists of floats."""

from __future__ import annotations

import math
from collections.abc import Sequence


def solve(lower: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solve a symmetric positive definite system by Cholesky decomposition.

    Args:
        lower: The matrix, of which only the lower triangle is read.
        right: The right-hand side.

    Returns:
        The solution.

    Raises:
        ValueError: The matrix is not positive definite.
    """
    count = len(right)
    factor = [[0.0] * count for _ in range(count)]
    for row in range(count):
        for column in range(row + 1):
            rest = lower[row][column] - sum(
                factor[row][at] * factor[column][at] for at in range(column)
            )
            factor[row][column] = (
                math.sqrt(rest) if row == column else rest / factor[column][column]
            )
    half = [0.0] * count
    for row in range(count):
        known = sum(factor[row][at] * half[at] for at in range(row))
        half[row] = (right[row] - known) / factor[row][row]
    solution = [0.0] * count
    for row in reversed(range(count)):
        known = sum(factor[at][row] * solution[at] for at in range(row + 1, count))
        solution[row] = (half[row] - known) / factor[row][row]
    return solution


def least_squares_line(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """Fit a straight line; give intercept and slope."""
    x_mean, y_mean = math.fsum(x) / len(x), math.fsum(y) / len(y)
    covariance = math.fsum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True))
    slope = covariance / math.fsum((a - x_mean) ** 2 for a in x)
    return y_mean - slope * x_mean, slope
