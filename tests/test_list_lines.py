"""Lines of lists as pages have them: definition lists, plants with their sorts, units and notes
behind a price, struck-out prices, and the prose that stays beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business
from catalog.sources.pricelines import priced
from tests.shelf import Shelf

TERMS = [
    ("en", "Talk on request", "on request"),
    ("fr", "Groupe scolaire", "sur devis"),
    ("nl", "Zaalhuur", "op aanvraag"),
    ("tr", "Gelin başı", "fiyat sorunuz"),
]


def shelf(path: Path, text: str, language: str = "de", currency: str = "EUR") -> Shelf:
    return Shelf(path, text, Business("Haus", currency=currency, languages=(language,)))


def page(body: str) -> str:
    return f"<!DOCTYPE html><html><body><h1>Alfa</h1>{body}</body></html>"


@pytest.mark.parametrize(("language", "name", "words"), TERMS)
def test_terms_of_a_definition_list_are_goods(
    tmp_path: Path, language: str, name: str, words: str
) -> None:
    entries = [("Beta Kormoran", "€ 14,50 (online € 13,00)"), ("Gamma", "€ 9,00"), (name, words)]
    told = "".join(f"<dt>{term}</dt><dd>{said}</dd>" for term, said in entries)
    found = shelf(tmp_path / "a.html", page(f"<dl>{told}</dl><p>Delta.</p>"), language)
    variants = [(p.text(language).title, v) for p in found.products for v in p.variants]
    assert [(title, str(v.price.amount) if v.price else "") for title, v in variants] == [
        ("Beta Kormoran", "14.50"),
        ("Gamma", "9.00"),
        (name, ""),
    ]
    span = variants[-1][1].price_span
    assert span is not None
    assert span.words == words
    prose = "\n".join(p.text for p in found.passages)
    assert "Beta Kormoran: € 14,50 (online € 13,00)" in prose  # two sums are told whole
    assert "Delta." in prose


@pytest.mark.parametrize(
    ("text", "name", "offers", "beside"),
    [
        ("Krusbär 'Gul' — 2 l kruka 139:-", "Krusbär 'Gul'", [("", "139:-")], "2 l kruka"),
        ("Salvia 'Caradonna' – 2 litre £8.95", "Salvia 'Caradonna'", [("", "£8.95")], "2 litre"),
        ("Astrantia major – 1 litre £6.25", "Astrantia major", [("", "£6.25")], "1 litre"),
        (
            "Rosa 'Aroma' – bare root £12 / potted £19.50",
            "Rosa 'Aroma'",
            [("bare root", "£12"), ("potted", "£19.50")],
            "",
        ),
        ("Fähre Hamburg – Berlin 25 €", "Fähre Hamburg – Berlin", [("", "25 €")], ""),
    ],
)
def test_how_much_stands_apart_from_the_name(
    text: str, name: str, offers: list[tuple[str, str]], beside: str
) -> None:
    found = priced(text, "SEK" if ":-" in text else "GBP" if "£" in text else "EUR")
    assert found is not None
    assert (found.name, found.beside) == (name, beside)
    assert [(one.choice, one.price) for one in found.offers] == offers


@pytest.mark.parametrize(
    "said",
    ["24 € le kilo", "32,00 € το κιλό", "24 € das Kilo", "24 € al chilo", "24 € per kilo"],
)
def test_what_an_amount_is_asked_for(tmp_path: Path, said: str) -> None:
    text = f"# Haus\n\n- Alfa: {said}\n- Beta: 12 €\n- Gamma: 14 €\n"
    found = shelf(tmp_path / "a.md", text)
    assert [v.price is not None for p in found.products for v in p.variants] == [True] * 3


def test_a_note_behind_a_unit(tmp_path: Path) -> None:
    text = "# Haus\n\n- Alfa: € 5,00 p.p. bovenop de entree\n- Beta: € 12,00\n- Gamma: € 14,00\n"
    first = shelf(tmp_path / "a.md", text, "nl").products[0]
    assert [str(v.price.amount) for v in first.variants if v.price] == ["5.00"]
    assert "bovenop de entree" in [a.value for a in first.text("nl").attributes]


def test_a_struck_out_price_is_the_former_one(tmp_path: Path) -> None:
    text = "# Haus\n\n- Alfa: ~~60 €~~ 49 €\n- Beta: 12 €\n- Gamma: 14 €\n"
    (variant,) = shelf(tmp_path / "a.md", text).products[0].variants
    assert variant.price is not None
    assert variant.list_price is not None
    assert [str(variant.price.amount), str(variant.list_price.amount)] == ["49", "60"]


@pytest.mark.parametrize(
    "said",
    ["Mano de obra: 48 €/hora.", "Coperto 2,00 a persona.", "Κουβέρ 1,00 € το άτομο."],
)
def test_a_sentence_beside_a_list_stays_prose(tmp_path: Path, said: str) -> None:
    text = f"# Haus\n\n{said}\n\n## Karte\n\n- Alfa: 11 €\n- Beta: 12 €\n- Gamma: 14 €\n"
    found = shelf(tmp_path / "a.md", text)
    assert len(found.products) == 3
    assert [p.text for p in found.passages] == [said]


def told(found: Shelf, language: str) -> list[tuple[str, ...]]:
    return [
        (p.text(language).title, *(o.value for o in v.options), f"{v.price.amount:.2f}")
        for p in found.products
        for v in p.variants
        if v.price
    ]


def test_a_time_alone_is_a_choice_of_its_heading(tmp_path: Path) -> None:
    body = (
        "<h3>Massage suédois</h3><p>Détente.</p><p>60 min : 75 € / 90 min : 105 €</p>"
        "<h3>Massage du dos</h3><p>30 min : 40 €</p><p>45 min : 55 €</p>"
    )
    assert told(shelf(tmp_path / "a.html", page(body), "fr"), "fr") == [
        ("Massage suédois", "60 min", "75.00"),
        ("Massage suédois", "90 min", "105.00"),
        ("Massage du dos", "30 min", "40.00"),
        ("Massage du dos", "45 min", "55.00"),
    ]


def test_a_column_of_former_prices_is_no_choice(tmp_path: Path) -> None:
    rows = "| Velo | Preis | Neupreis |\n|---|---|---|\n| Alfa | 1'250.– | 2'190.– |\n"
    rows += "| Beta | 690.– | 1'450.– |\n"
    found = shelf(tmp_path / "a.md", f"# Haus\n\n{rows}", "de", "CHF")
    assert told(found, "de") == [("Alfa", "1250.00"), ("Beta", "690.00")]
    former = [v.list_price for p in found.products for v in p.variants]
    assert [str(one.amount) if one else "" for one in former] == ["2190", "1450"]


def test_a_dish_may_be_called_after_a_day(tmp_path: Path) -> None:
    text = "# Mains\n\n- Pie of the day £14.95\n- Sunday roast £17.50\n- Sunday lunch 12.00\n"
    found = shelf(tmp_path / "a.md", text + "- Fish £15\n", "en", "GBP")
    titles = [p.text("en").title for p in found.products]
    assert titles == ["Pie of the day", "Sunday roast", "Fish"]
