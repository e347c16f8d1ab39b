"""The commonest table of a shop: a row for each colour and size, each with a number of its own; and
what is asked of sizes and colours that there are, that are sold out, or that there are not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.talks import Shop
from tests.test_asked_as_sold import read

ROWS = [
    "Z-1;Zorvel;Boots;brown;40;149,00;3",
    "Z-2;Zorvel;Boots;brown;41;149,00;0",
    "Z-3;Zorvel;Boots;brown;42;149,00;1",
    "Z-4;Zorvel;Boots;black;42;155,00;2",
    "M-1;Mipla;Shirts;red;S;29,00;5",
    "M-2;Mipla;Shirts;red;M;29,00;0",
    "M-3;Mipla;Shirts;blue;M;31,00;4",
    "Q-1;Quend;Bags;green;;59,00;7",
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    opened = read(folder, "en", "sku;title;category;color;size;price;stock", *ROWS)
    yield opened
    opened.catalog.close()


def test_the_rows_of_one_title_are_one_product(shop: Shop) -> None:
    assert sorted(shop.shelf.columns.titles) == ["Mipla", "Quend", "Zorvel"]


ASKED = [
    (["Zorvel in 41?"], ["41", "sold out"]),
    (["is the zorvel available in black 42"], ["in stock", "155"]),
    (["Zorvel 42", "in black?"], ["black", "155"]),
    (["zorvel brown 40 price"], ["149"]),
    (["boots brown 41"], ["Zorvel", "41", "sold out"]),
    (["boots 42 black"], ["Zorvel", "155"]),
    (["mipla in blue M"], ["31"]),
    (["2 mipla in S and one zorvel in 42 brown"], ["207"]),
    (["what sizes does the zorvel come in"], ["40", "41", "42"]),
]


@pytest.mark.parametrize(("messages", "said"), ASKED)
def test_each_colour_and_size_is_told_by_itself(
    shop: Shop, messages: list[str], said: list[str]
) -> None:
    told = shop.had(*messages)[-1]
    seen = " ".join((told.text, *told.cards))
    assert all(part in seen for part in said), seen


MISSING = [
    (["zorvel 45"], "45"),
    (["is there the zorvel in 45?"], "45"),
    (["Zorvel 42", "and in 45?"], "45"),
    (["zorvel in pink?"], "pink"),
    (["do you have the zorvel in yellow"], "yellow"),
    (["Zorvel 42", "and in green?"], "green"),
    (["mipla XL"], "XL"),
    (["das zorvel in gelb?"], "gelb"),
    (["zorvel black 40"], "black"),
    (["is the zorvel available in black, size 41?"], "black"),
]


@pytest.mark.parametrize(("messages", "value"), MISSING)
def test_what_there_is_not_is_said_with_what_there_is(
    shop: Shop, messages: list[str], value: str
) -> None:
    told = shop.had(*messages)[-1].text
    assert value in told, told
    assert "brown" in told or "red" in told, told
    assert not any(sum in told for sum in ("€6,", "45 ×")), told


def test_a_colour_and_a_size_that_never_come_together_are_denied_together(shop: Shop) -> None:
    told = shop.asked("zorvel black 40").text
    assert "black" in told, told
    assert "black (42)" in told, told
    assert "does not come in black." not in told, told


@pytest.mark.parametrize("asked", ["3 boots", "45 zorvel", "two mipla"])
def test_a_number_before_goods_counts_them(shop: Shop, asked: str) -> None:
    told = shop.asked(asked).text
    assert "not come in" not in told, told
    assert "All but" not in told, told


COLOURS, SIZES = ["brown", "black", "red", "blue"], ["38", "40", "42", "44"]


@settings(max_examples=10, deadline=None)
@given(
    st.sets(st.tuples(st.sampled_from(COLOURS), st.sampled_from(SIZES)), min_size=3, max_size=9),
    st.data(),
)
def test_of_any_colours_and_sizes_none_is_denied_and_none_invented(
    tmp_path_factory: pytest.TempPathFactory, pairs: set[tuple[str, str]], data: st.DataObject
) -> None:
    """Each colour in each size has its own price; what there is not has none."""
    price = {pair: f"{20 + n}.50" for n, pair in enumerate(sorted(pairs))}
    rows = [f"N-{n};Zorvel;{c};{s};{price[c, s]};1" for n, (c, s) in enumerate(sorted(pairs))]
    shop = read(
        Path(tmp_path_factory.mktemp("shop")), "en", "sku;title;color;size;price;stock", *rows,
        "M-1;Mipla;red;38;90.00;1", "M-2;Mipla;black;44;91.00;1",
    )  # fmt: skip
    colour, size = data.draw(st.tuples(st.sampled_from(COLOURS), st.sampled_from(SIZES)))
    told = shop.asked(f"what does the zorvel cost in {colour}, size {size}?")
    shop.catalog.close()
    seen = " ".join((told.text, *told.cards))
    colours, sizes = {c for c, _ in pairs}, {s for _, s in pairs}
    if (colour, size) in pairs:
        assert price[colour, size] in seen, (seen, rows)
    elif any(len(had) == 1 and one not in had for had, one in ((colours, colour), (sizes, size))):
        # In one colour alone it is no choice but a fact, which is told with the no.
        assert told.text.startswith("No: ") or "not come in" in told.text, (told.text, rows)
    else:
        assert "not come in" in told.text, (told.text, rows)
        assert not any(p in told.text for p in price.values()), (told.text, rows)


@pytest.fixture(scope="module")
def cycles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("cycles")
    head = "Artikel-Nr;Bezeichnung;Kategorie;Rahmengröße;Farbe;Preis;Bestand"
    rows = [
        "R-1-S;Tourer Zorvel;Räder;S;rot;899,00;2",
        "R-1-M;Tourer Zorvel;Räder;M;rot;899,00;0",
        "R-1-L;Tourer Zorvel;Räder;L;blau;899,00;1",
        "R-2-M;Mipla 5;Räder;M;schwarz;2499,00;1",
        "R-2-L;Mipla 5;Räder;L;schwarz;2499,00;3",
        "H-1-M;Helm Quend;Zubehör;M;weiß;59,00;6",
        "H-1-L;Helm Quend;Zubehör;L;weiß;59,00;0",
    ]
    opened = read(folder, "de", head, *rows)
    yield opened
    opened.catalog.close()


def test_sizes_in_letters_are_a_choice_whatever_their_column_is_called(cycles: Shop) -> None:
    assert sorted(cycles.shelf.columns.titles) == ["Helm Quend", "Mipla 5", "Tourer Zorvel"]
    told = cycles.asked("welche größen gibt es beim mipla 5").text
    assert "M, L" in told, told


@pytest.mark.parametrize(
    ("asked", "item", "others"),
    [
        ("das zorvel in M noch da?", "Zorvel", ("Helm", "Mipla")),
        ("helm in L noch da?", "Helm", ("Zorvel", "Mipla")),
        ("habt ihr den helm in L auf lager", "Helm", ("Zorvel", "Mipla")),
    ],
)
def test_what_is_sold_out_is_told_so_and_nothing_else_in_its_place(
    cycles: Shop, asked: str, item: str, others: tuple[str, ...]
) -> None:
    told = cycles.asked(asked).text
    assert item in told, told
    assert "ausverkauft" in told, told
    assert "passt bei keinem" not in told, told
    assert not any(other in told for other in others), told


def test_what_is_wanted_is_not_given_up_for_its_colour(cycles: Shop) -> None:
    """A helmet in black is near to a helmet, and not to anything that is black."""
    told = cycles.asked("gibts den helm auch in schwarz").text
    assert "Helm" in told, told
    assert "Mipla" not in told, told


@pytest.mark.parametrize(
    ("asked", "says"),
    [("mipla 5 unter 2000?", "Nein"), ("gibts das mipla 5 für unter 3000", "Ja")],
)
def test_a_bound_beside_a_name_is_of_its_price(cycles: Shop, asked: str, says: str) -> None:
    told = cycles.asked(asked).text
    assert told.startswith(says), told
    assert "2.499,00" in told, told


@pytest.mark.parametrize("bound", ["über 16", "unter 16"])
def test_an_age_bounds_no_price(cycles: Shop, bound: str) -> None:
    told = cycles.asked(f"ist das mipla 5 für leute {bound}").text
    assert "Preis" not in told, told


def test_what_is_here_is_not_told_to_be_sold_out(cycles: Shop) -> None:
    told = cycles.asked("welche helme in M sind ausverkauft?").text
    assert "Eines passt" not in told, told


@pytest.mark.parametrize("asked", ["zorvel ²", "zorvel in ⑤", "at ²", "zorvel in ٤٢"])
def test_a_figure_of_any_script_breaks_nothing(shop: Shop, asked: str) -> None:
    assert shop.asked(asked).text
