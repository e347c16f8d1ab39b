"""JSON as programs of small businesses keep it: sizes as keys or numbers, categories in a list of
their own, marks of what is gone; in several languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.records import Availability, Business, Product
from catalog.sources.words import word
from tests.shelf import Shelf, by_title


def shelf_of(folder: Path, language: str, held: Any) -> Shelf:
    return Shelf(
        folder / "list.json",
        json.dumps(held, ensure_ascii=False),
        Business("Haus", currency="EUR", languages=(language,)),
    )


def prices_of(product: Product) -> dict[str, str]:
    return {
        " ".join(option.value for option in v.options): f"{v.price.amount:.2f}" if v.price else ""
        for v in product.variants
    }


KEYED = [
    ("en", "name", "group", "prices", "price", ("small", "large jug")),
    ("de", "name", "rubrik", "preise", "preis", ("klein 0,3 l", "groß 0,5 l")),
    ("fr", "nom", "rubrique", "prix", "prix", ("petit", "grand 50 cl")),
    ("es", "nombre", "seccion", "precios", "precio", ("media ración", "ración")),
    ("it", "nome", "reparto", "prezzi", "prezzo", ("calice", "bottiglia")),
    ("nl", "naam", "groep", "prijzen", "prijs", ("klein", "groot")),
    ("pl", "nazwa", "dział", "ceny", "cena", ("mała", "duża")),
]


@pytest.mark.parametrize(("language", "name", "group", "prices", "price", "sizes"), KEYED)
def test_sizes_that_are_keys_are_chosen(
    tmp_path: Path,
    language: str,
    name: str,
    group: str,
    prices: str,
    price: str,
    sizes: tuple[str, str],
) -> None:
    small, large = sizes
    goods = [
        {name: "Alma", prices: {small: "4,50", large: 6.5}},
        {name: "Bora", prices: {small: "5,00", large: "7,20"}},
        {name: "Cima", price: "9,90"},
    ]
    shelf = shelf_of(tmp_path, language, {"list": [{group: "Drinks", "items": goods}]})
    found = by_title(shelf, language)
    assert prices_of(found["Alma"]) == {small: "4.50", large: "6.50"}
    assert prices_of(found["Bora"]) == {small: "5.00", large: "7.20"}
    assert prices_of(found["Cima"]) == {"": "9.90"}
    chosen = {o.name for p in shelf.products for v in p.variants for o in v.options}
    assert chosen <= {word("size", language), word("choice", language)}, "in the file's language"
    assert {p.text(language).category for p in shelf.products} == {("Drinks",)}


@pytest.mark.parametrize(
    "kinds",
    [
        {"net": "8.40", "gross": "10.00"},
        {"retail": "10.00", "wholesale": "6.00"},
        {"old": "12.00", "sale": "10.00"},
        {"EUR": "10.00", "USD": "11.00"},
        {"min": "10.00", "max": "18.00"},
        {"2024": "9.00", "2025": "10.00"},
    ],
)
def test_kinds_of_prices_are_no_sizes(tmp_path: Path, kinds: dict[str, str]) -> None:
    goods = [{"name": "Cup", "price": kinds}, {"name": "Pot", "price": kinds}]
    shelf = shelf_of(tmp_path, "en", {"items": goods})
    assert all(len(product.variants) == 1 for product in shelf.products)
    assert all(not product.variants[0].options for product in shelf.products)


NUMBERED = [
    ("en", "name", "durations", "minutes", "price"),
    ("de", "name", "dauer", "minuten", "preis"),
    ("fr", "nom", "durées", "minutes", "prix"),
    ("es", "nombre", "duraciones", "minutos", "precio"),
    ("pl", "nazwa", "czasy", "minuty", "cena"),
    ("tr", "ad", "süreler", "dakika", "fiyat"),
]


@pytest.mark.parametrize(("language", "name", "times", "minutes", "price"), NUMBERED)
def test_a_number_that_tells_prices_apart_is_chosen(
    tmp_path: Path, language: str, name: str, times: str, minutes: str, price: str
) -> None:
    lessons = [
        {"id": 1, name: "Harp", times: [{minutes: 30, price: 20}, {minutes: 60, price: 36.5}]},
        {"id": 2, name: "Horn", times: [{minutes: 45, price: 30}]},
    ]
    found = by_title(shelf_of(tmp_path, language, {"list": lessons}), language)
    assert prices_of(found["Harp"]) == {"30": "20.00", "60": "36.50"}
    assert prices_of(found["Horn"]) == {"": "30.00"}


LISTED = [
    ("en", "categories", "category_id", "services", "name", "price", "staff"),
    ("de", "rubriken", "rubrik_id", "leistungen", "name", "preis", "personal"),
    ("fr", "catégories", "catégorie_id", "prestations", "nom", "prix", "personnel"),
    ("es", "categorías", "categoría_id", "servicios", "nombre", "precio", "empleados"),
    ("it", "categorie", "categoria_id", "servizi", "nome", "prezzo", "personale"),
    ("tr", "kategoriler", "kategori_id", "hizmetler", "ad", "fiyat", "personel"),
]


@pytest.mark.parametrize(("language", "groups", "group", "goods", "name", "price", "staff"), LISTED)
def test_categories_of_a_list_beside_and_nobody_who_works_there(
    tmp_path: Path,
    language: str,
    groups: str,
    group: str,
    goods: str,
    name: str,
    price: str,
    staff: str,
) -> None:
    held = {
        groups: [{"id": 3, name: "Short"}, {"id": 4, name: "Long"}],
        goods: [
            {"id": 21, name: "Alma", group: 3, price: "15.00", "status": "visible"},
            {"id": 22, name: "Bora", group: 4, price: "25.00", "status": "visible"},
            {"id": 23, name: "Cima", group: 4, price: "35.00", "status": "hidden"},
        ],
        staff: [{"id": 3, name: "Dana Holm", "hourly_cost": "31.00"}],
    }
    found = by_title(shelf_of(tmp_path, language, held), language)
    told = {title: (p.text(language).category, prices_of(p)) for title, p in found.items()}
    assert told == {"Alma": (("Short",), {"": "15.00"}), "Bora": (("Long",), {"": "25.00"})}


@pytest.mark.parametrize(
    "gone",
    [
        "sold_out",
        "soldOut",
        "ausverkauft",
        "épuisé",
        "agotado",
        "esaurito",
        "uitverkocht",
        "udsolgt",
    ],
)
def test_what_is_marked_as_gone_is_out_of_stock(tmp_path: Path, gone: str) -> None:
    goods = [{"name": "Cup", "price": 5, gone: True}, {"name": "Pot", "price": 9}]
    found = by_title(shelf_of(tmp_path, "en", {"items": goods}), "en")
    assert found["Cup"].variants[0].availability is Availability.OUT_OF_STOCK
    assert found["Pot"].variants[0].availability is not Availability.OUT_OF_STOCK


LISTS = [
    ({"menu": {"starters": "Soup", "mains": "Pie"}}, "name", "price"),
    ({"Vorspeisen": "Suppe", "Warme Küche": "Braten"}, "name", "preis"),
    ({"carte": {"Entrées": "Soupe", "Plats": "Truite"}}, "nom", "prix"),
    ({"Zimne napoje": "Woda", "Ciasta": "Sernik"}, "nazwa", "cena"),
]


@pytest.mark.parametrize(("groups", "name", "price"), LISTS)
def test_a_list_that_has_a_groups_name_is_the_category(
    tmp_path: Path, groups: dict[str, Any], name: str, price: str
) -> None:
    def listed(held: Any) -> Any:
        if isinstance(held, str):
            return [{name: held, price: "4,50"}, {name: f"{held} 2", price: "6,50"}]
        return {key: listed(inside) for key, inside in held.items()}

    flat = next(iter(groups.values())) if len(groups) == 1 else groups
    found = by_title(shelf_of(tmp_path, "en", listed(groups)), "en")
    assert {found[title].text("en").category for title in flat.values()} == {(g,) for g in flat}
    assert [found[title].text("en").category[0] for title in flat.values()] == list(flat)


def test_what_a_program_calls_its_lists_is_no_category(tmp_path: Path) -> None:
    goods = [{"name": "Cup", "price": 5}, {"name": "Pot", "price": 9}]
    extras = [{"name": "Lid", "price": 1}]
    shelf = shelf_of(tmp_path, "en", {"products": goods, "extra_items": extras})
    assert {p.text("en").category for p in shelf.products} == {()}


def test_goods_by_their_numbers_have_their_own_names(tmp_path: Path) -> None:
    held = {
        "shop": "X",
        "articoli": {"A1": {"nome": "Pane", "prezzo": 3.5}, "A2": {"nome": "Riso"}},
    }
    held["articoli"]["A2"]["prezzo"] = 2.5  # type: ignore[index]
    found = by_title(shelf_of(tmp_path, "it", held), "it")
    assert {title: p.text("it").category for title, p in found.items()} == {"Pane": (), "Riso": ()}


STOCKED = [
    ("nl", "naam", "prijs", "maten", "artikelnr", "maat", "voorraad", "kleur"),
    ("de", "name", "preis", "größen", "artikelnummer", "größe", "bestand", "farbe"),
    ("fr", "nom", "prix", "tailles", "référence", "taille", "stock", "couleur"),
    ("es", "nombre", "precio", "tallas", "referencia", "talla", "existencias", "color"),
    ("it", "nome", "prezzo", "taglie", "codice", "taglia", "giacenza", "colore"),
    ("pl", "nazwa", "cena", "rozmiary", "kod", "rozmiar", "stan", "kolor"),
    ("sv", "namn", "pris", "storlekar", "artikelnummer", "storlek", "lagersaldo", "färg"),
    ("fi", "nimi", "hinta", "koot", "tuotekoodi", "koko", "varasto", "väri"),
]


@pytest.mark.parametrize(
    ("language", "name", "price", "sizes", "sku", "size", "stock", "color"), STOCKED
)
def test_sizes_with_a_stock_of_their_own_cost_what_the_thing_costs(
    tmp_path: Path,
    language: str,
    name: str,
    price: str,
    sizes: str,
    sku: str,
    size: str,
    stock: str,
    color: str,
) -> None:
    def sized(number: str, told: str, count: int) -> dict[str, Any]:
        return {sku: number, size: told, color: "antra", stock: count}

    goods = [
        {
            "id": "A1",
            name: "Alma",
            price: 2799,
            sizes: [sized("A1-49", "49 cm", 2), sized("A1-53", "53 cm", 0)],
        },
        {"id": "B1", name: "Bora", price: 99.5, sizes: [sized("B1-u", "uni", 1)]},
        {"id": "C1", name: "Cima", price: 12.5, stock: 3},
    ]
    shelf = shelf_of(tmp_path, language, {"list": goods})
    found = by_title(shelf, language)
    assert prices_of(found["Alma"]) == {"49 cm": "2799.00", "53 cm": "2799.00"}
    assert [v.sku for v in found["Alma"].variants] == ["A1-49", "A1-53"]
    assert [v.availability for v in found["Alma"].variants] == [
        Availability.IN_STOCK,
        Availability.OUT_OF_STOCK,
    ]
    (bora,) = found["Bora"].variants
    assert (bora.sku, bora.availability) == ("B1-u", Availability.IN_STOCK)
    for title in ("Alma", "Bora"):
        assert "antra" in [a.value for a in found[title].text(language).attributes]
    assert prices_of(found["Cima"]) == {"": "12.50"}


APART = [
    ("en", "title", "name", "price"),
    ("de", "titel", "name", "preis"),
    ("fr", "titre", "nom", "prix"),
    ("es", "título", "nombre", "precio"),
    ("nl", "titel", "naam", "prijs"),
]


@pytest.mark.parametrize(("language", "one", "other", "price"), APART)
def test_lists_may_call_the_same_by_other_keys(
    tmp_path: Path, language: str, one: str, other: str, price: str
) -> None:
    held = {
        "studio": "Haus",
        "classes": [
            {one: "Alma", price: {"single": 18, "ten": 150}},
            {one: "Bora", price: {"single": 16, "ten": 140}},
        ],
        "passes": [{other: "Cima", price: 89}, {other: "Dora", price: 890}],
    }
    found = by_title(shelf_of(tmp_path, language, held), language)
    assert {title: prices_of(product) for title, product in found.items()} == {
        "Alma": {"single": "18.00", "ten": "150.00"},
        "Bora": {"single": "16.00", "ten": "140.00"},
        "Cima": {"": "89.00"},
        "Dora": {"": "890.00"},
    }


BESIDE = [
    (
        "de",
        "artikel",
        "name",
        "preis",
        "währung",
        ("mwst", "exklusive MwSt."),
        "hinweise",
        "intern",
    ),
    ("nl", "artikelen", "naam", "prijs", "valuta", ("btw", "exclusief btw"), "info", "intern"),
    ("fr", "articles", "nom", "prix", "devise", ("tva", "hors TVA"), "conditions", "interne"),
    ("en", "items", "name", "price", "currency", ("vat", "excluding VAT"), "terms", "internal"),
]


@pytest.mark.parametrize(
    ("language", "goods", "name", "price", "currency", "tax", "terms", "internal"), BESIDE
)
def test_what_is_said_once_holds_for_all_goods(
    tmp_path: Path,
    language: str,
    goods: str,
    name: str,
    price: str,
    currency: str,
    tax: tuple[str, str],
    terms: str,
    internal: str,
) -> None:
    held = {
        "shop": "Haus",
        currency: "CHF",
        tax[0]: tax[1],
        goods: [{name: "Alma", price: 5.5}, {name: "Bora", price: 7}],
        terms: {"a": "Delta within twenty km only.", "hours": {"Mo": "9-18", "Sa": "9-13"}},
        internal: {"x": "Gamma for nobody to hear."},
    }
    if language == "en":
        held[terms] = {"a": "Delta within twenty km only.", "hours": {"Mon": "9-18", "Sat": "9-13"}}
    shelf = shelf_of(tmp_path, language, held)
    (alma, bora) = shelf.products
    for product in (alma, bora):
        (variant,) = product.variants
        assert variant.price is not None
        assert variant.price.currency == "CHF"
        assert variant.tax_included is False
    prose = "\n".join(passage.text for passage in shelf.passages)
    assert "Delta within twenty km" in prose
    assert "Gamma" not in prose
    assert "Haus" not in prose


LISTS = [
    ("en", "pitches", "name", ("low_per_night", "high_per_night"), "extras", "item", "price"),
    ("en", "bikes", "model", ("half_day", "day", "week"), "accessories", "name", "price"),
    ("de", "geräte", "bezeichnung", ("tag", "wochenende", "woche"), "zubehör", "name", "preis"),
    ("fr", "chalets", "nom", ("basse_saison", "haute_saison"), "options", "nom", "prix"),
    ("es", "barcas", "nombre", ("hora", "dia"), "extras", "nombre", "precio"),
    ("nl", "fietsen", "naam", ("dag", "week"), "toebehoren", "naam", "prijs"),
    ("sv", "stugor", "namn", ("lågsäsong", "högsäsong"), "tillägg", "namn", "pris"),
    ("pl", "rowery", "nazwa", ("dzień", "tydzień"), "dodatki", "nazwa", "cena"),
]


@pytest.mark.parametrize(("language", "first", "name", "times", "other", "called", "price"), LISTS)
def test_a_list_with_prices_by_time_is_taken_beside_one_with_a_price(
    tmp_path: Path,
    language: str,
    first: str,
    name: str,
    times: tuple[str, ...],
    other: str,
    called: str,
    price: str,
) -> None:
    held = {
        first: [
            {name: word, **{time: 20.0 + 10 * n + 3 * k for n, time in enumerate(times)}}
            for k, word in enumerate(("Alfa Kormoran", "Beta Zirkel", "Gamma Quader"))
        ],
        "team": [{"name": "Anna Berg", "role": "owner"}, {"name": "Jon Dahl", "role": "repairs"}],
        other: [{called: "Delta Ventil", price: 4.5}, {called: "Epsilon Ring", price: 7.0}],
    }
    found = by_title(shelf_of(tmp_path, language, held), language)
    names = {"Alfa Kormoran", "Beta Zirkel", "Gamma Quader", "Delta Ventil", "Epsilon Ring"}
    assert set(found) == names
    assert list(prices_of(found["Beta Zirkel"]).values()) == [
        f"{23 + 10 * n:.2f}" for n in range(len(times))
    ]
    assert prices_of(found["Delta Ventil"]) == {"": "4.50"}


def test_people_and_ratings_beside_goods_are_none(tmp_path: Path) -> None:
    held = {
        "products": [{"name": "Alfa", "price": 4.5}, {"name": "Beta", "price": 7.0}],
        "orders": [{"name": "A. Maier", "sum": 54.2, "day": "Monday"}],
        "reviews": [{"name": "Jon", "stars": 5, "text": "Good"}],
        "shops": [{"name": "Harbour", "city": "Bristol", "hours": "9-5"}],
        "suppliers": [{"name": "Nord AG", "purchase_price": 3.2, "discount": 20}],
    }
    assert set(by_title(shelf_of(tmp_path, "en", held), "en")) == {"Alfa", "Beta"}


def test_what_is_said_in_an_object_keeps_its_names(tmp_path: Path) -> None:
    held = {
        "season": {"opens": "2027-03-19", "low": "19 Mar to 27 May", "high": "28 May to 5 Sep"},
        "products": [{"name": "Alfa", "price": 4.5}, {"name": "Beta", "price": 7.0}],
    }
    (passage,) = shelf_of(tmp_path, "en", held).passages
    for line in ("Opens: 2027-03-19", "Low: 19 Mar to 27 May", "High: 28 May to 5 Sep"):
        assert line in passage.text
