"""Sums over any goods: each line is what was asked, the total is exact, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.grounding.render import Voice
from agent.understanding.amounts import amounts
from agent.understanding.function_words import function_words
from agent.understanding.query import Condition, Op
from catalog.packs import pack_of
from catalog.records import Attribute, Money, Origin, Product, ProductText
from catalog.text import tokens
from tests.small_shop import holds, told_in
from tests.test_kinds import NOW, Shop

NAMES = ["Zorvel", "Mipla", "Quend", "Tarrow", "Brindock", "Ollupa"]
PRICES = st.decimals(min_value="0.05", max_value="900", places=2)
COUNTS = st.integers(2, 40)


@st.composite
def goods(draw: st.DrawFn) -> list[tuple[str, Decimal]]:
    """Some of the names, each at a price of its own."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(2, 4))]
    return [(name, draw(PRICES)) for name in names]


def shop_of(some: list[tuple[str, Decimal]]) -> Shop:
    return Shop([(name, f"{price:.2f}", {"hue": "red"}) for name, price in some])


def money(amount: Decimal, language: str = "en") -> str:
    return Voice(language, "x", "EUR").money(Money(amount, "EUR"))


FORMS = [
    ("en", lambda c: ", ".join(f"{n} {name}" for name, n in c) + ", how much together?"),
    ("en", lambda c: " and ".join(f"{name} x{n}" for name, n in c) + ", what is the total"),
    ("en", lambda c: "what would " + " plus ".join(f"{n} {name}" for name, n in c) + " come to"),
    ("de", lambda c: " und ".join(f"{n} mal {name}" for name, n in c) + ", was macht das zusammen"),
]


@settings(max_examples=20, deadline=None)
@given(goods(), st.lists(COUNTS, min_size=4, max_size=4), st.sampled_from(FORMS))
def test_so_many_of_each_come_to_exactly_their_prices(
    some: list[tuple[str, Decimal]], counts: list[int], form: tuple[str, object]
) -> None:
    language, said = form
    asked = [(name, n) for (name, _), n in zip(some, counts, strict=False)]
    told = shop_of(some).says(said(asked), language=language)  # type: ignore[operator]
    whole = sum(price * n for (_, price), n in zip(some, counts, strict=False))
    assert money(Decimal(whole), language) in told, told
    for (_, price), n in zip(some, counts, strict=False):
        assert money(price * n, language) in told, told


@settings(max_examples=15, deadline=None)
@given(goods(), COUNTS, st.sampled_from(["en", "de"]))
def test_so_many_of_each_is_said_once(
    some: list[tuple[str, Decimal]], count: int, language: str
) -> None:
    named = [name for name, _ in some]
    text = {
        "en": f"{count} each of {' and '.join(named)}, total?",
        "de": f"je {count} {' und '.join(named)}, was kostet das insgesamt",
    }[language]
    told = shop_of(some).says(text, language=language)
    assert money(sum((price for _, price in some), Decimal(0)) * count, language) in told, told


@settings(max_examples=20, deadline=None)
@given(
    goods(),
    COUNTS,
    st.sampled_from(
        [
            "and with {n} {name}?",
            "plus {n} {name}?",
            "and if I take {n} {name} as well?",
            "together with {n} {name}, what is that",
        ]
    ),
)
def test_what_comes_to_a_price_that_was_told_is_added_to_it(
    some: list[tuple[str, Decimal]], count: int, follow: str
) -> None:
    (first, price), (second, other), *_ = some
    told = shop_of(some).says(f"how much is the {first}?", follow.format(n=count, name=second))
    assert money(price + other * count) in told, told


@pytest.mark.parametrize(
    ("follow", "language"),
    [("ok and Mipla, how much for both?", "en"), ("und Mipla, was kosten beide zusammen", "de")],
)
def test_both_are_the_one_that_was_told_and_the_one_named(follow: str, language: str) -> None:
    shop = shop_of([("Zorvel", Decimal("12.00")), ("Mipla", Decimal("9.50"))])
    first = {"en": "what does Zorvel cost", "de": "was kostet Zorvel"}[language]
    assert money(Decimal("21.50"), language) in shop.says(first, follow, language=language)


def test_two_of_several_that_were_told_are_not_two_of_the_first() -> None:
    shop = Shop([("Zorvel red", "12.00", {}), ("Zorvel white", "13.00", {})])
    told = shop.says("do you have zorvel?", "two of them please, how much")
    assert told.startswith("Which one do you mean"), told
    assert all(part in told for part in ("12.00", "13.00", "24.00", "26.00"))


def test_what_one_name_may_mean_is_asked_back_with_the_price_of_each() -> None:
    shop = Shop([("Zorvel red", "12.00", {}), ("Zorvel white", "13.00", {}), ("Mipla", "9.00", {})])
    told = shop.says("a zorvel and 2 mipla, what is that together")
    assert all(part in told for part in ("18.00", "12.00", "13.00")), told
    assert "30.00" not in told
    assert "31.00" not in told


def test_what_belongs_to_all_settles_which_of_several_is_meant() -> None:
    """And no goods that another part of the message names."""
    shop = Shop(
        [
            ("Check-up (newt)", "42.00", {"animal": "newt"}),
            ("Check-up (toad)", "38.00", {"animal": "toad"}),
            ("Booster (newt)", "49.00", {"animal": "newt"}),
            ("Booster (toad)", "44.00", {"animal": "toad"}),
        ]
    )
    assert "€91.00" in shop.says("check-up and booster for my newt, total?")


def test_another_variant_of_the_goods_before_it_is_of_those_goods() -> None:
    options = [{"colour": c, "size": s} for c in ("blue", "black") for s in ("42", "44")]
    shop = Shop([("Mule Orla", "15.00", {}, o) for o in options])
    told = shop.says("mule orla blue 42 and black in 44, how much together?")
    assert "€30.00" in told, told


def test_a_title_that_is_written_with_a_joint_is_cut_where_other_goods_stand_in_it() -> None:
    shop = Shop(
        [
            ("Brow Shape", "14.00", {}),
            ("Lash Tint", "17.00", {}),
            ("Brow Shape & Tint", "24.00", {}),
        ]
    )
    assert "€31.00" in shop.says("brow shape + lash tint, how much together")
    assert "€24.00" in shop.says("how much is brow shape & tint")


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("2 dozen", "en", 24),
        ("two dozen", "en", 24),
        ("half a dozen", "en", 6),
        ("a dozen", "en", 12),
        ("three hundred", "en", 300),
        ("2 dutzend", "de", 24),
        ("ein halbes dutzend", "de", 6),
        ("zorvel x3", "en", 3),
    ],
)
def test_numbers_of_numbers_are_one(text: str, language: str, number: int) -> None:
    told = amounts(text, tokens(text, (language,)), function_words(language))
    assert [a.measure.value for a in told] == [number]


def test_rooms_are_counted_beside_their_nights() -> None:
    shop = Shop([("Elm Lodge", "90.00", {"city": "Ull"}), ("Oak Inn", "70.00", {"city": "Ull"})])
    assert "€540.00" in shop.says("2 rooms at elm lodge for 3 nights, how much")


SCREWS = Shop(
    [
        ("Gromit nut M6", "3.85", {"pack size": "100"}),
        ("Gromit nut M8", "4.85", {"pack size": "50"}),
        ("Zorvel washer", "2.00", {"pack size": "2"}),
    ]
)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 9), st.integers(0, 99))
def test_pieces_of_what_is_sold_in_packs_are_paid_by_the_pack(packs: int, fewer: int) -> None:
    pieces = packs * 100 + (0 if fewer < 50 else 1)
    told = SCREWS.says(f"how much are {pieces} gromit nut m6")
    paid = packs if pieces == packs * 100 else packs + 1
    assert money(Decimal("3.85") * paid) in told, told
    assert money(Decimal("3.85") * pieces) not in told
    assert paid == 1 or "pack size: 100" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("how much are 3 packs of gromit nut m6", "€11.55"),
        ("how much are 200 packs of gromit nut m6", "€770.00"),
        ("what do 4 zorvel washer cost", "€8.00"),
    ],
)
def test_packs_are_counted_where_they_are_said(text: str, told: str) -> None:
    assert told in SCREWS.says(text)


@pytest.mark.parametrize(
    ("name", "value", "size"),
    [
        ("Per pack", "10", 10),
        ("Packung Stück", "200", 200),
        ("Pack", "10 pcs", 10),
        ("Pack", "50 l", None),
        ("Per pack", "1", None),
        ("Weight", "10", None),
    ],
)
def test_how_many_pieces_a_column_says_are_in_a_pack(
    name: str, value: str, size: int | None
) -> None:
    text = ProductText("Zorvel", attributes=(Attribute(name, value),))
    pack = pack_of(Product("p", {"en": text}, (), origin=Origin("a.csv", "row 2", NOW)))
    assert (pack.size if pack else None) == size


def test_so_many_of_what_several_are_called_are_each_worked_out() -> None:
    shop = Shop([("Zorvel red", "12.00", {}), ("Zorvel white", "13.00", {}), ("Mipla", "9.00", {})])
    told = shop.says("3 zorvel, what do they come to")
    assert all(part in told for part in ("€36.00", "€39.00")), told


def test_a_kind_that_is_counted_in_a_sum_is_asked_back_and_not_dropped() -> None:
    shop = Shop(
        [
            ("Poppy bun", "0.70", {"sort": "roll"}),
            ("Plain bun", "0.40", {"sort": "roll"}),
            ("Rye loaf", "4.60", {"sort": "loaf"}),
        ]
    )
    told = shop.says("4 rolls and 2 rye loaf, how much is that")
    assert all(part in told for part in ("€9.20", "€2.80", "€1.60")), told


@settings(max_examples=12, deadline=None)
@given(goods(), COUNTS, st.sampled_from(["setup", "wash", "delivery"]))
def test_a_field_of_other_goods_takes_none_from_a_bill(
    some: list[tuple[str, Decimal]], count: int, field: str
) -> None:
    """ "Six A and a lamp, with setup": what only a C states drops no lamp out of the bill."""
    (name, price), (other, its) = some[:2]
    rows = [
        (f"{name} tent", f"{price:.2f}", {"hue": "red"}),
        (f"{other} lamp", f"{its:.2f}", {"hue": "red"}),
        ("Wexlin", "5.00", {field: "by hand"}),
    ]
    told = Shop(rows).says(f"{count} of the {name} and a lamp, with {field}?")
    assert money(price * count) in told, told
    assert f"lamp: {money(its)}" in told, told
    assert money(price * count + its) in told, told


@settings(max_examples=20, deadline=None)
@given(goods(), st.integers(1951, 2036).filter(lambda year: year % 50))
def test_a_year_is_no_number_of_pieces(some: list[tuple[str, Decimal]], year: int) -> None:
    (name, price), *_ = some
    shop = shop_of(some)
    for asked in (f"I have a {year} {name}, what does it cost?", f"und für einen {year} {name}?"):
        assert money(price * year) not in shop.says(asked), asked
    many = f"{year} pieces of the {name}, how much?"
    assert money(price * year) in shop.says(many), many


@settings(max_examples=12, deadline=None)
@given(goods(), st.lists(COUNTS, min_size=4, max_size=4), st.sampled_from(["snorkel", "Hauslimo"]))
def test_what_is_no_line_of_a_bill_is_said_beside_it(
    some: list[tuple[str, Decimal]], counts: list[int], other: str
) -> None:
    """However it was read: a condition that no counted row satisfies leaves the bill open."""
    shop = shop_of(some)
    asked = " and ".join(f"{n} {name}" for (name, _), n in zip(some, counts, strict=False))
    query = shop.shelf.reader.read(f"{asked}, how much together?", "en")
    unmet = Condition(("title",), Op.SAYS, (other.lower(),), mention=other)
    ask = replace(query.asks[0], conditions=(unmet,))
    told = shop.answers(replace(query, asks=(ask,)), ask.text, "en").said
    assert other in " ".join(told.sentences)
    assert told.bill is None


NUMBERED = (
    "name,price\nAero Shoe 2,84.00\nAero Shoe 3,99.00\nRun Belt,24.90\n2 Person Tent,210.00\n"
)


@pytest.mark.parametrize(
    ("question", "says", "never"),
    [
        ("2 run belts, what do they come to", ["49.80"], ["Aero", "Tent"]),
        ("3 run belts please, how much", ["74.70"], ["Aero"]),
        ("how much are 2 run belts?", ["49.80"], ["Tent"]),
        ("how much is the 2 person tent", ["210.00"], ["420.00"]),
        ("price of the aero shoe 2?", ["84.00"], ["99.00", "168.00"]),
        ("2 aero shoe 3, what do they come to", ["198.00"], ["84.00"]),
    ],
)
def test_a_number_before_goods_counts_them_where_no_title_says_it_so(
    tmp_path: Path, question: str, says: list[str], never: list[str]
) -> None:
    holds(told_in(tmp_path, "goods.csv", NUMBERED, "en", [question]), says, never)
