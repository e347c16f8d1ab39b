"""Price lists of pages as owners and their builders lay them out: boxes of elements, tables within
tables, columns by the season, badges, and goods that stand in the page's data and in its lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.records import Availability, Business, Product
from tests.shelf import Shelf


def shelf(path: Path, body: str, language: str, currency: str = "EUR", head: str = "") -> Shelf:
    page = f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'
    return Shelf(path, page, Business("Haus", currency=currency, languages=(language,)))


def told(found: Shelf) -> dict[str, str]:
    """Each product's title and its one price; empty where it has none."""
    return {
        title(p): str(p.variants[0].price.amount) if p.variants[0].price else ""
        for p in found.products
    }


def title(product: Product) -> str:
    return next(iter(product.texts.values())).title


def prose(found: Shelf) -> str:
    return "\n".join(passage.text for passage in found.passages)


BOXES = [
    ("el", "Φασολάδα", "με ελιές", "5,50 €", "Χταπόδι", "κατόπιν παραγγελίας"),
    ("it", "Trofie al pesto", "con patate", "€ 11,00", "Branzino al sale", "su ordinazione"),
    ("pl", "Żurek", "z jajkiem", "18 zł", "Tort", "na zamówienie"),
    ("sv", "Räksmörgås", "på rågbröd", "145 kr", "Tårta", "på beställning"),
]
CURRENCIES = {"pl": "PLN", "sv": "SEK"}


@pytest.mark.parametrize(("language", "dish", "beside", "price", "other", "words"), BOXES)
@pytest.mark.parametrize("tag", ["div", "li"])
def test_a_box_of_elements_is_one_thing_with_its_price(
    tmp_path: Path,
    tag: str,
    language: str,
    dish: str,
    beside: str,
    price: str,
    other: str,
    words: str,
) -> None:
    def box(name: str, asked: str, more: str = "") -> str:
        return f"<{tag}><span>{name}</span><span>{asked}</span>{more}</{tag}>"

    boxes = box(dish, price, f"<p>{beside}</p>") + box("Alfa", price) + box(other, words)
    body = f"<h1>Menu</h1><h2>Beta</h2><div>{boxes}</div><p>Gamma.</p>"
    found = shelf(tmp_path / "a.html", body, language, CURRENCIES.get(language, "EUR"))
    assert list(told(found)) == [dish, "Alfa", other]
    first, second, last = found.products
    assert (first.text(language).description, second.text(language).description) == (beside, "")
    assert first.text(language).category == ("Beta",)
    assert first.variants[0].price == second.variants[0].price is not None
    assert (last.variants[0].price, last.variants[0].price_span.words) == (None, words)  # type: ignore[union-attr]
    assert prose(found) == "Gamma."


@pytest.mark.parametrize(
    ("language", "names", "group"),
    [
        ("tr", ("Hizmet", "Süre", "Fiyat"), "Sakal"),
        ("de", ("Leistung", "Dauer", "Preis"), "Bart"),
        ("pt", ("Serviço", "Duração", "Preço"), "Barba"),
    ],
)
def test_a_table_within_a_tables_cell(
    tmp_path: Path, language: str, names: tuple[str, ...], group: str
) -> None:
    header = "".join(f"<td><b>{name}</b></td>" for name in names)
    rows = "".join(
        f"<tr><td>{n}</td><td>20 min</td><td>{p} €</td></tr>"
        for n, p in (("Alfa", 12), ("Beta", 15))
    )
    inner = (
        f'<table><tr>{header}</tr><tr><td colspan="3">{group}</td></tr>{rows}'
        "<tr><td>Gamma</td><td>30 min</td>"
        "<td><strike>30 €</strike> <font>25 €</font></td></tr></table>"
    )
    body = f"<table><tr><td>Menu</td><td><b>Haus</b><br>{inner}Delta.</td></tr></table>"
    found = shelf(tmp_path / "a.html", body, language)
    assert told(found) == {"Alfa": "12", "Beta": "15", "Gamma": "25"}
    assert {p.text(language).category for p in found.products} == {(group,)}
    assert found.products[2].variants[0].list_price is not None
    assert "Delta." in prose(found)
    assert "Alfa" not in prose(found)


@pytest.mark.parametrize(
    ("language", "seasons", "gone", "words"),
    [
        ("it", ("Bassa stagione", "Alta stagione"), "esaurito", "non ammesso"),
        ("fr", ("Basse saison", "Haute saison"), "complet", "non admis"),
        ("de", ("Nebensaison", "Hauptsaison"), "ausgebucht", "nicht erlaubt"),
    ],
)
def test_columns_by_the_season_with_dates_below(
    tmp_path: Path, language: str, seasons: tuple[str, str], gone: str, words: str
) -> None:
    low, high = seasons
    body = (
        "<h1>Alfa</h1><table><tr><th></th>"
        f"<th>{low}<br>1/4 - 30/6</th><th>{high}<br>1/7 - 31/8</th></tr>"
        "<tr><td>Beta</td><td>7,50 €</td><td>13,00 €</td></tr>"
        "<tr><td>Omega</td><td>8,50 €</td><td>14,00 €</td></tr>"
        f"<tr><td>Gamma</td><td>3,00 €</td><td>{words}</td></tr>"
        f"<tr><td>Delta</td><td>9,00 €</td><td>{gone}</td></tr></table>"
    )
    found = shelf(tmp_path / "a.html", body, language)
    options = [[o.value for v in p.variants for o in v.options] for p in found.products]
    assert options == [[f"{low} 1/4 - 30/6", f"{high} 1/7 - 31/8"]] * 4
    _, _, refused, full = (p.variants[1] for p in found.products)
    assert refused.price is None
    assert refused.price_span is not None
    assert refused.price_span.words == words
    assert (full.price, full.availability) == (None, Availability.OUT_OF_STOCK)
    assert not found.rejected


def test_days_are_no_francs(tmp_path: Path) -> None:
    body = (
        "<h1>Kino</h1><table><tr><th>Karte</th><th>Mo, Do</th><th>Fr bis So</th></tr>"
        "<tr><td>Parkett</td><td>8,50 €</td><td>9,50 €</td></tr>"
        "<tr><td>Loge</td><td>9,50 €</td><td>11,00 €</td></tr></table>"
    )
    found = shelf(tmp_path / "a.html", body, "de")
    assert [o.value for v in found.products[0].variants for o in v.options] == [
        "Mo, Do",
        "Fr bis So",
    ]


@pytest.mark.parametrize(
    ("language", "per", "badge", "hours"),
    [
        ("en", "per month", "Most popular", "Mon–Fri 6am–9pm"),
        ("de", "pro Monat", "Beliebt", "Mo–Fr 6:00–21:00"),
        ("es", "al mes", "El más pedido", "lunes a viernes 6:00–21:00"),
    ],
)
def test_plans_with_a_badge_and_a_former_price(
    tmp_path: Path, language: str, per: str, badge: str, hours: str
) -> None:
    def plan(name: str, price: str, over: str = "") -> str:
        asked = f"<p>{price} <small>{per}</small></p>"
        return f"<div>{over}<h3>{name}</h3>{asked}<ul><li>Delta</li></ul></div>"

    plans = plan("Alfa", "20 €") + plan("Beta", "<s>40 €</s> 30 €", f"<span>{badge}</span>")
    foot = f"<footer><p>{hours}.</p><p>Imprint</p></footer>"
    body = f"<main><h1>Haus</h1>{plans}{plan('Gamma', '50 €')}</main>{foot}"
    found = shelf(tmp_path / "a.html", body, language)
    assert told(found) == {"Alfa": "20", "Beta": "30", "Gamma": "50"}
    descriptions = [p.text(language).description for p in found.products]
    assert descriptions == ["Delta", f"{badge}\nDelta", "Delta"]
    assert found.products[1].variants[0].list_price is not None
    assert all(p.text(language).attributes for p in found.products)
    assert prose(found) == f"{hours}."


def test_a_column_of_a_legends_letters(tmp_path: Path) -> None:
    body = (
        "<h1>Karte</h1><table><tr><th>Becher</th><th>Allergene</th><th>Preis</th></tr>"
        "<tr><td>Alfa</td><td>A, H</td><td>7,80 €</td></tr>"
        "<tr><td>Beta</td><td>Z</td><td>8,80 €</td></tr></table>"
        "<p>A = Milch, C = Ei, H = Nüsse. Preise inkl. MwSt.</p>"
    )
    found = shelf(tmp_path / "a.html", body, "de")
    assert [[a.value for a in p.text("de").attributes] for p in found.products] == [
        ["Milch, Nüsse"],
        ["Z"],
    ]


LANGUAGES = [
    ("nl", "Wat", "Prijs", "Annuleren kan tot 48 uur van tevoren."),
    ("de", "Leistung", "Preis", "Absagen bis 48 Stunden vorher."),
    ("en", "Tour", "Price", "Cancel 48 hours ahead."),
]


@pytest.mark.parametrize(("language", "name", "price", "rule"), LANGUAGES)
def test_goods_of_the_data_and_of_the_tables_are_told_once(
    tmp_path: Path, language: str, name: str, price: str, rule: str
) -> None:
    def thing(called: str, amount: str) -> dict[str, object]:
        offers = {"price": amount, "priceCurrency": "EUR", "availability": "InStock"}
        return {"@type": "Product", "name": called, "description": "Delta.", "offers": offers}

    data = json.dumps([thing("Alfa", "12.00"), thing("Beta Grande Tour", "15.00")])
    rows = [("Alfa (1 h)", "12"), ("Beta Tour Grande", "15"), ("Gamma", "20"), ("Omega", "25")]
    lines = "".join(f"<tr><td>{what}</td><td>{asked},00 €</td></tr>" for what, asked in rows)
    body = (
        f"<h1>Haus</h1><table><tr><th>{name}</th><th>{price}</th></tr>{lines}</table><p>{rule}</p>"
    )
    script = f'<script type="application/ld+json">{data}</script>'
    found = shelf(tmp_path / "a.html", body, language, head=script)
    assert told(found) == {
        "Alfa": "12.00",
        "Beta Grande Tour": "15.00",
        "Gamma": "20.00",
        "Omega": "25.00",
    }
    assert found.products[0].text(language).description == "Delta."
    assert prose(found) == rule


@pytest.mark.parametrize(("language", "name", "price", "rule"), LANGUAGES)
def test_a_shops_page_of_one_thing_tells_nothing_else(
    tmp_path: Path, language: str, name: str, price: str, rule: str
) -> None:
    data = {"@type": "Product", "name": "Alfa", "offers": {"price": 12, "priceCurrency": "EUR"}}
    rows = "".join(f"<tr><td>{n}</td><td>{n}0,00 €</td></tr>" for n in range(2, 6))
    body = (
        f"<h1>Alfa</h1><table><tr><th>{name}</th><th>{price}</th></tr>{rows}</table><p>{rule}</p>"
    )
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    found = shelf(tmp_path / "a.html", body, language, head=script)
    assert list(told(found)) == ["Alfa"]
    assert not found.passages
    assert not found.notices


@pytest.mark.parametrize("cards", [("Beta", "Gamma", "Delta"), ("Alfa", "Beta", "Gamma", "Delta")])
def test_what_goes_with_the_thing_of_a_page_is_none_of_its_goods(
    tmp_path: Path, cards: tuple[str, ...]
) -> None:
    """ "You may also like", "Bought together": on their own pages they have their own data."""
    data = {"@type": "Product", "name": "Alfa", "offers": {"price": 12, "priceCurrency": "EUR"}}
    own = "<div><h1>Alfa</h1><p>12,00 €</p></div><h2>Bought together</h2>"
    body = own + "".join(f"<div><div>{name}</div><div>12,00 €</div></div>" for name in cards)
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    found = shelf(tmp_path / "a.html", body, "en", head=script)
    assert list(told(found)) == ["Alfa"]
    assert not found.passages


@pytest.mark.parametrize("words", ["from £145", "price on application"])
def test_an_offer_that_says_its_price_in_words(tmp_path: Path, words: str) -> None:
    def offer(name: str, said: str) -> str:
        return (
            '<li itemprop="itemListElement" itemscope itemtype="https://schema.org/Offer">'
            '<span itemprop="itemOffered" itemscope itemtype="https://schema.org/Service">'
            f'<b itemprop="name">{name}</b></span> {said}</li>'
        )

    first = offer(
        "Alfa",
        '<span itemprop="price" content="75">£75</span>'
        '<meta itemprop="priceCurrency" content="GBP">',
    )
    items = (
        first + offer("Beta", f"<span>{words}</span>") + offer("Gamma", "<span>ask Jo first</span>")
    )
    body = f'<ul itemscope itemtype="https://schema.org/OfferCatalog">{items}</ul>'
    found = shelf(tmp_path / "a.html", body, "en", "GBP")
    assert told(found) == {"Alfa": "75", "Beta": "", "Gamma": ""}
    spans = [p.variants[0].price_span for p in found.products]
    assert [span.words if span else None for span in spans] == [None, words, None]


@pytest.mark.parametrize(
    ("language", "words", "price"),
    [
        ("en", "from {}", "5,800 €"),
        ("de", "ab {}", "5.800 €"),
        ("tr", "{}'den başlayan", "5.800 TL"),
        ("es", "desde {}", "5.800 €"),
    ],
)
def test_words_of_a_price_keep_the_sign_of_its_thousands(
    tmp_path: Path, language: str, words: str, price: str
) -> None:
    rows = [("Alfa", "1" + price[1:]), ("Beta", "2" + price[1:]), ("Gamma", "300" + price[5:])]
    rows += [("Omega", "450" + price[5:]), ("Delta", words.format(price))]
    lines = "".join(f"<tr><td>{name}</td><td>{asked}</td></tr>" for name, asked in rows)
    currency = "TRY" if "TL" in price else "EUR"
    body = f"<h1>Haus</h1><table>{lines}</table>"
    found = shelf(tmp_path / "a.html", body, language, currency)
    amounts = {"Alfa": "1800", "Beta": "2800", "Gamma": "300", "Omega": "450", "Delta": ""}
    assert told(found) == amounts
    span = found.products[-1].variants[0].price_span
    assert span is not None
    assert (span.words, str(span.low and span.low.amount)) == (words.format(price), "5800")


@pytest.mark.parametrize(
    "text", ["Twice a week – 38 € per week", "Two visits a day — 38 € per day"]
)
def test_a_name_may_hold_the_words_that_begin_a_price(tmp_path: Path, text: str) -> None:
    body = f"<h1>Haus</h1><ul><li>{text}</li><li>Alfa – 20 €</li></ul>"
    found = shelf(tmp_path / "a.html", body, "en")
    assert list(told(found)) == [text.split(" – ")[0].split(" — ")[0], "Alfa"]


@pytest.mark.parametrize(
    ("language", "group", "remark", "free"),
    [
        ("de", "Damen", "Alle Preise inkl. MwSt.", "kostenlos"),
        ("pl", "Pranie", "Koszule prasujemy do jutra.", "gratis"),
        ("fr", "Femmes", "Tout soin commencé est dû.", "gratuit"),
        ("cs", "Lodě", "Na víkend si lodě zamluvte.", "zdarma"),
    ],
)
def test_a_tables_caption_its_remarks_and_a_first_row_without_a_figure(
    tmp_path: Path, language: str, group: str, remark: str, free: str
) -> None:
    rows = [("Alfa", free), ("Beta", "12 €"), ("Gamma", "18 €")]
    lines = [f"<tr><td>{name}</td><td>{asked}</td></tr>" for name, asked in rows]
    lines.insert(2, f'<tr><td colspan="2">{remark}</td></tr>')
    body = f"<h1>Haus</h1><table><caption>{group}</caption>{''.join(lines)}</table>"
    found = shelf(tmp_path / "a.html", body, language)
    assert told(found) == {"Alfa": "", "Beta": "12", "Gamma": "18"}
    assert {p.text(language).category for p in found.products} == {(group,)}
    assert prose(found) == remark


@pytest.mark.parametrize(
    ("language", "dish", "beside"),
    [
        ("en", "Whitebait", "lemon mayo"),
        ("it", "Frittura", "con limone"),
        ("tr", "Hamsi", "limonlu"),
    ],
)
def test_headings_and_paragraphs_of_one_dish_each(
    tmp_path: Path, language: str, dish: str, beside: str
) -> None:
    headings = f"<h3>Alfa <span>€6.50</span></h3><p>Omega</p><h3>{dish} <span>€7.50</span></h3>"
    lines = "".join(
        f"<p><strong>{name}</strong><br>{beside}<br>€{price}.50</p>"
        for name, price in (("Beta", 14), ("Gamma", 15))
    )
    body = f"<h1>Haus</h1><h2>Delta</h2>{headings}<h2>Sigma</h2>{lines}<p>Rho.</p>"
    found = shelf(tmp_path / "a.html", body, language)
    assert told(found) == {"Alfa": "6.50", dish: "7.50", "Beta": "14.50", "Gamma": "15.50"}
    descriptions = [p.text(language).description for p in found.products]
    assert descriptions == ["Omega", "", beside, beside]
    assert prose(found) == "Rho."


def test_a_heading_of_others_offers_nothing(tmp_path: Path) -> None:
    body = (
        "<h1>Haus</h1><h2>Packages from €50</h2><h3>Alfa – €60</h3><p>Omega</p>"
        "<h3>Beta – €80</h3><p>Sigma</p>"
    )
    assert told(shelf(tmp_path / "a.html", body, "en")) == {"Alfa": "60", "Beta": "80"}


@pytest.mark.parametrize(
    ("language", "price", "every"),
    [
        ("de", "32 €", "täglich 9:00–18:00"),
        ("en", "€32", "every day 9:00–18:00"),
        ("es", "32 €", "todos los días 9:00–18:00"),
        ("ro", "32 €", "zilnic 9:00–18:00"),
    ],
)
def test_a_list_within_an_entry_and_hours_of_each_day(
    tmp_path: Path, language: str, price: str, every: str
) -> None:
    def entry(name: str, other: str) -> str:
        return f"<li>{name}<ul><li>20 min {price}</li><li>40 min {other}</li></ul></li>"

    lists = entry("Alfa", price.replace("32", "60")) + entry("Beta", price.replace("32", "52"))
    body = f"<main><h1>Haus</h1><ul>{lists}</ul></main><footer>Gamma, {every}</footer>"
    found = shelf(tmp_path / "a.html", body, language)
    prices = [[str(v.price and v.price.amount) for v in p.variants] for p in found.products]
    assert [title(p) for p in found.products] == ["Alfa", "Beta"]
    assert prices == [["32", "60"], ["32", "52"]]
    assert prose(found) == f"Gamma, {every}"
