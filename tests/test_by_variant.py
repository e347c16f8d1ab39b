"""What differs between the variants of one thing is asked of each: no other's price is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.by_variant import by_variant
from catalog.records import Option, Variant
from tests.small_shop import shop_of

LAPTOPS = """Model;Storage;RAM;Colour;Price;Stock
Zorvel 14;512 GB;16 GB;grey;999.00;2
Zorvel 14;1 TB;32 GB;silver;1249.00;1
Mipla 16;1 TB;32 GB;black;1099.00;1
Quend 11;256 GB;8 GB;white;329.00;5
"""


@pytest.mark.parametrize(
    ("talk", "says", "never"),
    [
        (["do you have one with 1 TB"], ["1,249.00", "1,099.00"], ["999.00", "329.00"]),
        (["do you have one with 1 TB", "which is cheaper"], ["1,099.00"], ["999.00"]),
        (["how much is the zorvel 14 with 32 GB"], ["1,249.00"], ["999.00"]),
        (["16 GB RAM under 1000"], ["999.00"], ["1,249.00", "329.00", "1,099.00"]),
    ],
)
def test_a_condition_is_held_to_each_variant(
    tmp_path: Path, talk: list[str], says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"list.csv": LAPTOPS}) as shop:
        had = shop.had(*talk)[-1]
    seen = " ".join((had.text, *had.cards))
    assert all(part in seen for part in says), seen
    assert not any(part in seen for part in never), seen


NAMES = st.text(alphabet="abcdefg 1", min_size=1, max_size=6).map(str.strip).filter(bool)


@settings(max_examples=100, deadline=None)
@given(st.lists(NAMES, min_size=2, max_size=6, unique=True), st.data())
def test_each_variant_has_the_part_that_names_it(names: list[str], data: st.DataObject) -> None:
    variants = [Variant(f"v{n}", (Option("Colour", name),)) for n, name in enumerate(names)]
    values = [data.draw(st.sampled_from(["256 GB", "512 GB", "1 TB"])) for _ in names]
    by_value: dict[str, list[str]] = {}
    for name, value in zip(names, values, strict=True):
        by_value.setdefault(value, []).append(name)
    text = "; ".join(f"{value} ({', '.join(some)})" for value, some in by_value.items())
    told = by_variant(text, variants)
    assert told == (values if len(by_value) > 1 else None)


@given(
    st.lists(NAMES, min_size=2, max_size=4, unique=True),
    st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True),
)
def test_what_hangs_on_one_of_two_choices_is_told_by_it(who: list[str], days: list[int]) -> None:
    pairs = [(name, day) for name in who for day in days]
    variants = [
        Variant(f"v{n}", (Option("Days", f"{day} d"), Option("Who", name)))
        for n, (name, day) in enumerate(pairs)
    ]
    text = "; ".join(f"{len(name)}{n} EUR ({name})" for n, name in enumerate(who))
    own = {name: f"{len(name)}{n} EUR" for n, name in enumerate(who)}
    assert by_variant(text, variants) == [own[name] for name, _ in pairs]


@given(st.text(max_size=80), st.lists(NAMES, min_size=1, max_size=3))
def test_any_text_is_told_apart_or_not(text: str, names: list[str]) -> None:
    variants = [Variant(f"v{n}", (Option("Colour", name),)) for n, name in enumerate(names)]
    told = by_variant(text, variants)
    assert told is None or len(told) == len(variants)
