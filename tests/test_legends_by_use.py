"""A legend is found by its use, whatever parts its entries: what is in a dish is never denied."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.sources.legend_lines import legend_by_use
from catalog.sources.marks import legend_of
from tests.small_shop import shop_of

NUMBERS = [("1", "gluten"), ("3", "eggs"), ("4", "fish"), ("7", "milk"), ("8", "tree nuts")]
LETTERS = [("A", "gluten"), ("C", "eggs"), ("D", "fish"), ("G", "milk"), ("H", "tree nuts")]
MENU = {"1": "- Pasta (1, 3) – 9 €\n- Soup (1, 7) – 6 €\n- Trout (4) – 8 €\n"}
MENU["A"] = "- Pasta (A, C) – 9 €\n- Soup (A, G) – 6 €\n- Trout (D) – 8 €\n"
JOINTS = [", ", " · ", "; ", " • ", "   ", " / ", " | ", "\n"]
SIGNS = ["{} {}", "{} = {}", "{}: {}", "{} – {}", "{}-{}", "{}) {}", "{}. {}"]
HEADS = ["## Allergens\n\n", "", "Allergens:\n"]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([NUMBERS, LETTERS]),
    st.sampled_from(JOINTS),
    st.sampled_from(SIGNS),
    st.sampled_from(HEADS),
)
def test_a_legend_is_read_whatever_parts_it(
    pairs: list[tuple[str, str]], joint: str, sign: str, head: str
) -> None:
    legend = joint.join(sign.format(*pair) for pair in pairs)
    found = legend_of(f"{MENU[pairs[0][0]]}\n{head}{legend}\n")
    assert {code: found.get(code.casefold()) for code, _ in pairs} == dict(pairs), legend


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abAC13 .,:()-–·|\n€", max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(legend_by_use(text), dict)


@pytest.mark.parametrize(
    "text",
    [
        "1. Cut the bread\n2. Add butter\n3. Serve",
        "- Tea (1) – 2 €\n- Cake (2) – 3 €\n\n1 spoon, 2 cups",
        "- Pizza (26) – 8 €\n- Pizza (32) – 10 €\n\n1 Monday, 2 Tuesday, 3 Wednesday",
    ],
)
def test_numbers_that_stand_behind_nothing_explain_nothing(text: str) -> None:
    assert legend_by_use(text) == {}


@pytest.mark.parametrize("joint", [" · ", "\n"])
def test_what_a_dish_contains_is_never_called_free_of_it(tmp_path: Path, joint: str) -> None:
    legend = joint.join(f"{code} {what}" for code, what in NUMBERS)
    menu = f"# Menu\n\n## Mains\n\n{MENU['1']}\n## Allergens\n\n{legend}\n"
    with shop_of(tmp_path, {"menu.md": menu}) as shop:
        free = shop.asked("what do you have without gluten?")
        eggs = shop.asked("does the pasta contain eggs?").text
        titles = shop.shelf.columns.titles
    assert titles == ["Pasta", "Soup", "Trout"]
    seen = " ".join((free.text, *free.cards))
    assert "Trout" in seen, seen
    assert "Pasta" not in seen, seen
    assert "Soup" not in seen, seen
    assert "eggs" in eggs, eggs
    assert not eggs.startswith("No"), eggs


@pytest.mark.parametrize("asked", ["gluten free", "what is gluten-free?", "gluten free please"])
def test_a_word_with_free_behind_it_finds_nothing_that_says_it(tmp_path: Path, asked: str) -> None:
    rows = "Zorvel;with gluten and love;5.00\nMipla;gluten and nuts inside;6.00\nQuend;rice;4.00\n"
    with shop_of(tmp_path, {"list.csv": f"Dish;Description;Price\n{rows}"}) as shop:
        told = shop.asked(asked)
    seen = " ".join((told.text, *told.cards))
    assert "Zorvel" not in seen, seen
    assert "Mipla" not in seen, seen
