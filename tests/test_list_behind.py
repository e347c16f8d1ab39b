"""What stands behind a price or in its place: notes and units in cells of their own, that it is
gone, words that one must ask, a price that holds in a month alone, stars that a line explains."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Availability, Business
from catalog.sources.line_prices import reading
from catalog.sources.pricelines import priced
from tests.shelf import Shelf, by_title


def shelf(path: Path, text: str, language: str = "de", currency: str = "EUR") -> Shelf:
    return Shelf(path, text, Business("Haus", currency=currency, languages=(language,)))


@pytest.mark.parametrize(
    ("currency", "line", "note"),
    [
        ("NOK", "Bytte impeller\t750,-\tdeler kommer i tillegg", "deler kommer i tillegg"),
        ("EUR", "Ölwechsel\t60,00 €\tÖl nach Verbrauch", "Öl nach Verbrauch"),
        ("GBP", "Chain fitted\t£12.00\tparts are extra", "parts are extra"),
        ("EUR", "Vidange\t60 €\thuile en supplément", "huile en supplément"),
        ("PLN", "Wymiana opon .... 120 zł .... bez wyważania", "bez wyważania"),
        ("EUR", "Knippen     25 €     alleen op afspraak", "alleen op afspraak"),
        ("DKK", "Bundmaling 75,- – maling kommer oveni", "maling kommer oveni"),
    ],
)
def test_a_cell_behind_a_price_is_a_note_on_it(currency: str, line: str, note: str) -> None:
    found = priced(line, currency)
    assert found is not None
    assert found.note == note
    (offer,) = found.offers
    told = reading(offer.price, currency)
    assert told is not None
    assert told.price is not None


@pytest.mark.parametrize("words", ["from", "ca.", "up to"])
def test_a_cell_that_makes_a_price_unsure_is_no_note(words: str) -> None:
    found = priced(f"Alfa\t12,00 €\t{words}", "EUR")
    told = reading(found.offers[0].price, "EUR") if found else None
    assert told is None or told.price is None


@pytest.mark.parametrize(
    ("line", "currency", "per"),
    [
        ("Bunnsmøring\t75,-\tpr. fot lengde", "NOK", "pr. fot lengde"),
        ("Sockelleiste 12 € pro laufendem Meter", "EUR", "pro laufendem Meter"),
        ("Skirting £5 per running metre", "GBP", "per running metre"),
        ("Battiscopa 8 € al metro lineare", "EUR", "al metro lineare"),
        ("Lakning 90 kr. pr. løbende meter", "DKK", "pr. løbende meter"),
    ],
)
def test_a_measure_with_how_it_is_taken_is_what_a_price_is_for(
    line: str, currency: str, per: str
) -> None:
    found = priced(line, currency)
    told = reading(found.offers[0].price, currency) if found else None
    assert told is not None
    assert told.price is not None
    assert told.per == per


@pytest.mark.parametrize(
    ("currency", "line"),
    [
        ("NOK", "Lagring i hall\t695,-\tpr. m²\tFULLT"),
        ("EUR", "Halle\t69,00 €\tpro Monat\tausgebucht"),
        ("GBP", "Berth\t£40.00\tper night\tfully booked"),
        ("EUR", "Emplacement\t40,00 €\tpar nuit\tcomplet"),
        ("SEK", "Vinterplats\t695:-\tper m²\tfullbokat"),
    ],
)
def test_the_last_of_several_cells_may_say_that_it_is_gone(currency: str, line: str) -> None:
    found = priced(line, currency)
    assert found is not None
    assert found.state == line.split("\t")[-1]
    assert reading(found.offers[0].price, currency) is not None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("no", "tilbud"),
        ("hu", "egyedi ár"),
        ("en", "ask me"),
        ("de", "Kostenvoranschlag"),
        ("fr", "devis personnalisé"),
        ("it", "preventivo personalizzato"),
        ("es", "presupuesto a medida"),
        ("pl", "wycena"),
        ("ro", "preț personalizat"),
        ("uk", "договірна"),
        ("sv", "fråga oss"),
        ("fi", "kysy hintaa"),
        ("tr", "kişiye özel fiyat"),
        ("cs", "individuální cena"),
    ],
)
def test_words_that_one_must_ask_stand_in_a_prices_place(
    tmp_path: Path, language: str, words: str
) -> None:
    lines = [f"{name:<30}{price}" for name, price in (("Alfa", "12,00 €"), ("Beta", "14,00 €"))]
    text = "\n".join([*lines, f"{'Gamma delta':<30}{words}", f"{'Epsilon':<30}9,00 €"])
    (tmp_path / "a.txt").write_text(text, "utf-8")
    found = shelf(tmp_path / "a.txt", text, language)
    (variant,) = by_title(found, language)["Gamma delta"].variants
    assert variant.price is None
    assert variant.price_span is not None
    assert variant.price_span.words == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", "enligt överenskommelse"),
        ("en", "on request"),
        ("de", "auf Anfrage"),
        ("fr", "sur devis"),
        ("it", "su richiesta"),
        ("pl", "do uzgodnienia"),
        ("nl", "op aanvraag"),
    ],
)
def test_an_entry_of_a_page_that_ends_in_such_words_is_sold_too(
    tmp_path: Path, language: str, words: str
) -> None:
    rows = [("Alfa", "12 €"), ("Beta", "14 €"), ("Gamma", "19 €"), ("Delta epsilon", words)]
    told = "".join(f"<li>{name} <span>{said}</span></li>" for name, said in rows)
    page = f"<!DOCTYPE html><html><body><h1>Preise</h1><ul>{told}</ul></body></html>"
    found = shelf(tmp_path / "a.html", page, language)
    (variant,) = by_title(found, language)["Delta epsilon"].variants
    assert variant.price is None
    assert variant.price_span is not None
    assert variant.price_span.words == words


def test_and_a_sentence_among_offers_stays_prose(tmp_path: Path) -> None:
    rows = ["Alfa 12 €", "Beta 14 €", "Gamma 19 €", "Hunde sind auf Anfrage", "Wir helfen gern"]
    told = "".join(f"<li>{row}</li>" for row in rows)
    page = f"<!DOCTYPE html><html><body><h1>Preise</h1><ul>{told}</ul></body></html>"
    found = shelf(tmp_path / "a.html", page)
    assert set(by_title(found, "de")) == {"Alfa", "Beta", "Gamma"}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Balayage inkl. klippning 2 450 kr", "Balayage inkl. klippning"),
        ("Farbe inkl. Schnitt 120 €", "Farbe inkl. Schnitt"),
        ("Colour incl. cut £120", "Colour incl. cut"),
        ("Couleur env. deux heures 80 €", "Couleur env. deux heures"),
        ("Kolor np. blond 200 zł", "Kolor np. blond"),
    ],
)
def test_a_shortened_word_ends_no_name(line: str, name: str) -> None:
    currency = {"kr": "SEK", "£": "GBP", "zł": "PLN"}.get(line[-2:].strip("0"), "EUR")
    found = priced(line, currency)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("language", "when"),
    [("sv", "i december"), ("de", "im Dezember"), ("en", "in December"), ("fr", "en décembre")],
)
def test_a_price_of_one_month_beside_a_struck_one_is_told_in_words(
    tmp_path: Path, language: str, when: str
) -> None:
    rows = ["<li>Alfa 12 €</li>", "<li>Beta 14 €</li>", "<li>Gamma 19 €</li>"]
    body = "".join([*rows, f"<li>Delta <s>55 €</s> 45 € {when}</li>"])
    page = f"<!DOCTYPE html><html><body><h1>Preise</h1><ul>{body}</ul></body></html>"
    found = shelf(tmp_path / "a.html", page, language)
    (variant,) = by_title(found, language)["Delta"].variants
    assert variant.price is None
    assert variant.price_span is not None
    assert variant.price_span.words == f"45 € {when}"


@pytest.mark.parametrize(
    ("language", "half", "day"),
    [("de", "½ Tag", "1 Tag"), ("en", "1/2 day", "1 day"), ("fr", "½ journée", "1 journée")],
)
def test_half_a_day_is_what_a_column_is_called_and_no_price(
    tmp_path: Path, language: str, half: str, day: str
) -> None:
    rows = "| Saal A | 160 | 420.– | 690.– |\n| Saal B | 60 | 240.– | 390.– |"
    text = f"# Räume\n\n| Raum | Konzert | {half} | {day} |\n|---|---:|---:|---:|\n{rows}\n"
    found = by_title(shelf(tmp_path / "a.md", text, language, "CHF"), language)
    assert set(found) == {"Saal A", "Saal B"}
    told = {v.options[0].value: str(v.price and v.price.amount) for v in found["Saal A"].variants}
    assert told == {half: "420", day: "690"}


def test_a_row_that_fills_one_of_the_columns_stands_below_it(tmp_path: Path) -> None:
    text = (
        "EIS                      klein     groß\n"
        "Vanille                  2,00 €    3,50 €\n"
        "Schoko                   2,00 €    3,50 €\n"
        "Eisbecher                          6,50 €\n"
        "Waffel                   0,50 €\n"
        "Eistorte                           auf Anfrage\n"
    )
    found = by_title(shelf(tmp_path / "a.txt", text), "de")
    told = {
        title: [(v.options[0].value, str(v.price.amount) if v.price else "") for v in p.variants]
        for title, p in found.items()
    }
    assert told["Eisbecher"] == [("groß", "6.50")]
    assert told["Waffel"] == [("klein", "0.50")]
    assert told["Eistorte"] == [("groß", "")]
    assert {p.text("de").category for p in found.values()} == {("EIS",)}


@pytest.mark.parametrize(
    ("language", "what"),
    [("hu", "gluténmentes"), ("de", "nur am Wochenende"), ("en", "vegan"), ("fr", "sans lactose")],
)
def test_a_star_on_a_name_is_what_a_line_below_says(
    tmp_path: Path, language: str, what: str
) -> None:
    text = f"Alfa      2,00 €\nBeta*     3,00 €\nGamma*    4,00 €\n\n* {what}\n"
    found = by_title(shelf(tmp_path / "a.txt", text, language), language)
    assert set(found) == {"Alfa", "Beta", "Gamma"}
    assert what in found["Beta"].text(language).description
    assert what not in found["Alfa"].text(language).description
    table = f"| | a | b |\n|-|-|-|\n| Alfa | 2,- | 3,- |\n| Beta* | 4,- | 5,- |\n\n\\* {what}\n"
    found = by_title(shelf(tmp_path / "b.md", table, language), language)
    assert what in found["Beta"].text(language).description


def test_what_is_gone_is_told_as_such(tmp_path: Path) -> None:
    text = "Alfa\t12,00 €\nBeta\t14,00 €\tpro Monat\tausgebucht\nGamma\t9,00 €\n"
    found = by_title(shelf(tmp_path / "a.txt", text), "de")
    assert found["Beta"].variants[0].availability is Availability.OUT_OF_STOCK


@pytest.mark.parametrize(
    ("line", "name", "price"),
    [
        ("Sortie d'eau 8 à 12 m : 210 €", "Sortie d'eau 8 à 12 m", "210 €"),
        ("Liegeplatz 8 bis 12 m: 210 €", "Liegeplatz 8 bis 12 m", "210 €"),
        ("Remorque (hors bateau) . 190 € la saison", "Remorque (hors bateau)", None),
        ("Timeløn mekaniker    1150,-", "Timeløn mekaniker", "1150,-"),
        ("Årsservice     12500:-", "Årsservice", "12500:-"),
    ],
)
def test_how_a_name_is_parted_from_its_price(line: str, name: str, price: str | None) -> None:
    found = priced(line, "EUR")
    assert found is not None
    assert found.name == name
    assert price is None or [one.price for one in found.offers] == [price]
    told = reading(found.offers[0].price, "EUR")
    assert told is not None
    assert told.price is not None


@pytest.mark.parametrize(
    ("language", "days"),
    [("en", "Mon–Wed only"), ("sv", "mån–tors"), ("fr", "lun-mer"), ("de", "Mo–Mi")],
)
def test_a_price_of_some_days_is_told_in_words(tmp_path: Path, language: str, days: str) -> None:
    rows = ["<li>Alfa 12 €</li>", "<li>Beta 14 €</li>", f"<li>Gamma 19 € {days}</li>"]
    page = f"<!DOCTYPE html><html><body><h1>Preise</h1><ul>{''.join(rows)}</ul></body></html>"
    (variant,) = by_title(shelf(tmp_path / "a.html", page, language), language)["Gamma"].variants
    assert variant.price is None
    assert variant.price_span is not None
    assert variant.price_span.words == f"19 € {days}"


@pytest.mark.parametrize("words", ["mit Sahne", "die Stunde", "pro Person"])
def test_a_word_that_a_day_may_be_shortened_to_is_no_day(words: str) -> None:
    told = reading(f"12 € {words}", "EUR")
    assert told is None or told.price is not None


@pytest.mark.parametrize("tag", ["span", "b", "strong", "em"])
def test_a_price_in_an_element_of_its_own_is_no_part_of_the_word_before(
    tmp_path: Path, tag: str
) -> None:
    rows = [("Waschen und Föhnen", "ab 48 €"), ("Farbe", "65 €"), ("Strähnen", "nach Aufwand")]
    told = "".join(f"<li>{name}<{tag}>{price}</{tag}></li>" for name, price in rows)
    page = f"<!DOCTYPE html><html><body><h1>Preise</h1><ul>{told}</ul></body></html>"
    found = by_title(shelf(tmp_path / "a.html", page), "de")
    assert set(found) == {name for name, _ in rows}
    assert found["Waschen und Föhnen"].variants[0].price is None


@pytest.mark.parametrize(
    ("language", "seating"),
    [
        ("en", "Theatre"),
        ("de", "Reihenbestuhlung"),
        ("fr", "Théâtre"),
        ("es", "Banquete"),
        ("it", "Ferro di cavallo"),
        ("nl", "U-vorm"),
        ("sv", "Biosittning"),
        ("pl", "Podkowa"),
    ],
)
def test_how_many_are_seated_is_no_price(tmp_path: Path, language: str, seating: str) -> None:
    text = f"# Rooms, prices in €\n\n| Room | {seating} | 1/2 day | 1 day |\n|---|--:|--:|--:|\n"
    rows = "| Alfa | 160 | 320 | 560 |\n| Beta | 70 | 180 | 310 |\n| Gamma | 25 | 75 | 130 |\n"
    found = by_title(shelf(tmp_path / "prices.md", text + rows, language), language)
    told = [str(v.price.amount) for v in found["Alfa"].variants if v.price]
    assert told == ["320", "560"]


@pytest.mark.parametrize(
    ("said", "per"),
    [
        ("£28 per metre per month", "per metre per month"),
        ("12 €/m²/Monat", "m² / Monat"),
        ("18 € / m² par mois", "m² par mois"),
        ("165,- pr. m² pr. måned", "pr. m² pr. måned"),
        ("4 € al metro a notte", "al metro a notte"),
    ],
)
def test_a_price_for_a_measure_and_a_time_is_for_both(said: str, per: str) -> None:
    told = reading(said, "EUR")
    assert told is not None
    assert told.price is not None
    assert (told.per, told.unit_price) == (per, None)


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("Laundry\t£4 wash, £2 dry", [("wash", "£4"), ("dry", "£2")]),
        ("Slip   12 € Tag / 95 € Jahr", [("Tag", "12 €"), ("Jahr", "95 €")]),
        ("Entrée ..... 8 € adulte, 5 € enfant", [("adulte", "8 €"), ("enfant", "5 €")]),
        ("Massage\t45 € (30 Min) / 70 € (60 Min)", None),
    ],
)
def test_what_each_price_is_for_may_stand_behind_it(
    line: str, offers: list[tuple[str, str]] | None
) -> None:
    found = priced(line, "EUR")
    if offers is None:
        assert found is None or len({one.choice for one in found.offers}) == len(found.offers)
    else:
        assert found is not None
        assert [(one.choice, one.price) for one in found.offers] == offers


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "as used"), ("de", "laut Aushang"), ("nl", "volgens verbruik"), ("it", "a parte")],
)
def test_words_behind_a_tab_stand_for_a_price_among_others(
    tmp_path: Path, language: str, words: str
) -> None:
    text = f"Alfa\t12,00 €\nBeta\t14,00 €\nGamma\t9,00 €\nDelta\t{words}\nStreet\tHigh Road\n"
    found = by_title(shelf(tmp_path / "a.txt", text, language), language)
    assert "Street" not in found
    (variant,) = found["Delta"].variants
    assert variant.price is None
    assert words in repr(found["Delta"])


@pytest.mark.parametrize(
    ("language", "header", "ends"),
    [
        ("pl", "JĘZYK              na polski    z polskiego    termin", ("1 dzień", "2 dni")),
        ("de", "SPRACHE            ins Deutsche   aus dem     Dauer", ("1 Tag", "2 Tage")),
        ("en", "TRIP               adult        child          time", ("1 hour", "2 hours")),
    ],
)
def test_a_table_drawn_with_blanks_may_end_in_words(
    tmp_path: Path, language: str, header: str, ends: tuple[str, str]
) -> None:
    first, second = ends
    rows = [
        f"alfa                 45 €         50 €       {first}",
        f"beta                 50 €         55 €       {first}",
        f"gamma                40 €         45 €       {second}",
        "delta                on request   on request",
    ]
    text = "\n".join((header, *rows))
    found = by_title(shelf(tmp_path / "a.txt", text, language), language)
    assert set(found) == {"alfa", "beta", "gamma", "delta"}
    assert len(found["alfa"].variants) == 2
    assert first in repr(found["alfa"].text(language))


@pytest.mark.parametrize("sign", ["-", "*", "•"])
def test_an_offer_below_marked_ones_is_one_too(tmp_path: Path, sign: str) -> None:
    text = (
        f"Nosto\n{sign} nosto alle 8 m ...... 150 €\n{sign} nosto yli 8 m ...... 210 €\n"
        "Pohjan pesu ............ 60 €\n\nPiha ........ 16 €\nHalli ....... 38 €\n"
    )
    found = by_title(shelf(tmp_path / "a.txt", text, "fi"), "fi")
    assert set(found) == {"nosto alle 8 m", "nosto yli 8 m", "Pohjan pesu", "Piha", "Halli"}


def test_seasons_by_their_letters_are_seasons(tmp_path: Path) -> None:
    text = (
        "Zimmerpreise                NS         HS\n"
        "Alfa                     48,00      56,00\n"
        "Beta                     42,00      50,00\n"
    )
    found = by_title(shelf(tmp_path / "a.txt", text), "de")
    assert {o.name for v in found["Alfa"].variants for o in v.options} == {"Saison"}


@pytest.mark.parametrize(
    ("language", "spans"),
    [("en", ("4 hrs", "Day", "Weekend")), ("de", ("4 Std.", "Tag", "Wochenende"))],
)
def test_headings_across_a_table_are_no_cells_of_its_columns(
    tmp_path: Path, language: str, spans: tuple[str, str, str]
) -> None:
    head = "".join(f"<th>{name}</th>" for name in ("Item", *spans))
    rows = [
        ("Alfa", "–", "6 €", "9 €"),
        ("Beta", "–", "8 €", "12 €"),
        ("Gamma", "25 €", "40 €", "65 €"),
    ]
    body = [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows]
    over = '<tr><th colspan="4">{}</th></tr>'
    table = [over.format("Tables"), *body[:2], over.format("Sound"), body[2]]
    page = f"<html><body><h1>Hire</h1><table><tr>{head}</tr>{''.join(table)}</table></body></html>"
    found = by_title(shelf(tmp_path / "a.html", page, language), language)
    told = {v.options[0].value: str(v.price.amount) for v in found["Gamma"].variants if v.price}
    assert told == dict(zip(spans, ("25", "40", "65"), strict=True))
