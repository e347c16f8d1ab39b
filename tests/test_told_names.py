"""A part of a name, where several things were told that may be meant."""

from __future__ import annotations

import pytest

from tests.test_kinds import Shop

HIRE = Shop(
    [
        ("Board touring", "38", {"sort": "board"}),
        ("Board allround", "30", {"sort": "board"}),
        ("Touring bike", "22", {"sort": "bike"}),
        ("City bike", "15", {"sort": "bike"}),
        ("Gavotta HX", "90", {"sort": "machine"}),
        ("Gavotta Bar 2", "99", {"sort": "machine"}),
        ("Gavotta Bar 2 at your place", "24", {"sort": "course"}),
    ]
)


@pytest.mark.parametrize(
    ("talk", "right", "never"),
    [
        (["which boards do you have?", "how much is the touring one"], "38", "22"),
        (["which bikes do you have?", "how much is the touring one"], "22", "38"),
        (["which boards do you have?", "how much is the touring bike"], "22", "38"),
        (["how much is the gavotta hx?", "and the bar 2?"], "99", "24"),
        (["how much is the gavotta hx?", "and the bar 2 at our place?"], "24", "99"),
    ],
)
def test_what_was_told_is_meant_first(talk: list[str], right: str, never: str) -> None:
    told = HIRE.says(*talk)
    assert right in told, told
    assert never not in told, told
