"""XML that shops' own programs write: all that the elements of goods say is told, whatever they are
called, and nothing that is the shop's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business, Product
from tests.shelf import Shelf, attributes

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

GROUPED = [
    (
        "da",
        '<prisliste valuta="DKK" moms="inkl. moms"><gruppe navn="Kajak">'
        "<tur><navn>Aftentur</navn><pris>295,00</pris><bemærkning>fra 12 år</bemærkning></tur>"
        "<tur><navn>Heldagstur</navn><pris>595,00</pris></tur></gruppe>"
        '<gruppe navn="Kursus"><tur><navn>Begynder</navn><pris>850,00</pris></tur></gruppe>'
        "<info>Mød op ti minutter før afgang ved broen.</info></prisliste>",
        {
            "Aftentur": ("Kajak", "295.00", "fra 12 år"),
            "Heldagstur": ("Kajak", "595.00", ""),
            "Begynder": ("Kursus", "850.00", ""),
        },
        "ti minutter før",
    ),
    (
        "fr",
        "<carte><rubrique><nom>Entrées</nom>"
        "<plat><nom>Soupe du jour</nom><prix>€7,50</prix><allergènes>céleri</allergènes></plat>"
        "<plat><nom>Terrine</nom><prix>€9,00</prix></plat></rubrique>"
        "<rubrique><nom>Plats</nom><plat><nom>Truite</nom><prix>€18,00</prix></plat></rubrique>"
        "<service>Nous servons de midi à deux heures.</service></carte>",
        {
            "Soupe du jour": ("Entrées", "7.50", "céleri"),
            "Terrine": ("Entrées", "9.00", ""),
            "Truite": ("Plats", "18.00", ""),
        },
        "de midi à deux heures",
    ),
    (
        "de",
        '<Sortiment><Laden name="Haus Lenz"><Regalgruppe bezeichnung="Tee">'
        '<Ware nr="T1" bezeichnung="Assam" preis="6,90" inhalt="100 g"/>'
        '<Ware nr="T2" bezeichnung="Sencha" preis="8,40" inhalt="100 g"/></Regalgruppe>'
        '<Regalgruppe bezeichnung="Kaffee"><Ware nr="K1" bezeichnung="Hausröstung" '
        'preis="11,00" inhalt="250 g"/></Regalgruppe></Laden></Sortiment>',
        {
            "Assam": ("Tee", "6.90", "100"),
            "Sencha": ("Tee", "8.40", "100"),
            "Hausröstung": ("Kaffee", "11.00", "250"),
        },
        "",
    ),
]


def shelf_of(folder: Path, language: str, content: str, currency: str = "EUR") -> Shelf:
    return Shelf(
        folder / "list.xml",
        HEAD + content,
        Business("Haus", currency=currency, languages=(language,)),
    )


def price_of(product: Product) -> str:
    (variant,) = product.variants
    return f"{variant.price.amount:.2f}" if variant.price else ""


@pytest.mark.parametrize(("language", "content", "goods", "prose"), GROUPED)
def test_the_group_around_goods_is_their_category(
    tmp_path: Path,
    language: str,
    content: str,
    goods: dict[str, tuple[str, str, str]],
    prose: str,
) -> None:
    shelf = shelf_of(tmp_path, language, content)
    found = {p.text(language).title: p for p in shelf.products}
    assert found.keys() == goods.keys()
    for title, (group, price, said) in goods.items():
        text = found[title].text(language)
        assert (text.category, price_of(found[title])) == ((group,), price)
        assert said in " ".join(attribute.value for attribute in text.attributes)
    assert prose in " ".join(passage.text for passage in shelf.passages)


def test_a_currency_and_tax_that_the_head_says_hold_for_all(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, "da", GROUPED[0][1])
    offers = [variant for product in shelf.products for variant in product.variants]
    assert {offer.price.currency for offer in offers if offer.price} == {"DKK"}
    assert {offer.tax_included for offer in offers} == {True}


STOCKS = [
    ("en", "book", "title", "rrp", "our_price", "writer", "buying_price", "online", "N"),
    ("fr", "livre", "titre", "prix_conseillé", "notre_prix", "auteur", "prix_achat", "site", "non"),
    (
        "it",
        "libro",
        "titolo",
        "prezzo_consigliato",
        "prezzo_vendita",
        "autore",
        "costo",
        "sito",
        "no",
    ),
    ("de", "Buch", "Titel", "UVP", "VK", "Autor", "EK_netto", "Online", "N"),
]


@pytest.mark.parametrize(
    ("language", "tag", "title", "usual", "own", "author", "cost", "shown", "no"), STOCKS
)
def test_the_shops_own_price_what_a_book_says_and_what_is_not_online(
    tmp_path: Path,
    language: str,
    tag: str,
    title: str,
    usual: str,
    own: str,
    author: str,
    cost: str,
    shown: str,
    no: str,
) -> None:
    def book(name: str, price: str, less: str = "", seen: str = "") -> str:
        reduced = f"<{own}>{less}</{own}>" if less else ""
        yes = {"N": "J" if language == "de" else "Y", "non": "oui", "no": "sì"}[no]
        return (
            f"<{tag}><{title}>{name}</{title}><{author}>Ida Moor</{author}>"
            f"<{cost}>3,33</{cost}><{usual}>{price}</{usual}>{reduced}<stock>2</stock>"
            f"<{shown}>{seen or yes}</{shown}></{tag}>"
        )

    content = "".join(
        (
            book("Alder", "12,00"),
            book("Birch", "14,00"),
            book("Cedar", "20,00", "15,00"),
            book("Dogwood", "9,00"),
            book("Paper bag", "0,30", seen=no),
        )
    )
    shelf = shelf_of(tmp_path, language, f"<list>{content}</list>")
    prices = {p.text(language).title: price_of(p) for p in shelf.products}
    assert prices == {"Alder": "12.00", "Birch": "14.00", "Cedar": "15.00", "Dogwood": "9.00"}
    assert all("Ida Moor" in attributes(p, language).values() for p in shelf.products)
    assert all("3,33" not in str(p) and "3.33" not in str(p) for p in shelf.products)


def test_a_currency_beside_one_price_is_its_own(tmp_path: Path) -> None:
    one = '<thing><name>{}</name><price currency="USD">12.50</price></thing>'
    shelf = shelf_of(tmp_path, "en", f"<list>{one.format('Cup')}{one.format('Pot')}</list>")
    assert {v.price.currency for p in shelf.products for v in p.variants if v.price} == {"USD"}


def test_what_is_written_for_staff_beside_goods_is_told_to_nobody(tmp_path: Path) -> None:
    goods = "<thing><name>Cup</name><price>5</price></thing>"
    goods += "<thing><name>Pot</name><price>9</price></thing>"
    for name in ("internal_notes", "interne_notiz", "note_interne", "einkauf"):
        hidden = f"<{name}>the key lies under the third pot</{name}>"
        shelf = shelf_of(tmp_path, "en", f"<list>{goods}{hidden}</list>")
        assert (len(shelf.products), shelf.passages) == (2, [])


SIZED = [
    ("de", '<preis groesse="{}">{}</preis>', "preis", ("klein", "groß")),
    ("es", '<precio tipo="{}">{}</precio>', "precio", ("coche", "furgoneta")),
    ("en", '<price for="{}">{}</price>', "price", ("adult", "child")),
    ("fr", '<format nom="{}" prix="{}"/>', "formats", ("100 g", "250 g")),
    ("pl", "<wariant><nazwa>{}</nazwa><cena>{}</cena></wariant>", "warianty", ("mały", "duży")),
]


@pytest.mark.parametrize(("language", "way", "holder", "sizes"), SIZED)
def test_prices_that_say_what_they_are_for_are_chosen(
    tmp_path: Path, language: str, way: str, holder: str, sizes: tuple[str, str]
) -> None:
    def thing(name: str, first: str, second: str) -> str:
        inside = way.format(sizes[0], first) + way.format(sizes[1], second)
        return f"<thing><name>{name}</name><maker>Ida</maker><{holder}>{inside}</{holder}></thing>"

    shelf = shelf_of(
        tmp_path, language, f"<list>{thing('A', '4,50', '6,50')}{thing('B', '5,50', '7,50')}</list>"
    )
    told = {
        p.text(language).title: {
            v.options[0].value: f"{v.price.amount:.2f}" for v in p.variants if v.price
        }
        for p in shelf.products
    }
    first, second = sizes
    assert told == {
        "A": {first: "4.50", second: "6.50"},
        "B": {first: "5.50", second: "7.50"},
    }


@pytest.mark.parametrize(
    ("language", "price", "now", "before"),
    [
        ("en", "price", "new", "old"),
        ("en", "price", "sale", "was"),
        ("fr", "prix", "promo", "ancien"),
    ],
)
def test_a_price_that_was_is_told_as_one(
    tmp_path: Path, language: str, price: str, now: str, before: str
) -> None:
    sums = f'<{price} type="{before}">20.00</{price}><{price} type="{now}">15.00</{price}>'
    shelf = shelf_of(
        tmp_path, language, "<l>" + "".join(f"<t><name>{n}</name>{sums}</t>" for n in "AB") + "</l>"
    )
    assert len(shelf.products) == 2
    for product in shelf.products:
        (variant,) = product.variants
        assert variant.price
        assert variant.list_price
        assert (variant.price.amount, variant.list_price.amount) == (15, 20)


def test_of_a_price_in_two_currencies_the_first_is_told(tmp_path: Path) -> None:
    sums = '<price currency="EUR">10.00</price><price currency="USD">11.00</price>'
    goods = "".join(f"<thing><name>{name}</name>{sums}</thing>" for name in ("Cup", "Pot"))
    shelf = shelf_of(tmp_path, "en", f"<list>{goods}</list>")
    assert {price_of(product) for product in shelf.products} == {"10.00"}


def test_kinds_of_prices_are_nobodys_choice(tmp_path: Path) -> None:
    goods = "".join(
        f'<thing><name>{name}</name><preis art="EK">2,00</preis>'
        '<preis art="VK">5,00</preis></thing>'
        for name in ("Cup", "Pot")
    )
    shelf = shelf_of(tmp_path, "de", f"<list>{goods}</list>")
    offers = [variant for product in shelf.products for variant in product.variants]
    assert {str(v.price.amount) for v in offers if v.price} == {"5.00"}


def test_categories_by_their_ids_in_a_list_beside(tmp_path: Path) -> None:
    for language, group, name in (
        ("de", "kategorie", "name"),
        ("fr", "catégorie", "nom"),
        ("pl", "kategoria", "nazwa"),
    ):
        groups = f'<alle><{group} id="1">Brot</{group}><{group} id="2">Obst</{group}></alle>'
        goods = "".join(
            f"<thing><{name}>T{n}</{name}><{group}_id>{n}</{group}_id><price>{n}.50</price></thing>"
            for n in (1, 2)
        )
        shelf = shelf_of(tmp_path, language, f"<list>{groups}<alles>{goods}</alles></list>")
        assert [p.text(language).category for p in shelf.products] == [("Brot",), ("Obst",)]


def test_an_item_may_be_its_name(tmp_path: Path) -> None:
    goods = '<voce prezzo="12,50">Taglio</voce><voce prezzo="a richiesta">Sposa</voce>'
    shelf = shelf_of(tmp_path, "it", f"<listino>{goods}</listino>")
    assert {p.text("it").title: price_of(p) for p in shelf.products} == {
        "Taglio": "12.50",
        "Sposa": "",
    }


CHOSEN = [
    ("fi", "tuote", "numero", "nimi", "hinta", "varasto", "vaihtoehdot", "vaihtoehto", "Verhoilu"),
    ("de", "ware", "nummer", "name", "preis", "bestand", "varianten", "variante", "Bezug"),
    ("fr", "article", "numéro", "nom", "prix", "stock", "variantes", "variante", "Tissu"),
    ("es", "articulo", "numero", "nombre", "precio", "existencias", "opciones", "opcion", "Tela"),
    ("pl", "towar", "nr", "nazwa", "cena", "stan", "warianty", "wariant", "Kolor"),
    ("cs", "zbozi", "kod", "nazev", "cena", "sklad", "varianty", "varianta", "Barva"),
    ("sv", "vara", "nr", "namn", "pris", "lagersaldo", "varianter", "variant", "Klädsel"),
    ("nl", "artikel", "nr", "naam", "prijs", "voorraad", "varianten", "variant", "Stof"),
]


@pytest.mark.parametrize(
    ("language", "tag", "number", "name", "price", "stock", "several", "one", "called"), CHOSEN
)
def test_a_choice_has_its_own_number_stock_and_price(
    tmp_path: Path,
    language: str,
    tag: str,
    number: str,
    name: str,
    price: str,
    stock: str,
    several: str,
    one: str,
    called: str,
) -> None:
    def choice(code: str, asked: str, count: int, words: str) -> str:
        asked = f' {price}="{asked}"' if asked else ""
        return f'<{one} {number}="{code}"{asked} {stock}="{count}">{words}</{one}>'

    choices = (
        choice("TU-10-A", "389,00", 9, "alba")
        + choice("TU-10-B", "", 3, "beta")
        + choice("TU-10-C", "589,00", 0, "alba longa")
    )
    text = HEAD + (
        f'<lista><{tag} {number}="TP-K1"><{name}>Alma</{name}><{price}>429,00</{price}>'
        f"<{stock}>2</{stock}></{tag}>"
        f'<{tag} {number}="TU-10"><{name}>Bora</{name}><{price}>389,00</{price}>'
        f'<{stock}>12</{stock}><{several} {name}="{called}">{choices}</{several}></{tag}>'
        f'<{tag} {number}="SA-05"><{name}>Cima</{name}><{price}>99,00</{price}>'
        f"<{stock}>0</{stock}></{tag}></lista>"
    )
    shelf = Shelf(tmp_path / "a.xml", text, Business("Haus", languages=(language,)))
    found = {p.text(language).title: p for p in shelf.products}
    assert [found[title].variants[0].sku for title in ("Alma", "Cima")] == ["TP-K1", "SA-05"]
    told = [
        (
            v.sku,
            [(o.name, o.value) for o in v.options],
            str(v.price.amount) if v.price else "",
            v.availability.value,
        )
        for v in found["Bora"].variants
    ]
    assert told == [
        ("TU-10-A", [(called, "alba")], "389.00", "in_stock"),
        ("TU-10-B", [(called, "beta")], "389.00", "in_stock"),
        ("TU-10-C", [(called, "alba longa")], "589.00", "out_of_stock"),
    ]


SPANS = [
    ("de", "nr", "titel", "preise", "preis", "dauer", ("1 Std.", "Tag")),
    ("en", "no", "title", "prices", "price", "span", ("1 hour", "day")),
    ("fr", "no", "titre", "tarifs", "prix", "durée", ("1 heure", "jour")),
    ("pl", "nr", "nazwa", "ceny", "cena", "czas", ("1 godzina", "dzień")),
]


@pytest.mark.parametrize(("language", "number", "name", "several", "price", "span", "times"), SPANS)
def test_a_price_says_how_long_it_is_for(
    tmp_path: Path,
    language: str,
    number: str,
    name: str,
    several: str,
    price: str,
    span: str,
    times: tuple[str, str],
) -> None:
    def thing(code: str, title: str, prices: tuple[str, ...]) -> str:
        told = "".join(
            f'<{price} {span}="{time}">{asked}</{price}>'
            for time, asked in zip(times[-len(prices) :], prices, strict=True)
        )
        return f'<item {number}="{code}" {name}="{title}"><{several}>{told}</{several}></item>'

    goods = (
        thing("B1", "Alma", ("12,00", "45,00"))
        + thing("B2", "Bora", ("10,00", "35,00"))
        + thing("Z1", "Cima", ("5,00",))
    )
    text = f'{HEAD}<lista waehrung="EUR"><gruppe name="Kajak">{goods}</gruppe></lista>'
    shelf = Shelf(tmp_path / "a.xml", text, Business("Haus", languages=(language,)))
    found = {p.text(language).title: p for p in shelf.products}
    assert [[v.sku for v in p.variants] for p in found.values()] == [
        ["B1", "B1"],
        ["B2", "B2"],
        ["Z1"],
    ]
    assert [o.value for v in found["Alma"].variants for o in v.options] == list(times)
    assert times[-1] in [a.value for a in found["Cima"].text(language).attributes]


IN_PLACE = [
    ("es", "nombre", "precio", ("media", "racion")),
    ("de", "name", "preis", ("klein", "gross")),
    ("pl", "nazwa", "cena", ("mala", "duza")),
    ("fr", "nom", "prix", ("demi", "entier")),
    ("en", "name", "price", ("half", "whole")),
]


@pytest.mark.parametrize(("language", "name", "price", "sizes"), IN_PLACE)
@pytest.mark.parametrize("table", [False, True])
def test_sizes_ask_prices_where_the_price_itself_is_empty(
    tmp_path: Path, table: bool, language: str, name: str, price: str, sizes: tuple[str, str]
) -> None:
    goods = [
        ("Alma", "", "4,50", "7,90"),
        ("Bora", "", "5,50", "9,90"),
        ("Cima", "", "", "18,50"),
        ("Dora", "2,20", "", ""),
        ("Elba", "3,10", "", ""),
    ]
    columns = (name, price, *sizes)
    if table:
        text = "\n".join(";".join(row) for row in (columns, *goods))
    else:
        told = (
            "".join(f"<{n}>{v}</{n}>" for n, v in zip(columns, row, strict=True) if v)
            for row in goods
        )
        text = f"{HEAD}<carta>{''.join(f'<plato>{one}</plato>' for one in told)}</carta>"
    path = tmp_path / ("a.csv" if table else "a.xml")
    shelf = Shelf(path, text, Business("Haus", languages=(language,)))
    asked = {
        p.text(language).title: {
            "".join(o.value for o in v.options): str(v.price.amount) if v.price else ""
            for v in p.variants
        }
        for p in shelf.products
    }
    small, large = sizes
    assert asked == {
        "Alma": {small: "4.50", large: "7.90"},
        "Bora": {small: "5.50", large: "9.90"},
        "Cima": {large: "18.50"},
        "Dora": {"": "2.20"},
        "Elba": {"": "3.10"},
    }
