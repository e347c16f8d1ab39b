"""What goods cost before stands in a column that says so with one word, beside the price or beside
what they cost now: in lists, pages and texts of many languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cases import read

COLUMNS = [
    ("sv", "Garn", "Pris", "Förr", "Nu"),
    ("sv", "Garn", "Pris", "Tidigare", "Nu"),
    ("da", "Vare", "Pris", "Før", "Nu"),
    ("nb", "Vare", "Pris", "Tidligere", "Nå"),
    ("fi", "Tuote", "Hinta", "Ennen", "Nyt"),
    ("de", "Artikel", "Preis", "Bisher", "Jetzt"),
    ("de", "Artikel", "Preis", "Früher", "Jetzt"),
    ("en", "Item", "Price", "Was", "Now"),
    ("en", "Item", "Price", "Originally", "Now"),
    ("fr", "Article", "Prix", "Avant", "Maintenant"),
    ("es", "Artículo", "Precio", "Antes", "Ahora"),
    ("it", "Articolo", "Prezzo", "Prima", "Ora"),
    ("pt", "Artigo", "Preço", "Antes", "Agora"),
    ("nl", "Artikel", "Prijs", "Vroeger", "Nu"),
    ("nl", "Artikel", "Prijs", "Van", "Voor"),
    ("pl", "Nazwa", "Cena", "Było", "Teraz"),
    ("cs", "Název", "Cena", "Dříve", "Nyní"),
    ("sk", "Názov", "Cena", "Predtým", "Teraz"),
    ("hr", "Naziv", "Cijena", "Prije", "Sada"),
    ("sl", "Naziv", "Cena", "Prej", "Zdaj"),
    ("hu", "Megnevezés", "Ár", "Korábban", "Most"),
    ("ro", "Denumire", "Preț", "Înainte", "Acum"),
    ("ru", "Название", "Цена", "Было", "Сейчас"),
    ("uk", "Назва", "Ціна", "Раніше", "Зараз"),
    ("bg", "Име", "Цена", "Преди", "Сега"),
    ("el", "Προϊόν", "Τιμή", "Πριν", "Τώρα"),
    ("tr", "Ürün", "Fiyat", "Önce", "Şimdi"),
]
GOODS = ["Adel | 12.50 EUR | was 15.00", "Brem | 3.40 EUR", "Cort | 8.90 EUR | was 9.90"]


@pytest.mark.parametrize("file", ["a.csv", "a.html", "a.md", "b.csv"])
@pytest.mark.parametrize(("language", "name", "price", "former", "now"), COLUMNS)
def test_one_word_says_what_goods_cost_before(
    tmp_path: Path, language: str, name: str, price: str, former: str, now: str, file: str
) -> None:
    sign = "" if file == "a.csv" else " €"
    rows = [(name, now if file == "b.csv" else price, former)]
    rows += [("Adel", f"12,50{sign}", f"15,00{sign}"), ("Brem", f"3,40{sign}", "")]
    rows += [("Cort", f"8,90{sign}", f"9,90{sign}")]
    if file == "a.html":
        cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
        lines = "".join(f"<tr>{row}</tr>" for row in cells)
        text = f"<html><body><h1>Haus</h1><h2>Xaver</h2><table>{lines}</table></body></html>"
    elif file == "a.md":
        body = [" | ".join(row) for row in rows]
        text = "# Haus\n\n## Xaver\n\n" + "\n".join([body[0], "---|---|---", *body[1:]]) + "\n"
    else:
        text = "\n".join(";".join(row) for row in rows) + "\n"
    held = read(tmp_path, {"file": file, "languages": [language], "text": text})
    assert held.goods == GOODS


@pytest.mark.parametrize(
    ("first", "second"), [("Small", "Regular"), ("Child", "Regular"), ("Halb", "Normal")]
)
@pytest.mark.parametrize("file", ["a.csv", "a.html"])
def test_a_usual_size_is_no_former_price(
    tmp_path: Path, first: str, second: str, file: str
) -> None:
    rows = [("Item", first, second), ("Adel", "12,50 €", "15,00 €"), ("Brem", "3,40 €", "4,00 €")]
    if file == "a.html":
        cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
        lines = "".join(f"<tr>{row}</tr>" for row in cells)
        text = f"<html><body><h1>Haus</h1><h2>Xaver</h2><table>{lines}</table></body></html>"
    else:
        text = "\n".join(";".join(row) for row in rows) + "\n"
    held = read(tmp_path, {"file": file, "languages": ["en"], "text": text})
    assert len(held.goods) == 4
    assert "was" not in "\n".join(held.goods)
