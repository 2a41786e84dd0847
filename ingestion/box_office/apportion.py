"""Dividing a whole number of cents so that the parts add up exactly."""

from __future__ import annotations

from collections.abc import Sequence


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Divide a total in proportion to weights by the largest remainder method.

    Hamilton's method: every part first gets the integer below its exact share
    `total * weight / sum(weights)`; what is left goes, one each, to the largest remainders. Equal
    remainders are served in the order given, so the result depends on nothing but the arguments.
    All arithmetic is on integers, and no part is off its exact share by one or more.

    Args:
        total: What to divide, for example cents; not negative.
        weights: One per part, not negative, not all 0.

    Returns:
        One part per weight; they add up to `total`.

    Raises:
        ValueError: The total or a weight is negative, or the weights add up to 0.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError("Cannot apportion: total and weights must be positive.")
    parts = []
    remainders = []
    for weight in weights:
        part, remainder = divmod(total * weight, whole)
        parts.append(part)
        remainders.append(remainder)
    left = total - sum(parts)
    if left:
        # A stable sort in descending order keeps equal remainders in the order given.
        order = sorted(range(len(weights)), key=remainders.__getitem__, reverse=True)
        for index in order[:left]:
            parts[index] += 1
    return parts
