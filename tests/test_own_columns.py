"""Columns of lists that are kept for those who work there too: where things lie, who does it, what
others pay; and languages that are what is sold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shelf import attributes, by_title, listed


@pytest.mark.parametrize(
    ("language", "title", "price", "room", "cost"),
    [
        ("de", "Gerät", "Miete", "Halle", "Anschaffung"),
        ("en", "Machine", "Price", "Shed", "Bought for"),
        ("fr", "Appareil", "Prix", "Hangar", "Prix d'achat"),
        ("es", "Máquina", "Precio", "Nave", "Coste"),
        ("it", "Macchina", "Prezzo", "Capannone", "Costo"),
        ("nl", "Machine", "Prijs", "Loods", "Inkoop"),
        ("pl", "Maszyna", "Cena", "Hala", "Cena zakupu"),
        ("sv", "Maskin", "Pris", "Lada", "Inköpspris"),
        ("fi", "Kone", "Hinta", "Halli", "Ostohinta"),
        ("cs", "Stroj", "Cena", "Sklep", "Pořizovací cena"),
        ("ru", "Инструмент", "Цена", "Ангар", "Закупка"),
    ],
)
def test_rooms_are_told_to_nobody_beside_what_goods_cost(
    tmp_path: Path, language: str, title: str, price: str, room: str, cost: str
) -> None:
    rows = ["Alfa;12,00;H2 xyl;8,00", "Beta;14,00;H3;9,00", "Gamma;9,00;Xyl;5,00"]
    shelf = listed(tmp_path, [f"{title};{price};{room};{cost}", *rows], language)
    assert set(by_title(shelf, language)) == {"Alfa", "Beta", "Gamma"}
    assert "xyl" not in repr(shelf.products).casefold()


def test_where_a_course_is_held_is_told(tmp_path: Path) -> None:
    rows = ["Alfa;12,00;Turnhalle Nord", "Beta;14,00;Turnhalle Süd"]
    shelf = listed(tmp_path, ["Kurs;Preis;Halle", *rows], "de")
    assert "Turnhalle Nord" in repr(by_title(shelf, "de")["Alfa"])


def test_halls_are_what_is_let(tmp_path: Path) -> None:
    rows = ["Alfa hall;80;120.00", "Beta room;40;60.00", "Gamma room;20;45.00"]
    shelf = listed(tmp_path, ["Hall;Seats;Cost per day", *rows], "en")
    assert set(by_title(shelf, "en")) == {"Alfa hall", "Beta room", "Gamma room"}


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("uk", "Послуга;Ціна;Перекладач (внутр.)"),
        ("en", "Service;Price;Done by (internal)"),
        ("de", "Leistung;Preis;Wer (intern)"),
        ("fr", "Prestation;Prix;Qui (interne)"),
        ("es", "Servicio;Precio;Quién (interno)"),
        ("pl", "Usługa;Cena;Kto (wewn.)"),
        ("sv", "Tjänst;Pris;Vem (internt)"),
        ("nl", "Dienst;Prijs;Wie (intern)"),
    ],
)
def test_a_column_that_says_in_brackets_that_it_is_internal_is_told_to_nobody(
    tmp_path: Path, language: str, header: str
) -> None:
    rows = ["Alfa;12,00;Vex 150", "Beta;14,00;Vox", "Gamma;9,00;Vux"]
    shelf = listed(tmp_path, [header, *rows], language)
    assert set(by_title(shelf, language)) == {"Alfa", "Beta", "Gamma"}
    assert not any(name in repr(shelf.products) for name in ("Vex", "Vox", "Vux"))


@pytest.mark.parametrize(
    ("language", "header", "languages"),
    [
        ("uk", "Мова,Ціна", ("Англійська", "Німецька", "Польська")),
        ("de", "Sprache,Preis", ("Englisch", "Polnisch", "Ukrainisch")),
        ("en", "Language,Price", ("German", "Polish", "Ukrainian")),
        ("fr", "Langue,Prix", ("Anglais", "Allemand", "Arabe")),
        ("es", "Idioma,Precio", ("Inglés", "Francés", "Alemán")),
        ("pl", "Język,Cena", ("Angielski", "Niemiecki", "Czeski")),
        ("sv", "Språk,Pris", ("Engelska", "Finska", "Tyska")),
    ],
)
def test_languages_are_goods_where_each_row_has_its_own(
    tmp_path: Path, language: str, header: str, languages: tuple[str, ...]
) -> None:
    rows = [f"{name},{price}" for name, price in zip(languages, (28, 30, 26), strict=True)]
    found = by_title(listed(tmp_path, [header, *rows], language), language)
    assert set(found) == set(languages)
    assert (
        str(found[languages[0]].variants[0].price and found[languages[0]].variants[0].price.amount)
        == "28"
    )


@pytest.mark.parametrize(
    ("ours", "others"),
    [
        ("VKAbhol", "VKGastro"),
        ("VKLaden", "VKHaendler"),
        ("PVPTienda", "PVPHosteleria"),
        ("VKPrivat", "VKGewerbe"),
    ],
)
def test_what_others_pay_is_known_behind_letters_too(
    tmp_path: Path, ours: str, others: str
) -> None:
    rows = ["Alfa;17,90;14,10", "Beta;18,50;14,60", "Gamma;19,20;15,15"]
    found = by_title(listed(tmp_path, [f"Artikel;{ours};{others}", *rows], "de"), "de")
    prices = [str(v.price.amount) for p in found.values() for v in p.variants if v.price]
    assert prices == ["17.90", "18.50", "19.20"]
    assert not any("14.10" in a for a in attributes(found["Alfa"], "de").values())


@pytest.mark.parametrize("words", ["sur devis", "all in", "top", "sur place"])
def test_words_that_are_spelled_as_a_code_are_no_currency(tmp_path: Path, words: str) -> None:
    rows = ["Alfa;12,00", "Beta;14,00", f"Gamma;{words}"]
    found = by_title(listed(tmp_path, ["Désignation;Prix", *rows], "fr"), "fr")
    (variant,) = found["Alfa"].variants
    assert variant.price is not None
    assert variant.price.currency == "EUR"


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("fr", "Désignation;Prix;Coût MO;Observations"),
        ("it", "Descrizione;Prezzo;Costo;Appunti"),
        ("es", "Descripción;Precio;Coste;Apuntes"),
        ("pl", "Nazwa;Cena;Koszt;Notatki"),
        ("cs", "Název;Cena;Náklady;Komentáře"),
        ("hu", "Megnevezés;Ár;Beszerzés;Jegyzetek"),
        ("nl", "Naam;Prijs;Inkoop;Aantekeningen"),
        ("uk", "Назва;Ціна;Собівартість;Нотатки"),
    ],
)
def test_remarks_beside_costs_are_the_shops_own(tmp_path: Path, language: str, header: str) -> None:
    rows = ["Alfa;12,00;5,00;xyl yol !!", "Beta;14,00;6,00;", "Gamma;9,00;4,00;Vex yol xyl"]
    shelf = listed(tmp_path, [header, *rows], language)
    assert set(by_title(shelf, language)) == {"Alfa", "Beta", "Gamma"}
    assert "xyl" not in repr(shelf.products)


@pytest.mark.parametrize(
    ("language", "header", "remark"),
    [
        ("de", "Artikel;Preis;Bemerkung", "drei für Frau Maier"),
        ("en", "Item;Price;Notes", "ten kilos for Mrs Lee"),
        ("fr", "Article;Prix;Remarques", "deux pour Mme Roche"),
        ("ro", "Produs;Preț;Observații", "zece kg pentru dl. Oprișan"),
        ("nl", "Naam;Prijs;Opmerking", "twee voor mevr. Jansen"),
    ],
)
def test_for_whom_something_is_kept_is_told_to_nobody(
    tmp_path: Path, language: str, header: str, remark: str
) -> None:
    rows = [f"Alfa;12,00;{remark}", "Beta;14,00;", "Gamma;9,00;xyl"]
    shelf = listed(tmp_path, [header, *rows], language)
    assert remark not in repr(shelf.products)


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("sv", "Benämning;Pris;Inköp;Lev."),
        ("de", "Artikel;VK;EK;Lief."),
        ("fr", "Désignation;Prix;Achat;Fourn."),
        ("it", "Articolo;Prezzo;Costo;Forn."),
        ("es", "Artículo;Precio;Coste;Prov."),
        ("cs", "Název;Cena;Nákup;Dod."),
        ("uk", "Назва;Ціна;Закупка;Пост."),
    ],
)
def test_a_supplier_shortened_is_told_to_nobody_beside_costs(
    tmp_path: Path, language: str, header: str
) -> None:
    rows = ["Alfa;12,00;5,00;Fästab", "Beta;14,00;6,00;Bitec", "Gamma;9,00;4,00;Bitec"]
    shelf = listed(tmp_path, [header, *rows], language)
    assert set(by_title(shelf, language)) == {"Alfa", "Beta", "Gamma"}
    assert not any(name in repr(shelf.products) for name in ("Fästab", "Bitec"))


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("it", "Prodotto;Banco;Ristoranti;Costo"),
        ("de", "Artikel;Theke;Gastro;EK"),
        ("en", "Item;Counter;Trade;Cost"),
        ("es", "Producto;Mostrador;Hostelería;Coste"),
        ("nl", "Artikel;Toonbank;Horeca;Inkoop"),
    ],
)
def test_sums_above_what_goods_cost_are_the_price_where_nothing_is_called_one(
    tmp_path: Path, language: str, header: str
) -> None:
    rows = ["Alfa;12,50;9,80;7,20", "Beta;55,00;44,00;33,00", "Gamma;7,00;5,20;3,60"]
    shelf = listed(tmp_path, [header, *rows], language)
    found = by_title(shelf, language)
    prices = [str(v.price.amount) for p in found.values() for v in p.variants if v.price]
    assert prices == ["12.50", "55.00", "7.00"]
    assert "9,80" not in repr(shelf.products)
    assert "9.80" not in repr(shelf.products)


def test_neither_a_weight_nor_one_of_two_is_such_a_price(tmp_path: Path) -> None:
    rows = ["Alfa;12,50;7,20", "Beta;55,00;33,00"]
    shelf = listed(tmp_path, ["Item;Weight (kg);Cost", *rows], "en")
    assert [v.price for p in shelf.products for v in p.variants] == [None, None]
    rows = ["Alfa;12,50;11,00;7,20", "Beta;55,00;50,00;33,00"]
    shelf = listed(tmp_path, ["Item;Xylo;Yolo;Cost", *rows], "en")
    assert [v.price for p in shelf.products for v in p.variants] == [None, None]
