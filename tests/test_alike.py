"""Goods that are called alike are told apart, wherever a customer has to choose among them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_kinds import Shop

PACKS = ["20 x 0.5 l", "24 x 0.33 l", "6 x 1 l", "12 x 0.7 l"]
ASKED = ["how much are 3 zorvel together?", "zorvel", "what do you have for red", "show me zorvel"]


@settings(max_examples=30, deadline=None)
@given(st.permutations(PACKS), st.integers(2, 4), st.sampled_from(ASKED))
def test_a_field_that_differs_tells_them_apart(packs: list[str], count: int, asked: str) -> None:
    rows = [("Zorvel", f"{n + 7}.00", {"hue": "red", "pack": packs[n]}) for n in range(count)]
    told = Shop([*rows, ("Mipla", "4.00", {"hue": "blue", "pack": "1 l"})]).says(asked)
    if told.count("Zorvel") >= count:
        assert all(pack.partition(" l")[0] in told for pack in packs[:count]), told


def test_what_is_called_otherwise_has_nothing_beside_it() -> None:
    rows = [
        ("Zorvel", "7.00", {"hue": "red", "pack": "1 l"}),
        ("Mipla", "4.00", {"hue": "red", "pack": "2 l"}),
    ]
    assert "pack" not in Shop(rows).says("what do you have in red")


@pytest.mark.parametrize("pack", ["1 l", ""])
def test_what_nothing_tells_apart_is_told_as_it_is(pack: str) -> None:
    rows = [("Zorvel", price, {"hue": "red", "pack": pack}) for price in ("7.00", "8.00")]
    told = Shop([*rows, ("Mipla", "4.00", {"hue": "blue"})]).says("how much are 3 zorvel?")
    assert "7.00" in told or "21.00" in told
