"""The demo shop: both languages tell the same story, and the traps that a chat must not fall into
are really there."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

import catalog
from agent.config import load
from catalog.records import Passage, Product
from catalog.sources.formats import format_of, language_of
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Item

SHOP = Path(catalog.__file__).parent / "demo"
PAGE = Path(catalog.__file__).parents[1] / "web" / "demo"
LANGUAGES = ("en", "de")
POLICIES = ("shipping", "returns", "warranty", "contact", "faq")
Row = dict[str, str]


def rows(language: str) -> list[Row]:
    with (SHOP / f"products.{language}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grouped(language: str) -> dict[str, list[Row]]:
    products = defaultdict(list)
    for row in rows(language):
        products[row["URL handle"]].append(row)
    return dict(products)


def policy(name: str, language: str) -> str:
    return (SHOP / f"{name}.{language}.md").read_text(encoding="utf-8")


def numbers(text: str, language: str) -> list[str]:
    """All numbers in `text`, written the English way without thousands' commas, sorted."""
    found = re.findall(r"\d+(?:[.,]\d+)*", text)
    if language == "de":
        found = [n.translate(str.maketrans(".,", ",.")) for n in found]
    return sorted(re.sub(r",(?=\d{3})", "", n) for n in found)


def sections(text: str) -> list[str]:
    return re.split(r"^## ", text, flags=re.MULTILINE)[1:]


def stock(handle: str) -> dict[tuple[str, ...], int]:
    """Stock of a product's variants by their English option values."""
    return {
        tuple(row[f"Option{n} value"] for n in (1, 2) if row[f"Option{n} value"]): int(
            row["Inventory quantity"]
        )
        for row in grouped("en")[handle]
    }


def test_it_is_a_shop_and_not_a_sample() -> None:
    assert len(grouped("en")) == 46
    assert len(rows("en")) == 164
    assert [len(sections(policy("faq", language))) for language in LANGUAGES] == [25, 25]


def test_both_languages_hold_the_same_offers() -> None:
    same = (
        "URL handle",
        "SKU",
        "Barcode",
        "Vendor",
        "Price",
        "Compare-at price",
        "Inventory quantity",
        "Continue selling when out of stock",
        "Weight value (grams)",
        "Unit price total measure",
        "Product image URL",
        "Variant image URL",
    )
    offers = [[tuple(row[name] for name in same) for row in rows(lang)] for lang in LANGUAGES]
    assert offers[0] == offers[1]
    skus = [row["SKU"] for row in rows("en")]
    assert len(set(skus)) == len(skus)


def test_both_languages_state_the_same_measures() -> None:
    english, german = grouped("en"), grouped("de")
    for handle in english:
        lists = [
            re.findall("<li>(.*?)</li>", shop[handle][0]["Description"])
            for shop in (english, german)
        ]
        assert len(lists[0]) == len(lists[1]), handle
        for one, other in zip(*lists, strict=True):
            assert numbers(one, "en") == numbers(other, "de"), (handle, one, other)


def test_the_described_weight_is_the_weight_column() -> None:
    for handle, variants in grouped("en").items():
        stated = re.search(r"<li>Weight: ([\d.,]+) (kg|g)", variants[0]["Description"])
        if stated is None:
            assert handle == "gift-voucher"
            continue
        grams = Decimal(stated[1].replace(",", "")) * (1000 if stated[2] == "kg" else 1)
        assert grams == Decimal(variants[0]["Weight value (grams)"]), handle


@pytest.mark.parametrize("language", LANGUAGES)
def test_product_fields_stand_on_the_first_row_and_variants_differ(language: str) -> None:
    for handle, variants in grouped(language).items():
        first, *others = variants
        assert first["Title"], handle
        assert first["Description"].startswith("<p>"), handle
        assert "<ul>" in first["Description"], handle
        assert first["Type"], handle
        assert first["Tags"], handle
        assert not any(row["Title"] or row["Option1 name"] for row in others), handle
        values = [(row["Option1 value"], row["Option2 value"]) for row in variants]
        assert len(set(values)) == len(values), handle


def test_texts_and_options_are_translated() -> None:
    english, german = grouped("en"), grouped("de")
    for handle in english:
        assert english[handle][0]["Description"] != german[handle][0]["Description"]
        assert english[handle][0]["Tags"] != german[handle][0]["Tags"]
    pairs = {
        (one["Option1 value"], other["Option1 value"])
        for one, other in zip(english["vandre"], german["vandre"], strict=True)
    }
    assert pairs == {("Blue", "Blau"), ("Brown", "Braun")}


def test_barcodes_have_their_check_digit() -> None:
    for row in rows("en"):
        digits = [int(d) for d in row["Barcode"]]
        assert len(digits) == 13
        assert sum(d * (3 if n % 2 else 1) for n, d in enumerate(digits)) % 10 == 0, row["SKU"]


def test_every_picture_is_there_small_and_harmless() -> None:
    wanted = {
        row[name]
        for row in rows("en")
        for name in ("Product image URL", "Variant image URL")
        if row[name]
    }
    files = {f"/demo/pictures/{file.name}": file for file in (SHOP / "pictures").glob("*.svg")}
    assert wanted == set(files)
    assert {f"/demo/pictures/{handle}.svg" for handle in grouped("en")} <= wanted
    for name, file in files.items():
        text = file.read_text(encoding="utf-8")
        assert len(text.encode()) < 4096, name
        root = ElementTree.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg", name
        for element in root.iter():
            tag = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
            assert tag in {"svg", "title", "g", "rect", "circle", "ellipse", "path"}, (name, tag)
            for key, value in element.attrib.items():
                assert not key.startswith("on"), (name, key)
                assert not re.search(r"href|style", key), (name, key)
                assert "url(" not in value, (name, value)


@pytest.mark.parametrize("name", POLICIES)
def test_policies_state_the_same_numbers_in_both_languages(name: str) -> None:
    english, german = (sections(policy(name, language)) for language in LANGUAGES)
    assert len(english) == len(german)
    for one, other in zip(english, german, strict=True):
        assert numbers(one, "en") == numbers(other, "de"), (one, other)
        assert len(one.split("\n", 2)[2].strip()) > 40, one


def test_the_numbers_that_customers_ask_for() -> None:
    for text in ("€4.90", "€60", "2 to 3 working days"):
        assert text in policy("shipping", "en")
    assert "30 days" in policy("returns", "en")
    assert "2 years" in policy("warranty", "en")
    assert "5 years on tent poles" in policy("warranty", "en")


def test_confusingly_similar_names() -> None:
    first = {handle: variants[0] for handle, variants in grouped("en").items()}
    titles = {row["Title"] for row in first.values()}
    assert {"Fjell 2", "Fjell 2 Light", "Fjell 4", "Vandre", "Vandre Mid"} <= titles
    assert "Fjell 3" not in titles
    assert not any("kayak" in title.lower() for title in titles)
    assert {h for h, row in first.items() if row["Type"] == "Boat bags"} == {
        "vann-dry-bag",
        "elv-duffel",
    }
    assert first["fjell-2"]["Price"] == "189.90"
    assert first["vandre"]["Price"] == "149.95"
    assert first["fjell-2-light"]["Price"] != first["fjell-2"]["Price"]
    assert first["vandre-mid"]["Price"] != first["vandre"]["Price"]


def test_what_is_sold_out() -> None:
    assert set(stock("fjell-4").values()) == {0}
    boots = stock("vandre")
    assert {size for colour, size in boots if colour == "Blue"} == {str(n) for n in range(38, 47)}
    assert boots["Blue", "42"] > 0
    assert {key for key, left in boots.items() if left == 0} == {
        ("Blue", "40"),
        ("Blue", "45"),
        ("Brown", "38"),
        ("Brown", "39"),
    }
    assert stock("vandre-mid")["Grey", "42"] == 0
    jackets = stock("regn-jacket")
    assert {left for (colour, _), left in jackets.items() if colour == "Yellow"} == {0}
    assert any(left for (colour, _), left in jackets.items() if colour != "Yellow")


def test_reduced_and_ordered_before_it_arrives() -> None:
    reduced = {row["URL handle"] for row in rows("en") if row["Compare-at price"]}
    assert reduced == {"sti-trail"}
    assert all(
        Decimal(row["Compare-at price"]) > Decimal(row["Price"])
        for row in rows("en")
        if row["Compare-at price"]
    )
    to_come = [row for row in rows("en") if row["Continue selling when out of stock"] == "CONTINUE"]
    assert [(row["URL handle"], row["Inventory quantity"]) for row in to_come] == [
        ("glod-stove", "0")
    ]


def test_settings_load_and_agree_with_the_contact_page() -> None:
    settings = load(SHOP / "tresen.toml")
    business = settings.business.record()
    assert business.languages == LANGUAGES
    assert [(h.days, h.opens, h.closes) for h in business.opening_hours] == [
        ((0, 1, 2, 3, 4), "10:00", "19:00"),
        ((5,), "10:00", "16:00"),
    ]
    for language in LANGUAGES:
        contact = policy("contact", language)
        assert business.phone in contact
        assert business.email in contact
        assert business.address.removesuffix(", Germany") in contact
        assert settings.widget.greeting[language]
        assert len(settings.widget.suggestions[language]) == 3
    assert business.email.endswith(".example")


def test_every_source_is_listed_and_there() -> None:
    listed = tomllib.loads((SHOP / "tresen.toml").read_text(encoding="utf-8"))["catalog"]["sources"]
    there = {file.name for file in SHOP.iterdir() if file.suffix in {".csv", ".md"}}
    assert len(listed) == len(set(listed))
    assert set(listed) == there


def test_the_readers_take_all_of_it() -> None:
    settings = load(SHOP / "tresen.toml")
    business = settings.business.record()
    taken: dict[str, list[Product | Passage]] = defaultdict(list)
    for name in settings.catalog.sources:
        path = SHOP / name
        with Opened(Source(name, name, path, language_of(path, "en"))) as opened:
            for found in format_of(opened).read(opened, business):
                assert isinstance(found, Item), found
                made = found.make()
                assert not made.rejections
                assert made.record is not None
                taken[name].append(made.record)
    for language in LANGUAGES:
        products = [p for p in taken[f"products.{language}.csv"] if isinstance(p, Product)]
        assert len(products) == 46
        assert sum(len(product.variants) for product in products) == 164
        for product in products:
            assert product.text(language).attributes, product.id
        for name in POLICIES:
            passages = taken[f"{name}.{language}.md"]
            assert len(passages) == len(sections(policy(name, language)))
            assert {p.language for p in passages if isinstance(p, Passage)} == {language}


def test_the_page_runs_under_a_strict_policy_and_loads_only_its_own() -> None:
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    assert '<script src="/widget.js" async></script>' in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", page)
    for address in re.findall(r'(?:src|href)="([^"]*)"', page):
        assert re.match(r"(/|#|\?lang=|tel:|mailto:)", address), address
        if address.startswith("/demo/"):
            assert (PAGE / address.removeprefix("/demo/")).is_file(), address
    script = (PAGE / "demo.js").read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\b|https?://", script)
    favourites = re.search(r'data-first="([^"]+)"', page)
    assert favourites is not None
    assert set(favourites[1].split()) <= set(grouped("en"))


def test_the_page_says_what_the_policies_say() -> None:
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    settings = load(SHOP / "tresen.toml")
    assert settings.business.phone in page
    assert settings.business.email in page
    for language, name, texts in (
        ("en", "shipping", ("€4.90", "€60", "2 to 3 working days")),
        ("de", "shipping", ("4,90 €", "60 €", "2 bis 3 Werktage")),
        ("en", "faq", ("€12", "€15", "€69", "within 2 opening hours")),
        ("de", "faq", ("12 €", "15 €", "69 €", "2 Öffnungsstunden")),
    ):
        for text in texts:
            assert text in page
            assert text in policy(name, language)
