"""What a page says in its data, in whatever syntax and however mended; what of it is its own."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from catalog.records import Availability, Money
from catalog.sources.linked_hours import hours_of
from catalog.sources.mended_json import mended
from tests.shelf import Shelf
from web.cli import main


def linked(*scripts: str, body: str = "") -> str:
    told = "".join(f'<script type="application/ld+json">{s}</script>' for s in scripts)
    return f"<!doctype html><html lang=en><head>{told}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2,], "b": "x // y",}',
        '/* said */ {"a": [1, 2], // more\n "b": "x // y"}',
        '//<![CDATA[\n{"a": [1, 2], "b": "x // y"}\n//]]>',
        '{"a": [1, 2], "b": "x // y"};',
        '<!-- {"a": [1, 2], "b": "x // y"} -->',
    ],
)
def test_json_that_can_only_mean_one_thing(text: str) -> None:
    assert {k: list(v) if k == "a" else v for k, v in mended(text).items()} == {
        "a": ["1", "2"],
        "b": "x // y",
    }


def test_line_ends_inside_a_text() -> None:
    assert mended('{"a": "one\ntwo\tthree"}') == {"a": "one\ntwo\tthree"}


@pytest.mark.parametrize("text", ['{"a": ', "{a: 1}", '{"a": 1 "b": 2}', "[" * 5000, "/*" * 50_000])
def test_what_is_broken_otherwise_stays_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        mended(text)


def test_things_that_name_each_other(tmp_path: Path) -> None:
    graph = {
        "@graph": [
            {"@type": "ProductGroup", "name": "Tee", "productGroupID": "T", "brand": {"@id": "#b"},
             "hasVariant": [{"@id": "#1"}, {"@id": "#2"}]},
            {"@type": "Product", "@id": "#1", "sku": "T1", "size": "S", "offers": {"@id": "#o"}},
            {"@type": "Product", "@id": "#2", "sku": "T2", "size": "L", "offers": {"@id": "#o"}},
            {"@type": "Offer", "@id": "#o", "price": 9, "priceCurrency": "EUR"},
            {"@type": "Brand", "@id": "#b", "name": "Ebb"},
            {"@id": "#loop", "@type": "Thing", "x": {"@id": "#loop"}},
        ]
    }  # fmt: skip
    tee = Shelf(tmp_path / "t.html", linked(json.dumps(graph))).only
    assert [(v.options[0].value, v.price) for v in tee.variants] == [
        ("S", Money(Decimal("9"), "EUR")),
        ("L", Money(Decimal("9"), "EUR")),
    ]
    assert tee.brand == "Ebb"


def test_microdata_and_rdfa(tmp_path: Path) -> None:
    microdata = (
        '<ul><li itemscope itemtype="https://schema.org/Product"><b itemprop="name">Cup</b>'
        '<i itemprop="sku">C</i><span itemprop="offers" itemscope itemtype="http://schema.org/Offer">'
        '<span itemprop="price">12.50</span><meta itemprop="priceCurrency" content="EUR"></span>'
        "</li>"
        '<li itemscope itemtype="https://schema.org/Product"><b itemprop="name">Pot</b></li></ul>'
    )
    shelf = Shelf(tmp_path / "m.html", linked(body=microdata))
    assert [p.text("en").title for p in shelf.products] == ["Cup", "Pot"]
    assert shelf.product("C").variants[0].price == Money(Decimal("12.50"), "EUR")
    rdfa = (
        '<div vocab="https://schema.org/" typeof="Product"><b property="name">Jug</b>'
        '<div property="offers" typeof="Offer"><meta property="price" content="7.00">'
        '<meta property="priceCurrency" content="EUR"><link property="availability" '
        'href="https://schema.org/SoldOut"></div></div>'
    )
    jug = Shelf(tmp_path / "r.html", linked(body=rdfa)).offer
    assert (jug.price, jug.availability) == (
        Money(Decimal("7.00"), "EUR"),
        Availability.OUT_OF_STOCK,
    )


def test_json_ld_comes_before_microdata(tmp_path: Path) -> None:
    same = '<p itemscope itemtype="https://schema.org/Product"><b itemprop="name">Old Cup</b></p>'
    data = '{"@type": "Product", "name": "Cup", "sku": "C"}'
    assert Shelf(tmp_path / "p.html", linked(data, body=same)).only.text("en").title == "Cup"


def test_a_sign_against_its_currency_is_not_told(tmp_path: Path) -> None:
    data = (
        '{"@type": "Product", "name": "Cup", "sku": "C", '
        '"offers": {"price": "£9", "priceCurrency": "EUR"}}'
    )
    shelf = Shelf(tmp_path / "p.html", linked(data))
    assert shelf.offer.price is None
    assert "not told" in shelf.reasons[0][2]


def test_hours_that_contradict_each_other(tmp_path: Path) -> None:
    def hours(closes: str) -> str:
        span = {"dayOfWeek": "Monday", "opens": "10:00", "closes": closes}
        return json.dumps({"@type": "Florist", "openingHoursSpecification": [span]})

    body = "<h1>Hours</h1><p>Monday 10:00–18:30</p>"
    same = Shelf(tmp_path / "a.html", linked(hours("18:30"), body=body))
    assert (len(same.passages), same.notices) == (2, [])
    other = Shelf(tmp_path / "b.html", linked(hours("20:00"), body=body))
    assert [p.text for p in other.passages] == ["Monday 10:00–18:30"]
    assert "18:30" in other.notices[0]
    assert "20:00" in other.notices[0]


def told_hours(
    tmp_path: Path, held: dict[str, Any], body: str = "<h1>A bar</h1><p>Hello.</p>"
) -> list[str]:
    """The lines of opening hours that a page's data gives."""
    data = json.dumps({"@type": "BarOrPub", "name": "Bar", **held})
    shelf = Shelf(tmp_path / "p.html", linked(data, body=body))
    assert not shelf.notices
    (passage,) = (p for p in shelf.passages if p.heading[-1] == "Opening hours")
    return passage.text.split("\n")


def span(days: list[str], opens: str = "", closes: str = "", **dates: str) -> dict[str, Any]:
    times = {key: value for key, value in (("opens", opens), ("closes", closes)) if value}
    return {"dayOfWeek": days, **times, **dates} if days else {**times, **dates}


def test_spans_nights_closures_and_holidays_of_a_pages_data(tmp_path: Path) -> None:
    year = {"validFrom": "2026-05-01", "validThrough": "2026-09-30"}
    one = {"validFrom": "2026-12-24", "validThrough": "2026-12-24"}
    weekly = [
        span(["Monday", "Tuesday"], "9:00:00", "T12:00"),
        span(["Monday", "Tuesday"], "13:30", "18:00:00+01:00"),
        span(["Friday"], "18:00", "02:00"),
        span(["https://schema.org/PublicHolidays"], "00:00", "00:00"),
        span(["Sunday"], "10:00", "12:00", **year),
        span(["Sunday"]),
    ]
    special = [span([], **one), span([], "10:00", "14:00", **{**one, "validThrough": "2026-12-26"})]
    held = {"openingHoursSpecification": weekly, "specialOpeningHoursSpecification": special}
    assert told_hours(tmp_path, held) == [
        "Monday, Tuesday: 09:00–12:00, 13:30–18:00",
        "Friday: 18:00–02:00",
        "public holidays: closed",
        "Sunday: 10:00–12:00 (May 1, 2026 – September 30, 2026)",
        "December 24, 2026: closed",
        "December 24, 2026 – December 26, 2026: 10:00–14:00",
    ]


def test_hours_in_schema_orgs_short_form(tmp_path: Path) -> None:
    short = ["Mo-We 09:00-12:00", "Mo-We 14:00-18:00", "Tu,Th 16:00-20:00", "Su", "by appointment"]
    assert told_hours(tmp_path, {"openingHours": short}) == [
        "by appointment",
        "Monday, Tuesday, Wednesday: 09:00–12:00, 14:00–18:00",
        "Tuesday, Thursday: 16:00–20:00",
        "Sunday: all day",
    ]


@pytest.mark.parametrize(
    "text",
    ["Friday 6pm – 2am", "Friday 6 p.m. to 2 a.m.", "Friday 18:00–02:00", "Fri 6 PM – 2 AM"],
)
def test_a_text_in_another_writing_contradicts_nothing(tmp_path: Path, text: str) -> None:
    """Nor does what holds by date alone, of which the text need not tell."""
    held = [span(["Friday"], "18:00", "02:00")]
    special = [span([], "10:00", "14:30", validFrom="2026-12-24", validThrough="2026-12-24")]
    data = {"openingHoursSpecification": [*held, *special]}
    assert told_hours(tmp_path, data, f"<h1>When</h1><p>{text}</p>")[0] == "Friday: 18:00–02:00"


ANY = st.text(max_size=40) | st.integers() | st.lists(st.text(max_size=8), max_size=3)


@given(ANY, ANY)
def test_any_hours_are_survived(days: Any, held: Any) -> None:
    spans = {"dayOfWeek": days, "opens": days, "closes": "10:00", "validFrom": held}
    told = hours_of({"openingHours": days, "openingHoursSpecification": [spans, held]}, "de")
    assert all(isinstance(line, str) for line in told)


def test_what_is_not_the_pages_own(tmp_path: Path) -> None:
    banner = '<div class="cookie-consent"><h2>Cookies</h2><p>We and 99 partners.</p></div>'
    folded = (
        '<main><h1>FAQ</h1><button aria-controls="a1">Do you wrap?</button>'
        '<div id="a1" hidden><p>Yes, in paper.</p></div></main>'
    )
    shelf = Shelf(tmp_path / "f.html", f"<html><body>{banner}{folded}</body></html>")
    text = "\n".join(p.text for p in shelf.passages)
    assert "Do you wrap?\nYes, in paper." in text
    assert "partners" not in text
    empty = Shelf(tmp_path / "e.html", f"<html><body>{banner}</body></html>")
    assert (empty.passages, len(empty.notices)) == ([], 1)
    app = '<html><body><div id="app">Loading</div><script src="/a.js"></script></body></html>'
    assert "export" in Shelf(tmp_path / "j.html", app).notices[0]


def test_the_same_words_on_each_page(tmp_path: Path) -> None:
    (tmp_path / "tresen.toml").write_text('[business]\nname = "S"\n')
    for name in ("wool", "silk", "felt"):
        page = f"<html><body><div>Big sale</div><h1>{name}</h1><p>All of {name}.</p></body></html>"
        (tmp_path / f"{name}.html").write_text(page)
    places = ["--state", str(tmp_path / "st"), "--config", str(tmp_path / "tresen.toml"), "--json"]
    files = [str(path) for path in sorted(tmp_path.glob("*.html"))]
    CliRunner().invoke(main, ["ingest", *files, *places])
    found = json.loads(CliRunner().invoke(main, ["catalog", "search", "sale wool", *places]).output)
    texts = [p["text"] for p in found["passages"]]
    assert "All of wool." in texts
    assert not any("Big sale" in text for text in texts)
