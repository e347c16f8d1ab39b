"""What is counted in crates, asked with a deposit, or chosen by what stands before a bracket: over
goods that exist nowhere, in the customer's own words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.answering.tiers import of_count
from agent.grounding.render import Voice
from agent.understanding.query import Courtesy
from catalog.records import Money, Option, Variant
from tests.talks import Shop as TalkShop
from tests.talks import opened
from tests.test_kinds import Shop

PRICES = st.decimals(min_value="0.50", max_value="900", places=2)


def money(amount: Decimal, language: str) -> str:
    return Voice(language, "x", "EUR").money(Money(amount, "EUR"))


CONTAINERS = [
    ("en", "how much are {n} crates of zorvel?"),
    ("en", "what do {n} boxes of zorvel come to"),
    ("de", "was kosten {n} kisten zorvel?"),
    ("de", "{n} kästen zorvel, was macht das zusammen"),
    ("fr", "combien coûtent {n} caisses de zorvel ?"),
    ("es", "¿cuánto cuestan {n} cajas de zorvel?"),
    ("it", "quanto costano {n} casse di zorvel?"),
    ("nl", "wat kosten {n} kratten zorvel?"),
    ("tr", "{n} kasa zorvel ne kadar?"),
]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(CONTAINERS), st.integers(2, 30), PRICES)
def test_what_is_counted_in_crates_is_counted(
    form: tuple[str, str], count: int, price: Decimal
) -> None:
    language, asked = form
    shop = Shop([("Zorvel", f"{price:.2f}", {"hue": "red"}), ("Mipla", "7.00", {"hue": "blue"})])
    told = shop.says(asked.format(n=count), language=language)
    assert money(price * count, language) in told, told
    words = set(asked.format(n="").casefold().split())
    assert not any(word in told.casefold().split() for word in words & CRATES), told


CRATES = {"crates", "boxes", "kisten", "kästen", "caisses", "cajas", "casse", "kratten", "kasa"}

DEPOSITS = [
    ("en", "deposit", "{n} zorvel with the deposit, what is that in total?"),
    ("en", "deposit", "what would {n} zorvel come to including the deposit"),
    ("de", "Pfand", "was machen {n} zorvel mit pfand zusammen?"),
    ("de", "Kaution", "{n} zorvel mit kaution, was kostet das insgesamt"),
    ("de", "Endreinigung", "{n} zorvel mit endreinigung zusammen?"),
]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(DEPOSITS), st.integers(2, 9), PRICES, PRICES)
def test_what_is_paid_beside_a_price_is_added_and_not_taken_for_it(
    form: tuple[str, str, str], count: int, price: Decimal, deposit: Decimal
) -> None:
    language, field, asked = form
    told_as = money(deposit, language)
    rows = [
        ("Zorvel", f"{price:.2f}", {field: told_as}),
        ("Mipla", "7.00", {field: money(Decimal("3.50"), language)}),
    ]
    told = Shop(rows).says(asked.format(n=count), language=language)
    for amount in (price * count, deposit * count, (price + deposit) * count):
        assert money(amount, language) in told, told


ALONE = [
    ("en", "deposit", "what is the deposit for {n} zorvel?"),
    ("en", "deposit", "how much is the deposit for {n} zorvel"),
    ("de", "Kaution", "wie hoch ist die kaution für {n} zorvel?"),
]


@pytest.mark.parametrize(("language", "field", "asked"), ALONE)
def test_what_is_paid_beside_a_price_is_told_alone_where_it_alone_is_asked(
    language: str, field: str, asked: str
) -> None:
    rows = [
        ("Zorvel", "30.00", {field: money(Decimal("7.00"), language)}),
        ("Mipla", "5.00", {field: money(Decimal("3.50"), language)}),
    ]
    told = Shop(rows).says(asked.format(n=3), language=language)
    assert money(Decimal("90.00"), language) not in told, told
    assert money(Decimal("111.00"), language) not in told, told
    assert any(money(Decimal(a), language) in told for a in ("7.00", "21.00")), told


@pytest.mark.parametrize("how", ["at", "with"])
def test_a_price_that_stands_in_the_place_of_the_usual_is_taken_for_it(how: str) -> None:
    rows = [("Zorvel", "20.00", {"member price": "€15.00"}), ("Mipla", "7.00", {})]
    told = Shop(rows).says(f"what would 3 zorvel come to {how} the member price?")
    assert "45.00" in told, told
    assert "60.00" not in told, told


SIZES = {
    "small (up to 10 kg)": "18.00",
    "medium (10-20 kg)": "28.00",
    "giant (over 40 kg)": "38.00",
}


def read(folder: Path, language: str, *rows: str) -> TalkShop:
    """A shop whose goods stand in a file of these rows."""
    (folder / "shop").mkdir()
    (folder / "shop" / "tresen.toml").write_text(
        f'[business]\nname = "Haus"\nlanguages = ["{language}"]\ncurrency = "EUR"\n'
    )
    (folder / "shop" / "list.csv").write_text("\n".join(rows) + "\n")
    return opened("shop", folder / "state", among=folder)


@pytest.mark.parametrize("asked", ["how much is a full zorvel {}", "full zorvel {} price?"])
def test_a_choice_is_named_without_its_bracket(tmp_path: Path, asked: str) -> None:
    rows = (f"Full zorvel;dog;{size};{price}" for size, price in SIZES.items())
    shop = read(tmp_path, "en", "Service;Animal;Size;Price", *rows, "Mipla;cat;any;9.00")
    for size, price in SIZES.items():
        told = shop.asked(asked.format(size.partition(" ")[0])).text
        assert price in told, told
        assert not any(other in told for other in SIZES.values() if other != price), told
    shop.catalog.close()


THANKS = [
    ("en", "thanks, where can i park", "Zur Linde"),
    ("en", "thank you, what about parking", "Zur Linde"),
    ("de", "super danke, wo kann ich parken", "Zur Linde"),
]


@pytest.mark.parametrize(("language", "asked", "said"), THANKS)
def test_a_question_behind_thanks_is_answered(language: str, asked: str, said: str) -> None:
    shop = Shop(
        [("Zorvel", "20.00", {"hue": "red"})],
        [("Park, parken", f"To park, parken: behind the house {said}."), ("Dogs", "Yes.")],
    )
    assert said in shop.says(asked, language=language)


PRAISE = ["thanks!! you're a quagmire", "thank you. you made my quagmire", "thanks, that's it"]


@pytest.mark.parametrize("asked", PRAISE)
def test_praise_beside_thanks_asks_nothing(asked: str) -> None:
    shop = Shop([("Zorvel", "20.00", {"hue": "red"})], [("Dogs", "Yes.")])
    query = shop.shelf.reader.read(asked, "en")
    assert [ask.courtesy for ask in query.asks] == [Courtesy.THANKS]


WISHES = ["i need a zorvel", "do you have a zorvel? i need one", "we need zorvel"]


@pytest.mark.parametrize("asked", WISHES)
def test_a_wish_names_no_field_by_its_stem(asked: str) -> None:
    rows = [("Zorvel", "20.00", {"hue": "red"}), ("Mipla", "7.00", {"prescription needed": "yes"})]
    assert "rescription" not in Shop(rows).says(asked)


STEPS = [
    ("ab 1 VPE", "ab 5 VPE", "ab 10 VPE"),
    ("from 1", "from 5", "from 10"),
    ("1-4", "5-9", "10-99"),
    ("1-4 pcs", "5-9 pcs", "10+"),
]


@pytest.mark.parametrize("steps", STEPS)
@given(count=st.integers(1, 60))
def test_a_variant_for_each_step_of_a_price_is_chosen_by_how_many(
    steps: tuple[str, ...], count: int
) -> None:
    variants = priced(steps, ("8.90", "8.20", "7.50"))
    chosen = of_count(variants, count)
    assert chosen == (variants[2 if count >= 10 else 1 if count >= 5 else 0],)


SIZES_PRICED = [
    (("36-38", "39-42"), ("20.00", "22.00")),
    (("1-3 years", "4-6 years"), ("9.00", "9.00")),
    (("1-3 years", "4-6 years"), ("12.00", "9.00")),
    (("1-2 nights", "3-6 nights"), ("80.00", "70.00")),
    (("S", "M"), ("9.00", "8.00")),
    (("250 g", "500 g"), ("9.00", "8.00")),
]


@pytest.mark.parametrize(("sizes", "prices"), SIZES_PRICED)
def test_sizes_are_no_steps_of_a_price(sizes: tuple[str, ...], prices: tuple[str, ...]) -> None:
    variants = priced(sizes, prices)
    assert of_count(variants, 40) == tuple(variants)


def priced(values: Sequence[str], prices: Sequence[str]) -> list[Variant]:
    return [
        Variant(value, (Option("choice", value),), price=Money(Decimal(price), "EUR"))
        for value, price in zip(values, prices, strict=True)
    ]


def test_a_bill_takes_the_price_of_its_step(tmp_path: Path) -> None:
    rows = ("Zorvel;8,90;8,20;7,50", "Mipla;12,50;11,90;9,90")
    shop = read(tmp_path, "de", "Artikel;ab 1 VPE;ab 5 VPE;ab 10 VPE", *rows)
    told = shop.asked("was kosten 3 Mipla und 6 Zorvel zusammen?").text
    shop.catalog.close()
    for amount in ("37,50", "49,20", "86,70"):
        assert amount in told, told


COUNTED = [
    ("en", "do you have a zorvel?", "how many do you have"),
    ("de", "habt ihr zorvel?", "und wie viele habt ihr noch?"),
    ("de", "was kostet zorvel?", "und wie viele habt ihr davon"),
]


@pytest.mark.parametrize(("language", "first", "asked"), COUNTED)
def test_how_many_there_are_of_what_was_spoken_of_is_told(
    tmp_path: Path, language: str, first: str, asked: str
) -> None:
    rows = ("Zorvel;8.90;17", "Mipla;12.50;4", "Quend;3.00;9")
    shop = read(tmp_path, language, "name;price;stock", *rows)
    turns = shop.had(first, asked)
    shop.catalog.close()
    assert "17" in turns[-1].text
