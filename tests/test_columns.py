"""Columns: each cell of each variant, as it was written; what is not stated is neither true nor
false."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.columns import Columns
from catalog.records import Attribute, Availability, Origin, Product, ProductText, Variant
from catalog.schema import Kind, Role
from catalog.text import tokens
from tests.drawn import NOW, PLAIN, SHADES, STATES, Names, Thing, things

HERE = Availability.IN_STOCK


def columns_of(drawn: list[Thing], names: Names = PLAIN) -> Columns:
    return Columns([thing.product(names) for thing in drawn], ("en",))


@given(things())
def test_each_row_is_a_variant_in_its_products_order(drawn: list[Thing]) -> None:
    columns = columns_of(drawn)
    assert columns.rows == sum(len(t.variants) for t in drawn)
    for number, thing in enumerate(drawn):
        span = columns.variants(number)
        assert len(span) == len(thing.variants)
        assert all(columns.product_of[row] == number for row in span)
    everything = columns.of_products(range(len(drawn)))
    assert everything.all()
    assert columns.products_of(everything) == list(range(len(drawn)))


@given(things())
def test_a_row_states_what_its_cell_says_and_nothing_else(drawn: list[Thing]) -> None:
    columns = columns_of(drawn)
    shade = columns.columns.get("attribute:en:shade")
    heft = columns.columns.get("attribute:en:heft")
    for number, thing in enumerate(drawn):
        for row, (_, price, _) in zip(columns.variants(number), thing.variants, strict=True):
            if shade is not None:
                assert shade.stated[row] == (thing.shade is not None)
                for name in SHADES:
                    assert shade.holds((name.upper(),))[row] == (thing.shade == name)
            if heft is not None:
                assert heft.stated[row] == (thing.grams is not None)
                assert np.isnan(heft.low[row]) == (thing.grams is None)
                if thing.grams is not None:
                    assert heft.low[row] == heft.high[row] == thing.grams
            if Role.PRICE.value in columns.columns:
                held = columns.columns[Role.PRICE.value]
                assert held.stated[row] == (price is not None)
                assert np.isnan(held.low[row]) if price is None else held.low[row] == price


@given(things())
def test_yes_is_affirmed_no_is_not_and_nothing_is_neither(drawn: list[Thing]) -> None:
    columns = columns_of(drawn)
    plain = columns.columns.get("attribute:en:washable")
    if plain is None:
        return
    assert plain.field.kind is Kind.YES_NO
    assert plain.affirmable
    for number, thing in enumerate(drawn):
        for row in columns.variants(number):
            assert plain.affirmed()[row] == (thing.plain is True)
            assert plain.stated[row] == (thing.plain is not None)


@given(things(), st.randoms(use_true_random=False))
def test_the_order_of_products_changes_no_field(drawn: list[Thing], draw: st.DataObject) -> None:
    other = list(drawn)
    draw.shuffle(other)  # type: ignore[attr-defined]
    first, second = columns_of(drawn), columns_of(other)

    def told(columns: Columns) -> dict[str, tuple[object, ...]]:
        return {
            f.id: (f.role, f.kind, f.dimension, f.stated, f.distinct) for f in columns.schema.fields
        }

    assert told(first) == told(second)


@given(things())
def test_a_fields_name_is_no_more_than_a_name(drawn: list[Thing]) -> None:
    called = Names("vegan", "colour", "price", "stock", "title")
    first, second = columns_of(drawn), columns_of(drawn, called)
    kinds = [(f.role, f.kind, f.dimension, f.stated) for f in first.schema.fields]
    assert kinds == [(f.role, f.kind, f.dimension, f.stated) for f in second.schema.fields]


@given(things(), st.data())
def test_an_offer_that_moved_is_as_if_it_had_been_read_so(
    drawn: list[Thing], data: st.DataObject
) -> None:
    columns = columns_of(drawn)
    at = data.draw(st.integers(0, len(drawn) - 1))
    turned = tuple(
        (size, data.draw(st.none() | st.integers(5, 500)), data.draw(st.sampled_from(STATES)))
        for size, _, _ in drawn[at].variants
    )
    changed = replace(drawn[at], variants=turned)
    if not columns.set_offers(changed.product()):
        return
    fresh = columns_of([changed if n == at else t for n, t in enumerate(drawn)])
    for id in (Role.PRICE.value, Role.STOCK.value):
        two = fresh.columns.get(id)
        if two is None:
            continue
        one = columns.columns[id]
        assert (one.stated == two.stated).all()
        assert np.array_equal(one.low, two.low, equal_nan=True)
        for state in STATES:
            assert (one.holds((state.value,)) == two.holds((state.value,))).all()


def test_another_product_under_the_same_id_is_not_taken() -> None:
    thing = Thing("1", "azure", 10, True, ("oak", "wool"), (("Small", 5, HERE),))
    columns = Columns([thing.product()], ("en",))
    assert not columns.set_offers(replace(thing.product(), id="somebody"))
    more = replace(thing.product(), variants=thing.product().variants * 2)
    assert not columns.set_offers(more)


def test_both_languages_have_their_fields() -> None:
    texts = {
        "en": ProductText("Boot", attributes=(Attribute("Material", "leather"),)),
        "de": ProductText("Stiefel", attributes=(Attribute("Material", "Leder"),)),
    }
    product = Product("boot", texts, (Variant("b1"),), Origin("goods.csv", "row 2", NOW))
    columns = Columns([product], ("en", "de"))
    assert columns.columns["attribute:en:material"].holds(("leather",)).all()
    assert columns.columns["attribute:de:material"].holds(("Leder",)).all()


@pytest.mark.parametrize(
    ("word", "found"), [("crimson", True), ("Crimson", True), ("zorb", True), ("qwxy", False)]
)
def test_every_word_of_a_row_is_known(word: str, found: bool) -> None:
    thing = Thing("1", "crimson", 10, True, ("oak", "wool"), (("Small", 5, HERE),))
    columns = Columns([thing.product()], ("en",))
    (token,) = tokens(word, ("en",))
    assert columns.knows(token) == found


def test_no_catalog_at_all() -> None:
    columns = Columns([], ("en",))
    assert columns.rows == 0
    assert not columns.schema.fields
