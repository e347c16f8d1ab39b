"""What was just told of a page, asked further: it says how long, how much, when and what of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_shop import holds, shop_of

GOODS = "name,duration,price\nLong walk,3 h,12\nShort walk,1 h,8\nEvening walk,2 h,9\n"
PAGES = {
    "en": (
        "# Good to know\n\n## Gift vouchers\n\nFor any amount from €10, by e-mail or on paper. "
        "They are valid for 3 years.\n\n## Pool\n\nThe pool is behind the house. "
        "It is open from 9 am to 8 pm, on Sunday from 10 am. A towel is €2.\n\n"
        "## Parking\n\nThere are five spaces in the yard.\n"
    ),
    "de": (
        "# Gut zu wissen\n\n## Gutscheine\n\nÜber jeden Betrag ab 10 €, per E-Mail oder gedruckt. "
        "Sie gelten 3 Jahre.\n\n## Schwimmbad\n\nDas Schwimmbad ist hinter dem Haus. Es ist von 9 "
        "bis 20 Uhr offen, Sonntag ab 10:00. Ein Handtuch kostet 2 €.\n\n## Parken\n\nIm Hof sind "
        "fünf Plätze.\n"
    ),
    "it": (
        "# Informazioni\n\n## Buoni regalo\n\nDi qualsiasi importo da 10 €, per e-mail o su carta. "
        "Valgono 3 anni.\n\n## Piscina\n\nLa piscina è dietro la casa. È aperta dalle 9:00 alle "
        "20:00, domenica dalle 10:00. Un asciugamano costa 2 €.\n\n## Parcheggio\n\nNel cortile ci "
        "sono cinque posti.\n"
    ),
}
TALKS = [
    ("en", "do you have gift vouchers?", "how long are they valid", "3 years"),
    ("en", "do you have a pool?", "when is it open?", "9 am"),
    ("en", "do you have a pool?", "and on sunday?", "10 am"),
    ("en", "do you have a pool?", "how much is a towel?", "€2"),
    ("de", "gibt es gutscheine?", "wie lange gelten die", "3 Jahre"),
    ("de", "habt ihr ein schwimmbad?", "und am sonntag?", "10:00"),
    ("de", "habt ihr ein schwimmbad?", "was kostet ein handtuch", "2 €"),
    ("it", "avete buoni regalo?", "e quanto valgono", "3 anni"),
    ("it", "avete una piscina?", "e domenica?", "10:00"),
]


@pytest.mark.parametrize(("language", "first", "further", "right"), TALKS)
def test_what_was_told_is_asked_further(
    tmp_path: Path, language: str, first: str, further: str, right: str
) -> None:
    files = {"walks.csv": GOODS, "good-to-know.md": PAGES[language]}
    with shop_of(tmp_path, files, language) as shop:
        holds(shop.had(first, further)[-1].text.replace("\xa0", " "), [right], [])


@pytest.mark.parametrize(
    ("first", "further", "right"),
    [
        ("do you have a pool?", "how long is the evening walk", "2 h"),
        ("do you have a pool?", "and the short walk, how much", "8.00"),
    ],
)
def test_goods_that_are_named_are_asked_of(
    tmp_path: Path, first: str, further: str, right: str
) -> None:
    with shop_of(tmp_path, {"walks.csv": GOODS, "p.md": PAGES["en"]}) as shop:
        holds(shop.had(first, further)[-1].text, [right], ["€2"])


def test_the_price_of_what_a_page_was_told_on_is_its_rows(tmp_path: Path) -> None:
    goods = "name,price\nEye test,6.43\nLens cloth,3.00\nCase,9.00\n"
    page = "# Tests\n\n## Eye test\n\nNo appointment is needed for the eye test. Bring your card.\n"
    with shop_of(tmp_path, {"goods.csv": goods, "tests.md": page}) as shop:
        holds(shop.had("what do i need to bring for the eye test?", "cost?")[-1].text, ["6.43"], [])
