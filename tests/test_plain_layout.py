"""What people lay out in a plain text by its blanks: sizes below a name, columns, and goods that
are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Availability, Business, Product
from catalog.sources.line_states import is_gone
from catalog.sources.plain_layout import laid
from catalog.sources.pricelines import priced
from tests.shelf import Shelf


def goods(path: Path, text: str, language: str, currency: str) -> list[Product]:
    business = Business("Haus", currency=currency, languages=(language,))
    return Shelf(path, text, business).products


def told(products: list[Product], language: str) -> dict[str, list[tuple[str, str]]]:
    return {
        p.text(language).title: [
            (
                " ".join(o.value for o in v.options),
                str(v.price.amount) if v.price else v.price_span.words if v.price_span else "",
            )
            for v in p.variants
        ]
        for p in products
    }


SIZES = [
    ("cs", "CZK", "Kč", ("malé", "velké")),
    ("da", "DKK", ",-", ("Kort hår", "Langt hår")),
    ("de", "EUR", "€", ("klein", "groß")),
    ("en", "GBP", "GBP", ("Small dogs", "Large dogs")),
    ("fr", "EUR", "€", ("Cheveux courts", "Cheveux longs")),
    ("pt", "EUR", "€", ("fatia", "inteiro")),
]


@pytest.mark.parametrize(("language", "currency", "sign", "sizes"), SIZES)
def test_lines_indented_below_names_are_their_sizes(
    tmp_path: Path, language: str, currency: str, sign: str, sizes: tuple[str, str]
) -> None:
    small, large = sizes
    text = (
        f"Alfa Kormoran\n  {small}      38{sign}\n  {large}      58{sign}\n\n"
        f"Beta Zirkel\nDelta, epsilon\n  {small}      24{sign}\n  {large}      37{sign}\n\n"
        f"Gamma Quader      12{sign}\n"
    )
    products = goods(tmp_path / "a.txt", text, language, currency)
    assert told(products, language) == {
        "Alfa Kormoran": [(small, "38"), (large, "58")],
        "Beta Zirkel": [(small, "24"), (large, "37")],
        "Gamma Quader": [("", "12")],
    }
    assert products[1].text(language).description == "Delta, epsilon"


def test_goods_indented_below_headings_are_goods(tmp_path: Path) -> None:
    text = "Vorspeisen\n  Suppe      5 €\n  Salat      7 €\n\nHauptgerichte\n  Rouladen      18 €\n"
    text += "  Forelle      21 €\n"
    found = told(goods(tmp_path / "a.txt", text, "de", "EUR"), "de")
    assert list(found) == ["Suppe", "Salat", "Rouladen", "Forelle"]


@pytest.mark.parametrize("dash", ["-", "–", ""])
@pytest.mark.parametrize("rule", [True, False])
def test_columns_of_blanks(tmp_path: Path, dash: str, rule: bool) -> None:
    lines = [
        "ITEM                          HALF DAY       DAY      WEEK",
        "-" * 58,
        "Gazebo 3m                       £35.00    £55.00   £140.00",
        f"Trestle table                   {dash:>6}     £8.50    £21.00",
        f"Hog roast                       £80.00   £165.00   {dash:>7}",
        "-" * 58,
        "Delivery within 10 miles is free.",
    ]
    text = "\n".join(line for line in lines if rule or not line.startswith("--"))
    found = told(goods(tmp_path / "a.txt", f"TARN HIRE\n\n{text}\n", "en", "GBP"), "en")
    assert found == {
        "Gazebo 3m": [("HALF DAY", "35.00"), ("DAY", "55.00"), ("WEEK", "140.00")],
        "Trestle table": [("DAY", "8.50"), ("WEEK", "21.00")],
        "Hog roast": [("HALF DAY", "80.00"), ("DAY", "165.00")],
    }


def test_a_text_keeps_its_lines() -> None:
    text = "# Haus\n\nEin Satz.\n\n- eins: 3 €\n  mit zwei\n\n```\n  a   b\n```\n"
    assert laid(text, "EUR") == text


GONE = [
    ("cs", "Štrúdl ..... vyprodáno"),
    ("de", "Zander     ausverkauft"),
    ("el", "Κοκορέτσι: εξαντλήθηκε"),
    ("en", "Helleborus – sold out"),
    ("es", "Paella de marisco: agotado"),
    ("fr", "Tarte aux fraises : épuisée"),
    ("it", "Coniglio alle olive      esaurito"),
    ("nl", "Avondvaart: uitverkocht"),
    ("pl", "Kajak trzyosobowy: brak miejsc"),
    ("sv", "Plommon Victoria – slut för säsongen"),
    ("tr", "Künefe ..... tükendi"),
]


@pytest.mark.parametrize(("language", "text"), GONE)
def test_goods_that_are_gone_are_goods(tmp_path: Path, language: str, text: str) -> None:
    page = f"# Haus\n\n- Alfa: 12 €\n- Beta: 14 €\n- {text}\n- Gamma: 15 € (sold out)\n"
    products = goods(tmp_path / "a.md", page, language, "EUR")
    states = [v.availability for p in products for v in p.variants]
    unknown, out = Availability.UNKNOWN, Availability.OUT_OF_STOCK
    assert states == [unknown, unknown, out, out]
    assert [str(v.price.amount) if v.price else "" for p in products for v in p.variants] == [
        "12",
        "14",
        "",
        "15",
    ]


@pytest.mark.parametrize("text", ["no", "nein", "non", "wool", "3 left", "sold separately"])
def test_what_says_nothing_of_what_is_gone(text: str) -> None:
    assert not is_gone(text)


def test_a_day_that_is_full_is_no_offer() -> None:
    assert priced("Montag: ausgebucht", "EUR") is None
