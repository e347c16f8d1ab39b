"""Who asks for a kind is told of what it takes in: cashews are nuts, spelt has gluten."""

from __future__ import annotations

from pathlib import Path

import pytest

import catalog.concepts
from catalog.concepts import broader, concepts_of
from tests.test_kinds import Shop

PAIRS = [
    tuple(line.split("\t"))
    for line in Path(catalog.concepts.__file__)
    .with_name("broader.tsv")
    .read_text("utf-8")
    .splitlines()
]


@pytest.mark.parametrize(("kind", "wider"), PAIRS)
def test_each_kind_and_what_it_is_of_are_concepts(kind: str, wider: str) -> None:
    assert concepts_of(kind)
    assert concepts_of(wider) <= frozenset().union(*(broader()[c] for c in concepts_of(kind)))


@pytest.mark.parametrize(("kind", "wider"), PAIRS)
def test_what_holds_a_kind_is_never_said_to_be_without_the_whole(kind: str, wider: str) -> None:
    shop = Shop(
        [
            ("Zorvel", "20.00", {"allergens": f"milk, {kind}"}),
            ("Mipla", "7.00", {"allergens": "celery"}),
            ("Quend", "9.00", {"allergens": "mustard, milk"}),
        ]
    )
    assert "No:" not in (told := shop.says(f"does the zorvel contain {wider}?")), told
    assert kind in told.casefold(), told
    listed = shop.says(f"what do you have without {wider}?")
    assert "Zorvel" not in listed, listed
    assert "Mipla" in listed, listed


def test_a_kind_is_no_other_kind() -> None:
    rows = [
        ("Zorvel", "20.00", {"allergens": "cashew"}),
        ("Mipla", "7.00", {"allergens": "almond"}),
        ("Quend", "9.00", {"allergens": "milk"}),
    ]
    told = Shop(rows).says("what do you have without almonds?")
    assert "Mipla" not in told
    assert "Zorvel" in told


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("sind im zorvel nüsse drin?", "de"),
        ("enthält das zorvel nüsse", "de"),
        ("does zorvel have nuts in it", "en"),
    ],
)
def test_nuts_are_named_by_what_the_row_says(asked: str, language: str) -> None:
    rows = [
        ("Zorvel", "20.00", {"allergens": "milk, cashew"}),
        ("Mipla", "7.00", {"allergens": "celery"}),
    ]
    told = Shop(rows).says(asked, language=language)
    assert "cashew" in told.casefold(), told
