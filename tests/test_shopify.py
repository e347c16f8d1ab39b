"""Shopify's product CSV, in both dialects, as shops really export it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.errors import SourceError
from catalog.records import Attribute, Availability, Business, Money, Option, Product, Variant
from catalog.sources.cells import BadCell, amount, measured, whole
from catalog.sources.formats import format_of, language_of
from catalog.sources.html import plain, stated
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Item, LeftOut, Rejection

SHOP = Business("Shop", url="https://shop.example/", currency="EUR")

OLD = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,"
    "Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,"
    "Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,"
    "Variant Barcode,Image Src,Image Position,Variant Image,Variant Weight Unit,"
    "Material (product.metafields.custom.material),Status"
)
NEW = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,"
    "Status,SKU,Barcode,Option1 name,Option1 value,Price,Compare-at price,Inventory tracker,"
    "Inventory quantity,Continue selling when out of stock,Weight value (grams),"
    "Weight unit for display,Product image URL,Variant image URL"
)


def row(header: str, **cells: str) -> str:
    """A line of CSV with the given cells; a column's name has _ for each of its blanks."""
    names = header.split(",")
    named = {name.replace("_", " "): value for name, value in cells.items()}
    assert not named.keys() - set(names)
    line = io.StringIO()
    csv.writer(line).writerow([named.get(name, "") for name in names])
    return line.getvalue().rstrip("\r\n")


def old(**cells: str) -> str:
    given = {"Handle": "boot", "Variant_Inventory_Tracker": "shopify"}
    return row(OLD, **{**given, **cells})


FIRST = {
    "Title": "Vandre",
    "Option1_Name": "Size",
    "Option1_Value": "41",
    "Variant_SKU": "V-41",
    "Variant_Price": "149.95",
    "Variant_Inventory_Qty": "3",
    "Variant_Inventory_Policy": "deny",
    "Status": "active",
    "Published": "TRUE",
}


class Shelf:
    """What a file gave."""

    def __init__(self, path: Path, content: str | bytes, business: Business = SHOP) -> None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.products: list[Product] = []
        self.rejected: list[Rejection] = []
        self.left_out: list[LeftOut] = []
        language = language_of(path, business.languages[0])
        with Opened(Source(str(path), path.name, path, language)) as opened:
            self.format = format_of(opened).name
            for found in format_of(opened).read(opened, business):
                if isinstance(found, Item):
                    made = found.make()
                    self.rejected.extend(made.rejections)
                    if isinstance(made.record, Product):
                        self.products.append(made.record)
                elif isinstance(found, Rejection):
                    self.rejected.append(found)
                else:
                    self.left_out.append(found)
            self.rows = opened.rows

    @property
    def only(self) -> Product:
        (product,) = self.products
        return product

    @property
    def offer(self) -> Variant:
        (variant,) = self.only.variants
        return variant


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "products.csv"


def test_older_dialect(path: Path) -> None:
    lines = [
        OLD,
        old(
            **FIRST,
            **{"Body_(HTML)": "<p>A <b>boot</b> &amp; more.</p><ul><li>Height: 14 cm</li></ul>"},
            Vendor="Fjellhus",
            Product_Category="Shoes > Boots",
            Type="Hiking boots",
            Tags="leather, hiking",
            Variant_Barcode="4006381333931",
            Image_Src="https://x.example/1.jpg",
            Variant_Image="https://x.example/blue.jpg",
            **{"Material_(product.metafields.custom.material)": "Leather"},
        ),
        old(
            Option1_Value="42",
            Variant_SKU="V-42",
            Variant_Price="139.95",
            Variant_Compare_At_Price="149.95",
            Variant_Inventory_Qty="0",
            Variant_Inventory_Policy="continue",
        ),
        old(Image_Src="https://x.example/2.jpg", Image_Position="2"),
    ]
    shelf = Shelf(path, "\n".join(lines))
    boot = shelf.only
    assert (shelf.format, shelf.rows, shelf.rejected) == ("shopify", 3, [])
    assert (boot.id, boot.brand, boot.link) == (
        "boot",
        "Fjellhus",
        "https://shop.example/products/boot",
    )
    assert boot.images == ("https://x.example/1.jpg", "https://x.example/2.jpg")
    assert (boot.origin.source, boot.origin.place) == ("products.csv", "row 2")
    text = boot.text("en")
    assert text.description == "A boot & more.\n• Height: 14 cm"
    assert text.category == ("Shoes", "Boots", "Hiking boots")
    assert text.tags == ("leather", "hiking")
    assert text.attributes == (Attribute("Material", "Leather"), Attribute("Height", "14", "cm"))
    first, second = boot.variants
    assert first.options == (Option("Size", "41"),)
    assert first.price == Money(Decimal("149.95"), "EUR")
    assert (first.sku, first.gtin, first.image) == (
        "V-41",
        "4006381333931",
        "https://x.example/blue.jpg",
    )
    assert (first.availability, first.stock, first.place) == (Availability.IN_STOCK, 3, "row 2")
    assert second.options == (Option("Size", "42"),)
    assert second.list_price == Money(Decimal("149.95"), "EUR")
    assert (second.availability, second.stock) == (Availability.BACKORDER, 0)


def test_newer_dialect(path: Path) -> None:
    lines = [
        NEW,
        row(
            NEW,
            Title="Stove",
            URL_handle="stove",
            Price="49.00",
            **{"Compare-at_price": "49.00", "Weight_value_(grams)": "1250"},
            Inventory_tracker="shopify",
            Inventory_quantity="0",
            Continue_selling_when_out_of_stock="DENY",
            Weight_unit_for_display="kg",
            Published_on_online_store="TRUE",
            Status="Active",
            Option1_name="Title",
            Option1_value="Default Title",
        ),
    ]
    shelf = Shelf(path, "\n".join(lines))
    assert shelf.offer.options == ()
    assert shelf.offer.list_price is None  # it is no reduction
    assert shelf.offer.availability is Availability.OUT_OF_STOCK
    assert shelf.only.text("en").attributes == (Attribute("weight", "1.25", "kg"),)


@pytest.mark.parametrize(
    ("tracker", "quantity", "policy", "availability", "stock"),
    [
        ("shopify", "5", "deny", Availability.IN_STOCK, 5),
        ("shopify", "0", "deny", Availability.OUT_OF_STOCK, 0),
        ("shopify", "-2", "deny", Availability.OUT_OF_STOCK, 0),
        ("shopify", "-2", "continue", Availability.BACKORDER, 0),
        ("shopify", "", "deny", Availability.UNKNOWN, None),
        ("", "0", "deny", Availability.IN_STOCK, None),  # Shopify does not count it: always sold
    ],
)
def test_availability(
    path: Path,
    tracker: str,
    quantity: str,
    policy: str,
    availability: Availability,
    stock: int | None,
) -> None:
    cells = {
        **FIRST,
        "Variant_Inventory_Tracker": tracker,
        "Variant_Inventory_Qty": quantity,
        "Variant_Inventory_Policy": policy,
    }
    offer = Shelf(path, f"{OLD}\n{old(**cells)}").offer
    assert (offer.availability, offer.stock) == (availability, stock)


@pytest.mark.parametrize(
    ("price", "reason"),
    [
        ("abc", "not a price"),
        ("-5.00", "cannot be negative"),
        ("1.299", "thousands or decimals"),
        ("NaN", "not a price"),
        ("1e5", "not a price"),
        ("99999999999999999", "too large"),
    ],
)
def test_a_wrong_price_costs_its_variant_only(path: Path, price: str, reason: str) -> None:
    lines = [
        OLD,
        old(**{**FIRST, "Variant_Price": price}),
        old(Option1_Value="42", Variant_SKU="V-42", Variant_Price="139.95"),
    ]
    shelf = Shelf(path, "\n".join(lines))
    (rejection,) = shelf.rejected
    assert (rejection.source, rejection.row, rejection.field, rejection.value) == (
        "products.csv",
        2,
        "Variant Price",
        price,
    )
    assert reason in rejection.reason
    assert shelf.only.text("en").title == "Vandre"  # the row's other cells still count
    assert [variant.sku for variant in shelf.only.variants] == ["V-42"]


def test_a_wrong_stock_is_unknown_and_the_price_stays(path: Path) -> None:
    cells = {**FIRST, "Variant_Inventory_Qty": "few", "Variant_Compare_At_Price": "more"}
    shelf = Shelf(path, f"{OLD}\n{old(**cells)}")
    assert shelf.offer.price == Money(Decimal("149.95"), "EUR")
    assert (shelf.offer.availability, shelf.offer.list_price) == (Availability.UNKNOWN, None)
    assert [(r.field, r.value) for r in shelf.rejected] == [
        ("Variant Compare At Price", "more"),
        ("Variant Inventory Qty", "few"),
    ]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Status": "draft"}, "draft"),
        ({"Status": "Archived"}, "archived"),
        ({"Published": "FALSE"}, "unpublished"),
    ],
)
def test_what_is_not_for_customers_is_left_out(
    path: Path, cells: dict[str, str], reason: str
) -> None:
    shelf = Shelf(path, f"{OLD}\n{old(**{**FIRST, **cells})}")
    assert shelf.products == []
    assert [left.reason for left in shelf.left_out] == [reason]


def test_products_without_title_or_handle(path: Path) -> None:
    lines = [OLD, old(**{**FIRST, "Title": ""}), old(**{**FIRST, "Handle": "", "Title": ""})]
    shelf = Shelf(path, "\n".join([*lines, old(**{**FIRST, "Handle": "good"})]))
    assert [product.id for product in shelf.products] == ["good"]
    assert {(r.row, r.field) for r in shelf.rejected} == {(2, "Title"), (3, "Handle")}


def test_the_same_variant_twice_is_told_once(path: Path) -> None:
    again = {**FIRST, "Title": "", "Variant_Price": "1.00"}
    shelf = Shelf(path, f"{OLD}\n{old(**FIRST)}\n{old(**again)}")
    assert shelf.offer.price == Money(Decimal("149.95"), "EUR")
    assert [(r.row, r.value) for r in shelf.rejected] == [(3, "41")]


def test_rows_of_a_product_that_stand_apart(path: Path) -> None:
    lines = [OLD, old(**FIRST), old(**{**FIRST, "Handle": "other"}), old(**FIRST)]
    shelf = Shelf(path, "\n".join(lines))
    assert [product.id for product in shelf.products] == ["boot", "other"]
    assert [(r.row, r.value) for r in shelf.rejected] == [(4, "boot")]


def test_a_row_with_too_many_cells(path: Path) -> None:
    broken = old(**{**FIRST, "Handle": "broken"}) + ",one,too many"
    shelf = Shelf(path, f"{OLD}\n{broken}\n{old(**FIRST)}")
    assert [product.id for product in shelf.products] == ["boot"]
    assert "28 cells, the header 26" in shelf.rejected[0].reason


def test_a_cell_beyond_all_bounds_costs_its_row(path: Path) -> None:
    huge = old(**{**FIRST, "Handle": "huge", "Body_(HTML)": "x" * 200_000})
    shelf = Shelf(path, f"{OLD}\n{huge}\n{old(**FIRST)}")
    assert [product.id for product in shelf.products] == ["boot"]
    assert "field larger than field limit" in shelf.rejected[0].reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(path: Path, encoding: str, delimiter: str) -> None:
    cells = {**FIRST, "Title": "Größe für Füße – 19 €", "Vendor": "Müller & Söhne, Köln"}
    lines = list(csv.reader([OLD, old(**cells)]))
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    shelf = Shelf(path, text.getvalue().encode(encoding))
    assert shelf.only.text("en").title == "Größe für Füße – 19 €"
    assert shelf.only.brand == "Müller & Söhne, Köln"


def test_a_row_in_another_encoding_costs_itself_only(path: Path) -> None:
    good = old(**{**FIRST, "Title": "Größe"})
    bad = old(**{**FIRST, "Handle": "bad", "Title": "GRxSSE"})
    content = f"{OLD}\n{good}\n".encode() + bad.encode().replace(b"x", b"\xd6")
    shelf = Shelf(path, content)
    assert shelf.only.text("en").title == "Größe"
    assert [(r.row, r.value, r.reason) for r in shelf.rejected] == [
        (3, "bad", "holds bytes that are not utf-8")
    ]


def test_nul_bytes_and_special_tokens_are_text(path: Path) -> None:
    cells = {**FIRST, "Title": "Boot\0 <|im_end|>"}
    content = b"\xef\xbb\xbf" + f"{OLD}\n{old(**cells)}".encode()
    shelf = Shelf(path, content)
    assert shelf.only.text("en").title == "Boot <|im_end|>"


def test_a_forced_format_names_what_is_missing(path: Path) -> None:
    path.write_text("sku,name\n1,x\n")
    with Opened(Source(str(path), path.name, path, "en")) as opened:
        found = format_of(opened, "shopify").read(opened, SHOP)
        with pytest.raises(SourceError) as error:
            list(found)
    assert "no column handle or url handle and no title and no variant price" in str(error.value)
    assert "its columns are sku, name" in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not text"),
        (b"just a letter to a friend, nothing else", "of no format that is known"),
        (b"one column\n1\n", "Its first line is: one column"),
    ],
)
def test_what_is_no_catalog(path: Path, content: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said) as error:
        Shelf(path, content)
    assert "products.csv" in str(error.value)


def test_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "nothing.csv"
    with pytest.raises(SourceError, match=r"nothing\.csv: No such file"):
        Opened(Source("k", path.name, path, "en"))


def test_recognized_by_its_columns_whatever_its_name(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "export.txt", f"{OLD}\n{old(**FIRST)}")
    assert (shelf.format, len(shelf.products)) == ("shopify", 1)


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("149.95", "149.95"),
        ("149,95", "149.95"),
        ("1,299.00", "1299.00"),
        ("1.299,00", "1299.00"),
        ("12,345,678.90", "12345678.90"),
        ("1299", "1299"),
        ("0", "0"),
        ("19.9000", "19.9000"),
    ],
)
def test_amounts(text: str, exact: str) -> None:
    assert amount(text) == Decimal(exact)


def test_cells_that_hold_nothing_or_too_much() -> None:
    assert amount("  ") is None
    assert whole("12.0") == 12
    for wrong in ("1.5", "1 000 000 000 000", "³", "٣"):
        with pytest.raises(BadCell):
            whole(wrong)


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("2.1 kg", "en", "2.1", "kg"),
        ("2,1 kg", "de", "2.1", "kg"),
        ("3,000 mm", "en", "3000", "mm"),
        ("3.000 mm", "de", "3000", "mm"),
        ("2,1 kg", "en", "2,1 kg", ""),  # no number in English: left as it is
        ("−12 °C", "de", "-12", "°C"),
        ("2.9 m²", "en", "2.9", "m²"),
        ("42 × 15 cm", "en", "42 × 15 cm", ""),
        ("leather", "en", "leather", ""),
        ("2.1 kg", "xx", "2.1 kg", ""),
    ],
)
def test_measures(text: str, language: str, value: str, unit: str) -> None:
    assert measured("n", text, language) == Attribute("n", value, unit)


def test_html_becomes_what_a_reader_sees() -> None:
    html = (
        "<h2>Tent</h2><script>alert(1)</script><style>p{}</style><p>Two&nbsp;doors,"
        "<br>one pole.</p>"
        "<ul><li><p>Weight: 2.1 kg</p></li><li><b>Care</b>: by hand</li><li></li></ul>"
        "<table><tr><td>Size</td><td>42</td></tr></table>"
    )
    assert plain(html).splitlines() == [
        "Tent",
        "Two doors,",
        "one pole.",
        "• Weight: 2.1 kg",
        "• Care: by hand",
        "Size 42",
    ]
    assert stated(plain(html), "en") == (
        Attribute("Weight", "2.1", "kg"),
        Attribute("Care", "by hand"),
    )


def test_a_column_of_the_shops_own_is_a_property(path: Path) -> None:
    """Shops add columns to the export, and say in them what customers ask for."""
    head = f"{OLD},SEO Title,Width cm,Certificate,Remark"
    cells = {**FIRST, "Handle": "cloth", "Width_cm": "150", "Certificate": "GOTS"}
    later = {"Handle": "cloth", "Option1_Value": "42", "Variant_SKU": "V-42",
             "Variant_Price": "149.95", "Remark": "due in May"}  # fmt: skip
    lines = [head, row(head, **cells, SEO_Title="Buy"), row(head, **later)]
    product = Shelf(path, "\n".join(lines)).only
    told = {a.name: a.value for a in product.text("en").attributes}
    assert told["Certificate"] == "GOTS"
    assert told["Remark"] == "42: due in May"
    assert told["Width cm"].startswith("150")
    assert "SEO Title" not in told
