"""A text whose headings nobody marked is cut where a careful reader cuts it: at what is typed as a
heading, at questions, and at the entries of a list of all sorts; in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business, Passage
from catalog.sources.formats import format_of
from catalog.sources.opening import Opened, Source
from catalog.sources.parted import LONG, parted
from catalog.sources.pieces import of_lines
from catalog.sources.seam import Item

SHOP = Business("Shop", currency="EUR", languages=("en",))


def read(path: Path, text: str) -> list[Passage]:
    path.write_text(text, "utf-8")
    found: list[Passage] = []
    with Opened(Source(str(path), path.name, path, "en")) as opened:
        for item in format_of(opened).read(opened, SHOP):
            record = item.make().record if isinstance(item, Item) else None
            assert isinstance(record, Passage)
            found.append(record)
    return found


def last(passages: list[Passage]) -> dict[str, str]:
    return {passage.heading[-1]: passage.text for passage in passages}


TEXTS = [
    ("Opening hours", "We open at nine and close at six, every day.", "Delivery", "Within 10 km."),
    ("Öffnungszeiten", "Wir öffnen um neun, auch am Samstag.", "Lieferung", "Im Umkreis gratis."),
    ("Livraison", "Nous livrons en ville tous les jours.", "Paiement", "Carte ou espèces."),
    ("Envíos", "Enviamos a toda la península en dos días.", "Pagos", "Tarjeta o efectivo."),
    ("Dostawa", "Dowozimy w całym mieście bez opłat.", "Płatność", "Karta lub gotówka."),
    ("Доставка", "Привозим по городу каждый день до шести.", "Оплата", "Картой или наличными."),
    ("Παράδοση", "Φέρνουμε κάθε μέρα σε όλη την πόλη.", "Πληρωμή", "Κάρτα ή μετρητά."),
    ("Teslimat", "Her gün şehrin her yerine getiriyoruz.", "Ödeme", "Kart veya nakit."),
    ("Leverans", "Vi kör ut varje dag i hela staden.", "Betalning", "Kort eller kontant."),
    ("Szállítás", "Minden nap kiszállítunk a városban.", "Fizetés", "Kártya vagy készpénz."),
]

STYLES = [
    "{a}\n{x}\n\n{b}\n{y}\n",
    "{a}:\n{x}\n\n{b}:\n{y}\n",
    "{a}\n\n{x}\n\n{b}\n\n{y}\n",
    "{a}: {x}\n\n{b}: {y}\n",
    "*** {a} ***\n\n{x}\n\n*** {b} ***\n\n{y}\n",
    "{a}\n~~~~~~\n{x}\n\n{b}\n~~~~~~\n{y}\n",
    "======\n{a}\n======\n{x}\n\n======\n{b}\n======\n{y}\n",
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("told", TEXTS, ids=lambda told: told[0])
def test_headings_in_capitals(tmp_path: Path, told: tuple[str, str, str, str], style: str) -> None:
    a, x, b, y = told
    text = style.format(a=a.upper(), x=x, b=b.upper(), y=y)
    assert last(read(tmp_path / "terms.txt", text)) == {a.upper(): x, b.upper(): y}


@pytest.mark.parametrize(
    "style", ["{n}. {a}\n{x}\n\n", "{n}) {a}\n\n{x}\n\n", "§ {n} {a}\n{x}\n\n"]
)
@pytest.mark.parametrize("told", TEXTS, ids=lambda told: told[0])
def test_numbered_headings(tmp_path: Path, told: tuple[str, str, str, str], style: str) -> None:
    a, x, b, _ = told
    text = style.format(n=1, a=a, x=x) + style.format(n=2, a=b, x=x)
    assert last(read(tmp_path / "terms.txt", text)) == {a: x, b: x}


@pytest.mark.parametrize("rule", ["-", "=", "~", "*", "_", "- "])
@pytest.mark.parametrize("told", TEXTS, ids=lambda told: told[0])
def test_underlined_headings(tmp_path: Path, told: tuple[str, str, str, str], rule: str) -> None:
    a, x, b, y = told
    text = f"{a}\n{rule * 8}\n{x}\n\n{b}\n{rule * 8}\n{y}\n"
    assert last(read(tmp_path / "terms.txt", text)) == {a: x, b: y}


def test_short_lines_over_most_paragraphs_are_headings(tmp_path: Path) -> None:
    for a, x, b, y in TEXTS:
        long = " ".join([x] * 4)
        text = f"{a}\n{long}\n\n{b}\n{y}\n\nWi-Fi\n{long}\n\nBio\n{long}\n"
        assert list(last(read(tmp_path / "info.txt", text))) == [a, b, "Wi-Fi", "Bio"]


@pytest.mark.parametrize(
    "text",
    [
        "Haus am See\nSeeweg 4\n8020 Graz\n\nWir sind ein kleines Haus.\n",
        "CLOSED ON MONDAYS\n\nWe look forward to seeing you.\n",
        "1. Fill in the form.\n2. Send it to us.\n3. Wait for the letter.\n",
        "Monday\n9-17\n\nTuesday\n9-17\n\nWednesday\n9-17\n",
        "We deliver to:\n\n- Graz\n- Linz\n\nYou can pay by:\n\n- card\n- cash\n",
    ],
)
def test_what_is_no_heading(tmp_path: Path, text: str) -> None:
    assert len(read(tmp_path / "house.txt", text)) == 1


QUESTIONS = [
    ("Do you ship abroad?", "Yes, to the EU.", "Can I pay in cash?", "No, by card only."),
    ("Liefert ihr z. B. nach Wien?", "Ja, einmal die Woche.", "Rabatte?", "5 % für Vereine."),
    ("Livrez-vous à domicile ?", "Oui, en ville.", "Et le dimanche ?", "Non, fermé."),
    ("¿Hacen envíos?", "Sí, a toda España.", "¿Puedo pagar en efectivo?", "Sí."),
    ("Dowozicie do domu?", "Tak, w mieście.", "Czy można z psem?", "Tak, na smyczy."),
    ("Есть ли доставка?", "Да, по городу.", "Можно с собакой?", "Можно."),
    ("Κάνετε παραδόσεις;", "Ναι, στην πόλη.", "Δέχεστε κάρτες;", "Ναι, όλες."),
    ("送料はいくらですか？", "五百円です。", "現金で払えますか？", "はい。"),
    ("هل توصلون إلى المنازل؟", "نعم، داخل المدينة.", "هل الدفع نقدا؟", "نعم."),
]

ASKED = [
    ("faq.html", "<html><body><p><b>{a}</b> {x}</p><p><b>{b}</b> {y}</p></body></html>"),
    ("faq.html", "<html><body><p>{a}<br>{x}</p><p>{b}<br>{y}</p></body></html>"),
    ("faq.html", "<html><body><ul><li>{a} {x}</li><li>{b} {y}</li></ul></body></html>"),
    ("faq.md", "# FAQ\n\n**{a}** {x}\n\n**{b}** {y}\n"),
    ("faq.md", "# FAQ\n\n- {a} {x}\n- {b} {y}\n"),
    ("faq.md", "# FAQ\n\n**{a}**\n\n{x}\n\n**{b}**\n\n{y}\n"),
    ("faq.txt", "{a} {x}\n{b} {y}\n"),
    ("faq.txt", "{a}\n{x}\n\n{b}\n{y}\n"),
    ("faq.txt", "Q: {a}\nA: {x}\n\nQ: {b}\nA: {y}\n"),
    ("faq.txt", "1. {a} {x}\n2. {b} {y}\n"),
]


@pytest.mark.parametrize(("file", "form"), ASKED)
@pytest.mark.parametrize("told", QUESTIONS, ids=lambda told: told[0])
def test_a_passage_a_question(
    tmp_path: Path, told: tuple[str, str, str, str], file: str, form: str
) -> None:
    a, x, b, y = told
    assert last(read(tmp_path / file, form.format(a=a, x=x, b=b, y=y))) == {a: x, b: y}


def test_a_question_within_a_text_cuts_nothing() -> None:
    texts = [
        "Our clothes are true to size. Between sizes? Take the larger.",
        "Do you have a question?\nWrite to us.",
    ]
    for text in texts:
        ((heading, told),) = parted(("Sizes",), of_lines(text))
        assert (heading, "\n".join(told)) == (("Sizes",), text)


@pytest.mark.parametrize(
    "heading",
    ["Good to know", "Gut zu wissen", "Infos pratiques", "Warto wiedzieć", "Bra att veta"],
)
def test_a_list_of_all_sorts_is_a_passage_an_entry(heading: str) -> None:
    text = "• Parking: behind the house.\n• Dogs are welcome.\n• No invoice? Write to us."
    found = list(parted((heading,), of_lines(text)))
    assert found == [
        ((heading, "Parking"), ["Parking: behind the house."]),
        ((heading,), ["Dogs are welcome."]),
        ((heading, "No invoice?"), ["No invoice? Write to us."]),
    ]


def test_a_list_on_one_thing_stays_together_and_a_long_one_is_cut_between_entries() -> None:
    short = "\n".join(f"• Zone {n}: {n} days" for n in range(4))
    assert [told for _, told in parted(("Delivery",), of_lines(short))] == [short.split("\n")]
    long = "\n".join(f"• {'Wir nehmen zurück, was neu ist. ' * 3}" for _ in range(12))
    found = [told for _, told in parted(("Returns",), of_lines(long))]
    assert len(found) > 1
    assert [one for told in found for one in told] == long.split("\n")
    assert all(sum(map(len, told)) <= LONG for told in found)


def test_a_line_before_a_list_stays_with_it() -> None:
    for entries in (("• shoes", "• a towel"), ("• bike", "• helmet", "• lock")):
        text = "\n".join(
            ("• No dogs.", "• No cash.", "• Wi-Fi is free.", "Please bring:", *entries)
        )
        found = [told for _, told in parted(("Good to know",), of_lines(text))]
        assert found == [
            ["No dogs."],
            ["No cash."],
            ["Wi-Fi is free."],
            ["Please bring:", *entries],
        ]


def test_nothing_is_lost() -> None:
    text = "SHOP\nOPENING\nMon-Fri 9-5.\nHOLIDAYS: closed\nDo you ship? Yes.\nAt what price? €5."
    found = list(parted(("Shop",), of_lines(text)))
    whole = " ".join(word for heading, told in found for word in (*heading, *told))
    for word in ("SHOP", "OPENING", "9-5", "HOLIDAYS", "closed", "ship", "Yes", "price", "€5"):
        assert word in whole


def test_a_text_all_in_capitals_stays_whole(tmp_path: Path) -> None:
    for gap in ("\n", "\n\n"):
        text = gap.join(("WE OPEN AT NINE", "NO DOGS", "CARDS AND CASH", "ASK FOR ANNA")) + "\n"
        (passage,) = read(tmp_path / "house.txt", text)
        assert all(word in passage.text for word in ("NINE", "DOGS", "CASH", "ANNA"))
