"""Where an order is: told with number and e-mail address, and nothing of it to anybody else."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent.answer import Incoming, answer
from agent.config import Settings
from agent.events import Evidence, Finished, HandedOff, Started, TextDelta
from agent.grounding.facts import Fact
from agent.orders.given import Given, given_in
from agent.orders_settings import OrdersSection
from agent.shop import Agent
from catalog.database import Database
from catalog.errors import SourceError
from catalog.lookup import Catalog
from catalog.orders.reading import read_orders
from catalog.orders.states import state_of
from catalog.records import Money
from tests.fake_backend import ScriptedBackend
from tests.order_systems import ANNA, ORDER, PHONE, OrderSystem, order_system
from tests.shelf import Cell, ods, xlsx
from web.commands.orders import orders as command
from web.privacy import erase, export, find

TABLE = f"""Bestellnummer;E-Mail;Telefon;Status;Bestelldatum;Versanddatum;Paketnummer;Name;Artikel;\
Menge;Summe
NL-1042;{ANNA};0171/2345678;versendet;03.11.2026;05.11.2026;JD0146;Anna Berg;Fjell 2;2;379,80
NL-1042;;;;;;;;Vandre;1;
NL-1043;ben@post.example;;Wartet auf Gravur;04.11.2026;;;Ben Tal;Vandre;1;149,95
;ohne@post.example;;versendet;;;;;;;
NL-1044;;;versendet;;;;;;;
NL-1045;cem@post.example;;bezahlt;am Montag;;;;Vandre;1;viel
"""


@dataclass(frozen=True)
class Told:
    text: str
    facts: tuple[Fact, ...]
    handed: HandedOff | None
    conversation: str
    kind: str


def ask(agent: Agent, text: str, conversation: str = "", **more: str) -> Told:
    events = list(answer(agent, Incoming(text, conversation, **more)))
    return Told(
        "".join(e.text for e in events if isinstance(e, TextDelta)),
        tuple(f for e in events if isinstance(e, Evidence) for f in e.facts),
        next((e for e in events if isinstance(e, HandedOff)), None),
        next(e.conversation for e in events if isinstance(e, Started)),
        next(e.kind for e in events if isinstance(e, Finished)),
    )


@pytest.fixture(scope="module")
def running() -> Iterator[OrderSystem]:
    with order_system() as system:
        yield system


@pytest.fixture
def system(running: OrderSystem) -> OrderSystem:
    running.fault, running.order = "", dict(ORDER)
    running.asked.clear()
    return running


@pytest.fixture
def agent_with(settings: Settings) -> Iterator[Callable[..., Agent]]:
    """An agent whose `[orders]` are given, and whose model says what a test has it say."""
    made: list[Agent] = []

    def make(section: dict[str, Any], *replies: str, voice: str = "code") -> Agent:
        truth = settings.truth.model_copy(update={"voice": voice})
        own = settings.model_copy(update={"orders": OrdersSection(**section), "truth": truth})
        made.append(Agent(own, Catalog.open(own.state), ScriptedBackend(*replies)))
        return made[-1]

    yield make
    for agent in made:
        agent.close()


def ingested(state: Path, text: str = TABLE) -> str:
    path = state.parent / "orders.csv"
    path.write_text(text, "utf-8")
    done = CliRunner().invoke(command, ["ingest", str(path), "--state", str(state)])
    assert done.exit_code == 0, done.output
    return done.output


# -- without a system that knows orders ----------------------------------------------------------


def test_without_orders_nothing_changes(agent_with: Callable[..., Agent]) -> None:
    agent = agent_with({})
    told = ask(agent, "Where is my order NL-1042?")
    assert told.text.startswith(("I can't see orders", "I have no view of orders"))
    assert told.handed is not None


# -- the business's own system, signed ------------------------------------------------------------


def test_an_order_is_asked_back_for_and_told(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    agent = agent_with(system.signed())
    first = ask(agent, "where is my order?")
    assert "e-mail address" in first.text
    assert first.handed is None
    second = ask(agent, "it's NL-1042", first.conversation)
    assert "e-mail address" in second.text
    third = ask(agent, ANNA, first.conversation)
    assert third.text.startswith("Your order of 3 Nov 2026 is on its way.")
    for part in ("sent on 5 Nov 2026", "9 Nov 2026", "DHL JD0146", "https://dhl.example/JD0146",
                 "2 × Fjell 2", "€379.80"):  # fmt: skip
        assert part in third.text
    assert system.asked == [{"number": "NL-1042", "email": ANNA}]
    assert third.kind == "order"
    state = next(f for f in third.facts if f.field == "order:state")
    assert (state.value, state.source) == ("shipped", "127.0.0.1")
    assert {f.field for f in third.facts} >= {"order:placed", "order:expected", "order:total"}
    assert all(f.as_of for f in third.facts)


def test_in_german_in_one_message(agent_with: Callable[..., Agent], system: OrderSystem) -> None:
    agent = agent_with(system.signed())
    told = ask(agent, f"Wo bleibt meine Bestellung nl-1042? Meine Mail ist {ANNA}")
    assert told.text.startswith("Deine Bestellung vom 03.11.2026 ist unterwegs.")
    assert "Sie soll am 09.11.2026 ankommen." in told.text
    assert "379,80" in told.text


def test_what_is_asked_back_in_german(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    agent = agent_with(system.signed())
    first = ask(agent, "Wo ist mein Paket?")
    assert "Bestellnummer" in first.text
    second = ask(agent, f"{ANNA}", first.conversation)
    assert "Bestellnummer" in second.text
    assert "ist unterwegs" in ask(agent, "NL-1042", first.conversation).text


def test_another_question_between_is_answered(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    agent = agent_with(system.signed())
    first = ask(agent, "where is my order?")
    other = ask(agent, "How much is the Fjell 2?", first.conversation)
    assert "189.90" in other.text
    assert system.asked == []


def test_once_it_is_told_it_can_be_asked_for_again(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    agent = agent_with(system.signed())
    first = ask(agent, f"where is my order NL-1042? {ANNA}")
    again = ask(agent, "has my order arrived?", first.conversation)
    assert "is on its way" in again.text
    system.order["status"] = "delivered"
    assert "has been delivered" in ask(agent, "and my order?", first.conversation).text


def test_what_else_is_asked_is_answered_too(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    agent = agent_with(system.signed())
    told = ask(agent, f"Where is my order NL-1042, {ANNA}? And how much is the Fjell 2?")
    assert "is on its way" in told.text
    assert "189.90" in told.text


# -- nothing is said of whether a number exists ----------------------------------------------------


def wrong(agent: Agent, number: str, email: str) -> Told:
    return ask(agent, f"where is my order number {number}? {email}")


@pytest.mark.parametrize("kind", ["signed", "woocommerce", "shopify", "table", "number alone"])
def test_an_unknown_number_and_anothers_are_told_alike(
    agent_with: Callable[..., Agent], system: OrderSystem, settings: Settings, kind: str
) -> None:
    if kind == "table":
        ingested(settings.state)
        agent = agent_with({})
    elif kind == "number alone":
        system.fault = kind
        agent = agent_with(system.signed())
    else:
        agent = agent_with(getattr(system, kind)())
    number = "1042" if kind in ("woocommerce", "shopify") else "NL-1042"
    anothers = wrong(agent, number, "mallory@post.example")
    asked = len(system.asked)
    nobodys = wrong(agent, "NL-9999", "mallory@post.example")
    assert anothers.text == nobodys.text
    assert anothers.text.startswith("With these two I find no order.")
    assert [f.field for f in anothers.facts] == [f.field for f in nobodys.facts]
    assert not any(f.field.startswith("order:") for f in anothers.facts)
    assert len(system.asked) == 2 * asked, "both ask the system as often"


def test_one_number_is_tried_a_thousand_times(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    """By as many visitors from as many lines, each with another e-mail address."""
    agent = agent_with(system.signed())
    for n in range(40):
        told = ask(agent, f"where is my order NL-1042? m{n}@post.example", address=f"10.0.0.{n}")
        assert "on its way" not in told.text
    assert len(system.asked) == 5
    tries = agent.orders._tries
    from agent.orders.seam import Claim

    passed = [
        tries.begin(Claim("NL-1042", f"x{n}@post.example"), f"talk{n}", f"10.1.{n}.1")
        for n in range(960)
    ]
    assert not any(passed)
    right = ask(agent, f"where is my order NL-1042? {ANNA}")
    assert "cannot look up any more orders" in right.text
    assert right.handed is not None
    assert len(system.asked) == 5


def test_one_contact_tries_a_thousand_numbers(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    agent = agent_with(system.signed() | {"tries": 3})
    for n in range(12):
        ask(agent, f"where is my order NL-{2000 + n}? {ANNA}")
    assert len(system.asked) == 3


def test_who_knows_their_order_may_ask_as_often_as_they_like(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    agent = agent_with(system.signed() | {"tries": 2})
    for _ in range(6):
        assert "on its way" in ask(agent, f"where is my order NL-1042? {ANNA}").text


# -- what an order system does wrong --------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    ["unsigned", "another id", "another body", "error", "redirect", "endless", "no JSON", "slow"],
)
def test_an_answer_that_does_not_hold_is_none(
    agent_with: Callable[..., Agent],
    system: OrderSystem,
    fault: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    agent = agent_with(system.signed() | {"timeout_s": 2.0, "tries": 1})
    system.fault = fault
    with caplog.at_level(logging.INFO):
        told = ask(agent, f"where is my order NL-1042? {ANNA}")
    assert told.text.startswith("Orders cannot be looked up at the moment.")
    assert told.handed is not None
    assert any("order not looked up" in record.message for record in caplog.records)
    system.fault = ""
    assert "on its way" in ask(agent, "where is my order now?", told.conversation).text


def test_a_system_that_is_not_there(agent_with: Callable[..., Agent], unused_port: int) -> None:
    gone = OrderSystem(f"http://127.0.0.1:{unused_port}")
    agent = agent_with(gone.signed())
    told = ask(agent, f"where is my order NL-1042? {ANNA}")
    assert told.text.startswith("Orders cannot be looked up at the moment.")


def test_a_wrong_secret_is_refused_by_the_system(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    signed = system.signed()
    signed["signed"]["secret"] = "whsec_" + "A" * 32
    told = ask(agent_with(signed), f"where is my order NL-1042? {ANNA}")
    assert told.text.startswith("Orders cannot be looked up at the moment.")
    assert system.asked == []


# -- shops' own interfaces -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state"), [("woocommerce", "is completed"), ("shopify", "is on its way")]
)
def test_a_shops_own_interface(
    agent_with: Callable[..., Agent], system: OrderSystem, kind: str, state: str
) -> None:
    agent = agent_with(getattr(system, kind)())
    told = ask(agent, f"where is my order #1042? {ANNA.upper()}")
    assert told.text.startswith(f"Your order of 3 Nov 2026 {state}.")
    for part in ("DHL JD0146", "2 × Fjell 2", "€379.80"):
        assert part in told.text
    assert "Anna" not in told.text


def test_what_ends_a_search_term_does_not_end_it(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    ask(agent_with(system.shopify()), f"where is my order 1042-OR-name-1? {ANNA}")
    assert system.asked == ['name:"1042-OR-name-1"']


# -- a table ---------------------------------------------------------------------------------------


def test_a_table_is_read_and_answers(agent_with: Callable[..., Agent], settings: Settings) -> None:
    output = ingested(settings.state)
    assert "orders.csv: 3 orders of 6 rows" in output
    assert "this is no order's number" in output
    assert "nobody may ask" in output
    assert "'am Montag'" in output
    assert "'viel'" in output
    agent = agent_with({})
    told = ask(agent, f"where is my order nl 1042? {ANNA}")
    assert "Your order of 3 Nov 2026 is on its way." in told.text
    assert "2 × Fjell 2 and 1 × Vandre" in told.text
    state = next(f for f in told.facts if f.field == "order:state")
    assert (state.source, state.place) == ("orders.csv", "row 2")
    own = ask(agent, "Wo ist meine Bestellung NL-1043? ben@post.example")
    assert "„Wartet auf Gravur“" in own.text
    paid = ask(agent, "where is my order NL-1045? cem@post.example")
    assert "Your order has been received." in paid.text


def test_an_old_table_is_told_with_its_time(
    agent_with: Callable[..., Agent], settings: Settings
) -> None:
    import os

    path = settings.state.parent / "orders.csv"
    path.write_text(TABLE, "utf-8")
    os.utime(path, (1_793_000_000, 1_793_000_000))  # 26 October 2026
    CliRunner().invoke(command, ["ingest", str(path), "--state", str(settings.state)])
    told = ask(agent_with({}), f"where is my order NL-1042? {ANNA}")
    assert "(As of 26 Oct 2026," in told.text


def test_a_table_replaces_what_was_read_of_it_before(settings: Settings) -> None:
    ingested(settings.state)
    assert "3 replaced" in ingested(settings.state)
    listed = CliRunner().invoke(command, ["list", "--state", str(settings.state)])
    assert "orders.csv: 3 orders" in listed.output
    gone = CliRunner().invoke(command, ["forget", "orders.csv", "--state", str(settings.state)])
    assert "3 orders deleted" in gone.output
    again = CliRunner().invoke(command, ["forget", "orders.csv", "--state", str(settings.state)])
    assert isinstance(again.exception, SourceError)


DAY = "2026-11-03 10:11:12 +0100"
SHOPIFY_EXPORT = f"""Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,\
Total,Created at,Lineitem quantity,Lineitem name,Phone,Cancelled at
#1001,{ANNA},paid,{DAY},fulfilled,{DAY},EUR,379.80,{DAY},2,Fjell 2,'+491712345678,
#1001,,,,,,,,,1,Vandre,,
#1002,ben@post.example,pending,,unfulfilled,,EUR,10.00,{DAY},1,Vandre,,
#1003,cem@post.example,refunded,,fulfilled,,EUR,10.00,{DAY},1,Vandre,,
#1004,dan@post.example,paid,,unfulfilled,,EUR,10.00,{DAY},1,Vandre,,{DAY}
"""


def test_shopifys_own_export(tmp_path: Path) -> None:
    path = tmp_path / "orders_export.csv"
    path.write_text(SHOPIFY_EXPORT, "utf-8")
    report = read_orders(path, "EUR")
    assert [entry.order.state.value for entry in report.entries] == [
        "shipped", "unpaid", "refunded", "cancelled",
    ]  # fmt: skip
    first = report.entries[0].order
    assert [(one.title, one.quantity) for one in first.lines] == [("Fjell 2", 2), ("Vandre", 1)]
    assert str(first.placed) == "2026-11-03"
    assert not report.rejected


@pytest.mark.parametrize(("make", "ending"), [(xlsx, "xlsx"), (ods, "ods")])
def test_a_workbook_is_read_and_answers(
    agent_with: Callable[..., Agent],
    settings: Settings,
    make: Callable[[list[list[Cell]]], bytes],
    ending: str,
) -> None:
    path = settings.state.parent / f"orders.{ending}"
    header: list[Cell] = ["Order number", "E-mail", "Phone", "Status", "Ordered", "Item", "Total"]
    rows: list[list[Cell]] = [
        ["Orders of November", "", "", "", "", "", ""],
        header,
        [1042, ANNA, "", "shipped", "2026-11-03", "Fjell 2", 379.8],
        [1043, "", 491712345678, "received", "2026-11-04", "Vandre", 10],
        ["soon", "ben@post.example", "", "received", "2026-11-04", "Vandre", 10],
    ]
    path.write_bytes(make(rows))
    done = CliRunner().invoke(command, ["ingest", str(path), "--state", str(settings.state)])
    assert done.exit_code == 0, done.output
    assert f"orders.{ending}: 2 orders of 3 rows" in done.output
    assert "row 5, Order number: 'soon'" in done.output
    told = ask(agent_with({}), f"where is my order 1042? {ANNA}")
    assert "Your order of 3 Nov 2026 is on its way." in told.text
    state = next(f for f in told.facts if f.field == "order:state")
    assert (state.source, state.place) == (f"orders.{ending}", "row 3")
    first, second = read_orders(path, "EUR").entries
    assert first.order.total == Money(Decimal("379.80"), "EUR")
    assert second.phone == "491712345678"


@pytest.mark.parametrize(
    "content", [xlsx([["a", "b"], [1, 2]]), xlsx([["Number", "E-mail"], [1, ANNA]])[:-60]]
)
def test_a_workbook_without_orders(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "orders.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"orders\.xlsx"):
        read_orders(path, "EUR")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "Order number,Total\n1042,5\n", ""])
def test_what_is_no_table_of_orders(tmp_path: Path, text: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(text)
    with pytest.raises(SourceError, match=r"orders\.csv"):
        read_orders(path, "EUR")


@pytest.mark.parametrize(
    ("word", "state"),
    [("Versendet", "shipped"), ("on-hold", "unpaid"), ("In Bearbeitung", "preparing"),
     ("FULFILLED", "shipped"), ("wartet auf den Mond", "other")],
)  # fmt: skip
def test_what_shops_call_a_state(word: str, state: str) -> None:
    assert state_of(word).value == state


# -- what a customer writes ------


@pytest.mark.parametrize(
    ("text", "asked_for", "given"),
    [
        ("where is my order #1042", False, Given("1042")),
        ("Bestellnummer: NL-1042", False, Given("NL-1042")),
        ("meine Bestellung Nr. 20261103-7 ist nicht da", False, Given("20261103-7")),
        ("order number is 000012345", False, Given("000012345")),
        ("I ordered 2 lamps for 1200 € on 3.11.2026", False, Given()),
        ("I ordered 1500 g coffee at 14:05", False, Given()),
        ("where is my order? I waited 3 weeks", False, Given()),
        ("7", True, Given("7")),
        (f"1042 {ANNA}", True, Given("1042", ANNA)),
        (f"{ANNA}, 1042", True, Given("1042", ANNA)),
        ("0171 2345678", True, Given()),
        ("write to own@shop.example", True, Given()),
        ("100012345", True, Given("100012345")),
    ],
)
def test_what_a_message_tells_of_an_order(text: str, asked_for: bool, given: Given) -> None:
    assert given_in(text, ("own@shop.example",), asked_for=asked_for) == given


# -- nobody else reads it --------


def test_neither_number_nor_address_is_in_prompt_log_or_questions(
    agent_with: Callable[..., Agent], system: OrderSystem, caplog: pytest.LogCaptureFixture
) -> None:
    agent = agent_with(system.signed(), "We have nice tents.", voice="model")
    with caplog.at_level(logging.DEBUG):
        first = ask(agent, f"where is my order NL-1042? {ANNA}")
        ask(agent, "NL-7777", ask(agent, "where is my order?", first.conversation).conversation)
        system.fault = "error"
        handed = ask(agent, f"where is my order NL-1042? {ANNA}", first.conversation).handed
        ask(agent, "How much is the Fjell 2?", first.conversation)
    assert handed is not None
    backend = agent.backend
    assert isinstance(backend, ScriptedBackend)
    prompts = " ".join(m.text for r in backend.requests for m in r.messages)
    logged = " ".join(record.getMessage() + str(record.__dict__) for record in caplog.records)
    history = agent.history(first.conversation)
    kept = " ".join(turn.prompt + turn.told for turn in history)
    for place in (prompts, logged, kept, handed.question):
        for secret in ("NL-1042", "NL-7777", ANNA, "JD0146"):
            assert secret not in place
    assert backend.requests, "a model was asked meanwhile"


@pytest.mark.sqlite
def test_a_table_keeps_no_address(settings: Settings) -> None:
    ingested(settings.state)
    held = b"".join(p.read_bytes() for p in settings.state.rglob("*") if p.is_file())
    for secret in (ANNA, "Anna Berg", "2345678", "ben@post.example"):
        assert secret.encode() not in held
    assert b"JD0146" in held


@pytest.mark.parametrize("contact", [ANNA, ANNA.upper(), PHONE, "0171 2345678"])
def test_privacy_covers_orders(settings: Settings, contact: str) -> None:
    ingested(settings.state)
    database = Database.open(settings.state)
    found = find(database, contact)
    told = export(database, found)["placed_orders"]
    assert [order["number"] for order in told] == ["NL-1042"]
    assert erase(database, found)["placed_orders"] == 1
    assert not find(database, contact)
    assert find(database, "ben@post.example")
    database.close()
    held = b"".join(p.read_bytes() for p in settings.state.rglob("*") if p.is_file())
    assert b"JD0146" not in held


# -- a messenger's own number ----


def test_a_verified_phone_number_is_as_good_as_an_address(
    agent_with: Callable[..., Agent], settings: Settings, system: OrderSystem
) -> None:
    agent = agent_with(system.signed())
    first = ask(agent, "where is my order?", phone="+491712345678")
    assert "this phone number" in first.text
    told = ask(agent, "NL-1042", first.conversation, phone="+491712345678")
    assert "is on its way" in told.text
    other = ask(agent, "where is my order NL-1042?", phone="+491719999999")
    assert "With which e-mail address" in other.text
    assert "is on its way" in ask(agent, ANNA, other.conversation, phone="+491719999999").text


def test_a_phone_number_that_is_only_written_proves_nothing(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    agent = agent_with(system.signed())
    told = ask(agent, f"where is my order NL-1042? my phone is {PHONE}")
    assert "e-mail address" in told.text
    assert system.asked == []


@pytest.mark.parametrize(
    "section",
    [
        {"signed": {"url": "http://shop.example/x", "secret": "whsec_" + "A" * 32}},
        {"signed": {"url": "https://shop.example/x", "secret": "short"}},
        {"woocommerce": {"url": "https://shop.example", "key": "", "secret": "x"}},
        {"shopify": {"url": "https://shop.example", "token": "x", "version": "latest"}},
        {"tries": 0},
    ],
)
def test_a_wrong_setting_is_refused(section: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        OrdersSection(**section)


def test_the_tables_report_for_programs(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(TABLE, "utf-8")
    done = CliRunner().invoke(
        command, ["ingest", str(path), "--json", "--state", str(settings.state)]
    )
    told = json.loads(done.output)[0]
    assert (told["orders"], told["rows"]) == (3, 6)
    assert told["columns"]["Bestellnummer"] == "number"
    assert len(told["rejected"]) == 4


def test_what_whatsapp_vouches_for() -> None:
    from tests.platform_server import Platform
    from web.webhooks import channels_of

    channels = Platform("http://127.0.0.1:9").settings("whatsapp", "telegram", "generic")
    opened = channels_of(Settings(channels=channels).channels)
    phones = {name: channel.phone("to:491712345678") for name, channel in opened.items()}
    assert phones == {"whatsapp": "+491712345678", "telegram": "", "generic": ""}


def test_no_log_names_a_shops_address_with_an_email_in_it(
    agent_with: Callable[..., Agent], system: OrderSystem, caplog: pytest.LogCaptureFixture
) -> None:
    agent = agent_with(system.woocommerce())
    with caplog.at_level(logging.DEBUG):
        ask(agent, f"where is my order 1042? {ANNA}")
    assert system.asked
    assert "anna" not in " ".join(str(record.__dict__) for record in caplog.records)


def test_the_next_order_by_its_number_alone(
    agent_with: Callable[..., Agent], system: OrderSystem
) -> None:
    agent = agent_with(system.signed())
    first = ask(agent, f"where is my order NL-1042? {ANNA}")
    ask(agent, "and NL-1043?", first.conversation)
    assert system.asked[-1] == {"number": "NL-1043", "email": ANNA}
