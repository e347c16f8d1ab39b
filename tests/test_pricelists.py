"""Price lists and menus among prose: what becomes an item, and what stays a passage."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business, Product
from catalog.sources.marks import legend_of
from catalog.sources.pricelines import priced
from tests.shelf import Shelf, attributes, docx, survives, zipped

GERMAN = Business("Haus", currency="EUR", languages=("de",))


def shelf(tmp_path: Path, content: str | bytes, name: str = "liste.de.md") -> Shelf:
    return Shelf(tmp_path / name, content, GERMAN)


def offers(product: Product) -> list[tuple[str, str]]:
    """(what is chosen, price or its words) of each variant."""
    return [
        (
            " ".join(option.value for option in variant.options),
            str(variant.price.amount) if variant.price else (variant.price_span or span()).words,
        )
        for variant in product.variants
    ]


def span() -> object:
    raise AssertionError("neither a price nor its words")


def told(found: Shelf) -> dict[str, list[tuple[str, str]]]:
    return {p.text("de").title: offers(p) for p in found.products}


@pytest.mark.parametrize(
    ("text", "name", "price"),
    [
        ("Reifen wechseln ........ 30,00 €", "Reifen wechseln", "30,00 €"),
        ("Bremse prüfen . . . . . ab 12 €", "Bremse prüfen", "ab 12 €"),
        ("Beratung\tauf Anfrage", "Beratung", "auf Anfrage"),
        ("Hummer        Tagespreis", "Hummer", "Tagespreis"),
        ("Pesce del giorno     secondo mercato", "Pesce del giorno", "secondo mercato"),
        ("Homard      selon arrivage", "Homard", "selon arrivage"),
        ("Colour correction     on consultation", "Colour correction", "on consultation"),
        ("Kinder bis 12: 15,00 €", "Kinder bis 12", "15,00 €"),
        ("Haarschnitt – 24,50 €", "Haarschnitt", "24,50 €"),
        ("Tee 3.20", "Tee", "3.20"),
        ("Maniküre EUR 35,-", "Maniküre", "EUR 35,-"),
        ("Stunde Mechanik   95 €/h", "Stunde Mechanik", "95 €/h"),
        ("Farbe 38–43 €", "Farbe", "38–43 €"),
        ("Brötchen 2 für 1,50 €", "Brötchen", "2 für 1,50 €"),
    ],
)
def test_a_line_of_a_price_list(text: str, name: str, price: str) -> None:
    found = priced(text, "EUR")
    assert found is not None
    assert (found.name, found.offers[0].price) == (name, price)


@pytest.mark.parametrize(
    "text",
    [
        "Der Versand kostet 4,90 € und dauert zwei Tage.",
        "Unsere Küche ist von 12 bis 21 Uhr offen.",
        "Hochsaison: 1.4.–31.10.",
        "Frühstück 12,50 € pro Person, Hund 8 € pro Nacht.",
        "Telefon: 030 5550 100",
        "Anna Berg       Inhaberin",
        "Montag          geschlossen",
        "Öffnungszeiten: 10:00–18:30",
        "Was kostet das für 20 €?",
        "x" * 400 + " 5,00 €",
    ],
)
def test_what_is_no_line_of_a_price_list(text: str) -> None:
    assert priced(text, "EUR") is None


def test_sizes_in_a_line() -> None:
    found = priced("Cola 0,33 l 2,80 € / 0,5 l 3,90 €", "EUR")
    assert found is not None
    assert found.name == "Cola"
    assert [(o.choice, o.price) for o in found.offers] == [
        ("0,33 l", "2,80 €"),
        ("0,5 l", "3,90 €"),
    ]


MENU = """# Karte

Allergene: a = Gluten, g = Milch, 1 = Farbstoff

## Kuchen

- 11 Apfelkuchen (a, g) 3,80 €
- 12 Käsekuchen (a,g,1) 4,20 €
  mit Quark aus dem Ort

## Waffeln

- 21 mit Sahne (g) 4,50 €
- 22 mit Kirschen klein 3,50 € / groß 5,00 €

Wir backen täglich bis 17 Uhr. Eine Torte kostet etwa 35 €.
"""


def test_a_menu_in_markdown(tmp_path: Path) -> None:
    found = shelf(tmp_path, MENU)
    assert told(found) == {
        "Apfelkuchen": [("", "3.80")],
        "Käsekuchen": [("", "4.20")],
        "Waffeln mit Sahne": [("", "4.50")],
        "Waffeln mit Kirschen": [("klein", "3.50"), ("groß", "5.00")],
    }
    cake = found.product("kuchen-kasekuchen")
    assert cake.text("de").category == ("Kuchen",)
    assert attributes(cake, "de") == {"Enthält": "Gluten, Milch, Farbstoff"}
    assert cake.text("de").description == "mit Quark aus dem Ort"
    assert (cake.variants[0].sku, cake.origin.place) == ("12", "line 8")
    (notice,) = found.notices
    assert "4 items of price lists (Kuchen 2, Waffeln 2)" in notice
    prose = " ".join(p.text for p in found.passages)
    assert "Eine Torte kostet etwa 35 €" in prose
    assert "Apfelkuchen" not in prose


def test_tables_with_several_prices(tmp_path: Path) -> None:
    found = shelf(
        tmp_path,
        "# Räder\n\n| Arbeit | Stadtrad | E-Bike | Dauer |\n|---|---|---|---|\n"
        "| Kette wechseln | 15 € | 20–25 € | 30 min |\n| Software | – | 25 € | 10 min |\n",
    )
    assert told(found) == {
        "Kette wechseln": [("Stadtrad", "15"), ("E-Bike", "20–25 €")],
        "Software": [("E-Bike", "25")],
    }
    assert attributes(found.product("rader-software"), "de")["Dauer"] == "10 min"


@pytest.mark.parametrize(
    "content",
    [
        "# Versand\n\n| Ziel | Preis |\n|---|---|\n| Wien | 9,90 € |\n| Rom | 14,90 € |\n",
        "# Info\n\n| Land | Preis |\n|---|---|\n| Österreich | 9,90 € |\n| Italien | 14,90 € |\n",
        "# Liefern\n\n- Versand: 4,90 €\n- Express: 9,90 €\n- Österreich: 12,00 €\n\n"
        "## Rückgabe\n\n"
        "Sie kostet 3,50 €.\n",
        "# Was kostet der Hund?\n\n- klein: 5,00 €\n- groß: 8,00 €\n",
        "# Zeiten\n\n| Tag | von | bis |\n|---|---|---|\n| Montag | 9.00 | 18.30 |\n",
        "# Orte\n\nMünchen: 9 Uhr\nUlm: 10 Uhr\n",
    ],
)
def test_conditions_stay_prose(tmp_path: Path, content: str) -> None:
    found = shelf(tmp_path, content)
    titles = [p.text("de").title for p in found.products]
    assert [t for t in titles if t not in ("Express",)] == []
    assert found.passages


HTML = """<!doctype html><html lang="de"><body><h1>Preise</h1>
<table><tr><th>Kur</th><th>Dauer</th><th>Preis</th></tr>
<tr><th colspan=3>Rücken</th></tr>
<tr><td rowspan=2>Moor</td><td>20 min</td><td>25 €</td></tr><tr><td>40 min</td><td>45 €</td></tr>
<tr><th colspan=3>Fuß</th></tr><tr><td>Bad</td><td>15 min</td><td>auf Anfrage</td></tr></table>
<h2>Café</h2>
<div class=i><h6></h6><div>Espresso</div><div>kräftig</div><div>2,40 €</div></div>
<div class=i><div>Latte</div><div>mild</div><div>3,60 €</div></div>
<div class=i><div>Tee</div><div>im Kännchen</div><div>3,10 €</div></div>
<p>Hunde sind willkommen.</p></body></html>"""


def test_a_page(tmp_path: Path) -> None:
    found = shelf(tmp_path, HTML, "preise.html")
    assert told(found)["Moor"] == [("20 min", "25"), ("40 min", "45")]
    assert told(found)["Bad"] == [("", "auf Anfrage")]
    moor = next(p for p in found.products if p.text("de").title == "Moor")
    assert moor.text("de").category[-1] == "Rücken"
    assert told(found)["Latte"] == [("", "3.60")]
    latte = next(p for p in found.products if p.text("de").title == "Latte")
    assert latte.text("de").description == "mild"
    assert any("willkommen" in p.text for p in found.passages)


def paragraph(text: str, style: str = "") -> str:
    head = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    runs = "<w:tab/>".join(f"<w:t>{part}</w:t>" for part in text.split("\t"))
    return f"<w:p>{head}<w:r>{runs}</w:r></w:p>"


def test_a_word_document(tmp_path: Path) -> None:
    old = "<w:p><w:r><w:t>Nägel</w:t><w:tab/></w:r>"
    old += "<w:del><w:r><w:delText>30 €</w:delText></w:r></w:del>"
    new = "<w:ins><w:r><w:t>34 €</w:t></w:r></w:ins></w:p>"
    body = (
        paragraph("Hände", "Heading1")
        + paragraph("Maniküre\t28,00 €")
        + old
        + new
        + paragraph("Bitte anrufen.", "")
    )
    found = shelf(tmp_path, docx(body), "preise.docx")
    assert told(found) == {"Maniküre": [("", "28.00")], "Nägel": [("", "34")]}
    assert [p.text for p in found.passages] == ["Bitte anrufen."]
    for content in (b"PK\3\4", docx("")[:80], zipped({"word/document.xml": "<!DOCTYPE a><a/>"})):
        survives(tmp_path / "x.docx", content, "docx")


def test_legends() -> None:
    assert legend_of("Allergene: A) Gluten; C) Ei; 1) mit Farbstoff")["c"] == "Ei"
    assert legend_of("🌶 = scharf, 🌱 = vegan")["🌶"] == "scharf"
    assert legend_of("Mo: 9 Uhr, Di: 10 Uhr") == {}


def test_headings_without_marks(tmp_path: Path) -> None:
    found = shelf(
        tmp_path,
        "ZUM ANKER\n\nVorspeisen\n\nSuppe   6,50 €\nSalat   5,00 €\n\nHauptgerichte\n\n"
        "Fisch   15,95 €\nMenü für Kinder: ab 9 €\n\nWir nehmen Karten.\n",
        "karte.de.txt",
    )
    assert {p.text("de").title: p.text("de").category[-1] for p in found.products} == {
        "Suppe": "Vorspeisen",
        "Salat": "Vorspeisen",
        "Fisch": "Hauptgerichte",
        "Menü für Kinder": "Hauptgerichte",
    }
    assert "Wir nehmen Karten." in found.passages[0].text


def test_cards_of_a_page(tmp_path: Path) -> None:
    cards = "".join(
        f"<div><h3>{name}</h3><p>{what}</p><span>{price} €</span></div>"
        for name, what, price in (("Ost", "mild", 12), ("West", "scharf", 14), ("Nord", "kalt", 15))
    )
    page = f"<html lang=de><body><h1>Pizza</h1>{cards}<h2>Ort</h2><p>Am Hafen.</p></body></html>"
    found = shelf(tmp_path, page, "pizza.html")
    assert told(found) == {"Ost": [("", "12")], "West": [("", "14")], "Nord": [("", "15")]}
    assert {p.text("de").description for p in found.products} == {"mild", "scharf", "kalt"}
    assert [p.text for p in found.passages] == ["Am Hafen."]
