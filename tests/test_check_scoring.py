"""The check's judge: planted wrong replies are found, right ones in any usual writing pass."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import agent.check
from agent.check.figures import figures
from agent.check.ground import Ground
from agent.check.question import (
    Denial,
    Figures,
    Products,
    Question,
    Quote,
    Reply,
    Stock,
    Times,
    Words,
)
from agent.check.reading import sentences, stock_words, times, weekdays
from agent.check.scoring import judge
from agent.config import load
from catalog.lookup import Catalog
from catalog.records import Option

DEMO = Path(__file__).parent.parent / "catalog" / "demo"
BLUE_42 = (Option("Colour", "Blue"), Option("Size", "42"))
GREEN_M = (Option("Colour", "Green"), Option("Size", "M"))

SMALL_TENTS = frozenset({"fjell-2", "tind-1"})

PRICE = Question(
    "How much is the Fjell 2?",
    "en",
    "price",
    (Figures.of(Decimal("189.90")),),
    (),
    subject="fjell-2",
)
LONG = Question(
    "How much is the Dvale 0 sleeping bag in Long?", "en", "price",
    (Figures.of(Decimal("269.00")),), (), subject="dvale-0", options=(Option("Length", "Long"),),
)  # fmt: skip
GONE = Question(
    "Is the Fjell 4 in stock?", "en", "sold_out", (Stock(False),), (), subject="fjell-4"
)
BOOT = Question(
    "Habt ihr Vandre in Blau 42?",
    "de",
    "availability",
    (Stock(True),),
    (),
    subject="vandre",
    options=BLUE_42,
)
SHIRT = Question(
    "Ull merino shirt Green, M?",
    "en",
    "sold_out",
    (Stock(False),),
    (),
    subject="ull-shirt",
    options=GREEN_M,
)
WEIGHT = Question(
    "How heavy is the Fjell 2?",
    "en",
    "attribute",
    (Figures.of(Decimal("2.1")),),
    (),
    subject="fjell-2",
)
THREE = Question(
    "What do 3 Fjell 2 cost?",
    "en",
    "amount",
    (Figures.of(Decimal("569.70")),),
    (),
    subject="fjell-2",
)
BOTH = Question(
    "What do the Fjell 2 and the Vandre cost together?",
    "en",
    "amount",
    (Figures.of(Decimal("339.85")),),
    (),
    subject="fjell-2",
)
FAKE = Question(
    "How much is the Fjell 3?", "en", "unknown_product", (Denial(),), (), fake="Fjell 3"
)
PRO = Question(
    "How much is the Vandre Pro?", "en", "unknown_product", (Denial(),), (), fake="Vandre Pro"
)
PREMISE = Question(
    "So the Fjell 2 costs €10, right?", "en", "false_premise", (Figures.of(Decimal("189.90")),), (),
    subject="fjell-2", premise="€10",
)  # fmt: skip
TENTS = Question(
    "Do you have tents under €200?", "en", "list",
    (Products(SMALL_TENTS, SMALL_TENTS | {"skjul-tarp"}),), (),
)  # fmt: skip
SUNDAY = Question("Are you open on Sunday?", "en", "hours", (Denial(),), ())
SATURDAY = Question(
    "When do you close on Saturday?", "en", "hours", (Times(frozenset({"10:00", "16:00"})),), ()
)
PHONE = Question("What's your phone number?", "en", "contact", (Words(("+49 30 23125 550",)),), ())
VOUCHER = Question(
    "Geschenkgutschein: welche?", "de", "variants", (Words(("100 €",)),), (), subject="gift-voucher"
)
FILTER = Question(
    "The thread is 85 mm, right?", "en", "false_premise", (Figures.of(Decimal(28)),), (),
    subject="klar-filter", premise="85 mm",
)  # fmt: skip
RETURNS = Question(
    "How long can I return something?",
    "en",
    "policy",
    (Quote("returns.en.md#how-long-can-i-return-something"),),
    (),
)


@pytest.fixture(scope="module")
def ground(demo_state: Path) -> Iterator[Ground]:
    settings = load(DEMO / "tresen.toml", state=demo_state)
    catalog = Catalog.open(demo_state)
    yield Ground.of(catalog, settings.business.record(), ("en", "de"), 0)
    catalog.close()


def rates(question: Question, reply: str, ground: Ground) -> set[str]:
    return {finding.rate for finding in judge(question, Reply(reply, "direct"), ground).findings}


RIGHT = [
    (PRICE, "Fjell 2 costs €189.90."),
    (PRICE, "Das Fjell 2 kostet 189,90 €."),
    (PRICE, "It's 189.9 euros for the Fjell 2, and it is in stock in green and sand."),
    (PRICE, "The Fjell 2 is EUR 189.90. Shipping within Germany is €4.90, and free from €60."),
    (PRICE, "Fjell 2: €189.90. It weighs 2.1 kg, that is 2,100 g, and packs to 42 × 15 cm."),
    (PRICE, "Fjell 2 costs €189.90. Fjell 2 Light costs €279.00, and Tind 1 €159.90."),
    (LONG, "Dvale 0 sleeping bag, Long costs €269.00."),
    (LONG, "The Dvale 0 is from €249.00 to €269.00, depending on length: Long is €269.00."),
    (GONE, "I'm sorry, the Fjell 4 is sold out at the moment."),
    (GONE, "Fjell 4 ist im Moment leider komplett ausverkauft."),
    (GONE, "The Fjell 4? It isn't available right now. The Fjell 2 is in stock, at €189.90."),
    (BOOT, "Ja: Vandre, Blau, Größe 42, 149,95 €, auf Lager."),
    (BOOT, "Vandre ist auf Lager in Blau (38, 39, 41, 42, 46). Ausverkauft: Blau (40, 45)."),
    (SHIRT, "Unfortunately green in M is sold out. In stock: Grey (S, M, XL), Green (S, L)."),
    (WEIGHT, "Fjell 2: Weight 2.1 kg."),
    (WEIGHT, "2.1 kilos, so the Fjell 2 is no featherweight; the Fjell 2 Light has 1.4 kg."),
    (THREE, "3 × Fjell 2 are €569.70 together (€189.90 each)."),
    (BOTH, "1 × Fjell 2: €189.90; 1 × Vandre: €149.95. Together that is €339.85."),
    (TENTS, "3 fit:\n– Fjell 2, €189.90\n– Tind 1, €159.90\n– Skjul tarp, from €69.95"),
    (FAKE, "No Fjell 3 here. Close to it: Fjell 2, €189.90 and Fjell 4, €299.90 (sold out)."),
    (FAKE, "Did you mean the Fjell 2 or the Fjell 4?"),
    (PRO, "We have no Vandre Pro. Close to it: Vandre, €149.95."),
    (PREMISE, "Not quite: Fjell 2 is €189.90."),
    (PREMISE, "No, it doesn't cost €10. The Fjell 2 is €189.90."),
    (FILTER, "Klar water filter: Thread 28 mm."),
    (TENTS, "That's what we have under €200:\n– Fjell 2, €189.90\n– Tind 1, €159.90"),
    (SUNDAY, "On Sunday we are closed. We open again on Monday at 10:00."),
    (SUNDAY, "No. Monday to Friday 10 am to 7 pm, Saturday from 10:00 to 16:00."),
    (SATURDAY, "On Saturday we are open 10:00–16:00."),
    (SUNDAY, "On Saturday we are open 10:00–16:00, closed on Sunday."),
    (SATURDAY, "Samstags schließen wir um 16 Uhr."),
    (PHONE, "You reach us by phone at +49 30 23125 550."),
    (PHONE, "Call +49 30 23125-550, or write to hello@nordlicht.example."),
    (VOUCHER, "Geschenkgutschein: Betrag: 25 €, 50 €, 100 €."),
    (RETURNS, "You can return what you do not want to keep within 30 days of receiving it."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "reply"), RIGHT)
def test_right_replies_pass(question: Question, reply: str, ground: Ground) -> None:
    assert judge(question, Reply(reply, "direct"), ground).findings == ()


WRONG = [
    (PRICE, "Fjell 2 costs €188.95.", "wrong_fact"),
    (PRICE, "Fjell 2 costs €279.00.", "wrong_binding"),
    (PRICE, "The Fjell 2 costs ten euros.", "wrong_fact"),
    (PRICE, "Fjell 2 costs $189.90.", "wrong_fact"),
    (PRICE, "Fjell 2 costs €189.90, and today it is free of charge.", "wrong_fact"),
    (PRICE, "Fjell 2 costs 177.70.", "wrong_fact"),
    (PRICE, "Fjell 2 costs €189.90. The Tind 1 costs €189.90 too.", "wrong_binding"),
    (PRICE, "Fjell 2 costs €189.90. See https://nordlicht.example/sale.", "wrong_fact"),
    (PRICE, "Fjell 2 costs €189.90. Write to info@nordlicht.example.", "wrong_fact"),
    (PRICE, "Fjell 2 costs €189.90. The Fjell 9 is even better.", "wrong_fact"),
    (PRICE, "Shipping is €4.90.", "missed_fact"),
    (PRICE, "I can't answer that. Ask a person: hello@nordlicht.example.", "false_refusal"),
    (PRICE, "That's €2.50 for Havre oat bar.", "wrong_binding"),
    (LONG, "The Dvale 0 sleeping bag costs €249.00.", "wrong_binding"),
    (LONG, "Dvale 0 sleeping bag, Long costs €249.00.", "wrong_binding"),
    (LONG, "Dvale 0 sleeping bag, from €269.00.", "wrong_binding"),
    (GONE, "Yes, the Fjell 4 is in stock.", "wrong_fact"),
    (GONE, "The Fjell 4? It is available.", "wrong_fact"),
    (GONE, "Das Fjell 4 ist lieferbar.", "wrong_fact"),
    (BOOT, "Vandre ist leider ausverkauft.", "wrong_fact"),
    (BOOT, "Vandre ist nicht auf Lager.", "wrong_fact"),
    (BOOT, "Vandre ist auf Lager in Blau (40, 42).", "wrong_fact"),
    (SHIRT, "Yes: Ull merino shirt, Grey, Size M is in stock, at €64.95.", "wrong_binding"),
    (SHIRT, "Ull merino shirt, Green, M is in stock.", "wrong_fact"),
    (WEIGHT, "The Fjell 2 weighs 3.1 kg.", "wrong_fact"),
    (WEIGHT, "The Fjell 2 weighs 1.4 kg.", "wrong_binding"),
    (WEIGHT, "Fjell 2: Weight 42 cm.", "wrong_binding"),
    (WEIGHT, "The Fjell 2 weighs 30 kg.", "wrong_fact"),
    (THREE, "Fjell 2 costs €189.90.", "missed_fact"),
    (THREE, "3 × Fjell 2 are €599.70.", "wrong_fact"),
    (BOTH, "2 × Fjell 2: €379.80; 1 × Vandre: €149.95.", "missed_fact"),
    (FAKE, "The Fjell 3 costs €189.90.", "wrong_fact"),
    (FAKE, "Fjell 2 costs €189.90.", "wrong_binding"),
    (PRO, "The Vandre Pro is €149.95.", "wrong_fact"),
    (PREMISE, "Yes, the Fjell 2 costs €10.", "wrong_fact"),
    (PREMISE, "Exactly! It is in stock, too.", "wrong_fact"),
    (TENTS, "We have:\n– Fjell 2, €189.90\n– Fjell 2 Light, €279.00", "wrong_binding"),
    (TENTS, "Yes: Havre oat bar is in stock, at €2.50.", "wrong_binding"),
    (TENTS, "We don't have tents.", "false_denial"),
    (SUNDAY, "We are open on Sunday.", "wrong_fact"),
    (SUNDAY, "On Sunday we are open 10:00–16:00.", "wrong_binding"),
    (SATURDAY, "On Saturday we are open until 19:00.", "wrong_binding"),
    (SATURDAY, "On Saturday we are open until 18:30.", "wrong_fact"),
    (SATURDAY, "On Saturday we are closed.", "wrong_fact"),
    (PHONE, "Call us: +49 30 23125 551.", "wrong_fact"),
    (PHONE, "Hello! What are you looking for?", "missed_fact"),
    (VOUCHER, "Geschenkgutschein: Betrag: 25 €, 75 €, 100 €.", "wrong_fact"),
    (RETURNS, "You can return it within 60 days.", "wrong_fact"),
    (RETURNS, "Mould from a damp tent is not covered by the warranty.", "missed_fact"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "reply", "rate"), WRONG)
def test_planted_wrong_replies_are_found(
    question: Question, reply: str, rate: str, ground: Ground
) -> None:
    assert rate in rates(question, reply, ground)


def test_a_wrong_card_is_found(ground: Ground) -> None:
    reply = Reply("Fjell 2 costs €189.90.", "direct", cards=("Fjell 2, Green, €199.90",))
    assert [f.rate for f in judge(PRICE, reply, ground).findings] == ["wrong_fact"]


def test_a_reply_that_failed_is_missed(ground: Ground) -> None:
    found = judge(PRICE, Reply("", "failed", failed="engine_down"), ground).findings
    assert [f.rate for f in found] == ["missed_fact"]


def test_a_refusal_is_not_counted_as_missed_too(ground: Ground) -> None:
    assert rates(PRICE, "I don't know.", ground) == {"false_refusal"}


def test_what_the_owner_forbids(ground: Ground) -> None:
    own = Question(
        "Do you ship to Norway?", "en", "own", (Words(("EU",)),), (), must_not=("free shipping",)
    )
    assert rates(own, "Yes, with free shipping to the EU.", ground) == {"wrong_fact"}
    assert rates(own, "We deliver to the EU only.", ground) == set()


def test_numbers_are_read_as_people_write_them() -> None:
    def money(text: str) -> list[tuple[Decimal, str]]:
        return [(min(f.values), f.currency) for f in figures(text) if f.is_money]

    assert money("19,90 € or €19.9 or EUR 19.90 or 19.90 Euro") == [(Decimal("19.9"), "EUR")] * 4
    assert money("CHF 1'299.50") == [(Decimal("1299.5"), "CHF")]
    assert money("1.299,50 € and 1,299.50 €") == [(Decimal("1299.5"), "EUR")] * 2
    assert money("12,- € and 12,– €") == [(Decimal(12), "EUR")] * 2
    assert money("zehn Euro, twenty dollars") == [(Decimal(10), "EUR"), (Decimal(20), "USD")]
    assert [f.values for f in figures("IPX5, +49 30 23125 550, 10:00 Uhr, 19 Uhr")] == []
    assert figures("1.320 g")[0].values == {Decimal("1.320"), Decimal(1320)}


def test_times_and_days() -> None:
    assert [t.what for t in times("10:00–19:00, 9 am, 4:30 pm, 12 am, 16 Uhr, 1:25,000")] == [
        "10:00", "19:00", "09:00", "16:30", "00:00", "16:00",
    ]  # fmt: skip
    assert [sorted(days) for days, _ in weekdays("Monday to Friday, samstags")] == [
        [0, 1, 2, 3, 4],
        [5],
    ]
    assert [sorted(days) for days, _ in weekdays("Mo-Fr 10:00, so we do")] == [[0, 1, 2, 3, 4]]


def test_stock_words() -> None:
    def said(text: str) -> list[str]:
        return [word for word, _ in stock_words(text)]

    assert said("It is not in stock.") == ["out_of_stock"]
    assert said("It is not currently available.") == ["out_of_stock"]
    assert said("Leider ausverkauft, unfortunately sold out") == ["out_of_stock"] * 2
    assert said("It's not sold out.") == ["in_stock"]
    assert said("nicht lieferbar; lieferbar") == ["out_of_stock", "in_stock"]
    assert said("kann aber bestellt werden") == ["orderable"]


def test_sentences() -> None:
    assert sentences("It costs 189.90. Yes!\n– Fjell 2, €189.90") == [
        "It costs 189.90.",
        "Yes!",
        "– Fjell 2, €189.90",
    ]


def test_a_name_is_found_by_what_only_one_product_has(ground: Ground) -> None:
    def named(text: str) -> list[str]:
        return [m.product for m in ground.mentions(text)]

    assert named("the Dvale 7, the fjell 2 light and a Regn") == [
        "dvale-7",
        "fjell-2-light",
        "regn-jacket",
    ]
    assert named("a gift, a mug, a tent in blue") == []
    assert named("Fjell 7") == [""], "a number that the series has not"


def test_the_judge_shares_nothing_with_the_guard() -> None:
    folder = Path(agent.check.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            assert not (module or "").startswith("agent.grounding"), f"{file.name}:{node.lineno}"


def test_what_is_lacking_is_told_in_words(ground: Ground) -> None:
    def lacking(question: Question) -> str:
        return judge(question, Reply("Hello!", "direct"), ground).findings[0].detail

    assert lacking(PRICE) == "lacks: 189.90"
    assert lacking(GONE) == "lacks: that it cannot be had"
    assert lacking(RETURNS) == 'lacks: what "Returns / How long can I return something?" says'
