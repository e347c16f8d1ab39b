"""Tables that no format describes: their columns found out, their rows made products."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.database import Counts
from catalog.errors import SourceError
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Availability, Business, Money, Option, PriceSpan
from tests.shelf import DATA, SHOP, Shelf, attributes, ods, realdata, survives, xlsx

DOLLARS = Business("Shop", currency="USD")


def euros(text: str) -> Money:
    return Money(Decimal(text), "EUR")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "artikel.de.csv"


GERMAN = (
    "Artikelnummer;Bezeichnung;VK brutto (€);EK;Lagerbestand;Farbe;Gewicht (kg);EAN;Notiz\r\n"
    "T-1;Tasse „Mör“;1.299,00 €;4,00;3;Blau;0,345;4006381333931;nicht an Meier\r\n"
    "T-2;Kanne;12,90;4,00;0;;1,5;;\r\n"
)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_a_german_spreadsheets_export(path: Path, encoding: str) -> None:
    shelf = Shelf(path, GERMAN.encode(encoding))
    assert shelf.rejected == []
    cup = shelf.product("T-1")
    assert cup.text("de").title == "Tasse „Mör“"
    assert attributes(cup, "de") == {"Farbe": "Blau", "Gewicht": "0.345 kg"}
    (offer,) = cup.variants
    assert (offer.price, offer.stock, offer.gtin) == (euros("1299.00"), 3, "4006381333931")
    assert offer.tax_included is True
    pot = shelf.product("T-2").variants[0]
    assert (pot.price, pot.availability) == (euros("12.90"), Availability.OUT_OF_STOCK)
    assert pot.place == "row 3"


def test_what_a_shop_keeps_to_itself_is_not_taken(path: Path) -> None:
    shelf = Shelf(path, GERMAN)
    told = str([product.texts for product in shelf.products])
    assert "4.00" not in told
    assert "Meier" not in told
    assert (shelf.columns["EK"], shelf.columns["Notiz"]) == ("ignore", "ignore")


def test_the_mapping_is_told_and_can_be_given(path: Path) -> None:
    content = "Ware;Euro;Code\nTasse;12,90;x\nKanne;8,00;y\n"
    assert Shelf(path, content).columns == {
        "Ware": "title",
        "Euro": "attribute",
        "Code": "attribute",
    }
    shelf = Shelf(path, content, mapping={"Euro": "price", "Code": "ignore"})
    assert shelf.columns == {"Ware": "title", "Euro": "price", "Code": "ignore"}
    assert shelf.product("tasse").variants[0].price == euros("12.90")
    for mapping, wanted in (
        ({"Preis": "price"}, "no such column"),
        ({"Euro": "cost"}, "expected one"),
    ):
        with pytest.raises(SourceError, match=wanted):
            Shelf(path, content, mapping=mapping)


def test_another_mapping_is_another_fingerprint(path: Path) -> None:
    content = "Ware;Euro\nTasse;12,90\n"
    first = Shelf(path, content).marks
    assert Shelf(path, content).marks == first
    assert Shelf(path, content, mapping={"Euro": "price"}).marks != first


def test_columns_by_what_is_in_them(path: Path) -> None:
    shelf = Shelf(
        path,
        "A|B|C|D|E\n"
        "Big cup|12,90 €|4006381333931|https://x.example/a|https://x.example/a.jpg\n"
        "Tea pot|9,00 €|4012345678901|https://x.example/b|https://x.example/b.jpg\n",
    )
    assert list(shelf.columns.values()) == ["title", "price", "gtin", "link", "image"]
    assert shelf.product("4006381333931").images == ("https://x.example/a.jpg",)


@pytest.mark.parametrize(
    "name", ["Places left", "Bestand Packungen", "Freie Plätze", "miejsca wolne", "units left"]
)
def test_what_is_left_is_stock_and_told_by_its_name(path: Path, name: str) -> None:
    shelf = Shelf(path, f"SKU,Name,Price,{name}\nT1,Yoga,9 EUR,3\nT2,Spin,8 EUR,0\n")
    yoga, spin = shelf.product("T1"), shelf.product("T2")
    assert [p.variants[0].availability for p in (yoga, spin)] == [
        Availability.IN_STOCK,
        Availability.OUT_OF_STOCK,
    ]
    assert attributes(yoga)[name] == "3"


@pytest.mark.parametrize(
    ("header", "price"),
    [
        ("EUR", "EUR"),
        ("€", "€"),
        ("Ex VAT,Inc VAT", "Inc VAT"),
        ("Kursgebühr,Kassenzuschuss", "Kursgebühr"),
        ("Alk. %,EUR", "EUR"),
        ("Teilnahmebeitrag", "Teilnahmebeitrag"),
    ],
)
def test_a_column_that_speaks_of_a_price_is_it_where_none_is_called_so(
    path: Path, header: str, price: str
) -> None:
    names = header.split(",")
    cells = ",".join(f"{number}4.50" for number, _ in enumerate(names, 1))
    other = ",".join(f"{number}7.25" for number, _ in enumerate(names, 1))
    shelf = Shelf(path, f"SKU,Name,{header}\nT1,Yoga,{cells}\nT2,Spin,{other}\n")
    assert {name: m for name, m in shelf.columns.items() if m == "price"} == {price: "price"}
    assert shelf.product("T1").variants[0].price == euros(f"{names.index(price) + 1}4.50")


def test_of_two_columns_that_may_name_goods_the_one_is_taken_that_tells_them_apart(
    path: Path,
) -> None:
    shelf = Shelf(
        path,
        "Course,Code,Room,Fee EUR\nGerman A1,D1,1,420\nGerman A2,D2,2,420\nPolish A1,P1,1,380\n",
    )
    assert shelf.columns["Course"] == "title"
    assert shelf.columns["Fee EUR"] == "price"


@pytest.mark.parametrize("name", ["Packung Stück", "copies", "seats", "free shipping"])
def test_what_only_counts_is_no_stock(path: Path, name: str) -> None:
    shelf = Shelf(path, f"SKU,Name,Price,{name}\nT1,Yoga,9 EUR,3\nT2,Spin,8 EUR,0\n")
    assert shelf.product("T2").variants[0].availability is Availability.UNKNOWN


def test_a_table_under_a_title(path: Path) -> None:
    for title in ("Preisliste 2026;;", "Preisliste, Stand Juni 2026"):
        shelf = Shelf(path, f"{title}\n;;\nName;Preis;Bestand\nTasse;12,90;4\n")
        assert (shelf.offer.price, shelf.offer.place) == (euros("12.90"), "row 4")


def test_children_name_their_parent(path: Path) -> None:
    shelf = Shelf(
        path,
        "SKU,Parent,Name,Price,Size\n"
        "S-L,S,Shirt L,20 EUR,L\nS,,Shirt,,\nX,,Cap,5 EUR,\n"
        "S-M,S,Shirt M,19 EUR,M\nZ-1,Z,Lost,1 EUR,L\n",
    )
    shirt = shelf.product("S")
    assert [(v.sku, v.options, v.price) for v in shirt.variants] == [
        ("S-L", (Option("Size", "L"),), euros("20")),
        ("S-M", (Option("Size", "M"),), euros("19")),
    ]
    assert shelf.reasons == [(6, "Parent", "its parent is not in this file")]
    assert [product.id for product in shelf.products] == ["X", "S"]


def test_what_a_row_does_not_say(path: Path) -> None:
    shelf = Shelf(
        path,
        "id,name,price,currency,sale price,stock,availability\n"
        "a,A,10.00,,,,\nb,B,10.00,EUR,12.00,,\nc,C,a lot,EUR,,,\n"
        "d,D,10,EUR,8,x,gone-fishing\ne,,1,EUR,,,\n",
    )
    assert shelf.reasons == [
        (2, "price", "no currency; write it beside the number, as in 15.00 EUR"),
        (3, "sale price", "not below the price, 10.00; the price was taken"),
        (4, "price", "not a price; expected a number and a currency, such as 15.00 EUR"),
        (5, "stock", "not a whole number"),
        (5, "availability", "no state of stock that is known; expected one such as in_stock"),
        (6, "name", "the product has no title"),
    ]
    last = shelf.product("d").variants[0]
    assert (last.price, last.list_price) == (euros("8"), euros("10"))
    assert (last.availability, last.stock) == (Availability.UNKNOWN, None)
    assert [product.id for product in shelf.products] == ["b", "d"]


def test_the_same_id_twice(path: Path) -> None:
    shelf = Shelf(path, "sku,name,price\na,A,1.00\nb,B,2.00\na,A,3.00\n")
    assert shelf.product("a").variants[0].price == euros("1.00")
    assert shelf.reasons == [(4, "id", "row 2 has the same id")]


def test_drafts_are_left_out_with_their_variants(path: Path) -> None:
    shelf = Shelf(path, "handle,name,price,status\na,A,,draft\na,,5.00,\nb,B,1.00,active\n")
    assert ([product.id for product in shelf.products], len(shelf.left_out)) == (["b"], 1)


def test_an_older_currency_row_gives_way_to_the_shops_own(path: Path) -> None:
    table = (
        "slug,sku,name,price,compare_at_price,currency,color,stock\n"
        "p,,Pan,0,0,USD,,\np,p-r,,20.00,25.00,USD,red,4\np,p-b,,21.00,0,USD,blue,0\n"
        "p,p-r,,18.00,,EUR,,\n"
    )
    own, other = Shelf(path, table).only, Shelf(path, table, DOLLARS).only
    assert [v.price for v in own.variants] == [euros("18.00"), Money(Decimal("21.00"), "USD")]
    assert own.variants[0].list_price is None
    assert (own.variants[0].stock, own.variants[0].place) == (4, "row 5")
    assert other.variants[0].list_price == Money(Decimal("25.00"), "USD")


@pytest.mark.parametrize("make", [xlsx, ods])
def test_a_workbook(tmp_path: Path, make: object) -> None:
    rows = [
        ["Preisliste", "", "", ""],
        ["Artikelnummer", "Bezeichnung", "VK brutto", "Länge (cm)"],
        ["A1", "Tasse", 12.9, 1.234],
        ["A2", "Kanne & Deckel", 1299, 30],
        ["A3", "Sieb", "auf Anfrage", ""],
    ]
    shelf = Shelf(tmp_path / "liste.de.xlsx", make(rows))  # type: ignore[operator]
    assert shelf.format == "workbook"
    assert shelf.product("A1").variants[0].price == euros("12.9")
    assert attributes(shelf.product("A1"), "de") == {"Länge": "1.234 cm"}
    assert shelf.product("A2").variants[0].price == euros("1299")
    asked = shelf.product("A3").variants[0]
    assert (asked.price, asked.price_span) == (None, PriceSpan(None, None, "auf Anfrage"))
    assert shelf.reasons == []


CORNERS = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c {}><v>1</v></c></row>'
    "</sheetData></worksheet>"
)
HUGE = (
    '<table:table-row table:number-rows-repeated="{0}"><table:table-cell {1} '
    'office:value-type="float" office:value="1" table:number-columns-repeated="{0}"/>'
    "</table:table-row>"
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (xlsx(sheet=CORNERS.format('r="XFD1048576"')), "a sheet of 17179869184 cells"),
        (xlsx(sheet=CORNERS.format('x=">" r="xfd1048576"')), "a sheet of 17179869184 cells"),
        (xlsx(sheet=CORNERS.format("/><c" * 20)), "a sheet of 8388608 cells"),
        (ods(table=HUGE.format(16384, 'x=">"')), "a sheet of 268435456 cells"),
        (ods(table=HUGE.format("1e3", "")), "a cell repeated"),
        (xlsx(sheet="<a>" + " " * (300 << 20)), "KB unpack to more than 256 MB"),
        (xlsx([["Name"], ["x"]])[:-60], "the workbook is damaged"),
        (b"PK\x03\x04 and then nothing", "the workbook is damaged"),
        (xlsx([["Umsatz", "Juni"], [1, 2]]), "no column that names the products"),
    ],
)
def test_workbooks_that_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        Shelf(tmp_path / "bomb.xlsx", content)


def test_a_table_of_ten_thousand_columns(path: Path) -> None:
    wide = ",".join(["name", *(f"c{n}" for n in range(9_999))])
    with pytest.raises(SourceError, match="10000 columns; at most 2000"):
        Shelf(path, f"{wide}\n{'x,' * 9_999}x\n")


def test_bytes_that_are_nothing_cost_their_row_alone(path: Path) -> None:
    long = "x" * (2 << 20)
    shelf = Shelf(path, f"name,price\nA\0B,1.00\n{long},2.00\nC,3.00\n")
    assert [p.text("de").title for p in shelf.products] == ["AB", "C"]
    assert shelf.rejected


def test_no_product_in_it(path: Path) -> None:
    with pytest.raises(SourceError, match=r'catalog.mappings."artikel.de.csv"'):
        Shelf(path, "Umsatz;Juni\n1;2\n3;4\n")


@pytest.mark.realdata
@realdata
@pytest.mark.parametrize(("business", "price"), [(SHOP, "819.99 EUR"), (DOLLARS, "879.99 USD")])
def test_sprees_sample(tmp_path: Path, business: Business, price: str) -> None:
    shelf = Shelf(DATA / "spree-products.csv", business=business)
    assert (len(shelf.products), shelf.rows, shelf.rejected) == (37, 211, [])
    assert sum(len(product.variants) for product in shelf.products) == 87
    machine = shelf.product("automatic-espresso-machine")
    told = {(v.price.amount, v.price.currency) for v in machine.variants if v.price}
    assert told == {(Decimal(price.split()[0]), price.split()[1])}
    assert [v.options[0].value for v in machine.variants] == ["Matte Black", "Silver", "White"]
    assert {(v.stock, v.availability) for v in machine.variants} == {(5000, Availability.IN_STOCK)}
    assert machine.text("en").category == ("Kitchen", "Coffee Machines")
    held = attributes(machine)
    assert (held["wattage"], held["warranty"], held["weight"]) == ("1400 W", "2 Years", "19.8 lb")
    assert held["width"] == "13.8 in"


@pytest.mark.realdata
@realdata
def test_sprees_translations_join_their_products(tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path / "state")
    try:
        files = [str(DATA / f"spree-product{name}.csv") for name in ("_translations", "s")]
        report = ingest(files, catalog.database, catalog.search, business=DOLLARS)
        assert report.catalog == Counts(products=37, variants=87, passages=0)
        assert report.total.rejected_count == 0
        (machine,) = catalog.products(["automatic-espresso-machine"])
        assert [machine.text(lang).title for lang in ("en", "de", "fr")] == [
            "Automatic Espresso Machine",
            "Kaffeevollautomat",
            "Machine Espresso Automatique",
        ]
        assert report.sources[0].columns["locale"] == "language"
        again = ingest(files, catalog.database, catalog.search, business=DOLLARS)
        assert (again.total.unchanged, again.total.changed) == (74, 0)
    finally:
        catalog.close()


@settings(
    max_examples=60,
    deadline=15_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                (
                    *("name", "price", "sku", "1,5", "-", "€", '"', "parent", "a\nb", "\0", "\n\r"),
                    *("Zone", "Season", "Mug", "1 day", "L", "S, M", "01.05.-30.09.", "per person"),
                )
            )
            | st.text(max_size=12),
            max_size=6,
        ),
        max_size=8,
    ),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_table_is_survived(tmp_path: Path, rows: list[list[str]], by: str) -> None:
    text = "\n".join(["name" + by + "price", *(by.join(row) for row in rows)])
    survives(tmp_path / "t.csv", text.encode("utf-8", "surrogatepass"), "table")


@settings(
    max_examples=60,
    deadline=15_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.binary(max_size=200), st.integers(0, 900))
def test_any_workbook_is_survived(tmp_path: Path, junk: bytes, at: int) -> None:
    whole = xlsx([["Name", "Price"], ["Cup", 12.9]])
    survives(tmp_path / "t.xlsx", whole[:at] + junk + whole[at + len(junk) :], "workbook")


def test_a_quote_over_lines_below_the_header_leaves_the_header(tmp_path: Path) -> None:
    survives(tmp_path / "t.csv", b'name,price\n",a\nb,1,5,"\nname,name,name', "table")


def test_an_owner_says_that_whole_prices_are_no_hundredths(tmp_path: Path) -> None:
    text = '[{"name": "Chair", "price": {"amount": 249, "currency": "EUR"}}]'
    guessed = Shelf(tmp_path / "a.json", text)
    assert guessed.offer.price == Money(Decimal("2.49"), "EUR")
    assert '"price.amount" = "price"' in guessed.notices[0]
    said = Shelf(tmp_path / "b.json", text, mapping={"price.amount": "price"})
    assert said.offer.price == Money(Decimal(249), "EUR")
    assert said.notices == []


def test_a_second_header_of_another_width_is_none(tmp_path: Path) -> None:
    text = 'Tour,Price,,"Notes, and more",x,y\n,Adult,Child (6-12)\nCave,5 €,3 €\n'
    survives(tmp_path / "tours.csv", text.encode(), "")


def test_rows_with_empty_cells_too_many_may_head_a_table_below(tmp_path: Path) -> None:
    survives(tmp_path / "t.csv", b"name,price\nname,name,\na\nb,name", "table")
    stacked = "Name,Price\nCup,4\n,\nTour,Cost,\nCave,5\nLake,7\n"
    path = tmp_path / "two.csv"
    path.write_text(stacked)
    assert {p.text("en").title for p in Shelf(path).products} >= {"Cup", "Cave", "Lake"}


def test_lines_above_a_header_that_are_no_rows_are_survived(tmp_path: Path) -> None:
    text = b"parent\n\rZone\n\rZone,Season,price\n\r\n\rparent,parent,Zone,-"
    survives(tmp_path / "t.csv", text, "table")
