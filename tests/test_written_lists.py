"""Lists that people write as plain text or Markdown: what stands below a name, behind it or in the
place of its price, and what stands above them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Availability, Business
from tests.shelf import Shelf

TABLES = [
    (
        "it",
        "TRATTORIA ESEMPIO\n\nPIZZE                        normale   maxi\n"
        "Alfa (1,7) ................   6,00    11,00\n   pomodoro, basilico\n"
        "Beta ......................   5,00     9,50\nGamma .....................   7,00       -\n"
        "   patate, rosmarino\n\nBEVANDE\nAcqua 0,5 l ...............   1,20\n"
        "Crocchette di patate, 4 pezzi ..   4,00\n"
        "\nAllergeni: 1 glutine, 7 latte\n",
        "PIZZE",
        "pomodoro, basilico",
        ("BEVANDE", "Acqua 0,5 l", "Crocchette di patate, 4 pezzi"),
    ),
    (
        "de",
        "GASTHAUS BEISPIEL\n\nFLAMMKUCHEN                  klein     groß\n"
        "Alfa ......................   6,00    11,00\n     Speck und Zwiebeln\n"
        "Beta ......................   5,00     9,50\nGamma .....................   7,00       -\n"
        "\nGETRÄNKE\nMost ......................   3,20\nSaft 0,3 l ................   2,90\n",
        "FLAMMKUCHEN",
        "Speck und Zwiebeln",
        ("GETRÄNKE", "Most", "Saft 0,3 l"),
    ),
]


@pytest.mark.parametrize(("language", "text", "group", "said", "others"), TABLES)
def test_columns_that_a_heading_names(
    tmp_path: Path, language: str, text: str, group: str, said: str, others: tuple[str, ...]
) -> None:
    shelf = Shelf(tmp_path / "liste.txt", text, Business("Haus", languages=(language,)))
    found = {p.text(language).title: p for p in shelf.products}
    prices = [[v.price and str(v.price.amount) for v in p.variants] for p in found.values()]
    assert prices[:3] == [["6.00", "11.00"], ["5.00", "9.50"], ["7.00"]]
    assert found["Alfa"].text(language).description == said
    assert {found[name].text(language).category for name in ("Alfa", "Beta", "Gamma")} == {(group,)}
    over, *names = others
    assert [found[name].text(language).category for name in names] == [(over,)] * 2


def test_tabs_tell_which_price_is_empty(tmp_path: Path) -> None:
    text = "KUUMAT JUOMAT\tpieni\tiso\nKahvi\t2,90\t3,40\nLatte\t4,40\t5,20\nTee\t\t3,20\n"
    shelf = Shelf(tmp_path / "hinnasto.fi.txt", text)
    (tea,) = (p for p in shelf.products if p.text("fi").title == "Tee")
    assert [[o.value for o in v.options] for v in tea.variants] == [["iso"]]
    assert tea.text("fi").category == ("KUUMAT JUOMAT",)


LINES = [
    ("nb", "NOK", "Piano, 30 min: kr 390,-", "Piano, 30 min", "390", "", ""),
    ("sv", "SEK", "Sång, 45 min: kr 580,-", "Sång, 45 min", "580", "", ""),
    ("el", "EUR", "Παστίτσιο 9,80 € – μόνο Κυριακή", "Παστίτσιο", "9.80", "μόνο Κυριακή", ""),
    ("de", "EUR", "Braten 14,50 € - nur sonntags", "Braten", "14.50", "nur sonntags", ""),
    ("en", "GBP", "Pork bun – apple and cider glaze – £8.50", "Pork bun", "8.50", "", "apple and"),
    ("de", "EUR", "Fladen - Speck, Lauch - 9,50 €", "Fladen", "9.50", "", "Speck, Lauch"),
    ("fr", "EUR", "Lyon – Paris – 29 €", "Lyon – Paris", "29", "", ""),
    (
        "de",
        "EUR",
        "Besuch (Zuschlag) ..... 20,00 EUR",
        "Besuch (Zuschlag)",
        "20.00",
        "",
        "",
    ),
    ("en", "GBP", "Home visit (surcharge): £15.00", "Home visit (surcharge)", "15.00", "", ""),
]


@pytest.mark.parametrize(("language", "currency", "text", "title", "price", "note", "said"), LINES)
def test_a_line_is_its_name_with_what_it_says(
    tmp_path: Path,
    language: str,
    currency: str,
    text: str,
    title: str,
    price: str,
    note: str,
    said: str,
) -> None:
    business = Business("Haus", currency=currency, languages=(language,))
    shelf = Shelf(tmp_path / "a.txt", f"{text}\nAlfa ...... 7,00\nBeta ...... 8,00\n", business)
    product = shelf.products[0]
    told = product.text(language)
    assert told.title == title
    assert product.variants[0].price is not None
    assert str(product.variants[0].price.amount) == price
    assert note in " ".join(a.value for a in told.attributes)
    assert said in told.description


WORDS = [
    ("de", "Unfallschaden ............ nach Gutachten", "Unfallschaden", "nach Gutachten"),
    ("it", "Pizza del mese ........... chiedere al banco", "Pizza del mese", "chiedere al banco"),
    ("nb", "Hele lokalet ............. spør i resepsjonen", "Hele lokalet", "spør i resepsjonen"),
]


@pytest.mark.parametrize(("language", "text", "title", "words"), WORDS)
def test_words_in_the_place_of_a_price(
    tmp_path: Path, language: str, text: str, title: str, words: str
) -> None:
    priced = "".join(f"{name} ............ {n},00\n" for n, name in enumerate(("Alfa", "Beta"), 7))
    head = "GRUPPE\nGamma ............ 5,00\n"
    shelf = Shelf(tmp_path / f"a.{language}.txt", f"{head}{priced}{text}\n")
    (found,) = (p for p in shelf.products if p.text(language).title == title)
    assert found.variants[0].price is None
    assert words in [a.value for a in found.text(language).attributes]
    alone = Shelf(tmp_path / f"b.{language}.txt", f"# Team\n\n{text}\n")
    assert alone.products == []


def test_a_state_right_behind_a_price(tmp_path: Path) -> None:
    text = "Babysang: kr 750,- FULLT\nPiano: kr 390,-\nGitar: kr 390,-\n"
    business = Business("Haus", currency="NOK", languages=("nb",))
    song, *others = Shelf(tmp_path / "a.txt", text, business).products
    assert song.text("nb").title == "Babysang"
    assert song.variants[0].availability is Availability.OUT_OF_STOCK
    assert {p.variants[0].availability for p in others} == {Availability.UNKNOWN}


def test_hours_are_no_goods(tmp_path: Path) -> None:
    text = (
        "SUOLAISET\nLeipä\t8,90\nPiiras\t9,50\n\nLOUNAS ma-pe klo 10.30-14\nKeitto\t9,90\n"
        "Salaatti\t11,50\n\nTel. 000 1234567, tutte le sere dalle 18.30 alle 22.30\n"
    )
    shelf = Shelf(tmp_path / "a.fi.txt", text)
    found = {p.text("fi").title: p.text("fi").category for p in shelf.products}
    assert found == {
        "Leipä": ("SUOLAISET",),
        "Piiras": ("SUOLAISET",),
        "Keitto": ("LOUNAS",),
        "Salaatti": ("LOUNAS",),
    }
    said = "\n".join(p.text for p in shelf.passages)
    assert "ma-pe klo 10.30-14" in said
    assert "18.30 alle 22.30" in said


def test_names_with_their_time_are_no_sizes_of_their_heading(tmp_path: Path) -> None:
    text = (
        "PRAXIS BEISPIEL\n===============\n\nMassage\n  Klassisch, 20 Min. ..... 28,00 EUR\n"
        "  Hot Stone, 60 Min. ..... 79,00 EUR\n\nSonstiges\n  Schiene ..... 18,00 EUR\n"
        "     (meist kostenfrei)\n  Beratung ..... nach Aufwand\n"
    )
    shelf = Shelf(tmp_path / "a.de.txt", text)
    found = {p.text("de").title: p.text("de") for p in shelf.products}
    assert list(found) == ["Klassisch, 20 Min.", "Hot Stone, 60 Min.", "Schiene", "Beratung"]
    assert found["Hot Stone, 60 Min."].category == ("Massage",)
    assert found["Schiene"].description == "(meist kostenfrei)"


def test_counts_are_choices_without_their_for(tmp_path: Path) -> None:
    text = "- Wings: 6 for £6.50, 12 for £12.00\n- Chips: £3.50\n- Slaw: £2.50\n"
    business = Business("Haus", currency="GBP", languages=("en",))
    wings = Shelf(tmp_path / "a.md", text, business).products[0]
    assert [[o.value for o in v.options] for v in wings.variants] == [["6"], ["12"]]


SIZED = [
    ("nb", "NOK", ("Liten (inntil 5 cm)", "Stor (inntil 20 cm)"), ("1 200", "3 400"), "kr 450"),
    ("de", "EUR", ("klein (bis 5 cm)", "groß (bis 20 cm)"), ("120", "340"), "45 €"),
    ("fr", "EUR", ("petit (max 5 cm)", "grand (max 20 cm)"), ("120", "340"), "45 €"),
]


@pytest.mark.parametrize(("language", "currency", "sizes", "sums", "other"), SIZED)
def test_sizes_that_say_how_much_they_are(
    tmp_path: Path,
    language: str,
    currency: str,
    sizes: tuple[str, str],
    sums: tuple[str, str],
    other: str,
) -> None:
    small, large = sums
    text = (
        f"# Alfa\n\n## Beta\n\n|  | {sizes[0]} | {sizes[1]} |\n|---|---|---|\n"
        f"| Gamma | {small} | {large} |\n| Delta | {large} | – |\n\n## Epsilon\n\n"
        f"- Zeta: {other}\n- Eta: {other}\n- Theta: {other}\n"
    )
    business = Business("Haus", currency=currency, languages=(language,))
    found = {p.text(language).title: p for p in Shelf(tmp_path / "a.md", text, business).products}
    prices = [v.price and str(v.price.amount) for v in found["Gamma"].variants]
    assert prices == [small.replace(" ", ""), large.replace(" ", "")]
    assert len(found["Delta"].variants) == 1
