"""Whatever goes wrong in an answer on a messenger: tried thrice, told, listed, and over."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.answer import Incoming
from agent.events import Event, Failed, Started, TextDelta
from agent.shop import Agent
from catalog.errors import StateError
from tests.platform_server import (
    Platform,
    created,
    page,
    platform_server,
    said,
    signed,
    text_of,
    update,
    whatsapp,
)
from tests.webhook_shop import Reply, Shop, echoing, until
from web import create_app
from web.cli import main
from web.webhooks import answering
from web.webhooks.telegram import Telegram
from web.words import messages

EN, DE = messages("en")["messages"], messages("de")["messages"]


class Unforeseen(Exception):
    """What nobody has thought of."""


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with platform_server() as platform:
        yield platform


@pytest.fixture
def open_shop(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Shop]]:
    """Makes a shop that answers already, and tries again at once."""
    monkeypatch.setattr(import_module("web.webhooks.answering"), "_DELAY_S", 0.01)
    platform.calls.clear()
    with ExitStack() as stack:

        def make(*names: str, reply: Reply, **business: Any) -> Shop:
            sections = platform.settings(*names, quiet_s=0)
            shop = Shop(tmp_path / "state", sections, reply, **business)
            stack.callback(shop.database.close)
            stack.enter_context(shop.answering())
            return shop

        yield make


def breaking(agent: Any, incoming: Incoming) -> Iterator[Event]:
    """Breaks at "break", else says what it was told."""
    if "break" in incoming.text:
        raise OverflowError("Python int too large to convert to C long")
    yield from echoing(agent, incoming)


BODIES: dict[str, Callable[[str, int], Any]] = {
    "whatsapp": lambda text, number: whatsapp(said(text, f"w{number}")),
    "messenger": lambda text, number: page({"message": {"mid": f"m{number}", "text": text}}),
    "telegram": lambda text, number: update(number, text),
    "generic": lambda text, number: created(text, language="de"),
}


@pytest.mark.parametrize("channel", list(BODIES))
def test_an_answer_that_breaks_is_told_listed_and_holds_up_nothing(
    open_shop: Callable[..., Shop], platform: Platform, channel: str
) -> None:
    shop = open_shop(channel, reply=breaking)
    for number, text in enumerate(("break", "hi"), 1):
        shop.post(channel, BODIES[channel](text, number), id=f"msg-{number}")
        until(lambda number=number: len(platform.messages()) == number)
    own = DE if channel in ("telegram", "generic") else EN
    assert platform.texts() == [own["failed"], "You said: hi"]
    assert [i.text for i in shop.asked] == ["break"] * 3 + ["hi"]
    placed = ["--state", str(shop.database.state), "--config", str(_config(shop))]
    told = json.loads(CliRunner().invoke(main, ["channels", "--json", *placed]).stdout)
    assert [(d["channel"], d["reason"], d["attempts"]) for d in told["dead"]] == [
        (channel, "no answer could be written (OverflowError)", 3)
    ]
    listed = CliRunner().invoke(main, ["channels", *placed]).stdout
    assert "given up after 3 attempts. no answer could be written (OverflowError)." in listed


def _config(shop: Shop) -> Path:
    config = shop.database.state.parent / "tresen.toml"
    config.write_text('[business]\nname = "Shop"\n')
    return config


def test_where_a_person_is_reached_is_said(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    shop = open_shop("whatsapp", reply=breaking, email="help@shop.example")
    shop.post("whatsapp", whatsapp(said("break", "w1")))
    until(lambda: bool(platform.messages()))
    assert "help@shop.example" in platform.texts()[0]


def test_what_cannot_even_be_told_is_listed_and_holds_up_nothing(
    open_shop: Callable[..., Shop], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Telegram.write

    def broken(channel: Telegram, letter: Any) -> Any:
        if letter.text != "You said: hi":
            raise Unforeseen
        return write(channel, letter)

    monkeypatch.setattr(Telegram, "write", broken)
    shop = open_shop("telegram", reply=echoing)
    shop.post("telegram", update(1, "one"))
    until(lambda: shop.outcome() == ("dead", "no answer could be written (Unforeseen)"))
    shop.post("telegram", update(2, "hi"))
    until(lambda: platform.texts() == ["You said: hi"])


def test_a_database_that_is_busy_for_a_while_costs_no_answer(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    """Time mends it, so it is tried more often than thrice; each wait doubles the message's age."""
    left = list(range(4))

    def busy(agent: Any, incoming: Incoming) -> Iterator[Event]:
        if left:
            left.pop()
            raise StateError("the database is locked")
        yield from echoing(agent, incoming)

    shop = open_shop("telegram", reply=busy)
    shop.post("telegram", update(1, "hi"))
    until(lambda: platform.texts() == ["You said: hi"], 120.0)


def test_the_real_agent_answers_numbers_beyond_all_prices(
    agent_saying: Callable[..., Agent], platform: Platform
) -> None:
    platform.calls.clear()
    agent = agent_saying()
    channels = type(agent.settings.channels)(**platform.settings("telegram"))
    app = create_app(agent.settings.model_copy(update={"channels": channels}), agent)
    texts = ["tents under 99999999999999999 €", "and what does the Fjell 2 cost?"]
    with answering(app):
        for number, text in enumerate(texts, 1):
            raw, headers = signed("telegram", update(number, text))
            app.test_client().post("/webhooks/telegram", data=raw, headers=headers)
            until(lambda number=number: len(platform.messages()) == number)
    first, second = (text_of(call) for call in platform.messages())
    assert "Fjell" in first
    assert "189" in second


class Ended(BaseException):
    """As if the process were gone: no barrier holds it."""


def test_a_message_that_ends_the_process_is_not_answered_after_each_start(
    open_shop: Callable[..., Shop], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ending(agent: Any, incoming: Incoming) -> Iterator[Event]:
        if "break" in incoming.text:
            raise Ended
        yield from echoing(agent, incoming)

    monkeypatch.setattr(import_module("web.webhooks.worker"), "_AFTER_ERROR_S", 0.01)
    shop = open_shop("telegram", reply=ending)
    shop.post("telegram", update(1, "break"))
    until(lambda: platform.texts() == [DE["failed"]])
    assert len(shop.asked) == 5
    (dead,) = [row for row in shop.sent() if row.state == "dead"]
    assert dead.error == "no answer could be written (the program ended over it)"
    shop.post("telegram", update(2, "hi"))
    until(lambda: platform.texts()[-1:] == ["You said: hi"])
    until(lambda: {row.state for row in shop.sent()} == {"dead", "sent"})


# -- whatever goes wrong ---------------------------------------------------------------------------


def _raises(*_: Any) -> Iterator[Event]:
    raise Unforeseen


def _breaks_off(*_: Any) -> Iterator[Event]:
    yield Started("c", "r")
    yield TextDelta("Half a ")


def _raises_late(*_: Any) -> Iterator[Event]:
    yield from _breaks_off()
    raise Unforeseen


def _fails(*_: Any) -> Iterator[Event]:
    yield Started("c", "r")
    yield Failed("generation_failed", EN["failed"], 0.01)


def _errs(*_: Any) -> Iterator[Event]:
    yield Started("c", "r")
    yield Failed("internal", EN["failed"])


WAYS: dict[str, Reply] = {
    "well": echoing, "raises": _raises, "breaks off": _breaks_off, "raises late": _raises_late,
    "fails": _fails, "errs": _errs,
}  # fmt: skip


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.lists(st.sampled_from(list(WAYS)), min_size=1, max_size=3), max_size=3))
def test_whatever_goes_wrong_each_message_has_one_word_and_the_next_is_answered(
    running: tuple[Shop, Platform, Iterator[int]], ways: list[list[str]]
) -> None:
    """Each message has one way for each try; the last of them goes on for ever."""
    shop, platform, numbers = running
    person = next(numbers)
    dead = len([row for row in shop.sent() if row.state == "dead"])
    for place, tries in enumerate(ways, 1):
        shop.post("whatsapp", whatsapp(said("|".join(tries), f"w{next(numbers)}", f"p{person}")))
        until(lambda place=place: len(_to(platform, person)) == place)
    broken = [("well" not in (tries + tries[-1:] * 3)[:3]) for tries in ways]
    words = [EN["failed"] if broke else "You said" for broke in broken]
    assert [text[: len(word)] for text, word in zip(_to(platform, person), words, strict=True)] == (
        words
    )
    assert len([row for row in shop.sent() if row.state == "dead"]) - dead == sum(broken)


def _to(platform: Platform, person: int) -> list[str]:
    return [text_of(c) for c in platform.messages() if c.body["to"] == f"p{person}"]


@pytest.fixture
def running(
    open_shop: Callable[..., Shop], platform: Platform
) -> tuple[Shop, Platform, Iterator[int]]:
    tried: dict[str, int] = {}

    def reply(agent: Any, incoming: Incoming) -> Iterator[Event]:
        ways = incoming.text.split("|")
        place = tried[incoming.message_id] = tried.get(incoming.message_id, -1) + 1
        yield from WAYS[ways[min(place, len(ways) - 1)]](agent, incoming)

    return open_shop("whatsapp", reply=reply), platform, itertools.count(1)
