"""Apportionment gives away every cent, once, and fairly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.box_office.apportion import apportion

TOTALS = st.integers(min_value=0, max_value=10**12)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=120).filter(any)


@given(total=TOTALS, weights=WEIGHTS)
def test_parts_add_up_and_keep_quota(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    whole = sum(weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert total * weight // whole <= part <= -(-total * weight // whole)


@given(total=TOTALS, weights=WEIGHTS, scale=st.integers(min_value=1, max_value=1000))
def test_only_ratios_of_weights_count(total: int, weights: list[int], scale: int) -> None:
    assert apportion(total, weights) == apportion(total, [weight * scale for weight in weights])


@given(total=TOTALS, weights=WEIGHTS)
def test_a_larger_weight_never_gets_less(total: int, weights: list[int]) -> None:
    ordered = sorted(weights)
    assert apportion(total, ordered[::-1]) == sorted(apportion(total, ordered[::-1]), reverse=True)


def test_equal_remainders_are_served_in_order() -> None:
    assert apportion(5, [1, 1, 1]) == [2, 2, 1]


def test_nothing_goes_to_weight_zero() -> None:
    assert apportion(7, [0, 3, 0, 4]) == [0, 3, 0, 4]


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [0, 0]), (1, []), (1, [2, -1])])
def test_what_cannot_be_apportioned_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Cannot apportion"):
        apportion(total, weights)
