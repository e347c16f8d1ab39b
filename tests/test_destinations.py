"""Where things are sent to: a town or a country in a question, a list of countries on a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.answering.destinations import destination
from catalog.places import home, nearness, places, towns
from catalog.records import Business
from catalog.text import tokens
from tests.small_shop import shop_of

GOODS = "name,price\nLantern Tall,40.00\nLantern Low,25.00\n"

FORMS = {
    "a list": (
        "# Delivery\n\n- Ireland: €4.50, free from €60\n- Northern Ireland: €5.50\n"
        "- Great Britain: €8.50, free from €110, 3 to 5 days\n- The rest of the EU: €9.90\n"
        "- Nowhere else, sorry: we do not send to other countries.\n"
    ),
    "a table": (
        "# Delivery\n\n| To | Price | Free from |\n|---|---|---|\n| Ireland | €4.50 | €60 |\n"
        "| Northern Ireland | €5.50 | €80 |\n| Great Britain | €8.50 | €110 |\n"
        "| Spain, France, Austria | €9.90 | €120 |\n\nWe don't ship to Switzerland or overseas.\n"
    ),
    "sentences": (
        "# Postage\n\nWithin Ireland it is €4.50, from €60 it is free. To Northern Ireland it is "
        "€5.50. Great Britain is €8.50, free from €110. To all other EU countries it is €9.90. "
        "We do not ship outside Europe, nor to Switzerland.\n"
    ),
}
SENT = {
    "Cork": "4.50",
    "Galway": "4.50",
    "Belfast": "5.50",
    "Edinburgh": "8.50",
    "leeds": "8.50",
    "Vienna": "9.90",
    "Seville": "9.90",
}
PRICES = {"4.50", "5.50", "8.50", "9.90"}


def asked(folder: Path, page: str, *talk: str, language: str = "en") -> str:
    folder.mkdir(exist_ok=True)
    with shop_of(folder, {"goods.csv": GOODS, "delivery.md": page}, language) as shop:
        return shop.had(*talk)[-1].text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("town", SENT)
def test_a_town_is_in_the_country_that_a_page_names(tmp_path: Path, form: str, town: str) -> None:
    told = asked(tmp_path, FORMS[form], f"do you ship to {town}?")
    assert told.startswith("Yes"), told
    assert {price for price in PRICES if price in told} == {SENT[town]}, told


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("town", ["Zurich", "switzerland", "New York", "the USA", "Geneva"])
def test_a_place_that_is_left_out_is_denied(tmp_path: Path, form: str, town: str) -> None:
    told = asked(tmp_path, FORMS[form], f"can you send it to {town}")
    assert told.startswith("No: "), told
    assert not any(price in told for price in PRICES), told


@pytest.mark.parametrize(
    ("page", "language", "question", "begins", "says"),
    [
        (
            "# Versand\n\nInnerhalb Deutschlands 6,90 €. Nach Österreich 12,90 €. In andere "
            "Länder, auch in die Schweiz, liefern wir nicht.\n",
            "de",
            "versendet ihr nach linz",
            "Ja: ",
            "12,90",
        ),
        (
            "# Versand\n\nInnerhalb Deutschlands 6,90 €. Nach Österreich 12,90 €. In andere "
            "Länder, auch in die Schweiz, liefern wir nicht.\n",
            "de",
            "liefert ihr auch nach Bern?",
            "Nein: ",
            "liefern wir nicht",
        ),
        (
            "# Livraison\n\nNous expédions en France métropolitaine et en Belgique, pas ailleurs."
            "\n\n- France : 4,00 €\n- Belgique : 9,50 €\n",
            "fr",
            "vous livrez en suisse ?",
            "Non",
            "pas ailleurs",
        ),
        (
            "# Wysyłka\n\nPaczki w Polsce 17,90 zł. Czechy i Słowacja 49 zł. Do innych krajów nie "
            "wysyłamy.\n",
            "pl",
            "czy wysyłacie do Niemiec?",
            "Nie: ",
            "nie wysyłamy",
        ),
        (
            "# Envíos\n\nPenínsula 5,90 €, Baleares 9,90 €. No enviamos a Canarias.\n",
            "es",
            "enviáis a Las Palmas?",
            "No: ",
            "Canarias",
        ),
        (
            "# Shipping\n\nOnly within Ireland.\n",
            "en",
            "do you ship to Glasgow?",
            "No: ",
            "Only within Ireland",
        ),
        (
            "# Shipping\n\nGround shipping is $25 in the lower 48 states. We ship to Alaska and "
            "Hawaii by freight quote only.\n",
            "en",
            "do you ship to Honolulu?",
            "Yes: ",
            "freight",
        ),
    ],
)
def test_in_each_language(
    tmp_path: Path, page: str, language: str, question: str, begins: str, says: str
) -> None:
    told = asked(tmp_path, page, question, language=language)
    assert told.startswith(begins), told
    assert says in told, told


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("2 Lantern Low sent to Edinburgh, what is that in total?", "58.50"),
        ("3 Lantern Tall sent to Leeds, what is that in total?", "120.00"),
        ("2 Lantern Low sent to Belfast, total?", "55.50"),
        ("one Lantern Tall and one Lantern Low, posted to Lyon, together?", "74.90"),
        ("how much is the Lantern Tall with shipping to Cork", "44.50"),
    ],
)
def test_a_sum_counts_in_what_that_place_costs(
    tmp_path: Path, form: str, question: str, whole: str
) -> None:
    told = asked(tmp_path, FORMS[form], question)
    assert f"that is €{whole}" in told, told


def test_a_talk_goes_on_with_another_place_and_with_a_sum(tmp_path: Path) -> None:
    page = FORMS["a list"]
    told = asked(tmp_path / "a", page, "what is postage to Leeds", "and Belfast?")
    assert "5.50" in told
    assert "8.50" not in told
    again = asked(tmp_path / "b", page, "do you deliver to Leeds?", "what does it cost?")
    assert "8.50" in again
    bill = "2 Lantern Low and a Lantern Tall, what do they come to?"
    added = asked(tmp_path / "c", page, bill, "and with postage to Belfast?")
    assert "€95.50" in added, added


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("do you ship to Cork", "IE"),
        ("send it to Bath please", "GB-ENG"),
        ("delivery to the UK", "GB"),
        ("ship to Cork, Ireland", "IE"),
        ("shipping to texas", "US-TX"),
    ],
)
def test_a_question_names_a_place(text: str, code: str) -> None:
    where = destination(text, "", ("en",))
    assert where is not None
    assert where.codes == (code,)


@pytest.mark.parametrize(
    "text",
    [
        "do you have nice cork boards",
        "I was reading about it",
        "how long is delivery",
        "what does shipping cost",
        "do you deliver nice baskets",
        "is it sent in a box to us",
    ],
)
def test_a_word_that_may_be_a_town_is_none(text: str) -> None:
    assert destination(text, "", ("en",)) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("do you deliver turkey", ""),
        ("can you send a turkey on monday", ""),
        ("do you ship to turkey", "TR"),
        ("shipping turkey?", "TR"),
        ("do you ship the jersey", ""),
    ],
)
def test_a_word_of_the_goods_is_a_place_behind_a_preposition(text: str, code: str) -> None:
    known = {"turkey", "jersey"} if "shipping" not in text else set()
    where = destination(text, "", ("en",), lambda token: token.folded in known)
    assert (where.codes[0] if where is not None else "") == code


def test_what_lies_in_what() -> None:
    assert nearness("GB", "GB-NIR", "IE") > nearness("EUROPE", "GB-NIR", "IE") > 0
    assert not nearness("GREAT-BRITAIN", "GB-NIR", "IE")
    assert not nearness("ES", "ES-CN", "ES")
    assert not nearness("EU", "CH", "DE")
    assert not nearness("ELSEWHERE", "DE", "DE")
    assert nearness("ELSEWHERE", "CH", "DE")
    spoken = tokens("from Zürich, Genf and Czech Republic", ("en", "de"))
    assert [place.code for place in places(spoken, ("en", "de"))] == ["CZ"]
    assert [place.code for place in towns(spoken)] == ["CH", "CH"]


def test_where_a_business_is() -> None:
    assert home(Business("x", phone="+43 316 555 0193"), ()) == "AT"
    assert home(Business("x", phone="0316 555", currency="CZK"), ()) == "CZ"
    assert home(Business("x"), ("Ring us: +353 20 915 5512",)) == "IE"
    assert home(Business("x"), ("0316 555 0193",)) == ""
