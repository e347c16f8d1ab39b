"""What is hired out by the time, in tables of pages, texts and sheets: a header of one line or two,
a price for each time, and what a thing is worth or what is left as a deposit, which are no prices.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cases import read

LISTS = [
    ("nl", "Fiets", "Huur", ("1 dag", "3 dagen", "week"), "Borg"),
    ("de", "Gerät", "Miete", ("1 Tag", "3 Tage", "Woche"), "Kaution"),
    ("de", "Artikel", "Mietpreis", ("Tag", "Wochenende", "Woche"), "bei Verlust"),
    ("en", "Item", "Hire", ("1 day", "3 days", "week"), "Replacement"),
    ("en", "Bike", "Rental", ("half day", "full day", "week"), "Deposit"),
    ("fr", "Vélo", "Location", ("1 jour", "3 jours", "semaine"), "Caution"),
    ("fr", "Article", "Location", ("1 jour", "week-end", "semaine"), "Remplacement"),
    ("es", "Equipo", "Alquiler", ("1 día", "3 días", "semana"), "Fianza"),
    ("it", "Attrezzo", "Noleggio", ("1 giorno", "3 giorni", "settimana"), "Cauzione"),
    ("pt", "Artigo", "Aluguer", ("1 dia", "3 dias", "semana"), "Caução"),
    ("sv", "Cykel", "Hyra", ("1 dag", "3 dagar", "vecka"), "Deposition"),
    ("da", "Udstyr", "Leje", ("1 dag", "3 dage", "uge"), "Erstatning"),
    ("nb", "Utstyr", "Leie", ("1 dag", "3 dager", "uke"), "Depositum"),
    ("fi", "Väline", "Vuokra", ("1 päivä", "3 päivää", "viikko"), "Korvaus"),
    ("pl", "Sprzęt", "Wypożyczenie", ("1 dzień", "3 dni", "tydzień"), "Kaucja"),
    ("cs", "Vybavení", "Půjčovné", ("1 den", "3 dny", "týden"), "Kauce"),
    ("hu", "Eszköz", "Bérlet", ("1 nap", "3 nap", "hét"), "Kaució"),
]
GOODS = [
    ("Adel", "12,00", "32,00", "60,00", "150,00"),
    ("Brem 20 l", "15,00", "40,00", "74,00", "90,00"),
    ("Cort", "28,00", "75,00", "145,00", "250,00"),
]


def _page(rows: list[str]) -> str:
    return f"<html><body><h1>Haus</h1><h2>Xaver</h2><table>{''.join(rows)}</table></body></html>"


def _cells(told: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in told) + "</tr>"


def _goods() -> list[tuple[str, ...]]:
    return [(name, *(f"{told} €" for told in told_)) for name, *told_ in GOODS]


def _layouts(name: str, hire: str, times: tuple[str, ...], worth: str) -> dict[str, str]:
    low = "".join(f"<th>{told}</th>" for told in times)
    over = f'<tr><th rowspan="2">{name}</th><th colspan="3">{hire}</th><th rowspan="2">{worth}</th>'
    empty = f'<tr><th></th><th colspan="3">{hire}</th><th></th></tr>'
    bare = ["---"] * 5
    goods = _goods()
    body = [_cells(one) for one in goods]
    lines = [(name, hire, "", "", worth), ("", *times, ""), *goods]
    return {
        "reaching.html": _page([f"{over}</tr><tr>{low}</tr>", *body]),
        "above.html": _page([empty, f"<tr><th>{name}</th>{low}<th>{worth}</th></tr>", *body]),
        "one.html": _page([_cells((name, *times, worth)), *body]),
        "one.md": "# Haus\n\n## Xaver\n\n".replace("\\\n", "\n")
        + "\n".join(f"| {' | '.join(one)} |" for one in [(name, *times, worth), bare, *goods]),
        "one.csv": "\n".join(";".join(one) for one in [(name, *times, worth), *goods]) + "\n",
        "two.csv": "\n".join(";".join(one) for one in lines) + "\n",
    }


@pytest.mark.parametrize(
    "file", ["reaching.html", "above.html", "one.html", "one.md", "one.csv", "two.csv"]
)
@pytest.mark.parametrize("told", LISTS, ids=[f"{one[0]}-{one[4]}" for one in LISTS])
def test_each_time_has_its_price_and_nothing_else_is_one(
    tmp_path: Path, told: tuple[str, str, str, tuple[str, ...], str], file: str
) -> None:
    language, *rest = told
    text = _layouts(*rest)[file]
    held = read(tmp_path, {"file": file, "languages": [language], "text": text})
    prices = {
        name: sorted(
            str(v.price.amount)
            for p in held.products
            for v in p.variants
            if v.price and next(iter(p.texts.values())).title == name
        )
        for name, *_ in GOODS
    }
    assert prices == {
        name: sorted(one.replace(",", ".") for one in own[:3]) for name, *own in GOODS
    }
    assert len(held.products) == len(GOODS)


@pytest.mark.parametrize(
    ("language", "name", "hire", "worth"),
    [
        ("en", "Item", "Hire", "Replacement"),
        ("en", "Item", "Price per hire", "If lost"),
        ("en", "Item", "Price", "Replacement cost"),
        ("de", "Artikel", "Mietpreis", "Wiederbeschaffung"),
        ("de", "Artikel", "Leihgebühr", "Verlust"),
        ("fr", "Article", "Location", "Casse"),
        ("es", "Artículo", "Alquiler", "Reposición"),
        ("it", "Articolo", "Noleggio", "Rottura"),
        ("nl", "Artikel", "Huurprijs", "Vervanging"),
        ("sv", "Artikel", "Hyra", "Ersättning"),
        ("da", "Vare", "Leje", "Erstatning"),
        ("pl", "Nazwa", "Cena wynajmu", "Za zgubienie"),
        ("cs", "Název", "Půjčovné", "Při ztrátě"),
    ],
)
@pytest.mark.parametrize("file", ["a.md", "b.csv"])
def test_what_a_thing_is_worth_that_is_hired_out_is_no_price(
    tmp_path: Path, language: str, name: str, hire: str, worth: str, file: str
) -> None:
    rows = [(name, hire, worth), ("Adel", "12,00 €", "90,00 €"), ("Brem", "14,00 €", "140,00 €")]
    rows.append(("Cort", "7,50 €", "-"))
    lines = [" | ".join(one) for one in rows]
    if file == "a.md":
        text = "# Haus\n\n## Xaver\n\n" + "\n".join([lines[0], "---|---|---", *lines[1:]])
    else:
        text = "\n".join(";".join(one) for one in rows) + "\n"
    held = read(tmp_path, {"file": file, "languages": [language], "text": text})
    assert held.goods == ["Adel | 12.00 EUR", "Brem | 14.00 EUR", "Cort | 7.50 EUR"]


@pytest.mark.parametrize("header", [("Repair", "Replacement"), ("Reparatur", "Ersatz")])
def test_a_thing_that_takes_anothers_place_has_a_price(
    tmp_path: Path, header: tuple[str, str]
) -> None:
    text = f"Model;{header[0]} €;{header[1]} €\nAdel;12,00;90,00\nBrem;14,00;140,00\n"
    held = read(tmp_path, {"file": "a.csv", "languages": ["en"], "text": text})
    assert len(held.goods) == 4


@pytest.mark.parametrize("count", [2, 3])
def test_a_price_that_reaches_over_all_columns_has_no_choice(tmp_path: Path, count: int) -> None:
    sizes = ("Regular", "Large", "Family")[:count]
    rows = [_cells(("", *sizes))]
    rows += [_cells((name, *("8.90 €", "11.90 €", "15.00 €")[:count])) for name in ("Adel", "Brem")]
    rows += [f'<tr><td>Cort</td><td colspan="{count}">3.00 €</td></tr>']
    rows += [_cells(("Demm", *["4.00 €"] * count))]
    held = read(tmp_path, {"file": "a.html", "languages": ["en"], "text": _page(rows)})
    assert [line for line in held.goods if line.startswith("Cort")] == ["Cort | 3.00 EUR"]
    assert sum(line.startswith("Demm") for line in held.goods) == count
