"""Under load: 200 visitors with an open stream, 16 talking, on whatever cores there are.

Bounded; `tresen bench web --seconds 600 --json` measures the same for as long as one likes.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest

from agent.answer import Incoming
from agent.events import Event, Failed
from agent.shop import Agent
from tests.fakes import FakeAgent, full, reply, serving, shop
from web import create_app
from web.bench.visitors import Seen, Waiting
from web.bench.website import Crowd, Served, holding, load_of

WORD = "a-word-that-holds-a-stream-open"


@pytest.mark.alone
def test_two_hundred_open_streams_sixteen_talking_and_health_at_once() -> None:
    agent = FakeAgent(shop())
    app = create_app(agent.settings, agent, holding(WORD, reply))
    with serving(app, agent.settings, threads=agent.settings.web.threads) as url:
        there = Served(url, {"server": os.getpid()}, ("one?", "two?", "three?"))
        told = load_of(Crowd(200, 16, 10.0, 0.3), there, WORD, lambda _: None)
    assert told["streams"] == {"wanted": 200, "opened": 200, "cut": 0}
    assert told["errors"] == {}
    assert told["refused_429"] == 0
    assert told["replies"] > 100
    # The visitors share this process, its interpreter and maybe a busy machine with the server.
    assert told["health"]["p50_ms"] < 100
    assert abs(told["memory"]["server"]["growth_mb"]) < 20


@pytest.mark.alone
def test_more_visitors_than_threads_are_refused_with_a_time_and_the_rest_goes_on() -> None:
    agent = FakeAgent(shop(threads=12))
    app = create_app(agent.settings, agent, holding(WORD, reply))
    seen, end = Seen(), threading.Event()
    with serving(app, agent.settings, threads=12) as url:
        waiting = threading.Thread(target=Waiting(url, 30, 0.0, WORD, seen).stay, args=(end,))
        waiting.start()
        until = time.monotonic() + 60
        while seen.opened + seen.refused.total() < 30 and time.monotonic() < until:
            time.sleep(0.02)
        begun = time.monotonic()
        assert httpx2.get(f"{url}/healthz").status_code == 200
        assert time.monotonic() - begun < 1.0
        end.set()
        waiting.join(60)
    assert (seen.opened, seen.refused.total()) == (9, 21)
    assert (seen.unsaid, dict(seen.failed)) == (0, {})


def test_refusals_of_the_engine_are_counted_as_such() -> None:
    def busy(incoming: Incoming) -> Iterator[Event]:
        if incoming.text == "two?":
            yield Failed("overloaded", "In a second.", 0.3)
        else:
            yield from full(incoming)

    agent = FakeAgent(shop(), busy)
    app = create_app(agent.settings, agent, holding(WORD, reply))
    with serving(app, agent.settings) as url:
        there = Served(url, {}, ("one?", "two?"))
        told = load_of(Crowd(0, 2, 4.0, 0.05), there, WORD, lambda _: None)
    assert told["refused_429"] > 0
    assert (told["refused_without_retry_after"], told["errors"]) == (0, {})


@pytest.mark.alone
def test_sixty_four_agents_beside_sixteen_talking_customers(agent: Agent) -> None:
    """No error but 429, with a time to come back; `tresen bench web --agents 64` for longer."""
    web = agent.settings.web.model_copy(update={"messages_per_minute": 0})
    ucp = agent.settings.ucp.model_copy(update={"requests_per_minute": 1_000_000})
    settings = agent.settings.model_copy(update={"web": web, "ucp": ucp})
    questions = ("How much is the Fjell 2?", "Blue boots in 42?", "How long is delivery?")
    with serving(create_app(settings, agent), settings, threads=settings.web.threads) as url:
        there = Served(url, {"server": os.getpid()}, questions)
        told = load_of(Crowd(0, 16, 10.0, 0.3, 0.0, agents=64), there, WORD, lambda _: None)
    assert told["errors"] == {}
    assert told["refused_without_retry_after"] == 0
    assert told["replies"] > 16
    agents = told["agents"]
    assert agents["errors"] == {}
    assert agents["refused_without_retry_after"] == 0
    assert agents["answers"] > 64
