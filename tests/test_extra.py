"""What something written adds to a bill: added where it is certain, quoted where it is not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.answering.extra import extra_of
from agent.grounding.render import Voice
from catalog.records import Money, Origin, Passage
from tests.meaning import kept_encoder
from tests.test_kinds import NOW, Shop

PRICES = st.decimals(min_value="0.10", max_value="400", places=2)


def passage(heading: str, text: str, language: str) -> Passage:
    return Passage(
        id="t", language=language, heading=(heading,), text=text, origin=Origin("f", "", NOW)
    )


def money(amount: Decimal) -> str:
    return Voice("en", "x", "EUR").money(Money(amount, "EUR"))


@pytest.mark.parametrize(
    ("heading", "text", "language", "cost", "free"),
    [
        ("Postage", "Parcels €5.95, free from €90. Ordered by 3 pm, there soon.", "en", 5.95, 90),
        ("Shipping", "3.90 € within Ireland, free from 45 €. The EU 11.50 €.", "en", 3.90, 45),
        ("Versand", "Der Versand kostet 8,90 €, ab 70 € ist er frei.", "de", 8.90, 70),
        ("Post", "Die Post kommt täglich. Der Versand kostet 4 € pauschal.", "de", 4, None),
        ("Lettering", "Shipping of lettered cakes costs €4.", "en", 4, None),
    ],
)
def test_a_price_that_holds_for_all_is_an_extra(
    heading: str, text: str, language: str, cost: float, free: float | None
) -> None:
    asked = ["shipping", "postage", "versand"]
    extra = extra_of(passage(heading, text, language), asked, "EUR")
    assert extra is not None
    assert extra.cost == Decimal(str(cost))
    assert extra.free_from == (None if free is None else Decimal(str(free)))
    assert extra.sentence in text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Shipping is 8 € a parcel.", "en"),
        ("Shipping costs 9 € per night.", "en"),
        ("Der Versand kostet 2,50 € je Paket.", "de"),
        ("Versand bis 12 Flaschen 7,90 €, ab 18 Flaschen oder 150 € frei.", "de"),
        ("Shipping is €2.95, express shipping €8.50.", "en"),
        ("Shipping up to 30 kg is 5.90 €, free from 120 €.", "en"),
        ("Minimum order for shipping is €18, it costs €2.50 and is free from €35.", "en"),
        ("Shipping costs £6.", "en"),
        ("Shipping costs 4 to 9 €.", "en"),
        ("We take bottles back for 0.20 €, shipping included.", "en"),
        ("We ship within a day.", "en"),
        ("Gift wrap costs 3 €.", "en"),
    ],
)
def test_what_is_not_certain_is_no_extra(text: str, language: str) -> None:
    assert extra_of(passage("Terms", text, language), ["shipping", "versand"], "EUR") is None


def test_a_word_for_a_piece_asks_for_no_extra() -> None:
    terms = passage("Bottles", "A bottle costs 0.20 € of deposit.", "en")
    assert extra_of(terms, ["bottle", "bottles"], "EUR") is None


@given(PRICES, PRICES, PRICES)
def test_an_extra_is_added_exactly_and_not_where_it_is_free(
    bill: Decimal, cost: Decimal, free: Decimal
) -> None:
    text = f"Shipping costs {cost:f} €, free from {free:f} €."
    extra = extra_of(passage("Shipping", text, "en"), ["shipping"], "EUR")
    assert extra is not None
    whole = extra.added(Money(bill, "EUR"))
    assert whole.amount == (bill if bill >= free else bill + cost)


@settings(max_examples=10, deadline=None)
@given(PRICES, st.integers(2, 9), st.sampled_from(["shipping", "postage"]))
def test_a_bill_with_shipping_is_told_with_its_terms(price: Decimal, count: int, word: str) -> None:
    shop = Shop(
        [("Zorvel", f"{price:.2f}", {"hue": "red"}), ("Mipla", "9.00", {"hue": "blue"})],
        [
            ("How long it takes", "Two to three working days after you have paid."),
            ("What shipping and postage cost", "3.90 € within Ireland, free from 45 €."),
        ],
        encoder=kept_encoder(),
    )
    told = shop.says(f"{count} zorvel with {word}, how much is that together")
    bill = price * count
    assert money(bill) in told, told
    if "3.90" in told:
        assert money(bill if bill >= 45 else bill + Decimal("3.90")) in told, told


def test_a_bill_that_is_open_has_nothing_added() -> None:
    shop = Shop(
        [("Zorvel red", "12.00", {}), ("Zorvel white", "13.00", {}), ("Mipla", "9.00", {})],
        [("What shipping costs", "3.90 €, free from 45 €.")],
        encoder=kept_encoder(),
    )
    told = shop.says("a zorvel and 2 mipla with shipping, what is that together")
    assert "21.90" not in told
    assert "18.00" in told
