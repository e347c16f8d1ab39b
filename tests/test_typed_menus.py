"""A menu as people type it: what a dish is made of behind its price, sizes behind the dots, several
dishes on a line, and a legend with its letters in brackets; in several languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business, Product
from tests.shelf import Shelf


def read(path: Path, text: str, language: str) -> dict[str, Product]:
    business = Business("Haus", currency="EUR", languages=(language,))
    return {p.text(language).title: p for p in Shelf(path, text, business).products}


def prices(product: Product) -> dict[str, str]:
    return {
        " ".join(o.value for o in v.options): f"{v.price.amount:.2f}" if v.price else ""
        for v in product.variants
    }


MENUS = [
    ("en", "STARTERS", "DRINKS (all day)", ("cup", "bowl"), "with bread; wheat, milk", "."),
    ("de", "VORSPEISEN", "GETRÄNKE (ganztags)", ("klein", "groß"), "mit Brot; Weizen", ","),
    ("fr", "ENTRÉES", "BOISSONS (à toute heure)", ("petit", "grand"), "avec du pain; lait", ","),
    ("es", "ENTRANTES", "BEBIDAS (todo el día)", ("media", "entera"), "con pan; leche", ","),
    ("it", "ANTIPASTI", "BEVANDE (sempre)", ("piccolo", "grande"), "con pane; latte", ","),
    ("pl", "PRZYSTAWKI", "NAPOJE (cały dzień)", ("mała", "duża"), "z chlebem; mleko", ","),
    ("cs", "PŘEDKRMY", "NÁPOJE (celý den)", ("malá", "velká"), "s chlebem; mléko", ","),
    ("ru", "ЗАКУСКИ", "НАПИТКИ (весь день)", ("малая", "большая"), "с хлебом; молоко", ","),
]


@pytest.mark.parametrize(("language", "first", "second", "sizes", "said", "sign"), MENUS)
@pytest.mark.parametrize("apart", [" -- ", " · ", " | "])
def test_a_typed_menu(
    tmp_path: Path,
    apart: str,
    language: str,
    first: str,
    second: str,
    sizes: tuple[str, str],
    said: str,
    sign: str,
) -> None:
    small, large = sizes
    text = (
        (
            f"{first}\n"
            f"Kormoran ........ 9.50     {said}\n"
            f"Zirkel ......... {small} 7.00 / {large} 11.00   {said}\n"
            f"Quader ......... 12.00\n\n"
            f"{second}\n"
            f"Ventil 3.50{apart}Ring 4.00{apart}Spindel 3.00\n"
            f"Delta 6.50{apart}Epsilon 11.00\n"
        )
        .replace(".50", f"{sign}50")
        .replace(".00", f"{sign}00")
    )
    found = read(tmp_path / "menu.txt", text, language)
    names = ["Kormoran", "Zirkel", "Quader", "Ventil", "Ring", "Spindel", "Delta", "Epsilon"]
    assert list(found) == names
    assert prices(found["Kormoran"]) == {"": "9.50"}
    assert prices(found["Zirkel"]) == {small: "7.00", large: "11.00"}
    assert prices(found["Ring"]) == {"": "4.00"}
    for name in ("Kormoran", "Zirkel"):
        assert found[name].text(language).description == said
    for name in names:
        over = first if name in names[:3] else second.partition(" (")[0]
        (category,) = found[name].text(language).category
        assert category.startswith(over)


SIZED = [
    ("Pecan pie 7.00 slice / 32.00 whole pie", {"slice": "7.00", "whole pie": "32.00"}),
    ("Torte 4,50 € Stück / 38,00 € ganz", {"Stück": "4.50", "ganz": "38.00"}),
    ("Tarta ...... porción 4,50 € / entera 38,00 €", {"porción": "4.50", "entera": "38.00"}),
    (
        "Ribs ..... 2 pc 14.00 / 3 pc 17.00 / 8 pc (no sides) 28.00",
        {"2 pc": "14.00", "3 pc": "17.00", "8 pc (no sides)": "28.00"},
    ),
]


@pytest.mark.parametrize(("line", "told"), SIZED)
def test_a_size_beside_each_price(tmp_path: Path, line: str, told: dict[str, str]) -> None:
    text = f"{line}\nKormoran 5,00 €\nZirkel 6,00 €\nQuader 7,00 €\n"
    found = read(tmp_path / "menu.txt", text, "en")
    assert prices(next(iter(found.values()))) == told


def test_what_a_long_name_says_behind_its_colon(tmp_path: Path) -> None:
    said = "full rack, 1 lb of pulled pork, 3 pints of sides, 6 buns and a salad"
    text = f"Quader pack: {said} .... 72.00  feeds 5\nZirkel .... 9.00\nRing .... 4.00\n"
    found = read(tmp_path / "menu.txt", text, "en")
    assert prices(found["Quader pack"]) == {"": "72.00"}
    assert said in found["Quader pack"].text("en").description


def test_a_line_of_several_sums_is_no_dish_of_the_last(tmp_path: Path) -> None:
    text = "Tea 3.00 (free refills), a gallon to go 9.00\nRing .... 4.00\nZirkel .... 5.00\n"
    found = read(tmp_path / "menu.txt", text + "Quader .... 6.00\n", "en")
    assert list(found) == ["Ring", "Zirkel", "Quader"]


LEGENDS = [
    ("en", "(V) vegetarian   (VG) vegan   * contains nuts"),
    ("en", "[V] vegetarian, [VG] vegan, * contains nuts"),
    ("de", "Legende: (V) vegetarisch (VG) vegan * mit Nüssen"),
    ("fr", "(V) végétarien  (VG) végan  * avec des noix"),
]


@pytest.mark.parametrize(("language", "legend"), LEGENDS)
def test_letters_in_brackets_and_signs_are_told_as_the_legend_says(
    tmp_path: Path, language: str, legend: str
) -> None:
    text = (
        f"{legend}\n\nKormoran (V) ..... 9.50\nZirkel (VG) * .... 8.00\nQuader (V, VG) .... 7.00\n"
    )
    found = read(tmp_path / "menu.txt", text, language)
    assert list(found) == ["Kormoran", "Zirkel", "Quader"]
    for word in ("v", "n"):  # vegan; nuts, Nüssen, noix
        told = [a.value.casefold() for a in found["Zirkel"].text(language).attributes]
        assert any(word in value for value in told)
        assert not any("*" in value or "(" in value for value in told)


@pytest.mark.parametrize("gap", ["\t", "    "])
@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("pt", ("Código", "Produto", "Preço", "Existências", "Custo", "Fornecedor")),
        ("de", ("Nr", "Artikel", "Preis", "Bestand", "EK", "Lieferant")),
        ("en", ("No", "Item", "Price", "Stock", "Cost", "Supplier")),
    ],
)
def test_the_last_sum_of_a_table_is_no_price_of_a_menu(
    tmp_path: Path, language: str, head: tuple[str, ...], gap: str
) -> None:
    rows = [
        head,
        ("201", "Kormoran", "2,45 €", "64", "1,19", "Nord AG"),
        ("202", "Zirkel", "2,60 €", "13", "1,26", "Nord AG"),
        ("205", "Quader", "5,90 €", "22", "3,07", "Berg & Co"),
    ]
    text = "\n".join(gap.join(row) for row in rows)
    business = Business("Haus", currency="EUR", languages=(language,))
    for product in Shelf(tmp_path / "lista.txt", text, business).products:
        assert all(v.price is None or str(v.price.amount) not in COSTS for v in product.variants)


COSTS = ("1.19", "1.26", "3.07")
