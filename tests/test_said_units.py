"""What an amount is asked for, as lists of many languages say it: the price is told as exact, with
the words for its unit; parts of a cent are told whole."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from agent.grounding.render import Voice
from catalog.priced_per import names_units, per_of
from catalog.quantities import asked
from catalog.records import Business, Money
from catalog.sources.words import word
from tests.shelf import Shelf

UNITS = [
    ("hr", "EUR", "€", "po osobi; po noći; po satu; po komadu; / mj.; mjesečno"),
    ("sl", "EUR", "€", "na osebo; na noč; na uro; po osebi; mesečno"),
    ("fi", "EUR", "€", "/ hlö; / kk; henkilöltä; kuukaudessa; / vrk"),
    ("et", "EUR", "€", "inimese kohta; / öö; tunnis"),
    ("lt", "EUR", "€", "asmeniui; už valandą; už naktį"),
    ("sk", "EUR", "€", "na osobu; za hodinu; za deň; mesačne"),
    ("el", "EUR", "€", "το άτομο; ανά βράδυ; τον μήνα"),
    ("de", "EUR", "€", "pro Person; je angefangene Stunde; monatlich; je km"),
    ("fr", "EUR", "€", "de l'heure; l'heure; la nuitée; le mot; la douzaine"),
    ("es", "EUR", "€", "por persona; al mes; la docena; mensual"),
    ("it", "EUR", "€", "all'ora; a persona; a camera; al km; mensile"),
    ("pt", "EUR", "€", "por pessoa; ao mês; ao dia; cada; a dúzia"),
    ("pl", "PLN", "zł", "/ miesiąc; za godzinę; za dobę; od osoby; miesięcznie"),
    ("cs", "CZK", "Kč", "na osobu; za hodinu; měsíčně; za lekci"),
    ("hu", "HUF", "Ft", "/ fő; óránként; havonta; / alkalom"),
    ("ro", "RON", "lei", "pe noapte; / zi; de persoană; pe lună"),
    ("bg", "BGN", "лв.", "на човек; на нощувка; на месец"),
    ("ru", "RUB", "₽", "в сутки; за час; в неделю; / чел."),
    ("uk", "UAH", "грн", "за годину; на добу; на місяць"),
    ("tr", "TRY", "TL", "kişi başı; gecelik; saatlik; aylık; / kişi"),
    ("sv", "SEK", "kr", "per person; i timmen; / natt; i månaden"),
    ("da", "DKK", "kr.", "pr. døgn; pr. kuvert; pr. gang; i timen; / md."),
    ("nb", "NOK", "kr", "pr. natt; pr. mnd.; i timen; per km"),
    ("en", "GBP", "£", "per person; an hour; pcm; weekly; pppn"),
    # What is counted may be anything: a machine's coin, a length of cloth, each one.
    ("it", "EUR", "€", "a gettone; a lavaggio; ogni 4 minuti"),
    ("es", "EUR", "€", "por ficha; la colada; cada lavado"),
    ("pt", "EUR", "€", "a ficha; cada lavagem"),
    ("fr", "EUR", "€", "le jeton; par lessive; chaque tour"),
    ("de", "EUR", "€", "pro Waschgang; je Marke"),
    ("nl", "EUR", "€", "per muntje; elke beurt"),
    ("pl", "PLN", "zł", "na żeton; każdy wrzut"),
    ("cs", "CZK", "Kč", "na žeton; za praní"),
    ("bg", "EUR", "€", "на жетон; на пране"),
    ("ru", "RUB", "₽", "за жетон; каждый цикл"),
    ("uk", "UAH", "грн", "за жетон; кожен цикл"),
    ("ro", "RON", "lei", "pe jeton; fiecare spălare"),
    ("hu", "HUF", "Ft", "/ zseton; minden mosás"),
    ("sv", "SEK", "kr", "per tvätt; varje gång"),
    ("da", "DKK", "kr.", "pr. vask; hver vask"),
    ("el", "EUR", "€", "ανά πλύση; κάθε μάρκα"),
    ("en", "GBP", "£", "per load; a token"),
]


@pytest.mark.parametrize(
    "unit",
    [
        *("per running metre", "pro laufendem Meter", "/ lfd. Meter", "par mètre linéaire"),
        *("por metro lineal", "al metro lineare", "por metro linear", "per strekkende meter"),
        *("za metr bieżący", "za běžný metr", "za bežný meter", "на линеен метър"),
        *("за погонный метр", "за погонний метр", "pe metru liniar", "/ folyóméter"),
        *("per löpmeter", "pr. løbende meter", "/ juoksumetri", "po dužnom metru"),
        *("za tekoči meter", "ανά τρέχον μέτρο", "/ metretül", "/ jooksev meeter"),
    ],
)
def test_the_length_of_a_thing_is_a_measure_that_it_is_paid_by(unit: str) -> None:
    found = asked(f"2,50 € {unit}", "", "EUR", "EUR")
    assert found.price == Money(Decimal("2.50"), "EUR")
    assert found.unit_price is not None
    assert found.unit_price.price == found.price


@pytest.mark.parametrize(("language", "code", "sign", "units"), UNITS)
def test_the_unit_of_a_price_is_told_and_the_price_is_exact(
    tmp_path: Path, language: str, code: str, sign: str, units: str
) -> None:
    told = units.split("; ")
    lines = "".join(
        f"- Alfa {letter * 3}: {sign}{n},00 {unit}\n"
        if sign == "£"
        else f"- Alfa {letter * 3}: {n},00 {sign} {unit}\n"
        for n, (letter, unit) in enumerate(zip("bcdfgh", told, strict=False), 12)
    ).replace(",00", ".00" if sign == "£" else ",00")
    text = f"# Liste\n\n## Alfa\n\n{lines}"
    shelf = Shelf(tmp_path / "a.md", text, Business("Haus", currency=code, languages=(language,)))
    assert len(shelf.products) == len(told)
    for n, (product, unit) in enumerate(zip(shelf.products, told, strict=True), 12):
        (variant,) = product.variants
        assert variant.price == Money(Decimal(f"{n}.00"), code), unit
        named = {a.name: a.value for a in product.text(language).attributes}
        bare = unit.removeprefix("/ ").rstrip(".").casefold()
        assert bare in named[word("per", language)].casefold(), unit


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_the_unit_is_called_is_understood_as_one(language: str) -> None:
    assert names_units(word("per", language))
    for cell in ("per person", "pro Stunde", "im Monat", "par personne", "za noc"):
        assert per_of(cell), cell


@pytest.mark.parametrize(
    ("text", "amount"), [("0,145 €", "0.145"), ("€0.035", "0.035"), ("0,12 €", "0.12")]
)
def test_parts_of_a_cent_are_told_whole(text: str, amount: str) -> None:
    price = asked(text, "", "EUR", "EUR").price
    assert price == Money(Decimal(amount), "EUR")
    said = Voice("de", "EUR").money(price)
    assert said.startswith(amount.replace(".", ","))


@pytest.mark.parametrize(
    ("language", "line", "word"),
    [
        ("en", "Boiler ......... €575 installed", "installed"),
        ("de", "Markise ........ 575 € montiert", "montiert"),
        ("fr", "Store .......... 575 € posé", "posé"),
        ("it", "Caldaia ........ 575 € installata", "installata"),
        ("nl", "Zonnescherm .... 575 € gemonteerd", "gemonteerd"),
        ("fi", "Kiuas .......... 575 € asennettuna", "asennettuna"),
        ("es", "Toldo .......... 575 € instalado", "instalado"),
    ],
)
def test_what_was_done_for_an_amount_stands_beside_it(
    tmp_path: Path, language: str, line: str, word: str
) -> None:
    text = f"LISTA\nAlfa ........... 12,00 €\nBeta ........... 14,00 €\n{line}\n"
    shelf = Shelf(tmp_path / f"a.{language}.txt", text, Business("Haus", languages=(language,)))
    found = next(p for p in shelf.products if p.text(language).title not in ("Alfa", "Beta"))
    assert found.variants[0].price == Money(Decimal(575), "EUR")
    assert word in [a.value for a in found.text(language).attributes]


def test_a_sentence_behind_a_price_is_no_unit(tmp_path: Path) -> None:
    text = (
        "# Preise\n\n- Alfa: 59 €\n- Beta: 18 €\n- Gamma: 20 €\n\n"
        "Die Anfahrt kostet bis 20 km nichts, danach 0,60 € je Kilometer. Die Stunde kostet 75 €.\n"
    )
    shelf = Shelf(tmp_path / "preise.de.md", text, Business("Haus", languages=("de",)))
    assert [p.text("de").title for p in shelf.products] == ["Alfa", "Beta", "Gamma"]


@pytest.mark.parametrize(
    ("text", "told", "count"),
    [
        ("£45 per person per night", "per person per night", 2),
        ("45 € pro Person und Nacht", "pro Person / Nacht", 2),
        ("45 €/Person/Nacht", "Person / Nacht", 2),
        ("45 € par personne et par nuit", "par personne par nuit", 2),
        ("45 € por persona y noche", "por persona / noche", 2),
        ("45 € a persona a notte", "a persona a notte", 2),
        ("45 € per persoon per nacht", "per persoon per nacht", 2),
        ("45 €/os./noc", "os. / noc", 2),
        ("45 € per person", "per person", 1),
        ("45 € pro Person", "pro Person", 1),
    ],
)
def test_a_price_for_two_things_is_told_for_both(text: str, told: str, count: int) -> None:
    found = asked(text, "", "", "EUR")
    assert found.price is not None
    assert found.price.amount == 45
    assert found.per == told
    assert not found.note
    assert len(per_of(found.per)) == count


@pytest.mark.parametrize(
    "text", ["5 € / 100 g", "5 € pro Person", "5 €/kg", "5 € na osobu", "5 €/h"]
)
def test_an_amount_of_one_figure_is_exact_too(text: str) -> None:
    found = asked(text, "", "", "EUR")
    assert found.price == Money(Decimal(5), "EUR")
    assert found.per
