"""A table's columns by their names in any of some twenty languages, and what they are not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.records import Availability, Business, Money
from tests.shelf import Shelf

HEADERS = {
    "pt": "Referência;Nome do produto;Preço;Estoque;Categoria;Marca;Preço de custo",
    "da": "Varenummer;Varenavn;Salgspris;Lagerbeholdning;Varegruppe;Mærke;Indkøbspris",
    "no": "Varenr;Produktnavn;Pris;Antall;Kategori;Merke;Innkjøpspris",
    "fi": "Tuotekoodi;Tuotteen nimi;Hinta;Varastosaldo;Tuoteryhmä;Merkki;Ostohinta",
    "sk": "Kód tovaru;Názov;Cena s DPH;Skladom;Kategória;Výrobca;Nákupná cena",
    "sl": "Šifra;Naziv;Prodajna cena;Zaloga;Kategorija;Blagovna znamka;Nabavna cena",
    "hr": "Šifra artikla;Naziv artikla;Maloprodajna cijena;Zaliha;Grupa proizvoda;Brend;Dobavljač",
    "hu": "Cikkszám;Megnevezés;Bruttó ár;Készlet;Kategória;Márka;Beszerzési ár",
    "ro": "Cod produs;Denumire produs;Preț;Stoc;Categorie;Producător;Furnizor",
    "bg": "Код;Име;Цена;Количество;Категория;Марка;Доставчик",
    "uk": "Код товару;Назва товару;Ціна;Залишок;Категорія;Бренд;Постачальник",
    "el": "Κωδικός;Ονομασία;Τιμή;Απόθεμα;Κατηγορία;Μάρκα;Κόστος",
    "et": "Tootekood;Toote nimi;Hind;Laoseis;Tooterühm;Tootja;Ostuhind",
    "lt": "Prekės kodas;Prekės pavadinimas;Kaina;Likutis;Grupė;Gamintojas;Tiekėjas",
    "ja": "品番;商品名;価格;在庫数;カテゴリ;ブランド;原価",
    "sr": "Шифра;Назив;Цена са ПДВ;Стање;Категорија;Произвођач;Набавна цена",
    "mk": "Шифра;Назив;Цена со ДДВ;Залиха;Категорија;Производител;Набавна цена",
    "fr": "Reference;Designation;Prix TTC;Quantite;Categorie;Marque;Prix d'achat",
}


@pytest.mark.parametrize("language", HEADERS)
def test_columns_in_any_language(tmp_path: Path, language: str) -> None:
    shop = Business("Shop", currency="EUR", languages=(language,))
    rows = "A-7;Ufo Lamp;1 249,50;3;Rooms;Ebbe;6,66\nA-8;Box;8,00;0;Rooms;Ebbe;6,66\n"
    shelf = Shelf(tmp_path / "goods.csv", f"{HEADERS[language]}\n{rows}", shop)
    lamp = shelf.product("A-7")
    (variant,) = lamp.variants
    assert shelf.rejected == []
    assert (lamp.text(language).title, lamp.brand) == ("Ufo Lamp", "Ebbe")
    assert variant.price == Money(Decimal("1249.50"), "EUR")
    assert (variant.sku, variant.stock) == ("A-7", 3)
    assert shelf.product("A-8").variants[0].availability is Availability.OUT_OF_STOCK
    assert "6.66" not in str(lamp)
    assert "6,66" not in str(lamp)


def test_the_price_with_tax_is_the_customers(tmp_path: Path) -> None:
    for header, included in (
        ("Prix HT;Prix TTC", True),
        ("Cena bez DPH;Cena s DPH", True),
        ("Prix HTVA;Prix TVAC", True),
        ("Pris uden moms;Pris med moms", True),
        ("Preço s/IVA;Preço c/IVA", True),
        ("Цена без ПДВ;Цена са ПДВ", True),
        ("Cijena bez PDV;Cijena sa PDV", True),
    ):
        shelf = Shelf(tmp_path / "a.csv", f"Title;{header}\nCup;10,00;12,00\n")
        assert shelf.offer.price == Money(Decimal("12.00"), "EUR")
        assert shelf.offer.tax_included is included


def test_a_table_without_a_price_column_says_what_to_do(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "goods.csv", "Title;Zzyx\nCup;10,00\nPot;12,50\n")
    (notice,) = shelf.notices
    assert "no column tells the prices" in notice
    assert '[catalog.mappings."goods.csv"] "Zzyx" = "price"' in notice
    assert Shelf(tmp_path / "b.csv", "Title;Price\nCup;10,00\n").notices == []


NAMED_TWICE = [
    ("el", "en", "Περιγραφή", "Περιγραφή (EN)"),
    ("de", "fr", "Bezeichnung DE", "Bezeichnung FR"),
    ("de", "en", "Bezeichnung", "Englische Bezeichnung"),
    ("fr", "en", "Nom", "Nom anglais"),
    ("es", "de", "Nombre", "Nombre (alemán)"),
    ("it", "en", "nome_it", "nome_en"),
    ("nl", "de", "Naam [NL]", "Naam [DE]"),
    ("fi", "sv", "Nimi", "Nimi (ruotsi)"),
    ("hr", "en", "Naziv HR", "Naziv EN"),
]


@pytest.mark.parametrize(("own", "other", "first", "second"), NAMED_TWICE)
@pytest.mark.parametrize("turned", [False, True])
def test_a_second_name_is_the_title_in_its_language(
    tmp_path: Path, own: str, other: str, first: str, second: str, turned: bool
) -> None:
    columns = [(first, ("Alfa piatto", "Beta piatto", "Gamma")), (second, ("One", "Two", ""))]
    (a, ones), (b, twos) = columns[::-1] if turned else columns
    rows = [f"{n};{ones[n]};{twos[n]};{n}4,50" for n in range(3)]
    business = Business("Haus", currency="EUR", languages=(own, other))
    text = "\n".join((f"SKU;{a};{b};Price", *rows)) + "\n"
    shelf = Shelf(tmp_path / "a.csv", text, business)
    assert [p.text(own).title for p in shelf.products] == ["Alfa piatto", "Beta piatto", "Gamma"]
    told = [p.texts[other].title if other in p.texts else "" for p in shelf.products]
    assert told == ["One", "Two", ""]
    assert [len(p.variants) for p in shelf.products] == [1, 1, 1]
    assert not any(text.attributes for p in shelf.products for text in p.texts.values())


BILINGUAL = [
    ("de", "Art.-Nr. / No d'art.;Bezeichnung / Désignation;Preis / Prix CHF;Aktion / Action;Lager"),
    (
        "fr",
        "No art. / Art.-Nr.;Désignation / Bezeichnung;Prix / Preis;Action / Aktion;Stock",
    ),
    ("it", "Codice / Art.-Nr.;Nome / Name;Prezzo / Preis;Offerta / Angebot;Giacenza / Bestand"),
    ("fi", "Tuotenro / Artikelnr;Nimi / Namn;Hinta / Pris;Tarjous / Erbjudande;Varasto / Lager"),
    ("nl", "Artikelnr / No article;Naam / Nom;Prijs / Prix;Actie / Action;Voorraad / Stock"),
]


@pytest.mark.parametrize(("language", "header"), BILINGUAL)
def test_headings_in_two_languages_are_one(tmp_path: Path, language: str, header: str) -> None:
    business = Business("Haus", currency="CHF", languages=(language,))
    rows = ("2001;Rucksack Fels;89.00;;4", "2002;Flasche;24.90;19.90;0", "2003;Lampe;59.00;;12")
    shelf = Shelf(tmp_path / "a.csv", "\n".join((header, *rows)) + "\n", business)
    assert shelf.rejected == []
    told = [
        (p.text(language).title, v.sku, str(v.price and v.price.amount), v.stock)
        for p in shelf.products
        for v in p.variants
    ]
    assert told == [
        ("Rucksack Fels", "2001", "89.00", 4),
        ("Flasche", "2002", "19.90", 0),
        ("Lampe", "2003", "59.00", 12),
    ]


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("en", "Room;Capacity / Capacité;Resident / Résident;Non-resident / Non-résident"),
        ("fr", "Salle;Capacité / Capaciteit;Habitants / Inwoners;Associations / Verenigingen"),
        ("de", "Raum;Plätze / Posti;Sommer / Estate;Winter / Inverno"),
        ("de", "Kurs;Plätze / Places;Erwachsene / Adultes;Kinder / Enfants"),
        ("fi", "Sali;Paikkoja / Platser;Yhdistykset / Föreningar;Yritykset / Företag"),
        ("it", "Sala;Posti / Plätze;Residenti / Einheimische;Aziende / Firmen"),
        ("en", "Hall;Seats;Charities;Businesses"),
        ("sv", "Lokal;Platser;Föreningar;Företag"),
        ("pl", "Sala;Miejsca;Mieszkańcy;Firmy"),
        ("cs", "Sál;Místa;Spolky;Firmy"),
    ],
)
@pytest.mark.parametrize("hour", ["", "/h"])
def test_prices_of_kinds_of_customers_in_one_language_or_two(
    tmp_path: Path, language: str, header: str, hour: str
) -> None:
    business = Business("Haus", currency="EUR", languages=(language,))
    rows = f"Alfa;220;€ 85.00{hour};€ 110.00{hour}\nBeta;12;€ 30.00{hour};€ 40.00{hour}\n"
    shelf = Shelf(tmp_path / "a.csv", f"{header}\n{rows}", business)
    told = [[str(v.price and v.price.amount) for v in p.variants] for p in shelf.products]
    assert told == [["85.00", "110.00"], ["30.00", "40.00"]]
