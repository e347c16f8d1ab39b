"""From a question that nobody knows to the person's answer: in Chromium, over the real server, the
real model and real mail servers; on the page, and when the page is closed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Response
from playwright.sync_api import Browser, Page, expect

from agent.config import Settings
from agent.mail_settings import MailSection
from agent.shop import Agent
from tests.browsing import (
    MARKS,
    PAGE,
    POLICY,
    answered,
    ask,
    chromium,
    opened,
    replies,
    watched,
)
from tests.fakes import serving
from tests.mail_servers import CUSTOMER, NEEDS_IMAP, OWNER, PostOffice, post_office, words
from tests.real_model import until
from web import create_app
from web.console import returning
from web.mail import carrying
from web.webhooks import answering

pytestmark = [*MARKS, NEEDS_IMAP, pytest.mark.slow]

OPEN = "Who built the pyramids of Giza?"
SEEN_S = 2.0
"""So soon the owner sees who waits, without reloading."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


class Place:
    """A shop with its mail, and pages open at it."""

    def __init__(self, browser: Browser, url: str, office: PostOffice, stack: ExitStack) -> None:
        self.browser, self.url, self.office, self.stack = browser, url, office, stack
        self.errors: list[str] = []

    def page(self) -> Page:
        context = self.browser.new_context(locale="en-GB")
        self.stack.callback(context.close)
        return watched(context, self.errors)

    def customer(self) -> Page:
        page = self.page()
        page.goto(f"{self.url}/page")
        page.locator(".launcher").wait_for()
        return opened(page)

    def owner(self) -> Page:
        page = self.page()
        page.goto(f"{self.url}/console")
        page.get_by_label("Your first name").fill("Ida")
        page.get_by_role("button", name="Enter").click()
        expect(page.get_by_role("heading", name="Today")).to_be_visible()
        return page


@pytest.fixture
def place(settings: Settings, browser: Browser) -> Iterator[Place]:
    with ExitStack() as stack:
        office = stack.enter_context(post_office())
        mail = MailSection(**office.settings(after_s=8))
        model = settings.model.model_copy(update={"threads": 1, "weights": "as_is"})
        settings = settings.model_copy(update={"mail": mail, "model": model})
        agent = Agent.open(settings)
        stack.callback(agent.close)
        app = create_app(settings, agent)

        @app.get("/page")
        def page() -> Response:
            return Response(PAGE, headers={"Content-Security-Policy": POLICY})

        for running in (returning(app), answering(app), carrying(app)):
            stack.enter_context(running)
        url = stack.enter_context(serving(app, settings, threads=24))
        agent.prepare()
        until(agent.ready, 240)
        found = Place(browser, url, office, stack)
        yield found
    assert found.errors == []


def waiting(owner: Page) -> Page:
    return owner.locator("#lists section").first  # type: ignore[return-value]


@pytest.mark.alone
def test_seen_within_two_seconds_answered_and_read_on_the_page(place: Place) -> None:
    owner, customer = place.owner(), place.customer()
    ask(customer, OPEN)
    expect(replies(customer)).to_contain_text("person")
    asked = time.monotonic()
    expect(waiting(owner).get_by_text(OPEN)).to_be_visible()
    assert time.monotonic() - asked < SEEN_S
    waiting(owner).get_by_role("link", name=OPEN).click()
    owner.locator("#text").fill("It was Khufu.")
    owner.get_by_role("button", name="Send").click()
    expect(customer.get_by_role("log").get_by_text("It was Khufu.")).to_be_visible()
    time.sleep(10)
    assert place.office.to(CUSTOMER) == []  # no address, and it was read


def test_with_the_page_closed_it_goes_on_by_mail(place: Place, tmp_path: Path) -> None:
    owner, customer = place.owner(), place.customer()
    ask(customer, OPEN)
    expect(replies(customer)).to_have_count(1)
    ask(customer, f"yes, to {CUSTOMER}")
    expect(replies(customer)).to_have_count(2)
    answered(customer)  # what is closed before has not said it
    customer.close()
    expect(waiting(owner).get_by_text(CUSTOMER)).to_be_visible()
    until(lambda: len(place.office.to(OWNER)) == 1)
    waiting(owner).get_by_role("link", name=OPEN).click()
    owner.locator("#text").fill("It was Khufu.")
    owner.get_by_role("button", name="Send").click()
    until(lambda: len(place.office.to(CUSTOMER)) == 1)
    letter = place.office.to(CUSTOMER)[0]
    assert "It was Khufu." in words(letter)
    # He answers the mail; she sees it on the page that is open, and as a mail.
    place.office.answer(letter, "Thank you! And who built Khafre's?")
    expect(owner.locator(".customer").last).to_contain_text("And who built Khafre's?")
    expect(owner.locator(".customer").last).to_contain_text("not answered yet")
    expect(owner.locator(".customer").last).not_to_contain_text("wrote:")
    until(lambda: len(place.office.to(OWNER)) == 2)
    # This time she answers by mail.
    place.office.answer(place.office.to(OWNER)[1], "Khafre himself.", f"Ida <{OWNER}>")
    until(lambda: len(place.office.to(CUSTOMER)) == 2)
    assert "Khafre himself." in words(place.office.to(CUSTOMER)[1])
    expect(owner.locator("#log .person").last).to_contain_text("Khafre himself.")
