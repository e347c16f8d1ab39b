"""The widget's conversation: reloads, cut connections, failures; nothing lost, nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from agent.answer import Incoming
from agent.events import Event, Failed, Queued, TextDelta
from tests.browsing import (
    MARKS,
    Visit,
    answered,
    ask,
    chromium,
    greeting_agent,
    opened,
    replies,
    visiting,
)
from tests.fakes import FINISHED, FakeAgent, full, saying

pytestmark = MARKS


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def agent() -> FakeAgent:
    return greeting_agent()


@pytest.fixture
def visit(browser: Browser, agent: FakeAgent) -> Iterator[Visit]:
    with visiting(browser, agent) as visit:
        yield visit


def test_a_reloaded_page_goes_on_with_its_conversation(visit: Visit, agent: FakeAgent) -> None:
    page = opened(visit())
    ask(page, "the blue one?")
    expect(page.locator("a.card")).to_have_count(1)
    answered(page)
    page.reload()
    # It was open, so it is open again, with everything that was in it.
    expect(page.locator(".visitor > .text")).to_have_text("the blue one?")
    expect(replies(page)).to_contain_text("blue, size 42")
    expect(page.locator("a.card")).to_have_count(1)
    ask(page, "and the red one?")
    expect(replies(page)).to_have_count(2)
    expect(replies(page).last).to_contain_text("blue, size 42")
    assert agent.asked[-1].conversation == agent.asked[0].conversation != ""


def test_closed_and_opened_again_nothing_is_doubled(visit: Visit) -> None:
    page = opened(visit())
    ask(page, "hello")
    answered(page)
    page.get_by_role("button", name="Close the chat").first.click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    opened(page)
    expect(page.locator(".visitor")).to_have_count(1)
    expect(replies(page)).to_have_count(1)


def test_a_new_conversation_leaves_the_old_one(visit: Visit, agent: FakeAgent) -> None:
    page = opened(visit())
    ask(page, "one")
    answered(page)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".visitor")).to_have_count(0)
    ask(page, "two")
    expect(replies(page)).to_contain_text("blue, size 42")
    assert agent.asked[0].conversation != agent.asked[1].conversation


def test_a_reply_that_came_while_it_was_closed_is_counted(visit: Visit, agent: FakeAgent) -> None:
    go_on = threading.Event()

    def slow(_: Incoming) -> Iterator[Event]:
        yield TextDelta("Here ")
        assert go_on.wait(60)
        yield FINISHED

    agent.script = slow
    page = opened(visit())
    ask(page, "hello")
    expect(replies(page)).to_have_text("Here ")
    page.keyboard.press("Escape")
    go_on.set()
    expect(page.locator(".badge")).to_contain_text("1")
    expect(page.get_by_role("button", name="1 unread")).to_be_visible()
    opened(page)
    expect(page.locator(".badge")).to_be_hidden()


def test_a_cut_connection_loses_nothing_and_doubles_nothing(visit: Visit, agent: FakeAgent) -> None:
    agent.script = saying("It is there, once.")
    page = opened(visit())
    cuts: list[str] = []

    def cut_twice(route: Route) -> None:
        if len(cuts) == 2:
            return route.continue_()
        cuts.append(route.request.post_data_json["messageId"])
        if len(cuts) == 1:
            return route.abort("internetdisconnected")
        answer = route.fetch()  # the server has written the reply, but only half of it comes
        half = answer.text()[: len(answer.text()) // 2]
        return route.fulfill(response=answer, body=half)

    page.route("**/api/chat", cut_twice)
    ask(page, "are you there?")
    expect(replies(page)).to_have_text("It is there, once. ")
    expect(replies(page)).to_have_count(1)
    expect(page.locator(".visitor")).to_have_count(1)
    assert len(cuts) == 2
    assert {incoming.message_id for incoming in agent.asked} == set(cuts)
    key = agent.asked[0].conversation, agent.asked[0].visitor
    assert len(agent.history(*key)) == 1


def test_a_message_that_was_not_answered_before_a_reload_is_sent_again(
    visit: Visit, agent: FakeAgent
) -> None:
    page = opened(visit())
    page.route("**/api/chat", lambda route: route.abort("internetdisconnected"))
    ask(page, "hello?")
    expect(page.locator(".note")).to_contain_text("One moment")
    page.reload()  # and only then is there a way: the old page may not find it first
    page.unroute("**/api/chat")
    expect(replies(page)).to_contain_text("Yes: Vandre")
    expect(page.locator(".visitor")).to_have_count(1)
    assert len(agent.asked) == 1


def test_a_failed_engine_is_waited_for(visit: Visit, agent: FakeAgent) -> None:
    tries: list[str] = []

    def down_once(incoming: Incoming) -> Iterator[Event]:
        tries.append(incoming.message_id)
        if len(tries) == 1:
            yield TextDelta("Half a ")
            yield Failed("engine_down", "One moment, please.", 0.2)
        else:
            yield from full(incoming)

    agent.script = down_once
    page = opened(visit())
    ask(page, "hello")
    expect(replies(page)).to_contain_text("Yes: Vandre")
    expect(page.get_by_text("Half a")).to_have_count(0)
    assert len(set(tries)) == 1


def test_a_failure_for_good_can_be_tried_again_by_hand(visit: Visit, agent: FakeAgent) -> None:
    def broken(_: Incoming) -> Iterator[Event]:
        yield TextDelta("Well ")
        yield Failed("generation_failed", "That went wrong.")

    agent.script = broken
    page = opened(visit())
    ask(page, "hello")
    expect(page.locator(".note")).to_contain_text("That went wrong.")
    agent.script = saying("Fine now.")
    page.get_by_role("button", name="Try again").click()
    expect(replies(page)).to_have_text("Fine now. ")
    expect(page.locator(".visitor")).to_have_count(1)


def test_stop_stops_the_reply_and_the_server(visit: Visit, agent: FakeAgent) -> None:
    ended = threading.Event()

    def endless(_: Incoming) -> Iterator[Event]:
        try:
            yield Queued(3, 2.0)
            yield TextDelta("On and ")
            while not ended.wait(0.02):
                yield TextDelta("")
        finally:
            ended.set()

    agent.script = endless
    page = opened(visit())
    ask(page, "go")
    expect(replies(page)).to_have_text("On and ")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    answered(page)
    assert ended.wait(60)
    agent.script = saying("Again.")
    ask(page, "next")
    expect(replies(page).last).to_have_text("Again. ")


def test_what_is_written_meanwhile_is_answered_next(visit: Visit, agent: FakeAgent) -> None:
    go_on = threading.Event()

    def slow(incoming: Incoming) -> Iterator[Event]:
        yield TextDelta(f"On {incoming.text}: ")
        assert go_on.wait(60)
        yield TextDelta("done.")
        yield FINISHED

    agent.script = slow
    page = opened(visit())
    ask(page, "one")
    expect(replies(page)).to_have_text("On one: ")
    ask(page, "two")
    expect(page.locator(".visitor > .text")).to_have_text(["one", "two"])
    expect(page.get_by_role("textbox")).to_have_value("")
    # With words in the field the button sends them; without, it stops the reply.
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.get_by_role("textbox").fill("three")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    assert [incoming.text for incoming in agent.asked] == ["one"]
    go_on.set()
    expect(replies(page)).to_have_text(["On one: done.", "On two: done.", "On three: done."])
    answered(page)
    page.reload()
    expect(page.locator(".visitor > .text")).to_have_text(["one", "two", "three"])
    assert len({incoming.message_id for incoming in agent.asked}) == len(agent.asked) == 3


def test_what_waits_goes_with_a_conversation_that_is_left(visit: Visit, agent: FakeAgent) -> None:
    go_on = threading.Event()

    def slow(_: Incoming) -> Iterator[Event]:
        yield TextDelta("On it. ")
        while not go_on.wait(0.02):
            yield TextDelta("")
        yield FINISHED

    agent.script = slow
    page = opened(visit())
    ask(page, "one")
    expect(replies(page)).to_have_text("On it. ")
    ask(page, "two")
    page.get_by_role("button", name="New conversation").click()
    agent.script = saying("Here.")
    ask(page, "three")
    expect(replies(page)).to_have_text("Here. ")
    go_on.set()
    page.wait_for_timeout(300)
    assert [incoming.text for incoming in agent.asked] == ["one", "three"]


def test_the_place_in_the_queue_is_told(visit: Visit, agent: FakeAgent) -> None:
    go_on = threading.Event()

    def queued(_: Incoming) -> Iterator[Event]:
        yield Queued(2, 4.0)
        assert go_on.wait(60)
        yield TextDelta("Now.")
        yield FINISHED

    agent.script = queued
    page = opened(visit())
    ask(page, "hello")
    expect(page.locator(".note")).to_have_text("One moment: 2 before you.")
    go_on.set()
    expect(replies(page)).to_have_text("Now.")
    expect(page.locator(".note")).to_be_hidden()


def test_it_works_where_storage_is_shut(visit: Visit, agent: FakeAgent) -> None:
    page = visit()
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        "  Object.defineProperty(window, name, {get() { throw new DOMException('shut') }})"
    )
    page.reload()
    page.locator(".launcher").wait_for()
    opened(page)
    ask(page, "one")
    answered(page)
    ask(page, "two")
    expect(replies(page)).to_have_count(2)
    answered(page)
    assert [incoming.text for incoming in agent.asked] == ["one", "two"]
    assert len({incoming.conversation for incoming in agent.asked}) == 1
