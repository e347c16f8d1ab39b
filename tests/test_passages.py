"""What a business has written, asked for in many ways: the demo's, and a shop whose pages are
one section each and say nothing of payment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from agent.answer import Incoming, answer
from agent.answering.passages import QUOTED
from agent.config import load
from agent.events import Cited, TextDelta
from agent.shop import Agent
from agent.understanding.query import About
from catalog.ingest import ingest
from catalog.lookup import Catalog
from tests.fake_backend import ScriptedBackend
from tests.rated import reached
from tests.test_kinds import Shop

SHOP = """[business]
name = "Teehaus"
url = "https://tee.example"
languages = ["de", "en"]
currency = "EUR"
timezone = "Europe/Berlin"
"""

GOODS = """Title,URL handle,Description,Vendor,Price,SKU,Inventory quantity
Assam,assam,Ein kräftiger Schwarztee.,Teehaus,7.90,A-1,5
"""

PAGES = """# Versand

Wir packen montags und donnerstags. Unser Partner ist DPD. Eine Sendung kostet 3,50 €. Ab 40 € \
geht sie frei Haus. Nach zwei bis drei Werktagen ist sie da. Wir liefern nach Deutschland und \
Luxemburg. Verpackt wird in Stroh und Papier, das du auf den Kompost geben kannst.

# Widerruf

Vierzehn Tage lang nehmen wir zurück, was ungeöffnet ist. Das Porto der Rücksendung trägst du. \
Das Geld ist nach einer Woche wieder auf deinem Konto. Schreib uns vorher eine E-Mail. Geöffneter \
Tee bleibt bei dir. Tassen mit Sprung tauschen wir. Das Etikett liegt dem Paket bei.
"""

Ask = Callable[[str], str]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Asks the tea shop in German."""
    folder = tmp_path_factory.mktemp("tea")
    (folder / "tresen.toml").write_text(SHOP, "utf-8")
    (folder / "tee.csv").write_text(GOODS, "utf-8")
    (folder / "seiten.de.md").write_text(PAGES, "utf-8")
    settings = load(folder / "tresen.toml", state=folder / "state")
    catalog = Catalog.open(settings.state)
    sources = [str(folder / "tee.csv"), str(folder / "seiten.de.md")]
    ingest(sources, catalog.database, catalog.search, business=settings.business.record())
    agent = Agent(settings, catalog, ScriptedBackend())
    yield lambda text: _reply(agent, text, "de")
    agent.close()


def _reply(agent: Agent, text: str, language: str) -> str:
    events = list(answer(agent, Incoming(text, language=language)))
    return "".join(event.text for event in events if isinstance(event, TextDelta))


WRITTEN = [
    ("was kostet der versand", "3,50 €"),
    ("versandkosten?", "3,50 €"),
    ("wie lange dauert der versand", "Werktagen"),
    ("lieferzeit", "Werktagen"),
    ("wohin verschickt ihr", "Luxemburg"),
    ("rückgabefrist", "Vierzehn Tage"),
    ("wer zahlt die rücksendung", "Das Porto"),
    ("wann ist mein geld zurück", "einer Woche"),
]


def test_the_sentence_that_is_asked_for_is_told(ask: Ask) -> None:
    failed = [
        f"{question}: {reply}"
        for question, answered in WRITTEN
        if answered not in (reply := ask(question))
    ]
    reached(failed, len(WRITTEN), 0.47)


@pytest.mark.parametrize("question", ["kann ich mit paypal zahlen", "zahlungsarten"])
def test_means_of_payment_are_never_made_up(ask: Ask, question: str) -> None:
    reply = ask(question)
    assert "PayPal" not in reply
    assert "Versand" not in reply
    assert "Porto" not in reply


HEADED = [
    ("en", "warranty?", "How long is the warranty?"),
    ("en", "returns", "How long can I return something?"),
    ("en", "shipping", "What does shipping cost?"),
    ("en", "who pays if i send it back", "What does a return cost?"),
    ("en", "how do i send something back", "How do returns work?"),
    ("en", "can i swap it for a bigger size", "Can I exchange for another size?"),
    ("en", "do you take mastercard", "How can I pay?"),
    ("en", "can our school pay by invoice", "Can I pay by invoice?"),
    ("en", "is there a fee for paypal", "How can I pay?"),
    ("en", "are sale items returnable", "Are sale items excluded?"),
    ("en", "open on public holidays?", "When are you open?"),
    ("en", "wheelchair access?", "Is the shop accessible?"),
    ("en", "how far from the station", "How do I get there?"),
    ("de", "garantie?", "Wie lange habe ich Garantie?"),
    ("de", "versand", "Was kostet der Versand?"),
    ("de", "gewährleistungsdauer", "Wie lange habe ich Garantie?"),
    ("de", "rücksendegebühr", "Was kostet die Rücksendung?"),
    ("de", "wie schick ich was zurück", "Wie funktioniert die Rückgabe?"),
    ("de", "nehmt ihr mastercard", "Wie kann ich bezahlen?"),
    ("de", "kauf auf rechnung als neukunde", "Kann ich auf Rechnung kaufen?"),
    ("de", "was kostn der versand nach wien", "Was kostet der Versand?"),
    ("de", "ab wann is versandkostenfrei", "Was kostet der Versand?"),
    ("de", "habt ihr an feiertagen offen", "Wann habt ihr geöffnet?"),
    ("de", "liefert ihr in die schweiz", "Wohin liefert ihr?"),
]


def test_the_passage_that_is_asked_for_is_cited(agent: Agent) -> None:
    failed = []
    for language, question, heading in HEADED:
        events = list(answer(agent, Incoming(question, language=language)))
        cited = [event.title for event in events if isinstance(event, Cited)]
        if heading not in cited:
            failed.append(f"{question}: {cited}")
    reached(failed, len(HEADED), 0.38)


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("en", "your e-mail address and where you are", ("hello@", "Birkenkai")),
        ("en", "where can i call you", ("+49",)),
        ("en", "telephone number and e mail", ("+49", "hello@")),
        pytest.param(
            "de",
            "eure e-mail-adresse",
            ("hello@",),
            marks=pytest.mark.xfail(reason="the compound is not read yet"),
        ),
        ("de", "wo kann ich anrufen", ("+49",)),
        ("de", "adresse, telefon", ("Birkenkai", "+49")),
    ],
)
def test_only_the_contact_that_is_asked_for(
    agent: Agent, language: str, question: str, told: tuple[str, ...]
) -> None:
    reply = _reply(agent, question, language)
    assert [part for part in ("hello@", "+49", "Birkenkai") if part in reply] == [
        part for part in ("hello@", "+49", "Birkenkai") if part in told
    ]


@pytest.mark.parametrize(
    ("language", "question", "contact"),
    [
        ("de", "kann ich euch anrufen wenn was kaputt ist", "+49"),
        ("de", "eure telefonnummer für die werkstatt", "+49"),
    ],
)
def test_what_is_written_is_told_beside_a_contact(
    agent: Agent, language: str, question: str, contact: str
) -> None:
    """Where the question says more than that somebody is looked for."""
    events = list(answer(agent, Incoming(question, language=language)))
    assert contact in "".join(event.text for event in events if isinstance(event, TextDelta))
    assert [event for event in events if isinstance(event, Cited)]


@pytest.mark.parametrize("question", ["opening hours", "your phone number", "whats your address"])
def test_a_bare_question_for_a_contact_gets_nothing_beside_it(agent: Agent, question: str) -> None:
    assert not [e for e in answer(agent, Incoming(question)) if isinstance(e, Cited)]


def test_hours_of_a_duration_are_no_opening_hours(agent: Agent) -> None:
    """ "for 3 hours" is how long."""
    reader = agent.known().shelf.reader
    assert reader.read("can i leave the bike at yours for 3 hours", "en").asks[0].about is None
    assert reader.read("what are your hours", "en").asks[0].about is About.HOURS


LONG = [
    "We send parcels on every working day, and pack them in paper.",
    *(
        f"Whoever lives in the {place} part of the country has it after {days} days, since our "
        f"carrier drives there only {often}, and on no account at a weekend or in the night."
        for place, days, often in (
            ("northern", "two", "in the morning"),
            ("southern", "three", "by noon"),
            ("eastern", "four", "twice a week"),
            ("western", "five", "once a week"),
            ("hilly", "six", "when the roads are free"),
        )
    ),
    "Iceland costs 31 euros and takes nine days.",
    "Customs are paid by whoever gets the parcel.",
]


def test_of_a_long_passage_the_sentence_is_quoted_that_is_asked_for() -> None:
    """What is longer than is quoted is not cut at its end alone."""
    shop = Shop([("Zorvel", "12.00", {})], [("Sending", " ".join(LONG)), ("Team", "We are six.")])
    assert len(" ".join(LONG)) > QUOTED
    assert "31 euros" in shop.says("what does sending to iceland cost")
    assert "working day" in shop.says("do you send parcels every working day")
