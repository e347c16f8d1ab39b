"""Words as the catalog writes them: apart, as one, mistyped, in compounds; in every business."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from agent.understanding.index import Index
from catalog.text import Token
from tests.rated import reached
from tests.test_kinds import Shop

SHOPS = {
    "tents": ["Fjell dry bag", "Sarek daypack", "Lykt 400 headlamp", "Leir sandals"],
    "tools": ["Ratchet wrench set", "Torx screwdriver T20", "Spirit level 600", "Hacksaw blade"],
    "salon": ["Wash and blow-dry", "Beard trim", "Balayage refresh", "Keratin treatment"],
    "kitchen": ["Cook set titanium", "Coffee maker 1000", "Bread knife serrated", "Teapot"],
}


@cache
def index(name: str) -> Index:
    return Shop([(title, "10", {}) for title in SHOPS[name]]).shelf.index


def words() -> Iterator[tuple[str, Token]]:
    """Each long word of each title."""
    for name in SHOPS:
        for titles in index(name).columns.title_tokens:
            yield from ((name, t) for title in titles for t in title if len(t.folded) > 5)


def meant(name: str, text: str, language: str = "en") -> list[frozenset[str]]:
    return [token.keys for token in index(name).read(text, language)]


def test_two_words_of_a_title_written_as_one_are_both_and_one_written_as_two_is_one() -> None:
    assert [t.folded for t in index("tents").read("a drybag", "en")][1:] == ["dry", "bag"]
    assert [t.folded for t in index("tents").read("lykt400", "en")] == ["lykt", "400"]
    assert [t.folded for t in index("kitchen").read("coffeemaker", "en")] == ["coffee", "maker"]
    assert "daypack" in {t.folded for t in index("tents").read("the day pack please", "en")}
    assert "hacksaw" in {t.folded for t in index("tools").read("hack saw blades", "en")}
    # Two that are two in the rows stay two.
    assert [t.folded for t in index("tents").read("dry bag", "en")] == ["dry", "bag"]


@pytest.mark.parametrize("slip", ["left out", "doubled", "swapped", "vowel"])
def test_a_slip_is_the_word_that_is_known(slip: str) -> None:
    failed, asked = [], 0
    for name, token in words():
        word, at = token.folded, len(token.folded) // 2
        typed = {
            "left out": word[:at] + word[at + 1 :],
            "doubled": word[:at] + word[at] + word[at:],
            "swapped": word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
            "vowel": word[:-2] + word[-2:].replace("e", "a").replace("i", "e"),
        }[slip]
        asked += 1
        if not any(keys & token.keys for keys in meant(name, typed)):
            failed.append(f"{name}: {typed} of {word}")
    reached(failed, asked, 0.9)


@cache
def german(*titles: str) -> Index:
    return Shop([(title, "10", {}) for title in titles]).shelf.index


GERMAN = (
    "Flaschen Kilde",
    "Kuppelzelt Fjell",
    "Trekkingstöcke Stav",
    "Wanderstiefel Vandre",
    "Regenjacke Regn",
)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Carbonstöcke", "trekkingstocke"),
        ("Lederstiefel", "wanderstiefel"),
        ("Damenjacke", "regenjacke"),
        ("Wanderstifel", "wanderstiefel"),
        ("Regenjake", "regenjacke"),
    ],
)
def test_a_compound_that_nobody_has_is_known_by_its_last_part(typed: str, known: str) -> None:
    read = german(*GERMAN).read(typed, "de")
    assert any(known in token.keys for token in read), read


@pytest.mark.parametrize(
    "typed", ["teuerstes", "wenigsten", "ungewöhnlich", "vielleicht", "xyzzyq", "Pyramiden"]
)
def test_a_word_of_speech_is_neither_cut_nor_taken_for_goods(typed: str) -> None:
    [token] = german(*GERMAN).read(typed, "de")
    assert token.text == typed


@pytest.mark.parametrize(
    "typed",
    [
        "Wanderstifel",
        "Regenjake",
        "Kuppelzlt",
        "Stirnlape",
        "Regenhosn",
        "Zeltunterlge",
        "quietschen",
    ],
)
def test_no_part_of_a_word_is_left_over(typed: str) -> None:
    """ "Wander|st|ifel" told a customer that "ifel" could not be checked."""
    index = german(*GERMAN)
    for token in index.read(typed, "de"):
        assert token.text == typed or token.start == 0 or index.columns.knows(token), token


def coded() -> Shop:
    rows: list[tuple[str, str, dict[str, str], dict[str, str]]] = [
        ("Vandre", "150", {}, {"Colour": "Blue", "Size": "42"}),
        ("Vandre Mid", "170", {}, {"Colour": "Red", "Size": "42"}),
        ("Spark plug", "7", {}, {}),
        ("Spark plug iridium", "14", {}, {}),
    ]
    return Shop(rows, codes=("NO-VAN-BLU-42", "NO-VAN-MID-RED-42", "SP-4720", "SP-4721"))


@pytest.mark.parametrize(
    ("asked", "told", "never"),
    [
        ("NO-VAN-BLU-42", "€150", "€170"),
        ("is VAN-BLU-42 still there?", "€150", "€170"),
        ("price no-van-mid", "€170", "€150"),
        ("4720", "€7", "€14"),
        ("how much is sp4721", "€14", "€7."),
        ("habt ihr Artikelnr. SP-4721?", "€14", "€7."),
    ],
)
def test_a_code_and_a_part_of_it_that_tells(asked: str, told: str, never: str) -> None:
    reply = coded().says(asked)
    assert told in reply
    assert never not in reply
