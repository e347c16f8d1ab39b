"""What a page says once of the tax in all its prices is said of each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business
from catalog.sources.taxes import stated
from tests.shelf import Shelf

NET = [
    "Alle Preise netto zzgl. 19 % MwSt., je Auflage.",
    "Alle Preise zzgl. 19 % MwSt.",
    "Preise netto",
    "Die Preise verstehen sich zuzüglich der gesetzlichen Mehrwertsteuer.",
    "All prices ex VAT (coffee zero-rated). Carriage paid over £120.",
    "Prices plus VAT at 20%",
    "Prices exclude VAT.",
    "Tous nos prix s'entendent hors taxes.",
    "Tarifs 2026 HT",
    "Precios sin IVA",
    "IVA no incluido.",
    "Prezzi IVA esclusa.",
    "Preços sem IVA",
    "Alle prijzen zijn exclusief btw",
    "Priserne er ekskl. moms",
    "Priser exkl. moms. Frakt tillkommer.",
    "Prisene er eks. mva.",
    "Hinnat ilman alv.",
    "Ceny netto",
    "Ceny bez DPH",
    "Az árak nem tartalmazzák az áfát.",
    "Οι τιμές δεν περιλαμβάνουν ΦΠΑ",
    "Цены указаны без НДС",
    "Ціни без ПДВ",
    "Fiyatlara KDV dahil değildir.",
    "Fiyatlar + KDV",
]
GROSS = [
    "Preise inkl. 19 % MwSt. Umtausch nur mit Kassenbon.",
    "Hire rates from 1 April 2025 - all prices include VAT",
    "Prix TTC",
    "Tarifas orientativas 2026 — IVA incluido",
    "Prezzi IVA inclusa. Sconto 5% per 6 bottiglie",
    "IVA incluído à taxa em vigor.",
    "Prijzen inclusief btw",
    "Priser per planta inkl. moms. Rabatt vid köp av 10 lika: 10 %.",
    "Hinnat sis. alv 25,5 %",
    "Ceny v Kč včetně DPH",
    "Ceny brutto",
    "Цены с НДС",
    "Fiyatlarımıza KDV dahildir.",
]
NOTHING = [
    "Delivery £6 excl. VAT",
    "Prix nets, service compris",
    "Netto 500 g",
    "Pay with tax refund",
    "Wir helfen bei der Steuererklärung und der Umsatzsteuer für kleine Betriebe.",
    "Preise inkl. MwSt.\nGewerbekunden: Preise zzgl. MwSt.",
    "",
]


@pytest.mark.parametrize(
    ("text", "included"),
    [(t, False) for t in NET] + [(t, True) for t in GROSS] + [(t, None) for t in NOTHING],
)
def test_what_is_said_once(text: str, included: bool | None) -> None:
    assert stated(text) is included


def included(path: Path, text: str, language: str, currency: str) -> list[bool | None]:
    found = Shelf(path, text, Business("Haus", currency=currency, languages=(language,)))
    return [v.tax_included for p in found.products for v in p.variants]


@pytest.mark.parametrize(
    ("language", "said", "taxed"),
    [
        ("de", "Alle Preise zzgl. 19 % MwSt.", False),
        ("tr", "Fiyatlara KDV dahil değildir.", False),
        ("it", "Prezzi IVA inclusa.", True),
    ],
)
def test_it_holds_for_every_price_of_every_file(
    tmp_path: Path, language: str, said: str, taxed: bool
) -> None:
    goods = "- Alfa Kormoran: 59,00 €\n- Beta Zirkel: 149,00 €\n- Gamma Quader: 15,50 €\n"
    assert (
        included(tmp_path / "a.md", f"# Haus\n\n{said}\n\n{goods}", language, "EUR") == [taxed] * 3
    )
    entries = "".join(f"<li>{line[2:]}</li>" for line in goods.splitlines())
    page = f"<!DOCTYPE html><html><body><h1>Haus</h1><p>{said}</p><ul>{entries}</ul></body></html>"
    assert included(tmp_path / "a.html", page, language, "EUR") == [taxed] * 3
    rows = "Nr;Name;Preis\n1;Alfa Kormoran;59,00\n2;Beta Zirkel;149,00\n"
    assert included(tmp_path / "a.csv", f"{said};;\n{rows}", language, "EUR") == [taxed] * 2
    assert included(tmp_path / "b.csv", f"{rows};;\n{said};;\n", language, "EUR") == [taxed] * 2


def test_what_a_price_says_of_itself_holds_before_it(tmp_path: Path) -> None:
    text = "# Haus\n\nPreise inkl. MwSt.\n\n- Alfa: 59 € zzgl. MwSt.\n- Beta: 14 €\n- Gamma: 15 €\n"
    assert included(tmp_path / "a.md", text, "de", "EUR") == [False, True, True]
    rows = "Nr;Name;Preis netto\n1;Alfa Kormoran;59,00\n2;Beta Zirkel;149,00\n"
    found = included(tmp_path / "a.csv", f"Preise inkl. MwSt.;;\n{rows}", "de", "EUR")
    assert found == [False, False]
