"""What is wanted without something that rows tell in words: those that say it are never shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_shop import holds, shop_of

STUFF = ("viscose", "elastane", "linen", "cotton", "hemp", "modal")
ASKED = (
    "anything without {}?",
    "what do you have with no {}",
    "something for a coat without {} please",
)


@settings(max_examples=12, deadline=None)
@given(
    made=st.lists(st.sets(st.sampled_from(STUFF), min_size=1, max_size=3), min_size=4, max_size=8),
    unwanted=st.sampled_from(STUFF),
    asked=st.sampled_from(ASKED),
)
def test_no_row_that_says_it_is_shown(
    tmp_path_factory: pytest.TempPathFactory, made: list[set[str]], unwanted: str, asked: str
) -> None:
    names = ["Brint", "Quend", "Mipla", "Zorvel", "Tind", "Orkel", "Fesk", "Lumba"]
    made = [{*made[0], unwanted}, *made[1:]]
    kept = zip(names, made, strict=False)
    stuff = [(name, sorted(some)) for name, some in kept]
    rows = [
        f"{name};{', '.join(f'{90 // len(some)} % {s}' for s in some)};{9 + n}"
        for n, (name, some) in enumerate(stuff)
    ]
    goods = "\n".join(["name;made of;price", *rows, ""])
    with shop_of(tmp_path_factory.mktemp("made"), {"goods.csv": goods}, "en") as shop:
        had = shop.had(asked.format(unwanted))[-1]
    told = "\n".join((had.text, *had.cards))
    for name, some in stuff:
        assert not (name in told and unwanted in some), told
    if any(unwanted not in some for _, some in stuff):
        assert any(name in told for name, _ in stuff), (asked, stuff, told)


@pytest.mark.parametrize(
    ("language", "asked"), [("de", "Stoffe ohne Elasthan"), ("fr", "un tissu sans élasthanne ?")]
)
def test_in_other_languages(tmp_path: Path, language: str, asked: str) -> None:
    word = {"de": "Elasthan", "fr": "élasthanne"}[language]
    goods = (
        f"name;Material;price\nBrint;95 % Wolle, 5 % {word};8\nQuend;100 % Wolle;9\n"
        f"Mipla;60 % Leinen, 40 % Wolle;7\nZorvel;90 % Wolle, 10 % {word};6\n"
    )
    with shop_of(tmp_path, {"goods.csv": goods}, language, "EUR") as shop:
        told = shop.had(asked)[-1].text
    holds(told, [], ["Brint", "Zorvel"])
