"""A price that is told in two currencies is asked in the business's own, wherever it stands."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.quantities import asked
from catalog.records import Money
from tests.test_cases import read

BOTH = [
    ("bg", "EUR", "6,00 € (11,73 лв.)"),
    ("bg", "EUR", "6,00 € / 11,73 лв."),
    ("bg", "EUR", "11,73 лв. (6,00 €)"),
    ("bg", "EUR", "6,00 EUR (11,73 BGN)"),
    ("bg", "BGN", "6,00 лв. (3,07 €)"),
    ("hr", "EUR", "6,00 € (45,21 HRK)"),
    ("de", "CHF", "CHF 6.00 (€ 6.50)"),
    ("de", "EUR", "6,00 € / CHF 6.50"),
    ("fr", "CHF", "6.– CHF (env. 6,50 €)"),
    ("cs", "CZK", "6 Kč / 0,25 €"),
    ("pl", "PLN", "6,00 zł (1,40 €)"),
    ("hu", "HUF", "6 Ft (0,02 EUR)"),
    ("sv", "SEK", "6 kr (0,55 €)"),
    ("ro", "RON", "6,00 lei = 1,20 €"),
    ("tr", "TRY", "6 TL (0,20 €)"),
    ("uk", "UAH", "6,00 грн (0,13 €)"),
    ("en", "GBP", "£6.00 / €7.20"),
    ("es", "EUR", "6,00 € - 6,90 US$"),
]


@pytest.mark.parametrize(("language", "home", "text"), BOTH)
def test_the_own_currency_is_asked_in_cells_and_lines(
    tmp_path: Path, language: str, home: str, text: str
) -> None:
    table = f"| Adel | {text} |\n| Brem | {text} |\n| Cort | {text} |\n"
    files = {
        "a.md": f"# Haus\n\n## Xaver\n\n| Name | Preis |\n|---|---|\n{table}",
        "b.csv": f"Name;Preis\nDemm;{text}\nElis;{text}\n",
        "c.txt": f"Haus\n\nYver\n\nFass – {text}\nGral: {text}\nHonn ........ {text}\n",
    }
    held = read(tmp_path, {"files": files, "languages": [language], "currency": home})
    told = {line.split(" | ")[0]: line.split(" | ")[1] for line in held.goods}
    assert told == dict.fromkeys(
        ("Adel", "Brem", "Cort", "Demm", "Elis", "Fass", "Gral", "Honn"), f"6.00 {home}"
    )


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("от 5,00 € (9,78 лв.)", "EUR"),
        ("ab 5 € / CHF 5.50", "EUR"),
        ("from £5 (€6)", "GBP"),
        ("od 5 zł (1,20 €)", "PLN"),
        ("fr. 1 390 kr", "SEK"),
        ("fr. 1 390 kr (120 €)", "SEK"),
    ],
)
def test_the_least_that_is_asked_stays_so(text: str, home: str) -> None:
    found = asked(text, "", home, home)
    assert found.price is None
    assert found.span is not None
    least = Money(Decimal(1390 if "390" in text else 5), home)
    assert (found.span.low, found.span.words) == (least, text)


@pytest.mark.parametrize(
    "text", ["5 $ (11,73 лв.)", "5 € + 6 $", "5 € (plus 6 CHF)", "от 9 лв. (5 €)"]
)
def test_what_is_not_the_same_twice_is_no_price_of_the_first(text: str) -> None:
    try:
        found = asked(text, "", "EUR", "EUR")
    except ValueError:
        return
    assert found.price is None or found.note


@pytest.mark.parametrize("unit", ["10 km", "2 ft", "3 den", "100 g", "30 min", "2 rm"])
def test_what_an_amount_is_asked_for_is_no_other_currency(unit: str) -> None:
    found = asked(f"5 € / {unit}", "", "EUR", "EUR")
    assert (found.price, found.note) == (Money(Decimal(5), "EUR"), "")
    assert found.per == unit or found.unit_price is not None


COLUMNS = [
    ("bg", "EUR", "Услуга;Цена €;Цена лв."),
    ("bg", "EUR", "Услуга;Цена (EUR);Цена (BGN)"),
    ("bg", "EUR", "Услуга;Цена (€ / лв.)"),
    ("hr", "EUR", "Naziv;Cijena EUR;Cijena HRK"),
    ("de", "CHF", "Leistung;Preis CHF;Preis EUR"),
    ("de", "CHF", "Leistung;Preis (CHF / €)"),
    ("cs", "CZK", "Služba;Cena Kč;Cena €"),
    ("cs", "CZK", "Služba;Cena Kč / €"),
    ("pl", "PLN", "Usługa;Cena zł;Cena €"),
    ("hu", "HUF", "Szolgáltatás;Ár (Ft);Ár (€)"),
    ("sv", "SEK", "Tjänst;Pris (SEK);Pris (EUR)"),
    ("tr", "TRY", "Hizmet;Fiyat (TL);Fiyat (€)"),
]


@pytest.mark.parametrize("file", ["a.csv", "a.md", "a.html"])
@pytest.mark.parametrize(("language", "home", "header"), COLUMNS)
def test_of_two_columns_the_own_currency_is_asked(
    tmp_path: Path, language: str, home: str, header: str, file: str
) -> None:
    names = header.split(";")
    rows = [("Adel", "6,00", "11,73"), ("Brem", "8,00", "15,65"), ("Cort", "9,50", "18,58")]
    cells = [row if len(names) == 3 else (row[0], " / ".join(row[1:])) for row in rows]
    lines = [" | ".join(row) for row in (names, *cells)]
    if file == "a.csv":
        text = "\n".join(line.replace(" | ", ";") for line in lines) + "\n"
    elif file == "a.md":
        rule = "|".join(["---"] * len(names))
        text = "# Haus\n\n## Xaver\n\n" + "\n".join([lines[0], rule, *lines[1:]]) + "\n"
    else:
        body = "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
            for row in (names, *cells)
        )
        text = f"<html><body><h1>Haus</h1><h2>Xaver</h2><table>{body}</table></body></html>"
    held = read(tmp_path, {"file": file, "languages": [language], "currency": home, "text": text})
    assert held.goods == [f"Adel | 6.00 {home}", f"Brem | 8.00 {home}", f"Cort | 9.50 {home}"]
