"""Headings between numbered goods, and prices by size below one cell that says they are prices."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business
from catalog.sources.grouping import two_lines
from tests.shelf import Shelf, attributes, by_title, listed, xlsx


@pytest.mark.parametrize(
    ("language", "header", "request_"),
    [
        ("pl", "Indeks;Nazwa towaru;J.m.;Cena", "wycena indywidualna"),
        ("de", "Art.-Nr.;Bezeichnung;Einheit;Preis", "auf Anfrage"),
        ("en", "Code;Item;Unit;Price", "on request"),
        ("fr", "Réf;Désignation;Unité;Prix", "sur devis"),
        ("it", "Codice;Articolo;U.M.;Prezzo", "su richiesta"),
        ("es", "Ref.;Artículo;Unidad;Precio", "a consultar"),
        ("cs", "Kód;Název;MJ;Cena", "na dotaz"),
        ("nl", "Artikelnr;Omschrijving;Eenheid;Prijs", "op aanvraag"),
    ],
)
@pytest.mark.parametrize("codes", [("K-2015", "K-FAS", "W-BAB"), ("1", "2", "3")])
def test_headings_between_goods_that_a_column_numbers(
    tmp_path: Path, language: str, header: str, request_: str, codes: tuple[str, str, str]
) -> None:
    a, b, c = codes
    lines = [header, ";XYLON;;", f"{a};Alfa;x;1,35", f"{b};Beta;x;2,10", ";YOLAN;;"]
    lines += [f"{c};Gamma;x;48,00", f"{c}9;Delta;x;62,50", f"{c}8;Epsilon;x;57,00", ";;;"]
    shelf = listed(tmp_path, [*lines, f";Zeta;;{request_}"], language)
    found = {title: p.text(language).category for title, p in by_title(shelf, language).items()}
    assert found == {
        "Alfa": ("XYLON",),
        "Beta": ("XYLON",),
        **dict.fromkeys(("Gamma", "Delta", "Epsilon"), ("YOLAN",)),
        "Zeta": (),
    }


def test_a_name_of_which_nothing_else_is_known_is_sold_where_many_have_no_number(
    tmp_path: Path,
) -> None:
    lines = ["Code;Item;Price", "A-1;Alfa;1,00", ";Beta;2,00", ";Gamma;", ";Delta;3,00"]
    shelf = listed(tmp_path, [*lines, "A-2;Epsilon;4,00", ";Zeta;5,00"], "en")
    assert "Gamma" in by_title(shelf, "en")


@pytest.mark.parametrize(
    ("language", "name", "over", "per", "sizes"),
    [
        ("ro", "Sortiment", "Preț pe borcan", "pe borcan", ("250 g", "500 g", "1 kg")),
        ("de", "Sorte", "Preis pro Glas", "pro Glas", ("250 g", "500 g", "1 kg")),
        ("en", "Item", "Price per bottle", "per bottle", ("0.5 l", "1 l", "5 l")),
        ("fr", "Produit", "Prix", "", ("250 g", "500 g", "1 kg")),
        ("it", "Prodotto", "Prezzo", "", ("100 ml", "250 ml", "1 l")),
        ("pl", "Nazwa", "Cena", "", ("30 cm", "60 cm", "90 cm")),
        ("sv", "Namn", "Pris", "", ("3 dl", "5 dl", "1 l")),
    ],
)
def test_sizes_below_one_cell_that_says_they_are_prices(
    tmp_path: Path, language: str, name: str, over: str, per: str, sizes: tuple[str, ...]
) -> None:
    rows = [["List"], [name, "Xyl", over, "", ""], ["", "", *sizes]]
    rows += [["ADEL", "", "", "", ""], ["Brem", "yo", 18, 33, 60], ["Cort", "yo", "", 29, 52]]
    rows += [["DEMM", "", "", "", ""], ["Ebb", "yo", 16.5, 31, 58], ["Fenn", "yo", 20, 37, 68]]
    shop = Business("Shop", currency="EUR", languages=(language,), timezone="Europe/Berlin")
    shelf = Shelf(tmp_path / "l.xlsx", xlsx(rows), shop)
    found = {
        title: [(v.options[0].value, float(v.price.amount)) for v in p.variants if v.price]
        for title, p in by_title(shelf, language).items()
    }
    assert found["Brem"] == list(zip(sizes, (18.0, 33.0, 60.0), strict=True))
    assert found["Cort"] == list(zip(sizes[1:], (29.0, 52.0), strict=True))
    first = by_title(shelf, language)["Brem"]
    assert first.text(language).category == ("ADEL",)
    assert (per in attributes(first, language).values()) == bool(per)


@pytest.mark.parametrize("said", ["9 lei bucata", "9 € das Stück", "12 € each", "sur devis"])
def test_what_is_sold_by_the_piece_has_no_size_of_the_column_that_it_stands_in(
    tmp_path: Path, said: str
) -> None:
    rows = ["Item;Price 250 g;Price 500 g", "Alfa;18,00;33,00", "Beta;16,00;29,00"]
    shelf = listed(tmp_path, [*rows, f"Gamma;{said};"], "en")
    (variant,) = by_title(shelf, "en")["Gamma"].variants
    assert variant.options == ()


def test_amounts_below_a_header_are_no_second_line_of_it() -> None:
    assert two_lines(["Item", "Price", ""], ["", "12,50", "9 €"]) is None


@pytest.mark.parametrize(
    ("language", "name", "over", "sizes"),
    [
        ("ro", "Produs", "Preț borcan", ("mic", "mare")),
        ("de", "Sorte", "Preis Kranz", ("klein", "groß")),
        ("en", "Item", "Price bouquet", ("small", "large")),
        ("it", "Prodotto", "Prezzo vaso", ("piccolo", "grande")),
        ("es", "Producto", "Precio tarro", ("pequeño", "grande")),
    ],
)
def test_sizes_of_one_thing_below_one_cell_ask_prices(
    tmp_path: Path, language: str, name: str, over: str, sizes: tuple[str, str]
) -> None:
    lines = [f"{name};{over};", f";{sizes[0]};{sizes[1]}", "Alfa;18;32", "Beta;25;", "Gamma;15;27"]
    found = by_title(listed(tmp_path, lines, language), language)
    prices = [
        (v.options[0].value.split()[-1], str(v.price.amount))
        for v in found["Alfa"].variants
        if v.price
    ]
    assert prices == [(sizes[0], "18"), (sizes[1], "32")]
    assert len(found["Beta"].variants) == 1


@pytest.mark.parametrize(
    ("language", "half", "day"),
    [("de", "½ Tag", "Tag"), ("en", "1/2 day", "Day"), ("fr", "½ journée", "Journée")],
)
def test_parts_of_a_day_ask_prices_as_hours_do(
    tmp_path: Path, language: str, half: str, day: str
) -> None:
    lines = [f"Boot;1 h;2 h;{half};{day}", "Alfa;14,-;24,-;40,-;60,-", "Beta;12,-;20,-;-;-"]
    found = by_title(listed(tmp_path, [*lines, "Gamma;28,-;50,-;95,-;120,-"], language), language)
    told_of = {v.options[0].value: str(v.price.amount) for v in found["Alfa"].variants if v.price}
    assert told_of == {"1 h": "14", "2 h": "24", half: "40", day: "60"}
    assert len(found["Beta"].variants) == 2


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("uk", "Мова,Група,Індивідуально"),
        ("de", "Sprache,Gruppe,Einzel"),
        ("en", "Language,Group,Individual"),
    ],
)
def test_a_group_of_sums_is_what_a_lesson_in_one_costs(
    tmp_path: Path, language: str, header: str
) -> None:
    lines = ['"Kurse, prices in EUR"', header, "Alfa,1800,3200", "Beta,2000,3600", "Gamma,,3800"]
    found = by_title(listed(tmp_path, lines, language, "prices.csv"), language)
    assert all(p.text(language).category == () for p in found.values())
    assert len([v for v in found["Alfa"].variants if v.price]) == 2


def test_a_step_of_a_price_is_told_by_its_whole_name(tmp_path: Path) -> None:
    lines = ["Item;Price;10+", "Alfa;12,00;11,00", "Beta;11,50;10,50", "Gamma;60,00;56,00"]
    found = by_title(listed(tmp_path, lines, "en"), "en")
    assert attributes(found["Alfa"], "en") == {"10+": "11,00"}


def test_short_remarks_below_a_list_are_told(tmp_path: Path) -> None:
    lines = ["Item;Size;Price", "Alfa;x;12,00", "Beta;y;11,50", "Gamma;y;9,00", ";;"]
    shelf = listed(tmp_path, [*lines, "Deposit 50 € each.;;", "Life jackets free.;;"], "en")
    assert "Life jackets free." in shelf.passages[-1].text


@pytest.mark.parametrize(
    ("language", "deposit", "spans"),
    [
        ("it", "cauzione", ("½ giornata", "giornata", "3 gg")),
        ("de", "Kaution", ("½ Tag", "1 Tag", "Woche")),
        ("en", "deposit", ("1/2 day", "day", "week")),
        ("fr", "caution", ("½ journée", "journée", "semaine")),
        ("uk", "застава", ("доба", "3 доби", "тиждень")),
    ],
)
@pytest.mark.parametrize("suffix", ["md", "csv"])
def test_what_is_let_by_the_day_has_its_deposit_beside(
    tmp_path: Path, language: str, deposit: str, spans: tuple[str, str, str], suffix: str
) -> None:
    rows = [("Alfa", "8", "12", "30", "50"), ("Beta", "12", "18", "48", "100")]
    table = [("Xylo", *spans, deposit), *rows, ("Gamma", "22", "35", "95", "200")]
    if suffix == "md":
        lines = [" | ".join(row) for row in table]
        lines = ["## Prices", "", lines[0], "--|--|--|--|--", *lines[1:]]
    else:
        lines = ["Prices;;;;", *(";".join(row) for row in table)]
    found = by_title(listed(tmp_path, lines, language, f"list.{suffix}"), language)
    prices = {v.options[0].value: str(v.price.amount) for v in found["Alfa"].variants if v.price}
    assert prices == dict(zip(spans, ("8", "12", "30"), strict=True))


@pytest.mark.parametrize(
    ("language", "header", "words"),
    [
        ("fr", "Langue;vers le français;depuis le français", "sur devis"),
        ("de", "Sprache;ins Deutsche;aus dem Deutschen", "auf Anfrage"),
        ("en", "Language;into English;from English", "on request"),
    ],
)
def test_sums_with_what_they_are_for_ask_prices_beside_words(
    tmp_path: Path, language: str, header: str, words: str
) -> None:
    lines = [header, "Alfa;0,11 €/mot;0,12 €/mot", "Beta;0,12 €/mot;0,13 €/mot"]
    found = by_title(listed(tmp_path, [*lines, f"Gamma;{words};{words}"], language), language)
    assert [str(v.price.amount) for v in found["Alfa"].variants if v.price] == ["0.11", "0.12"]


@pytest.mark.parametrize(
    ("language", "retail", "step"),
    [
        ("en", "Retail", "Each from 6"),
        ("de", "Ladenpreis", "ab 6 Stück"),
        ("fr", "Prix public", "à partir de 6"),
        ("it", "Prezzo al pubblico", "da 6"),
        ("sv", "Butikspris", "från 6"),
    ],
)
def test_a_step_of_the_price_is_no_choice(
    tmp_path: Path, language: str, retail: str, step: str
) -> None:
    lines = [f"Item;{retail};{step}", "Alfa;£14.00;£12.50", "Beta;£48.00;", "Gamma;£9.00;£8.00"]
    found = by_title(listed(tmp_path, lines, language), language)
    (variant,) = found["Alfa"].variants
    assert str(variant.price and variant.price.amount) == "14.00"
    assert "12.50" in repr(found["Alfa"].text(language).attributes)


def test_a_share_in_a_prices_place_is_told_in_words(tmp_path: Path) -> None:
    lines = ["Item;Price", "Alfa;12,00", "Beta;14,00", "Express;+ 30 %"]
    found = by_title(listed(tmp_path, lines, "en"), "en")
    (variant,) = found["Express"].variants
    assert variant.price_span is not None
    assert variant.price_span.words == "+ 30 %"
