"""A line of a list that holds another size of what the line above offers, and no name, is a variant
of that; a line with a name of its own is a thing of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cases import read

SIZES = [
    ("de", "Roggenbrot", ("1000 g", "500 g")),
    ("de", "Apfelsaft", ("0,2 l", "0,4 l", "1 l")),
    ("de", "Rückenmassage", ("30 min", "60 min", "90 min")),
    ("de", "Kaffee", ("Tasse", "Kännchen")),
    ("en", "Lemonade", ("small", "large")),
    ("en", "Sports massage", ("30 min", "1 hour")),
    ("fr", "Cidre brut", ("25 cl", "75 cl")),
    ("fr", "Café crème", ("petit", "grand")),
    ("es", "Vino de la casa", ("copa", "botella")),
    ("it", "Vino rosso", ("0,25 l", "0,5 l")),
    ("pt", "Vinho verde", ("copo", "garrafa")),
    ("nl", "Bruin brood", ("400 g", "800 g")),
    ("sv", "Kardemummabröd", ("400 g", "800 g")),
    ("da", "Økologisk øl", ("25 cl", "50 cl")),
    ("fi", "Ruisleipä", ("500 g", "1 kg")),
    ("pl", "Sok jabłkowy", ("0,3 l", "1 l")),
    ("cs", "Točené pivo", ("0,3 l", "0,5 l")),
    ("hu", "Házi szörp", ("3 dl", "5 dl")),
    ("ro", "Suc de mere", ("250 ml", "1 l")),
    ("bg", "Сок от вишни", ("0,2 л", "1 л")),
    ("ru", "Чай с травами", ("200 мл", "500 мл")),
    ("tr", "Elma suyu", ("25 cl", "1 l")),
]


def _lines(name: str, sizes: tuple[str, ...], price: str, between: str) -> list[str]:
    told = [f"{price.format(n)}" for n in range(3, 9)]
    first = [f"{name} {sizes[0]}{between}{told[0]}"]
    return first + [f"{size}{between}{one}" for size, one in zip(sizes[1:], told[1:], strict=False)]


@pytest.mark.parametrize("layout", ["dots", "dashes", "indented", "entries", "page"])
@pytest.mark.parametrize(("language", "name", "sizes"), SIZES)
def test_a_size_alone_is_a_variant_of_what_stands_above(
    tmp_path: Path, language: str, name: str, sizes: tuple[str, ...], layout: str
) -> None:
    between = " ............ " if layout == "dots" else " – "
    price = "{},90" if layout == "dots" else "{},90 €"
    first, *rest = _lines(name, sizes, price, between)
    above, below = f"Xaver{between}{price.format(1)}", f"Yver{between}{price.format(2)}"
    lines = [above, first, *rest, below]
    if layout == "indented":
        lines = [above, first, *(f"      {one}" for one in rest), below]
    if layout == "page":
        entries = "".join(f"<li>{one}</li>" for one in lines)
        text = f"<html><body><h1>Haus</h1><h2>Demm</h2><ul>{entries}</ul></body></html>"
    else:
        mark = "- " if layout == "entries" else ""
        text = "HAUS\n\nDEMM\n" + "\n".join(mark + one for one in lines) + "\n"
    file = {"page": "a.html", "entries": "a.md"}.get(layout, "a.txt")
    held = read(tmp_path, {"file": file, "languages": [language], "text": text})
    wanted = [f"{name} | {size} | {n}.90 EUR" for n, size in enumerate(sizes, 3)]
    assert held.goods == sorted(["Xaver | 1.90 EUR", *wanted, "Yver | 2.90 EUR"])


@pytest.mark.parametrize(
    "lines",
    [
        ("Apple cake, piece – 3,90 €", "Large apple cake – 24,90 €"),
        ("Back, 30 min – 3,90 €", "Whole body, 60 min – 2,90 €"),
        ("Rye loaf – 3,90 €", "Wheat loaf 500 g – 2,90 €"),
        ("Rye loaf 500 g – 3,90 €", "2 rolls – 2,90 €"),
    ],
)
def test_a_line_with_a_name_is_a_thing_of_its_own(tmp_path: Path, lines: tuple[str, str]) -> None:
    text = "HAUS\n\nDEMM\n" + "\n".join([*lines, "Yver – 2,00 €"]) + "\n"
    held = read(tmp_path, {"file": "a.txt", "languages": ["en"], "text": text})
    assert len(held.products) == 3
