"""Tables as shops keep them in many languages: groups of goods, numbers, prices of others, what is
left, where it lies. Each promise holds for several trades and languages at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.records import Availability, Business, Product
from tests.shelf import Shelf, attributes


def told(path: Path, lines: list[str], language: str = "en", name: str = "list.csv") -> Shelf:
    shop = Business("Shop", currency="EUR", languages=(language,), timezone="Europe/Berlin")
    return Shelf(path / name, "\n".join(lines), shop)


def by_title(shelf: Shelf) -> dict[str, Product]:
    return {text.title: p for p in shelf.products for text in p.texts.values()}


def category(product: Product) -> tuple[str, ...]:
    return next(iter(product.texts.values())).category


@pytest.mark.parametrize(
    ("language", "name", "title", "price"),
    [
        ("en", "Section", "Item", "Price"),
        ("de", "Gruppe", "Bezeichnung", "Preis"),
        ("de", "Art", "Name", "Preis"),
        ("fr", "Gamme", "Désignation", "Prix"),
        ("es", "Sección", "Artículo", "Precio"),
        ("pt", "Grupo", "Artigo", "Preço"),
        ("it", "Gruppo", "Prodotto", "Prezzo"),
        ("nl", "Soort", "Naam", "Prijs"),
        ("sv", "Typ", "Namn", "Pris"),
        ("da", "Gruppe", "Vare", "Pris"),
        ("fi", "Laji", "Tuote", "Hinta"),
        ("pl", "Rodzaj", "Nazwa", "Cena"),
        ("cs", "Druh", "Název", "Cena"),
        ("hu", "Fajta", "Megnevezés", "Ár"),
        ("tr", "Tür", "Ürün", "Fiyat"),
        ("tr", "Grup", "Ürün adı", "Fiyat"),
        ("ru", "Вид", "Товар", "Цена"),
        ("el", "Τύπος", "Προϊόν", "Τιμή"),
        ("it", "Tipologia", "Nome vino", "Prezzo"),
        ("en", "Type", "Plant name", "Price"),
        ("fr", "Type", "Nom du vin", "Prix"),
        ("nl", "Soort", "Naam plant", "Prijs"),
    ],
)
def test_words_that_many_rows_share_are_the_group_of_goods(
    tmp_path: Path, language: str, name: str, title: str, price: str
) -> None:
    lines = [f"{title};{name};{price}", "Adel;Xyl;2,50", "Brem;Xyl;3,50", "Cort;Yol;4,50"]
    shelf = told(tmp_path, [*lines, "Demm;Yol;5,50"], language)
    assert set(by_title(shelf)) == {"Adel", "Brem", "Cort", "Demm"}
    assert [category(p) for p in shelf.products] == [("Xyl",), ("Xyl",), ("Yol",), ("Yol",)]


@pytest.mark.parametrize(("name", "title"), [("Typ", "Kurs"), ("Type", "Treatment")])
def test_a_kind_that_tells_rows_of_one_name_apart_is_chosen_and_groups_nothing(
    tmp_path: Path, name: str, title: str
) -> None:
    lines = [f"{title};{name};Price", "Adel;single;20", "Adel;group;12", "Brem;single;25"]
    shelf = told(tmp_path, [*lines, "Brem;group;15", "Cort;group;15"])
    assert len(by_title(shelf)["Adel"].variants) == 2


@pytest.mark.parametrize(
    ("language", "title", "price", "other"),
    [
        ("en", "Item", "Price", "Staff price"),
        ("en", "Item", "Price", "Trade price (min. 20 pieces)"),
        ("de", "Bezeichnung", "VK", "VK Personal"),
        ("de", "Bezeichnung", "Preis", "Mitarbeiterpreis"),
        ("fr", "Désignation", "Prix public", "Prix pro"),
        ("es", "Artículo", "Precio", "Precio empleados"),
        ("pt", "Artigo", "Preço", "Preço revenda"),
        ("it", "Prodotto", "Prezzo banco", "Prezzo bar"),
        ("nl", "Naam", "Prijs", "Prijs personeel"),
        ("sv", "Namn", "Pris", "Pris återförsäljare"),
        ("da", "Vare", "Pris", "Forhandlerpris"),
        ("fi", "Tuote", "Hinta", "Jälleenmyyjähinta"),
        ("pl", "Nazwa", "Cena detal", "Cena hurt"),
        ("cs", "Název", "Cena", "VO cena"),
        ("tr", "Ürün adı", "Perakende Fiyat", "Toptan Fiyat (min. 20 adet)"),
        ("uk", "Назва", "Ціна", "Гурт"),
        ("ru", "Товар", "Цена", "Цена для сотрудников"),
    ],
)
def test_what_others_pay_is_no_price_of_a_customer(
    tmp_path: Path, language: str, title: str, price: str, other: str
) -> None:
    lines = [f"{title};{price};{other}", "Adel;12,50;8,15", "Brem;3,40;2,15", "Cort;8,90;5,85"]
    shelf = told(tmp_path, lines, language)
    assert [len(p.variants) for p in shelf.products] == [1, 1, 1]
    assert [str(p.variants[0].price and p.variants[0].price.amount) for p in shelf.products] == [
        "12.50",
        "3.40",
        "8.90",
    ]
    assert not any("15" in text for p in shelf.products for text in attributes_of(p, language))


def attributes_of(product: Product, language: str) -> list[str]:
    return list(attributes(product, language).values())


@pytest.mark.parametrize(
    ("language", "number", "title", "price"),
    [
        ("es", "Cód.", "Artículo", "Precio"),
        ("it", "Codice", "Prodotto", "Prezzo"),
        ("pt", "PLU", "Descrição", "PVP"),
        ("de", "PLU", "Bezeichnung", "Preis"),
        ("de", "Nummer", "Bezeichnung", "Preis"),
        ("nl", "Nr", "Naam", "Prijs"),
        ("el", "Κωδ.", "Περιγραφή", "Τιμή"),
    ],
)
@pytest.mark.parametrize("barcode", [True, False])
def test_a_column_of_numbers_is_the_goods_number_beside_a_barcode_too(
    tmp_path: Path, language: str, number: str, title: str, price: str, barcode: bool
) -> None:
    codes = ("4006381333931", "4006381333948", "")
    lines = [f"{number};{title};{price};EAN"]
    lines += [
        f"{n};{name};2,50;{code if barcode else ''}"
        for n, name, code in zip((101, 102, 110), ("Adel", "Brem", "Cort"), codes, strict=True)
    ]
    shelf = told(tmp_path, lines, language)
    assert [p.variants[0].sku for p in shelf.products] == ["101", "102", "110"]


@pytest.mark.parametrize("number", ["lp", "Nr", "No", "Pos"])
def test_what_counts_rows_of_names_that_come_again_is_no_number_of_goods(
    tmp_path: Path, number: str
) -> None:
    lines = [f"{number},Name,Animal,Price", "1,Vaccination,dog,40", "2,Vaccination,cat,35"]
    lines += [f"{n},Test {n * 7},dog/cat,{n}5" for n in range(3, 9)]
    shelf = told(tmp_path, lines)
    found = by_title(shelf)
    assert {v.options[0].value for v in found["Vaccination"].variants} == {"dog", "cat"}
    assert not any(v.sku for p in shelf.products for v in p.variants)


@pytest.mark.parametrize(
    ("language", "heads"),
    [("fr", ("PAINS", "GÂTEAUX")), ("de", ("Brot", "Kuchen")), ("tr", ("Ekmek", "Pasta"))],
)
def test_a_row_of_one_cell_beside_numbers_is_the_group_of_what_follows(
    tmp_path: Path, language: str, heads: tuple[str, str]
) -> None:
    first, second = heads
    lines = ["Nr;Name;Preis", f";{first};", "P01;Adel;2,50", "P02;Brem;3,50"]
    shelf = told(tmp_path, [*lines, f";{second};", "K01;Cort;4,50"], language)
    assert [category(p) for p in shelf.products] == [(first,), (first,), (second,)]


@pytest.mark.parametrize("name", ["Category", "Kategori", "Warengruppe", "Categoría"])
def test_a_remark_below_a_table_makes_no_column_of_groups(tmp_path: Path, name: str) -> None:
    lines = [f"Code;Name;{name};Price", "A1;Adel;Xyl;2,50", "A2;Brem;Xyl;3,50", "B1;Cort;Yol;4"]
    shelf = told(tmp_path, [*lines, "Note: prices hold until 31.12.2026.;;;"])
    assert [category(p) for p in shelf.products] == [("Xyl",), ("Xyl",), ("Yol",)]


@pytest.mark.parametrize(
    ("language", "stock", "gone", "there"),
    [
        ("tr", "Durum", "Tükendi", "Satışta"),
        ("it", "Disponibilità", "esaurita", "sì"),
        ("es", "Existencias", "agotados", "12"),
        ("fr", "Stock", "épuisée", "4"),
        ("pt", "Stock", "esgotados", "7"),
        ("el", "Απόθεμα", "εξαντλήθηκε", "9"),
        ("ru", "Остаток", "закончился", "3"),
        ("pl", "Stan", "wyprzedane", "5"),
        ("hu", "Készlet", "kifogyott", "8"),
        ("sv", "Lager", "slutsålda", "6"),
        ("nl", "Voorraad", "niet beschikbaar", "2"),
    ],
)
def test_a_word_for_what_is_gone_is_a_state_in_a_column_of_counts_too(
    tmp_path: Path, language: str, stock: str, gone: str, there: str
) -> None:
    lines = [f"Code;Name;Price;{stock}", f"A1;Adel;2,50;{there}", f"A2;Brem;3,50;{gone}"]
    shelf = told(tmp_path, [*lines, f"A3;Cort;3,50;{there}"], language)
    states = [p.variants[0].availability for p in shelf.products]
    there_is = Availability.IN_STOCK
    assert states == [there_is, Availability.OUT_OF_STOCK, there_is]


@pytest.mark.parametrize("name", ["Plek", "Fach", "Location", "Raf", "Ubicación", "Posizione"])
@pytest.mark.parametrize("places", [("K-3", "K-4"), ("REG-4-11", "REG-1-02"), ("R2/14", "R1/03")])
def test_a_place_of_a_shelf_is_told_to_nobody(
    tmp_path: Path, name: str, places: tuple[str, str]
) -> None:
    lines = [f"Code;Name;Price;{name}", f"A1;Adel;2,50;{places[0]}", f"A2;Brem;3;{places[1]}"]
    shelf = told(tmp_path, lines)
    assert [attributes(p) for p in shelf.products] == [{}, {}]


def test_a_place_where_something_is_given_is_told(tmp_path: Path) -> None:
    lines = ["Code;Course;Price;Location", "A1;Adel;25;Hall 2, Ulm", "A2;Brem;30;Market hall"]
    shelf = told(tmp_path, lines)
    assert [attributes(p)["Location"] for p in shelf.products] == ["Hall 2, Ulm", "Market hall"]


@pytest.mark.parametrize(
    ("language", "price", "words"),
    [
        ("fr", "Prix", "janvier seulement"),
        ("it", "Prezzo", "solo a Pasqua"),
        ("es", "Precio", "todavía sin precio"),
        ("de", "Preis", "noch nicht bekannt"),
        ("pl", "Cena", "tylko w grudniu"),
        ("tr", "Fiyat", "yalnız bayramda"),
    ],
)
def test_words_in_the_place_of_a_price_are_told_and_cost_no_goods(
    tmp_path: Path, language: str, price: str, words: str
) -> None:
    lines = [f"Code;Name;{price}", "A1;Adel;2,50", f"A2;Brem;{words}", "A3;Cort;3,50"]
    variants = [p.variants[0] for p in told(tmp_path, lines, language).products]
    assert variants[1].price is None
    assert [v.price_span and v.price_span.words for v in variants] == [None, words, None]


@pytest.mark.parametrize(
    ("language", "price", "gone"),
    [
        ("it", "Prezzo", "esaurito"),
        ("es", "Precio", "agotado"),
        ("es", "Precio", "completo"),
        ("tr", "Fiyat", "Tükendi"),
        ("fr", "Prix", "épuisé"),
        ("de", "Preis", "ausverkauft"),
        ("pl", "Cena", "wyprzedane"),
        ("sv", "Pris", "slutsåld"),
    ],
)
def test_a_word_for_what_is_gone_in_the_place_of_a_price_is_a_state(
    tmp_path: Path, language: str, price: str, gone: str
) -> None:
    lines = [f"Code;Name;{price}", "A1;Adel;2,50", f"A2;Brem;{gone}", "A3;Cort;3,50"]
    second = told(tmp_path, lines, language).products[1].variants[0]
    assert (second.price, second.availability) == (None, Availability.OUT_OF_STOCK)


@pytest.mark.parametrize(
    ("name", "words"), [("Stock", "only at Easter"), ("Availability", "from the garden in May")]
)
def test_words_that_are_no_state_are_told_of_the_goods(
    tmp_path: Path, name: str, words: str
) -> None:
    lines = [f"Code;Name;Price;{name}", f"A1;Adel;2,50;{words}", "A2;Brem;3,50;yes"]
    assert attributes(told(tmp_path, lines).products[0]) == {name: words}


@pytest.mark.parametrize(
    ("category", "title"),
    [
        ("Staff only", "Pie"),
        ("Drinks", "Staff lunch"),
        ("Heißes", "Personalessen"),
        ("Repas", "Repas du personnel"),
        ("Uso interno", "Caffè"),
        ("Yemek", "Personel yemeği"),
    ],
)
def test_what_only_staff_can_have_is_shown_to_nobody(
    tmp_path: Path, category: str, title: str
) -> None:
    lines = ["Code;Name;Category;Price", "A1;Adel;Drinks;2,50", f"A2;{title};{category};3"]
    shelf = told(tmp_path, lines)
    assert [p.id for p in shelf.products] == ["A1"]
    assert [row.reason for row in shelf.left_out] == ["for staff only"]


@pytest.mark.parametrize("key", ["category", "kategorie", "categoría", "warengruppe"])
@pytest.mark.parametrize(
    "group",
    [
        ["Bags", "Totes"],
        {"name": "Totes", "parent": {"name": "Bags", "parent": None}},
        "Bags > Totes",
    ],
)
def test_a_category_within_another_is_told_with_it(tmp_path: Path, key: str, group: object) -> None:
    goods = [
        {"sku": "A1", "name": "Adel", key: group, "price": 20},
        {"sku": "A2", "name": "Brem", key: {"name": "Hats", "parent": None}, "price": 30},
    ]
    shelf = told(tmp_path, [json.dumps(goods)], name="goods.json")
    assert [category(p) for p in shelf.products] == [("Bags", "Totes"), ("Hats",)]


@pytest.mark.parametrize(
    ("language", "before", "now"),
    [
        ("da", "Pris før", "Pris nu"),
        ("fr", "Prix avant", "Prix maintenant"),
        ("es", "Precio antes", "Precio ahora"),
        ("nl", "Prijs eerst", "Prijs nu"),
        ("fi", "Hinta ennen", "Hinta nyt"),
        ("cs", "Cena předtím", "Cena nyní"),
    ],
)
def test_a_price_now_is_the_price_beside_the_one_before(
    tmp_path: Path, language: str, before: str, now: str
) -> None:
    lines = [f"Code;Name;{before};{now}", "A1;Adel;65,00;49,50", "A2;Brem;;12,50"]
    variants = [p.variants[0] for p in told(tmp_path, lines, language).products]
    assert [str(v.price and v.price.amount) for v in variants] == ["49.50", "12.50"]
    assert [v.list_price is not None for v in variants] == [True, False]


@pytest.mark.parametrize(
    ("language", "net", "gross"),
    [("de", "Netto", "Brutto"), ("fr", "HT", "TTC"), ("es", "Sin IVA", "Con IVA")],
)
def test_of_a_net_and_a_gross_amount_customers_are_told_the_gross(
    tmp_path: Path, language: str, net: str, gross: str
) -> None:
    lines = [f"Name;Size;{net};{gross}", "Adel;1 l;10,00;11,90", "Brem;2 l;20,00;23,80"]
    shelf = told(tmp_path, lines, language)
    assert [len(p.variants) for p in shelf.products] == [1, 1]
    assert [str(p.variants[0].price and p.variants[0].price.amount) for p in shelf.products] == [
        "11.90",
        "23.80",
    ]


@pytest.mark.parametrize("name", ["Warengruppe", "Categoría", "Kategori", "Category"])
def test_a_group_that_is_written_once_holds_for_the_goods_below_it(
    tmp_path: Path, name: str
) -> None:
    lines = [f"{name};Name;Price", "Xyl;Adel;2,50", ";Brem;3,50", "Yol;Cort;4,50", ";Demm;5,50"]
    shelf = told(tmp_path, lines)
    assert [category(p) for p in shelf.products] == [("Xyl",), ("Xyl",), ("Yol",), ("Yol",)]


@pytest.mark.parametrize(
    "name",
    [
        "Anteckning personal",
        "Note staff",
        "Bemerkung Mitarbeiter",
        "Nota empleados",
        "Uwagi personel",
    ],
)
def test_what_is_written_for_staff_is_told_to_nobody(tmp_path: Path, name: str) -> None:
    lines = [f"Code;Name;Price;{name}", "A1;Adel;2,50;ring Bo", "A2;Brem;3,50;"]
    assert [attributes(p) for p in told(tmp_path, lines).products] == [{}, {}]


def test_notes_for_customers_are_told_and_those_of_the_office_are_not(tmp_path: Path) -> None:
    lines = ["Course;Price;Customer notes;Office notes", "Adel;25;Bring an apron;Bo wants cash"]
    shelf = told(tmp_path, [*lines, "Brem;30;;", "Cort;35;From 14 years;"])
    assert attributes(shelf.products[0]) == {"Customer notes": "Bring an apron"}


@pytest.mark.parametrize("key", ["group", "gruppe", "soort", "category"])
def test_the_id_of_a_group_is_none_of_its_goods(tmp_path: Path, key: str) -> None:
    groups = [{"id": 4, "name": "Xyl"}, {"id": 4, "name": "Xyl"}, {"id": 5, "name": "Yol"}]
    names = ("Adel", "Brem", "Cort")
    goods = [
        {"title": name, key: group, "price": 20 + n}
        for n, (name, group) in enumerate(zip(names, groups, strict=True))
    ]
    shelf = told(tmp_path, [json.dumps(goods)], name="goods.json")
    assert {title: category(p) for title, p in by_title(shelf).items()} == {
        "Adel": ("Xyl",),
        "Brem": ("Xyl",),
        "Cort": ("Yol",),
    }


@pytest.mark.parametrize(
    ("name", "title"), [("BEST", "BEZ1"), ("Stan mag.", "Nazwa towaru"), ("Giac.", "Prodotto")]
)
def test_a_short_name_of_a_column_of_counts_is_known(tmp_path: Path, name: str, title: str) -> None:
    lines = [f"Code;{title};Price;{name}", "A1;Adel;2,50;12", "A2;Brem;3,50;0", "A3;Cort;3,50;4"]
    states = [p.variants[0].availability for p in told(tmp_path, lines).products]
    there = Availability.IN_STOCK
    assert states == [there, Availability.OUT_OF_STOCK, there]
