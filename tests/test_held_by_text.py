"""What the texts of a row say, what they leave out, and what a column is named by that is not in
it: over goods that exist nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.test_asked_as_sold import read
from tests.test_kinds import Shop


def hall(language: str, field: str, remarks: Mapping[str, str], kind: str) -> Shop:
    """Things of one kind, each with a remark."""
    prices = (f"{20 + n}.00" for n in range(len(remarks)))
    return Shop(
        [
            (title, price, {field: remark, "sort": kind, "places": str(3 + n)})
            for n, (price, (title, remark)) in enumerate(zip(prices, remarks.items(), strict=True))
        ]
    )


CABINS = {
    "Brask": "bunk beds at the back; toilet and shower",
    "Tolm": "fits under low gates",
    "Vandre": "isofix on two seats",
    "Zorvel": "eel painted on the side",
}
HUETTEN = {
    "Brask": "Stockbetten hinten; Toilette und Dusche",
    "Tolm": "passt unter niedrige Tore",
    "Vandre": "Isofix auf zwei Sitzen",
    "Zorvel": "seitlich bemalt",
}


@pytest.mark.parametrize(
    ("language", "field", "remarks", "kind", "question", "right"),
    [
        ("en", "notes", CABINS, "camper cabin", "a cabin for 3 with a toilet", "Brask"),
        ("en", "remarks", CABINS, "camper cabin", "which cabins have isofix", "Vandre"),
        ("de", "Bemerkung", HUETTEN, "Wohnhütte", "welche hat eine toilette?", "Brask"),
        ("de", "Hinweis", HUETTEN, "Wohnhütte", "habt ihr was mit isofix", "Vandre"),
    ],
)
def test_what_a_remark_says_is_found(
    language: str, field: str, remarks: Mapping[str, str], kind: str, question: str, right: str
) -> None:
    told = hall(language, field, remarks, kind).says(question, language=language)
    assert [title for title in remarks if title in told] == [right], told


@pytest.mark.parametrize(
    ("language", "field", "remarks", "question"),
    [
        ("en", "notes", CABINS, "is zorvel with a toilet?"),
        ("en", "remark", CABINS, "does tolm have isofix"),
        ("de", "Bemerkung", HUETTEN, "hat zorvel eine toilette?"),
        ("de", "Hinweis", HUETTEN, "ist tolm mit isofix?"),
    ],
)
def test_a_remark_on_something_else_denies_nothing(
    language: str, field: str, remarks: Mapping[str, str], question: str
) -> None:
    told = hall(language, field, remarks, "cabin").says(question, language=language)
    assert not told.startswith(("No", "Nein")), told


NAMED_FREE = [
    (
        "en",
        "sugar free",
        ("drinks without sugar", "no sugar please", "sugar-free ones?"),
        "with sugar",
    ),
    ("en", "without nuts", ("something without nuts",), "anything with nuts"),
    ("en", "contains nuts", ("something without nuts", "nut free please"), ""),
    ("de", "zuckerfrei", ("etwas ohne zucker", "kein zucker bitte", "zuckerfrei?"), "mit zucker"),
    ("de", "laktosefrei", ("was habt ihr ohne laktose", "keine laktose"), "mit laktose"),
    ("de", "ohne Nüsse", ("keine nüsse bitte",), "mit nüssen"),
    ("fr", "sans sucre", ("une boisson sans sucre",), "avec du sucre"),
    ("it", "senza glutine", ("qualcosa senza glutine",), "con glutine"),
    ("es", "sin azúcar", ("algo sin azúcar",), "con azúcar"),
]


YES_NO = {
    "en": ("yes", "no"),
    "de": ("ja", "nein"),
    "fr": ("oui", "non"),
    "it": ("sì", "no"),
    "es": ("sí", "no"),
}


@pytest.mark.parametrize(("language", "field", "without", "having"), NAMED_FREE)
def test_a_field_that_is_named_by_what_is_not_in_it(
    tmp_path: Path, language: str, field: str, without: Sequence[str], having: str
) -> None:
    """Nobody who wants none of it is shown what has it, and the other way round."""
    lacking = "no" if field.startswith("contains") else "yes"
    other = "yes" if lacking == "no" else "no"
    cells = {"Axel": lacking, "Bora": other, "Cato": lacking, "Dido": other, "Enno": other}
    said = YES_NO[language]
    rows = (f"{title},5.00,{said[cell == 'no']},Ulm" for title, cell in cells.items())
    shop = read(tmp_path, language, f"Name,Price,{field},Town", *rows)
    for question in without:
        told = shop.asked(question).text
        assert {title for title in cells if title in told} == {
            t for t, c in cells.items() if c == lacking
        }, told
    if having:
        told = shop.asked(having).text
        assert {title for title in cells if title in told} == {
            t for t, c in cells.items() if c == other
        }, told
    shop.catalog.close()


BACK = [
    ("en", "Notes", "back in mid March", "is zorvel in stock?", "when will it be back"),
    ("en", "Available from", "Mon 7 Dec", "do you have zorvel", "when then?"),
    (
        "en",
        "Remarks",
        "oak, next delivery in week 9",
        "is zorvel available?",
        "when do you get more",
    ),
    ("de", "Hinweis", "wieder lieferbar ab 10.02.", "habt ihr zorvel?", "wann wieder"),
    (
        "de",
        "Bemerkung",
        "Eiche, kommt am Donnerstag",
        "ist zorvel da?",
        "ab wann gibts das wieder?",
    ),
    ("fr", "Remarque", "de retour en mars", "avez-vous zorvel ?", "quand de nouveau ?"),
    ("nl", "Opmerking", "verwacht in maart", "is zorvel op voorraad?", "wanneer weer?"),
]


@pytest.mark.parametrize(("language", "field", "cell", "first", "then"), BACK)
def test_when_it_is_back_is_told_of_what_is_gone(
    tmp_path: Path, language: str, field: str, cell: str, first: str, then: str
) -> None:
    rows = (f"Zorvel;9,00;0;{cell}", "Mipla;8,00;4;", "Tind;7,00;2;")
    shop = read(tmp_path, language, f"Name;Price;Stock;{field}", *rows)
    asked, again = shop.had(first, then)
    shop.catalog.close()
    assert cell.rpartition(", ")[2] in asked.text, asked.text
    assert cell.rpartition(", ")[2] in again.text, again.text
