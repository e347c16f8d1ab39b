"""Fields for the owner: further names, other types, hidden ones; what fits no catalog is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.answer import Incoming, answer
from agent.answering.reply import reply
from agent.answering.said import Counter, Said
from agent.answering.shelf import Shelf, open_shelf
from agent.config import Settings
from agent.events import TextDelta
from agent.fields_settings import FieldSection
from agent.grounding.render import Voice
from agent.shop import Agent
from agent.understanding.context import State, complete
from catalog.columns import Columns
from catalog.corrections import Correction, Corrections
from catalog.fields import Fields
from catalog.folding import fold
from catalog.lookup import Catalog
from catalog.records import Attribute, Availability, Product, ProductText
from catalog.schema import Field, Kind, Role
from catalog.survey import all_products
from tests.drawn import PLAIN, Names, Thing, things
from tests.fake_backend import ScriptedBackend
from tests.talks import Shop, opened

SHOPS = ("fasteners", "carparts", "electronics", "winery", "shoes")
ADDED = {"en": "frobnitz index", "de": "Frobnitzkennzahl"}
ASKED = {"en": "What is the {name} of the {title}?", "de": "Welche {name} hat {title}?"}


@dataclass(frozen=True)
class Stated:
    """A field of a shop, and the first product that states it."""

    field: Field
    product: Product
    value: str


def stated(shop: Shop, field: Field) -> Stated | None:
    for product in all_products(shop.catalog.database):
        for a in product.texts[field.language].attributes:
            if fold(a.name) == fold(field.name):
                return Stated(field, product, a.value)
    return None


def said(
    shop: Shop, shelf: Shelf, text: str, language: str, corrections: Corrections | None = None
) -> Said:
    """The reply where rows are read as a running shop reads them: what is hidden is not in them."""
    shown = (corrections or Corrections()).shown
    query = complete(shelf.reader.read(text, language), State(), shelf.columns)
    counter = Counter(
        shop.business,
        Voice(language, "", shop.business.currency),
        datetime(2026, 11, 20, 12, tzinfo=UTC),
        lambda ids: [shown(p) for p in shop.catalog.products(list(ids))],
    )
    return reply(query, counter, shelf, State(), text).said


def of(shop: Shop, corrections: Corrections) -> Shelf:
    return open_shelf(shop.catalog, shop.business.languages, None, None, corrections)


@pytest.fixture(scope="module", params=SHOPS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return opened(request.param, tmp_path_factory.mktemp("state"))


def questions(shop: Shop) -> Iterator[tuple[Stated, str, str]]:
    """(what is asked for, its language, the question with a place for the field's name)."""
    spoken = next(code for code in shop.business.languages if code in ASKED)
    for field in shop.shelf.columns.schema.of(Role.ATTRIBUTE):
        one = stated(shop, field)
        if one is not None and field.kind is not Kind.YES_NO:
            title = one.product.text(spoken).title
            yield one, spoken, ASKED[spoken].replace("{title}", title)


def test_an_added_name_asks_for_the_field_as_its_own_name_does(shop: Shop) -> None:
    """Each property of each shop whose own name brings its value is brought by the added name."""
    compared = 0
    for one, spoken, question in questions(shop):
        own = said(shop, shop.shelf, question.replace("{name}", one.field.name), spoken)
        if {(f.field, f.item_id) for f in own.facts} != {
            (f"attribute:{one.field.name}", one.product.id)
        }:
            continue  # its own name is read as something else: "Part no" as a denial
        shelf = of(shop, Corrections([Correction(one.field.name, (ADDED[spoken],))]))
        added = said(shop, shelf, question.replace("{name}", ADDED[spoken]), spoken)
        assert added.sentences == own.sentences, (one.field.name, one.product.id)
        compared += 1
    assert compared >= 3


def test_a_hidden_field_is_neither_asked_for_nor_told(shop: Shop) -> None:
    for one, spoken, question in list(questions(shop))[:4]:
        corrections = Corrections([Correction(one.field.name, hidden=True)])
        shelf = of(shop, corrections)
        assert one.field.id not in shelf.columns.columns
        asked = question.replace("{name}", one.field.name)
        told = said(shop, shelf, asked, spoken, corrections)
        assert not any(fact.field == f"attribute:{one.field.name}" for fact in told.facts)
        shown = corrections.shown(one.product)
        names = {fold(a.name) for text in shown.texts.values() for a in text.attributes}
        assert fold(one.field.name) not in names


def test_the_list_of_fields_agrees_with_what_is_asked(shop: Shop) -> None:
    listed = Fields.of(all_products(shop.catalog.database), Corrections())
    asked = shop.shelf.columns
    assert {one.field.id for one in listed.fields} == set(asked.columns)
    assert listed.rows == asked.rows
    for one in listed.fields:
        own = asked.columns[one.field.id].field
        assert one.field == replace(own, distinct=one.field.distinct), own.id


@given(things())
def test_the_list_counts_each_row_once(drawn: list[Thing]) -> None:
    listed = Fields.of([thing.product() for thing in drawn], Corrections())
    columns = Columns([thing.product() for thing in drawn], ("en",))
    for one in listed.fields:
        held = columns.columns[one.field.id]
        assert one.field.stated == int(held.stated.sum())
        for value, rows in one.values:
            if one.field.role is not Role.PRICE:
                assert rows == int(held.holds((value,)).sum()), value


@given(things(), st.sampled_from(list(Kind)))
def test_any_type_may_be_given_to_any_property(drawn: list[Thing], kind: Kind) -> None:
    products = [thing.product() for thing in drawn]
    for name in (PLAIN.shade, PLAIN.weight, PLAIN.plain, PLAIN.stuffs, PLAIN.size):
        columns = Columns(products, ("en",), Corrections([Correction(name, kind=kind)]))
        for column in columns.columns.values():
            if column.field.name == name:
                assert column.field.kind is kind
                measured = kind in (Kind.QUANTITY, Kind.MONEY)
                assert (column.field.dimension is not None) == measured


@given(things(), st.sampled_from([PLAIN.shade, PLAIN.weight, PLAIN.stuffs]))
def test_what_is_hidden_leaves_the_rest_as_it_is(drawn: list[Thing], name: str) -> None:
    products = [thing.product() for thing in drawn]
    whole = Columns(products, ("en",))
    left = Columns(products, ("en",), Corrections([Correction(name.upper(), hidden=True)]))
    assert set(left.columns) == set(whole.columns) - {f"attribute:en:{name}"}
    bare = [replace(p, texts={"en": _without(p, name)}) for p in products]
    assert left.words.keys() == Columns(bare, ("en",)).words.keys(), "no word of it is known"


def _without(product: Product, name: str) -> ProductText:
    text = product.texts["en"]
    kept: list[Attribute] = [a for a in text.attributes if a.name != name]
    return replace(text, attributes=tuple(kept))


@pytest.mark.parametrize(
    ("correction", "fault"),
    [
        (Correction("shade"), ""),
        (Correction("SHADE", ("tone",)), ""),
        (Correction("attribute:en:shade", ("tone",)), ""),
        (Correction("shades", ("tone",)), 'no such field now. Did you mean "shade"?'),
        (Correction("inner diameter"), "no such field now."),
        (Correction("size", hidden=True), "only properties"),
        (Correction("stock", kind=Kind.TEXT), "only a property"),
        (Correction("shade", kind=Kind.TEXT, hidden=True), ""),
    ],
)
def test_a_correction_that_holds_nothing_is_named(correction: Correction, fault: str) -> None:
    here = Thing("1", "azure", 5, True, ("wool",), (("Small", 5, Availability.IN_STOCK),))
    faults = Fields.of([here.product(Names())], Corrections([correction])).faults
    assert len(faults) == bool(fault)
    assert all(fault in told and f'"{correction.field}"' in told for told in faults)


def test_no_products_have_no_fields() -> None:
    assert Fields.of([], Corrections()).fields == ()


def test_a_conversation_knows_the_added_name_and_not_the_hidden_field(
    settings: Settings,
) -> None:
    """The whole way, from the settings to the reply and to what the model would read."""
    fields = {"weight": FieldSection(names=("heft",)), "Gewicht": FieldSection(hidden=True)}
    told = settings.model_copy(
        update={"catalog": settings.catalog.model_copy(update={"fields": fields})}
    )
    agent = Agent(told, Catalog.open(settings.state), ScriptedBackend())
    try:
        events = list(answer(agent, Incoming("what is the heft of the Fjell 2?")))
        text = "".join(e.text for e in events if isinstance(e, TextDelta)).replace("\xa0", " ")
        assert "2.1 kg" in text
        (product,) = agent.products(["fjell-2"])
        assert "weight" in {fold(a.name) for a in product.texts["en"].attributes}
        assert "gewicht" not in {fold(a.name) for a in product.texts["de"].attributes}
    finally:
        agent.close()
