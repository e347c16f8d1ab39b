"""Exports of shop systems and tills: what each writes in its own way, in small files of our own."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from catalog.records import Availability, Business, Money, Product, Variant
from tests.shelf import Shelf, attributes, survives, xlsx
from web.cli import main

TWO = Business("Shop", url="https://shop.example", currency="EUR", languages=("en", "de"))
IN, OUT = Availability.IN_STOCK, Availability.OUT_OF_STOCK


def table(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def titles(shelf: Shelf) -> list[str]:
    return sorted(product.text("en").title for product in shelf.products)


def named(shelf: Shelf, title: str) -> Product:
    (product,) = (p for p in shelf.products if p.text("en").title == title)
    return product


def offers(product: Product) -> list[tuple[str, str | None, Availability]]:
    """(options or SKU, price, state) of each variant."""

    def told(variant: Variant) -> tuple[str, str | None, Availability]:
        called = " ".join(option.value for option in variant.options) or variant.sku
        return called, str(variant.price.amount) if variant.price else None, variant.availability

    return [told(variant) for variant in product.variants]


WIX = table(
    "handleId,fieldType,name,collection,sku,price,surcharge,visible,discountMode,discountValue,"
    "inventory,productOptionName1,productOptionType1,productOptionDescription1,cost,"
    "additionalInfoTitle1,additionalInfoDescription1",
    "p1,Product,Ring,Silver;New,,20.00,,true,PERCENT,10,InStock,Stone,COLOR,,9.99,Care,Wipe dry",
    "p1,Variant,,,R-1,,5.00,true,,,3,,,#ff0000:Ruby,,,",
    "p1,Variant,,,R-2,,,true,,,OutOfStock,,,#000:Onyx,,,",
    "p2,Product,Secret,,,20.00,,false,,,InStock,,,,,,",
    "p2,Variant,,,S-1,,1.00,true,,,3,,,x,,,",
)


def test_wix(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "w.csv", WIX)
    assert (shelf.format, shelf.rejected) == ("wix", [])
    ring = shelf.only
    assert offers(ring) == [("Ruby", "22.50", IN), ("Onyx", "18.00", OUT)]
    assert [str(v.list_price.amount) for v in ring.variants if v.list_price] == ["25.00", "20.00"]
    assert (ring.text("en").category, attributes(ring)["Care"]) == (("Silver",), "Wipe dry")
    assert "9.99" not in str(ring)


def test_squarespace(tmp_path: Path) -> None:
    shelf = Shelf(
        tmp_path / "s.csv",
        table(
            "Product ID [Non Editable],Variant ID [Non Editable],Product Page,Product URL,Title,"
            "SKU,Option Name 1,Option Value 1,Price,Sale Price,On Sale,Stock,Visible,"
            "Hosted Image URLs",
            "a,a1,shop,mug,Mug,M1,Glaze,Blue,14.00,12.00,Yes,Unlimited,Yes,https://i.example/m.jpg",
            ",a2,,,,M2,,White,15.00,9.00,No,0,,",
            "b,b1,shop,hat,Hidden Hat,H1,,,20.00,0.00,No,3,No,",
            ",b2,,,,H2,,,21.00,0.00,No,3,,",
        ),
    )
    mug = shelf.only
    assert offers(mug) == [("Blue", "12.00", IN), ("White", "15.00", OUT)]
    assert [o.name for v in mug.variants for o in v.options] == ["Glaze", "Glaze"]


MAGENTO = table(
    "sku,store_view_code,attribute_set_code,product_type,categories,name,product_online,visibility,"
    "price,special_price,special_price_from_date,special_price_to_date,additional_attributes,qty,"
    "is_in_stock,configurable_variations,configurable_variation_labels",
    'T,,Default,configurable,Default Category/Wear/Tees,Tee,1,"Catalog, Search",,,,,'
    '"fabric=Cotton, organic,ts_vendor_id=99",,1,"sku=T-1,size=S|sku=T-2,size=M|sku=T-3,size=L",'
    "size=Size",
    "T-1,,Default,simple,,Tee S,1,Not Visible Individually,20.0000,15.0000,1/1/20,1/1/21,,4,1,,",
    "T-2,,Default,simple,,Tee M,1,Not Visible Individually,21.0000,,,,cost=7.77,0,0,,",
    "T-3,,Default,simple,,Tee L,2,Not Visible Individually,22.0000,,,,,4,1,,",
    "T,de,,,,Shirt,,,,,,,,,,,",
    "X,,Default,simple,,Spare,1,Not Visible Individually,1.0000,,,,,4,1,,",
)


def test_magento(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "m.csv", MAGENTO, TWO)
    tee = shelf.only
    assert offers(tee) == [("S", "20.0000", IN), ("M", "21.0000", OUT)]
    assert (tee.text("de").title, tee.text("en").category) == ("Shirt", ("Wear", "Tees"))
    assert attributes(tee) == {"fabric": "Cotton, organic"}
    assert len(shelf.left_out) == 2
    assert shelf.rejected == []


def test_prestashop_with_its_combinations(tmp_path: Path) -> None:
    (tmp_path / "tresen.toml").write_text('[business]\nname = "S"\n')
    goods = tmp_path / "goods.csv"
    goods.write_text(
        "Product ID;Active (0/1);Name *;Price tax excluded or Price tax included;Reference #;"
        "Discount percent;Quantity;Visibility;Wholesale price;Feature(Name:Value:Position)\n"
        "7;1;Vase;30.00;V;10;4;;3.33;Clay:Red:1\n8;1;Gone;5.00;G;;4;none;3.33;\n"
    )
    more = tmp_path / "more.csv"
    more.write_text(
        "Product ID*;Attribute (Name:Type:Position)*;Value (Value:Position)*;Reference;"
        "Impact on price;Quantity\n7;Size:select:0;Big:0;V-B;5.00;1\n7;Size:select:0;Tiny:1;V-T;"
        "-2.50;0\n"
    )
    run = CliRunner().invoke
    places = ["--state", str(tmp_path / "st"), "--config", str(tmp_path / "tresen.toml"), "--json"]
    report = json.loads(run(main, ["ingest", str(goods), str(more), *places]).stdout)
    assert (report["products"], report["variants"], report["failed"]) == (1, 2, [])
    told = json.loads(run(main, ["catalog", "show", "7", *places]).stdout)["product"]
    variants = {v["options"][0]["value"]: v["price"]["amount"] for v in told["variants"]}
    assert variants == {"Big": "32.00", "Tiny": "24.50"}
    assert "3.33" not in json.dumps(told["variants"] + [told["texts"]])
    # A combination's stock changes in the file beside alone.
    more.write_text(more.read_text().replace("-2.50;0", "-2.50;9"))
    assert json.loads(run(main, ["ingest", str(goods), str(more), *places]).stdout)["changed"] == 1


def test_the_list_of_prestashops_back_office(tmp_path: Path) -> None:
    shelf = Shelf(
        tmp_path / "l.csv",
        '"Product ID";Name;Reference;Category;"Price (tax excl.)";"Price (tax incl.)";Quantity;'
        "Status\n4;Jug;J;Clay;8.403361;10;2;0\n5;Pot;P;Clay;8.403361;10;0;1\n",
    )
    assert {p.id: offers(p)[0] for p in shelf.products} == {
        "4": ("J", "10", IN),
        "5": ("P", "10", OUT),
    }
    assert all(v.tax_included for p in shelf.products for v in p.variants)


def test_shopware(tmp_path: Path) -> None:
    five = Shelf(
        tmp_path / "five.csv",
        "ordernumber;mainnumber;name;supplier;price_EK;pseudoprice_EK;price_H;active;instock;"
        "laststock;configuratorOptions;categories;purchasePrice\n"
        "A1;A1;Bag;Ebb;30.00;0;20.20;1;0;0;Color:Red;12|14;9.99\n"
        "A2;A1;Bag;Ebb;32.00;40;20.20;1;0;1;Color:Blue;12|14;9.99\n"
        "A3;A1;Bag;Ebb;32.00;;20.20;0;5;1;Color:Pink;12|14;9.99\n",
    )
    bag = five.only
    assert offers(bag) == [
        ("Red", "30.00", Availability.BACKORDER),
        ("Blue", "32.00", OUT),
    ]
    assert (bag.variants[0].list_price, bag.text("en").category) == (None, ())
    assert "20.20" not in str(bag)
    six = Shelf(
        tmp_path / "six.csv",
        "id;parent_id;product_number;active;stock;name;price_net;price_gross;manufacturer_name\n"
        f"{'a' * 32};;N-1;1;0;Cap;10.084034;12.00;Ebb\n{'b' * 32};{'a' * 32};N-1.1;1;3;;;;\n"
        f"{'c' * 32};{'a' * 32};N-1.2;0;3;;;13.00;\n{'d' * 32};;N-2;0;3;Old;1;1.19;\n",
    )
    assert offers(six.only) == [("N-1.1", "12.00", IN)]
    assert (six.only.id, six.only.text("en").title) == ("N-1", "Cap")


def test_bigcommerce(tmp_path: Path) -> None:
    newer = Shelf(
        tmp_path / "n.csv",
        "Item,ID,Name,SKU,Options,Inventory Tracking,Current Stock,Price,Cost Price,Sale Price,"
        "Categories,Custom Fields,Is Visible\n"
        "Product,1,Kite,K,,variant,,30.00,9.99,,Toys/Air,Span=2 m;Cost=3,TRUE\n"
        "Variant,2,,K-R,Type=Swatch|Name=Colour|Value=RedType=R|Name=Size|Value=XL,,2,,,25.00,,,\n"
        "Image,3,,,,,,,,,,,\nProduct,9,Hidden,H,,none,,1.00,,,,,FALSE\n",
    )
    kite = newer.only
    assert offers(kite) == [("Red XL", "25.00", IN)]
    assert (attributes(kite), kite.text("en").category) == ({"Span": "2 m"}, ("Toys", "Air"))
    older = Shelf(
        tmp_path / "o.csv",
        "Item Type,Product ID,Product Name,Product Code/SKU,Price,Product Visible?,Track Inventory,"
        'Current Stock Level,Category\nProduct,1,Kite,K,30.00,Y,by option,0,Toys\n"  SKU",2,'
        '"[S]Size=XL,[CS]Colour=Red:#f00",K-X,,,,2,\n"  Rule",3,,K-X,[ADD]5.00,Y,,,\n',
    )
    assert offers(older.only) == [("XL Red", "35.00", IN)]


def test_ecwid(tmp_path: Path) -> None:
    shelf = Shelf(
        tmp_path / "e.csv",
        "type,product_internal_id,product_sku,product_name,product_price,"
        "product_is_inventory_tracked,product_quantity,product_is_available,product_option_name,"
        "product_option_value,product_option_markup\n"
        "product,1,P,Print,10.00,false,,true,,,\nproduct_option,1,,,,,,,Paper,Matte,\n"
        "product_option,1,,,,,,,Paper,Glossy,2.50\nproduct,2,Q,Quill,4.00,true,0,true,,,\n"
        "product_option,2,,,,,,,Ink,Blue,\nproduct_option,2,,,,,,,Ink,Black,\n",
    )
    prices = [("Matte", "10.00", IN), ("Glossy", "12.50", IN)]
    assert offers(named(shelf, "Print")) == prices
    quill = named(shelf, "Quill")
    assert (offers(quill), attributes(quill)) == ([("Q", "4.00", OUT)], {"Ink": "Blue, Black"})


def test_tills(tmp_path: Path) -> None:
    square = Shelf(
        tmp_path / "sq.csv",
        "Token,Item Name,Variation Name,SKU,Categories,Square Online Item Visibility,Price,"
        "Archived,Sellable,Default Unit Cost,Current Quantity Pier,Current Quantity Hill\n"
        "1,Bun,Regular,B,Bakery,visible,2.50,N,Y,0.77,1,4\n"
        "2,Tea,Small,T1,,visible,variable,N,Y,0.77,,\n"
        '3,Tea,Large,T2,,visible,"1,200.00",N,Y,0.77,,\n'
        "4,Old,Regular,O,,visible,1.00,Y,Y,,,\n5,Flour,Regular,F,,visible,1.00,N,N,,,\n",
    )
    assert titles(square) == ["Bun", "Tea"]
    assert named(square, "Bun").variants[0].stock == 5
    assert [o[:2] for o in offers(named(square, "Tea"))] == [("Small", None), ("Large", "1200.00")]
    loyverse = Shelf(
        tmp_path / "lo.csv",
        "Handle,SKU,Name,Category,Sold by weight,Option 1 name,Option 1 value,Cost,Track stock,"
        "Available for sale [Quay],Price [Quay],In stock [Quay]\n"
        "ale,1,Ale,Drinks,N,Size,Half,0.77,Y,Y,2.50,3\nale,2,,,,,Pint,0.77,Y,Y,4.50,0\n"
        "keg,3,Keg,Drinks,N,,,0.77,N,N,90.00,\n",
    )
    assert offers(loyverse.only) == [("Half", "2.50", IN), ("Pint", "4.50", OUT)]
    vend = Shelf(
        tmp_path / "ls.csv",
        "id,handle,sku,name,product_category,variant_option_one_name,variant_option_one_value,"
        "supply_price,retail_price,brand_name,active,track_inventory,inventory_Quay,inventory_Hill\n"
        "1,cup,C1,Cup,Clay,Glaze,Ash,3.33,9.50,Ebb,1,1,0,2\n"
        "2,cup,C2,Cup,Clay,Glaze,Jet,3.33,9.90,Ebb,1,1,0,0\n3,x,X,X,Clay,,,3.33,1,Ebb,0,1,1,1\n",
    )
    assert offers(vend.only) == [("Ash", "9.50", IN), ("Jet", "9.90", OUT)]


def test_languages_in_the_header(tmp_path: Path) -> None:
    lightspeed = Shelf(
        tmp_path / "ec.csv",
        "Internal_ID;Internal_Variant_ID;Visible;EN_Title_Short;DE_Title_Short;EN_Variant;Price;"
        "Price_Cost;Stock_Level;SKU\n1;10;Y;Glove;Handschuh;Size: S;9,50;3,33;2;G-S\n"
        "1;11;Y;Glove;Handschuh;Size: L;9,90;3,33;0;G-L\n2;12;N;Hidden;Verborgen;;1,00;;1;H\n",
        TWO,
    )
    assert offers(lightspeed.only) == [("S", "9.50", IN), ("L", "9.90", OUT)]
    assert lightspeed.only.text("de").title == "Handschuh"
    rows = [
        ["product_id", "name(en-gb)", "name(de-de)", "categories", "sku", "quantity", "model",
         "price", "status", "stock_status_id"],
        [7, "Fork", "Gabel", "20,27", "F", 3, "M", 4.5, "true", 5],
        [8, "Gone", "Weg", "20", "G", 3, "M", 4.5, "false", 5],
    ]  # fmt: skip
    opencart = Shelf(tmp_path / "oc.xlsx", xlsx(rows), TWO)
    assert offers(opencart.only) == [("F", "4.5", IN)]
    assert opencart.only.text("de").title == "Gabel"


def test_opencarts_lines_in_a_cell(tmp_path: Path) -> None:
    shelf = Shelf(
        tmp_path / "o.csv",
        "_ID_;_NAME_;_MODEL_;_SKU_;_PRICE_;_QUANTITY_;_STOCK_STATUS_;_CATEGORY_;_ATTRIBUTES_;"
        '_STATUS_\n1;Pump;M;P/1;99.00;0;2-3 days;"A\nA|B|C\nA|B";"Data|Power|250 W\nData|Depth|7 m"'
        ";1\n",
    )
    pump = shelf.only
    assert (pump.text("en").category, attributes(pump)) == (
        ("A", "B", "C"),
        {"Power": "250 W", "Depth": "7 m"},
    )


def test_marketplaces(tmp_path: Path) -> None:
    amazon = Shelf(
        tmp_path / "az.txt",
        "TemplateType=x\tVersion=1\nProduct Type\tSeller SKU\tProduct Name\n"
        "feed_product_type\titem_sku\titem_name\tstandard_price\tquantity\tparent_child\tparent_sku"
        "\tcolor_name\tupdate_delete\nhome\tS\tScarf\t\t\tparent\t\t\t\n"
        "home\tS-R\tScarf, red\t19.00\t3\tchild\tS\tRed\t\n"
        "home\tS-B\tScarf, blue\t21.00\t0\tchild\tS\tBlue\t\nhome\tO\tOld\t5\t1\t\t\t\tDelete\n",
    )
    assert offers(amazon.only) == [("Red", "19.00", IN), ("Blue", "21.00", OUT)]
    ebay = Shelf(
        tmp_path / "eb.csv",
        "*Action(SiteID=UK|Country=GB|Currency=GBP|Version=1),CustomLabel,*Title,*Format,*StartPrice,"
        "BuyItNowPrice,*Quantity,Relationship,RelationshipDetails,C:Brand,C:Wool\n"
        "Add,S,Scarf,FixedPrice,,,,,Colour=Red;Blue,Ebb,Merino\n"
        ",S-R,,,19.00,,3,Variation,Colour=Red,,\n,S-B,,,21.00,,0,Variation,Colour=Blue,,\n"
        "Add,A,Old clock,Auction,1.00,60.00,1,,,,\n",
    )
    scarf = named(ebay, "Scarf")
    assert offers(scarf) == [("Red", "19.00", IN), ("Blue", "21.00", OUT)]
    assert (scarf.brand, attributes(scarf)) == ("Ebb", {"Wool": "Merino"})
    clock = named(ebay, "Old clock").variants[0].price
    assert clock is not None
    assert (clock.amount, clock.currency) == (Decimal("60.00"), "GBP")


WOO = (
    "ID,Tipo,COD,Nome,Pubblicato,In primo piano?,Visibilità nel catalogo,Breve descrizione,"
    "Descrizione,Inizio,Fine,Imposte,Aliquota,Disponibile?,Magazzino,Bassa,Arretrati?,Singolo?,"
    "Peso (kg),Lunghezza (cm),Larghezza (cm),Altezza (cm),Recensioni?,Nota,Prezzo in offerta,"
    "Prezzo di listino,Categorie,Tag,Spedizione,Immagini,Limite,Scadenza,Genitore,Raggruppati,"
    "Up-sell,Cross-sell,URL esterno,Testo,Posizione,Nome attributo 1,Valori attributo 1,"
    "Attributo visibile 1,Attributo globale 1\n"
)


def test_woocommerce_in_any_language(tmp_path: Path) -> None:
    def row(id_: int, kind: str, sku: str, name: str, **more: str) -> str:
        cells = [""] * 43
        cells[:5] = [str(id_), kind, sku, name, more.get("published", "1")]
        cells[6], cells[13], cells[18] = "visible", more.get("there", "1"), "0.4"
        cells[24], cells[25], cells[26] = more.get("sale", ""), more.get("price", ""), "Casa > Tè"
        cells[32], cells[39], cells[40] = more.get("parent", ""), "Colore", more.get("colour", "")
        return ",".join(cells)

    shelf = Shelf(
        tmp_path / "wc.it.csv",
        WOO
        + table(
            row(2, "variation", "T-R", "Tazza - Rossa", price="9", parent="T", colour="Rossa"),
            row(1, "variable", "T", "Tazza", colour='"Rossa, Blu"'),
            row(3, "variation", "T-B", "Tazza - Blu", price="9.5", parent="id:1", there="0"),
            row(4, "simple", "P", "Piatto", price="12", sale="10"),
            row(5, "variable", "N", "Nascosto", published="'-1"),
            row(6, "variation", "N-1", "Nascosto 1", price="1", parent="N"),
        ),
    )
    assert (shelf.format, shelf.rejected) == ("woocommerce", [])
    assert sorted(p.text("it").title for p in shelf.products) == ["Piatto", "Tazza"]
    assert offers(shelf.product("T")) == [("Rossa", "9", IN), ("T-B", "9.5", OUT)]
    assert shelf.product("P").variants[0].list_price == Money(Decimal("12"), "EUR")


@pytest.mark.parametrize("name", ["wix", "magento", "prestashop", "ebay", "square", "woocommerce"])
def test_what_is_broken_breaks_no_reader(tmp_path: Path, name: str) -> None:
    for content in (WIX, MAGENTO, WOO):
        raw = content.encode()
        for cut in (10, 200, len(raw) - 40):
            survives(tmp_path / "x.csv", raw[:cut] + b'\xff"\n,,,"' + raw[cut:], name)


def test_a_table_with_common_names_is_nobodys_export(tmp_path: Path) -> None:
    shelf = Shelf(
        tmp_path / "phones.csv",
        "name,model,price,stock_status,quantity,status,battery\nUfo,U-1,99.00,In stock,3,1,5 h\n",
    )
    assert (shelf.format, attributes(shelf.only)["battery"]) == ("table", "5 h")
