"""What stands below the goods of a table, beside them or between them: sums under any name, what a
shop's stock is worth, notes on all prices, groups in the column of names. Nothing of it is sold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cases import Held, read

TABLES = [
    ("de", "Teile-Nr.", "Bezeichnung", "VK netto €", "EK €", "Lager"),
    ("en", "Item no", "Item name", "Retail price", "Cost", "Stock"),
    ("fr", "Référence", "Désignation", "Prix TTC", "Prix d'achat", "Stock"),
    ("es", "Código", "Artículo", "PVP", "Coste", "Existencias"),
    ("it", "Codice", "Articolo", "Prezzo", "Costo", "Giacenza"),
    ("pt", "Código", "Produto", "Preço c/ IVA", "Custo", "Existências"),
    ("nl", "Artikelnr", "Omschrijving", "Prijs", "Inkoop", "Voorraad"),
    ("pl", "Indeks", "Nazwa", "Cena brutto", "Cena zakupu", "Stan"),
    ("cs", "Kód", "Název", "Cena", "Nákupní cena", "Skladem"),
    ("sv", "Artnr", "Benämning", "Pris", "Inköp", "Lager"),
    ("fi", "Tuotenro", "Tuote", "Hinta", "Ostohinta", "Varasto"),
    ("hu", "Cikkszám", "Megnevezés", "Ár", "Beszerzési ár", "Készlet"),
]
FEET = [
    ("de", "Summe Lagerwert EK", "Alle VK netto zzgl. 20 % USt."),
    ("de", "Warenwert gesamt", "Preise gelten ab Lager Kreuzberg"),
    ("en", "Total stock value (cost)", "All prices exclude VAT at 20%"),
    ("en", "Stock value at cost", "Prices are per piece, VAT included"),
    ("fr", "Valeur du stock", "Tous les prix s'entendent TTC"),
    ("es", "Valor de existencias (coste)", "Precios con IVA incluido"),
    ("it", "Totale valore magazzino", "Prezzi IVA inclusa, ritiro in negozio"),
    ("pt", "Valor em stock (custo)", "Preços com IVA incluído"),
    ("nl", "Waarde voorraad inkoop", "Alle prijzen zijn inclusief btw"),
    ("pl", "Razem wartość magazynu", "Ceny zawierają podatek VAT"),
    ("cs", "Celkem hodnota skladu", "Ceny jsou uvedeny s DPH"),
    ("sv", "Lagervärde totalt", "Alla priser inklusive moms"),
    ("fi", "Varaston arvo yhteensä", "Hinnat sisältävät arvonlisäveron"),
    ("hu", "Készletérték összesen", "Az árak tartalmazzák az áfát"),
]


def _held(path: Path, language: str, lines: list[list[str]], name: str = "list.csv") -> Held:
    sign = "\t" if name.endswith(".txt") else ";"
    text = "\n".join(sign.join(line) for line in lines) + "\n"
    return read(path, {"file": name, "languages": [language], "text": text})


@pytest.mark.parametrize("empty", [True, False], ids=["apart", "close"])
@pytest.mark.parametrize(("language", "total", "note"), FEET, ids=[f"{f[0]}-{f[1]}" for f in FEET])
def test_what_stands_below_the_goods_is_none(
    tmp_path: Path, language: str, total: str, note: str, empty: bool
) -> None:
    header = next(list(told) for own, *told in TABLES if own == language)
    goods = [
        ["A-101", "Adel 110 mm", "24,50", "11,17", "4"],
        ["A-102", "Brem", "9,90", "3,23", "0"],
        ["B-7", "Cort 2 l", "148,00", "97,61", "17"],
    ]
    foot = [["", total, "", "4312,88", ""], ["", note, "", "", ""]]
    held = _held(tmp_path, language, [header, *goods, *([[""] * 5] if empty else []), *foot])
    assert sorted(line.split(" | ")[0] for line in held.goods) == [
        "Adel 110 mm",
        "Brem",
        "Cort 2 l",
    ]
    assert "4312" not in held.said + "\n".join(held.passages)
    assert total not in held.said


@pytest.mark.parametrize("name", ["list.csv", "list.txt"])
@pytest.mark.parametrize("table", TABLES, ids=[told[0] for told in TABLES])
def test_a_group_in_the_column_of_names_groups_what_is_below(
    tmp_path: Path, table: tuple[str, ...], name: str
) -> None:
    language, *header = table
    lines = [
        ["Haus Xaver", "2026"],
        [],
        header,
        ["", "ADELN"],
        ["201", "Adel rot", "24,50", "11,17", "4"],
        ["202", "Adel blau", "9,90", "3,23", "0"],
        ["", "BREMEN"],
        ["AB-310-40x9", "Brem", "148,00", "97,61", "17"],
        ["312", "Cort", "8,00", "7,61", ""],
        ["314", "Demm", "5,00", "3,61", "2"],
        ["", "Elis", "17,00", "", ""],
        [],
        ["", FEET[7][1], "", "1.043,77"],
    ]
    held = _held(tmp_path, language, lines, name)
    paths = {next(iter(p.texts.values())).title: p for p in held.products}
    told = {title: next(iter(p.texts.values())).category for title, p in paths.items()}
    assert told == {
        "Adel rot": ("ADELN",),
        "Adel blau": ("ADELN",),
        "Brem": ("BREMEN",),
        "Cort": ("BREMEN",),
        "Demm": ("BREMEN",),
        "Elis": ("BREMEN",),
    }
    assert "11.17" not in held.said
    assert "043" not in held.said
