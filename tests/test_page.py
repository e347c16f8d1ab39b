"""Pages of HTML: prose as passages, schema.org data as products, answers and opening hours."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.records import Attribute, Availability, Money, Option, UnitPrice
from tests.shelf import Shelf, attributes, survives


def euros(text: str) -> Money:
    return Money(Decimal(text), "EUR")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def page(*things: Any, lang: str = "en", body: str = "") -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(thing)}</script>' for thing in things
    )
    return f'<!DOCTYPE html><html lang="{lang}"><head>{scripts}</head><body>{body}</body></html>'


def offer(price: Any = "149.95", **more: Any) -> dict[str, Any]:
    return {"@type": "Offer", "price": price, "priceCurrency": "EUR", **more}


def product(**more: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "Product", "name": "Boot", **more}


PROSE = """<!DOCTYPE html><html lang="de-DE"><head><title>Versand | Laden</title>
<link rel="canonical" href="https://laden.example/versand"><style>p {color: red}</style></head>
<body><nav><a href="/">Start</a> 19,99 €</nav><main><p>Wir senden gern.</p>
<h1>Versand</h1><p>Mit der <b>Post</b>.</p><h2>Wie lange?</h2><p>2 bis 3 Tage.</p>
<ul><li>Inseln: 5 Tage</li></ul><h2>Leer</h2><h2>Kosten</h2><p>4,90&nbsp;€</p></main>
<footer>Impressum</footer><script>alert(1)</script></body></html>"""


def test_prose_by_heading(path: Path) -> None:
    shelf = Shelf(path, PROSE)
    assert (shelf.format, shelf.rejected) == ("html", [])
    assert [(p.heading, p.text) for p in shelf.passages] == [
        (("Versand | Laden",), "Wir senden gern."),
        (("Versand",), "Mit der Post."),
        (("Versand", "Wie lange?"), "2 bis 3 Tage.\n• Inseln: 5 Tage"),
        (("Versand", "Kosten"), "4,90 €"),
    ]
    first = shelf.passages[1]
    assert (first.language, first.link) == ("de", "https://laden.example/versand")
    assert first.origin.place == "heading Versand"


def test_a_product_with_an_offer(path: Path) -> None:
    shelf = Shelf(
        path,
        page(
            product(
                sku="B-1",
                description="A <b>boot</b>.",
                brand={"@type": "Brand", "name": "Fjell"},
                gtin13="4006381333931",
                mpn="F1",
                color="Blue",
                image=["https://x.example/b.jpg", {"@type": "ImageObject", "url": "/c.jpg"}],
                weight={"@type": "QuantitativeValue", "value": 1.5, "unitCode": "KGM"},
                additionalProperty=[{"name": "Sole", "value": "Rubber"}],
                offers=offer(
                    149.95,
                    availability="https://schema.org/InStock",
                    inventoryLevel={"value": 4},
                    shippingDetails={"shippingRate": {"value": "4.90", "currency": "EUR"}},
                    priceSpecification=[
                        {"priceType": "https://schema.org/ListPrice", "price": 199},
                        {
                            "price": "7.50",
                            "priceCurrency": "EUR",
                            "referenceQuantity": {"value": 100, "unitCode": "GRM"},
                        },
                        {"valueAddedTaxIncluded": True},
                    ],
                ),
            ),
            body="<h1>Boot</h1><p>Others also bought: Cup, 3.00 EUR.</p>",
        ),
    )
    assert (shelf.rejected, shelf.passages) == ([], [])
    boot, bought = shelf.only, shelf.offer
    assert (boot.id, boot.brand, boot.text("en").description) == ("B-1", "Fjell", "A boot.")
    assert (bought.price, bought.list_price) == (euros("149.95"), euros("199"))
    assert (bought.availability, bought.stock) == (Availability.IN_STOCK, 4)
    assert (bought.shipping, bought.tax_included) == (euros("4.90"), True)
    assert bought.unit_price == UnitPrice(euros("7.50"), "100 g")
    assert (bought.gtin, bought.mpn) == ("4006381333931", "F1")
    assert boot.images == ("https://x.example/b.jpg", "/c.jpg")
    assert boot.text("en").attributes == (
        Attribute("Color", "Blue"),
        Attribute("Sole", "Rubber"),
        Attribute("Weight", "1.5", "kg"),
    )


def test_a_group_and_its_variants(path: Path) -> None:
    variants = [
        product(name=f"Boot {size}", sku=f"B-{size}", size=size, color="Blau", offers=offer(price))
        for size, price in (("41", "140.00"), ("42", "150.00"))
    ]
    group = {
        "@type": "ProductGroup",
        "productGroupID": "boot",
        "name": "Boot",
        "description": "Warm.",
        "hasVariant": variants,
    }
    shelf = Shelf(path, page({"@graph": [{"@type": "WebPage"}, group]}, group, lang="de"))
    boot = shelf.only
    assert (boot.id, boot.text("de").title) == ("boot", "Boot")
    assert [(v.options, v.price) for v in boot.variants] == [
        ((Option("Größe", "41"),), euros("140.00")),
        ((Option("Größe", "42"),), euros("150.00")),
    ]
    assert attributes(boot, "de") == {"Farbe": "Blau"}


@pytest.mark.parametrize(
    ("offers", "prices"),
    [
        (
            {"@type": "AggregateOffer", "lowPrice": 10, "highPrice": 20, "priceCurrency": "EUR"},
            [None],
        ),
        (
            {"@type": "AggregateOffer", "lowPrice": 10, "highPrice": 10, "priceCurrency": "EUR"},
            ["10"],
        ),
        ({"@type": "AggregateOffer", "lowPrice": 1, "offers": [offer(1), offer(2)]}, ["1", "2"]),
        ([offer("1.50", sku="a"), offer("2.50", sku="b")], ["1.50", "2.50"]),
        (None, [None]),
    ],
)
def test_offers(path: Path, offers: Any, prices: list[str | None]) -> None:
    shelf = Shelf(path, page(product(offers=offers)))
    told = [str(v.price.amount) if v.price else None for v in shelf.only.variants]
    assert (told, shelf.rejected) == (prices, [])


@pytest.mark.parametrize(
    ("offers", "reason"),
    [
        (offer(priceCurrency=""), "no currency"),
        (offer("a lot"), "not a price"),
        (offer(-1), "a price cannot be negative"),
        (offer("1.299"), "not clear"),
    ],
)
def test_prices_that_are_not_taken(path: Path, offers: Any, reason: str) -> None:
    shelf = Shelf(path, page(product(offers=offers), product(name="Cup", offers=offer())))
    assert [p.id for p in shelf.products] == ["cup"]
    assert [(field, told[: len(reason)]) for _, field, told in shelf.reasons] == [("price", reason)]


EVE = ("validFrom", "validThrough")


def test_questions_and_opening_hours(path: Path) -> None:
    faq = {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": "Wie lange?",
                "acceptedAnswer": {"@type": "Answer", "text": "<p>2 <b>Tage</b>.</p>"},
            }
        ],
    }
    days = ["https://schema.org/Monday", "Tuesday"]
    shop = {
        "@type": ["ShoeStore"],
        "name": "Laden",
        "telephone": "+49 30 1",
        "address": {"streetAddress": "Weg 1", "postalCode": "10115", "addressLocality": "Berlin"},
        "openingHoursSpecification": [
            {"dayOfWeek": days, "opens": "10:00", "closes": "19:00:00"},
            {"dayOfWeek": "Sunday", "opens": "00:00", "closes": "00:00"},
            {
                "opens": "10:00",
                "closes": "14:00",
                "validFrom": "2026-12-24",
                "validThrough": "2026-12-24",
            },
        ],
    }
    shelf = Shelf(path, page(faq, shop, lang="de", body="<h1>Laden</h1><p>Hallo.</p>"))
    assert [(p.heading, p.text) for p in shelf.passages] == [
        (("Wie lange?",), "2 Tage."),
        (
            ("Laden", "Öffnungszeiten"),
            "Montag, Dienstag: 10:00–19:00\nSonntag: geschlossen\n24. Dezember 2026: 10:00–14:00",
        ),
        (("Laden", "Adresse"), "Weg 1\n10115 Berlin\nTelefon: +49 30 1"),
        (("Laden",), "Hallo."),
    ]


def test_broken_data_is_told_and_the_page_read_on(path: Path) -> None:
    content = page(product(offers=offer())).replace("</head>", "", 1)
    broken = '<script type="application/ld+json">{"@type": </script></head>'
    shelf = Shelf(path, content.replace("<body>", broken + "<body>"))
    assert shelf.offer.price == euros("149.95")
    assert "the page's JSON-LD is not JSON" in shelf.reasons[0][2]
    deep = '<script type="application/ld+json">' + "[" * 100_000 + "</script><h1>A</h1>B"
    assert Shelf(path, f"<html>{deep}").passages[0].text == "B"


KEYS = [
    *("@type", "offers", "price", "hasVariant", "name", "priceSpecification", "brand", "image"),
    *("address", "dayOfWeek", "openingHoursSpecification", "acceptedAnswer", "opens", "weight"),
    *("additionalProperty", "url"),
]
THING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner | st.sampled_from(["Product", "Question", "Store", "Offer", "5", "http://[x"]),
            max_size=5,
        )
    ),
    max_leaves=14,
)
FUZZ = settings(
    max_examples=80,
    deadline=15_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FUZZ
@given(THING, THING)
def test_any_data_is_survived(tmp_path: Path, one: Any, other: Any) -> None:
    base = product(offers=one, hasVariant=other)
    survives(tmp_path / "t.html", page(base, {"@type": "Store", "x": one}, other).encode(), "html")


@FUZZ
@given(
    st.integers(0, len(PROSE)), st.sampled_from(["<", "</h1>", "<h1>", "<!--", "\0", "&", "<h2"])
)
def test_any_page_is_survived(tmp_path: Path, at: int, junk: str) -> None:
    survives(tmp_path / "t.html", (PROSE[:at] + junk + PROSE[at:]).encode(), "html")
