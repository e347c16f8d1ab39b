"""Prices as people write them: what is one amount, and what is none and keeps its words."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.quantities import asked
from catalog.records import Business, Money, PriceSpan, UnitPrice
from catalog.sources.cells import BadCell
from tests.shelf import Shelf, attributes
from web.cli import main


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.299,00 €", "1299.00"),
        ("1,299.00 €", "1299.00"),
        ("1 299,50 €", "1299.50"),
        ("1\u202f299,50 €", "1299.50"),
        ("EUR 1'299.–", "1299"),
        ("EUR 1.299,--", "1299"),
        ("EUR 24,-", "24"),
        ("€12.50", "12.50"),
        ("25 EUR", "25"),
        ("12,5 €", "12.5"),
        ("19,95 €*", "19.95"),
        ("nur 9,90 €", "9.90"),
        ("4,99 € / Sack", "4.99"),
        ("95,00 €/h", "95.00"),
        ("12 € pro Person", "12"),
        ("79 € par nuit", "79"),
        ("7.50 each", "7.50"),
        ("99 Cent", "0.99"),
        ("10–10 €", "10"),
        ("20 € inkl. 19 % MwSt.", "20"),
    ],
)
def test_one_amount(text: str, amount: str) -> None:
    assert asked(text, "", "EUR", "EUR").price == euros(amount)


@pytest.mark.parametrize(
    ("text", "home", "amount"),
    [
        ("1 299 kr", "SEK", "1299"),
        ("249:-", "SEK", "249"),
        ("49:90", "SEK", "49.90"),
        ("89,90 kr/st", "SEK", "89.90"),
        ("Fr. 49.-", "CHF", "49"),
        ("CHF 8’990.50", "CHF", "8990.50"),
        ("US$49", "USD", "49"),
        ("99¢", "USD", "0.99"),
        ("₹1,29,900", "INR", "129900"),
        ("1 250 Ft", "HUF", "1250"),
        ("12 490 ₽", "RUB", "12490"),
        ("1.250 TL", "JPY", None),
        ("¥1,980", "JPY", "1980"),
        ("12.500", "OMR", "12.500"),
        ("16.980 ₫", "VND", "16980"),
    ],
)
def test_the_signs_and_decimals_of_a_currency(text: str, home: str, amount: str | None) -> None:
    if amount is None:
        with pytest.raises(BadCell, match="thousands or decimals"):
            asked(text, "", home, home)
        return
    found = asked(text, "", home, home).price
    assert found == Money(Decimal(amount), home)


@pytest.mark.parametrize(
    "text",
    [
        *("from 46 €", "ab 46 €", "à partir de 46 €", "desde 46 €", "da 46 €", "vanaf 46 €"),
        *(
            "från 46 €",
            "od 46 €",
            "от 46 €",
            "46 €-tól",
            "46 €+",
            "alkaen 46 €",
            "46 €'den itibaren",
        ),
    ],
)
def test_the_least_that_is_asked(text: str) -> None:
    found = asked(text, "", "EUR", "EUR")
    assert (found.price, found.span) == (None, PriceSpan(euros("46"), None, text))


@pytest.mark.parametrize("text", ["38–43 €", "38 bis 43 €", "€38 - €43", "38 to 43", "ab 38–43 €"])
def test_a_span(text: str) -> None:
    span = PriceSpan(euros("38"), euros("43"), text)
    assert asked(text, "", "EUR", "EUR").span == span


@pytest.mark.parametrize(
    ("text", "price", "former", "note"),
    [
        ("12 € statt 15 €", "12", "15", ""),
        ("12,50 € (instead of 15,00 €)", "12.50", "15.00", ""),
        ("8,00 € zzgl. 3,30 € Pfand", "8.00", None, "zzgl. 3,30 € Pfand"),
        ("890,- inkl. Lieferung", "890", None, "inkl. Lieferung"),
        ("890 € (incl. delivery)", "890", None, "incl. delivery"),
        ("19,99 € inkl. MwSt.", "19.99", None, ""),
    ],
)
def test_what_stands_beside_an_amount(text: str, price: str, former: str | None, note: str) -> None:
    found = asked(text, "", "EUR", "EUR")
    before = Money(Decimal(former), "EUR") if former else None
    assert (found.price, found.former, found.note) == (Money(Decimal(price), "EUR"), before, note)


@pytest.mark.parametrize(
    "text",
    [
        *("on request", "auf Anfrage", "Preis auf Anfrage", "POA", "sur devis", "su richiesta"),
        *("a consultar", "op aanvraag", "på förfrågan", "na zapytanie", "по запросу", "kérésre"),
        *("on consultation", "nach Beratung", "après diagnostic", "tras valoración"),
        *("previa consulenza", "na intake", "po konsultacji", "görüşme sonrası"),
        *("kostenlos", "gratis", "2 für 5 €", "3 x 5 €", "3 for €5", "ca. 20 €", "UVP 12,50 €"),
        *("8,50 € (klein)", "12 € statt 3 Kisten", "Tagespreis, je nach Saison"),
    ],
)
def test_what_is_no_amount_keeps_its_words(text: str) -> None:
    found = asked(text, "", "EUR", "EUR")
    assert (found.price, found.span) == (None, PriceSpan(None, None, text))


@pytest.mark.parametrize("text", ["", "—", "n/a", "k. A.", "-", "?"])
def test_nothing_is_said(text: str) -> None:
    assert asked(text, "", "EUR", "EUR").price is asked(text, "", "EUR", "EUR").span is None


@pytest.mark.parametrize(
    "text", ["blue", "-5", "1.299", "1e5", "12 XQZ", "5 € and 6 $", "12 of our best cups", "9" * 30]
)
def test_what_is_no_price_is_told(text: str) -> None:
    with pytest.raises(BadCell):
        asked(text, "", "EUR", "USD")


@settings(max_examples=300, deadline=5000)
@given(st.text(st.sampled_from("0123456789.,:'-–/ €$abkrfo%()"), max_size=60))
def test_nothing_breaks_it(text: str) -> None:
    try:
        found = asked(text, "", "EUR", "EUR")
    except BadCell:
        return
    assert found.price is None or (found.price.amount >= 0 and found.span is None)


def test_a_measure_is_a_unit_price() -> None:
    found = asked("1,99 €/100 g", "", "EUR", "EUR")
    assert found.unit_price == UnitPrice(euros("1.99"), "100 g")
    assert asked("100 € zzgl. MwSt.", "", "EUR", "EUR").tax_included is False


LIST = (
    "Leistung;Dauer;Preis\nSchnitt;45 min;38,00 €\nFarbe;90 min;ab 55 €\nGutachten;;auf Anfrage\n"
)


def test_the_row_stays_in_every_reader(tmp_path: Path) -> None:
    table = Shelf(tmp_path / "preise.de.csv", LIST)
    spans = {p.text("de").title: p.variants[0].price_span for p in table.products}
    assert table.rejected == []
    assert spans["Schnitt"] is None
    assert spans["Farbe"] == PriceSpan(euros("55"), None, "ab 55 €")
    assert spans["Gutachten"] == PriceSpan(None, None, "auf Anfrage")
    shopify = Shelf(tmp_path / "a.csv", "Handle,Title,Variant Price\nx,X,from 46\ny,Y,0.00\n")
    assert shopify.product("x").variants[0].price_span == PriceSpan(euros("46"), None, "from 46")
    assert shopify.product("y").variants[0].price is None
    offers = {"@type": "AggregateOffer", "lowPrice": 10, "highPrice": 20, "priceCurrency": "EUR"}
    thing = json.dumps({"@type": "Product", "name": "Cup", "sku": "c", "offers": offers})
    page = f'<html><script type="application/ld+json">{thing}</script></html>'
    cup = Shelf(tmp_path / "cup.html", page).offer
    assert cup.price_span == PriceSpan(euros("10"), euros("20"), "10–20")


def test_prices_of_a_measure_beside_the_price(tmp_path: Path) -> None:
    shelf = Shelf(
        tmp_path / "screws.csv", "Name,Price,Price per 100,Price/kg\nScrew,4.00 €,1.60 €,8.00 €\n"
    )
    assert shelf.offer.price == euros("4.00")
    assert shelf.offer.unit_price == UnitPrice(euros("1.60"), "100")
    pack = Shelf(tmp_path / "tea.csv", "Name,Price,Price per pack\nTea,4.00 €,40.00 €\n")
    assert pack.offer.unit_price == UnitPrice(euros("40.00"), "pack")
    alone = Shelf(tmp_path / "ham.de.csv", "Name;Preis/kg\nSchinken;24,90 €\n")
    assert alone.offer.unit_price == UnitPrice(euros("24.90"), "kg")
    night = Shelf(tmp_path / "rooms.de.csv", "Zimmer;Preis pro Nacht\nEinzelzimmer;64,00 €\n")
    assert (night.offer.price, night.offer.unit_price) == (euros("64.00"), None)


BOOKS = "sku,title,language,price\nb1,The Sea,en,12.00\nb2,Das Meer,de,14.00\nb3,La Mer,fr,9.00\n"


def test_whose_language_a_column_tells(tmp_path: Path) -> None:
    english = Business("Shop", currency="EUR", languages=("en",))
    books = Shelf(tmp_path / "books.csv", BOOKS, english)
    assert [list(p.texts) for p in books.products] == [["en"]] * 3
    assert attributes(books.product("b3")) == {"language": "fr"}
    both = Business("Shop", currency="EUR", languages=("en", "de"))
    table = "sku,title,language,price\nb1,Sea,en,12.00\nb1,Meer,de,12.00\nb2,Sun,en,9.00\n"
    told = Shelf(tmp_path / "goods.csv", table, both)
    assert list(told.product("b1").texts) == ["en", "de"]
    names = BOOKS.replace(",en,", ",English,").replace(",de,", ",German,").replace(",fr,", ",F,")
    named = Shelf(tmp_path / "names.csv", names, both)
    assert attributes(named.product("b2")) == {"language": "German"}


def test_a_column_of_services_without_a_known_name(tmp_path: Path) -> None:
    table = "Was;Wie lange;Preis\nSchnitt;30 min;38 €\nFarbe;60 min;55 €\nSchnitt;45 min;42 €\n"
    shelf = Shelf(tmp_path / "salon.de.csv", table)
    assert shelf.columns["Was"] == "title"
    assert sorted({p.text("de").title for p in shelf.products}) == ["Farbe", "Schnitt"]


def run(folder: Path, *words: str) -> Result:
    places = ["--state", str(folder / "state"), "--config", str(folder / "tresen.toml")]
    return CliRunner().invoke(main, [*words, *places])


def test_a_span_is_kept_compared_and_shown(tmp_path: Path) -> None:
    (tmp_path / "tresen.toml").write_text('[business]\nname = "S"\nlanguages = ["de"]\n')
    file = tmp_path / "preise.csv"
    file.write_text(LIST)
    assert run(tmp_path, "ingest", str(file)).exit_code == 0
    told = json.loads(run(tmp_path, "catalog", "search", "Farbe", "--json").stdout)
    (variant,) = next(p for p in told["products"] if p["id"] == "farbe")["variants"]
    assert variant["price_span"] == {
        "low": {"amount": "55.00", "currency": "EUR"},
        "high": None,
        "words": "ab 55 €",
    }
    assert "ab 55 €" in run(tmp_path, "catalog", "show", "farbe").output
    assert "auf Anfrage" in run(tmp_path, "catalog", "search", "Gutachten").output
    file.write_text(LIST.replace("ab 55 €", "60 €"))
    again = json.loads(run(tmp_path, "ingest", str(file), "--json").stdout)
    assert (again["changed"], again["unchanged"]) == (1, 2)
    shown = run(tmp_path, "catalog", "show", "farbe").output
    assert "60.00 EUR" in shown
    assert "ab 55" not in shown
    missing = json.loads(run(tmp_path, "catalog", "stats", "--json").stdout)["missing"]
    assert missing["price"] == 0


def test_a_number_beyond_all_bounds_is_a_text(tmp_path: Path) -> None:
    digits = "9" * 60
    shelf = Shelf(tmp_path / "a.csv", f"Title,Price,Depth\nCup,5.00,{digits} m\n")
    assert attributes(shelf.only)["Depth"] == f"{digits} m"
