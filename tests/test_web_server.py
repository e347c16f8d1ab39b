"""The chat behind the real server: words as they come, gone clients, a port in use."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest

from agent.answer import Incoming
from agent.config import WebSection
from agent.events import Event, Queued, TextDelta
from tests.fakes import FINISHED, FakeAgent, reply, serving, shop
from tests.webhook_shop import until
from web import create_app
from web.errors import WebError
from web.server import bind


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent(shop())


def test_words_arrive_while_the_reply_is_written(agent: FakeAgent) -> None:
    go_on = threading.Event()

    def slow(_: Incoming) -> Iterator[Event]:
        yield Queued(2, 1.5)
        yield TextDelta("first ")
        assert go_on.wait(60)
        yield TextDelta("second")
        yield FINISHED

    agent.script = slow
    app = create_app(agent.settings, agent, reply)
    with (
        serving(app, agent.settings) as url,
        httpx2.Client(timeout=60) as client,
        client.stream("POST", f"{url}/api/chat", json={"message": "hi"}) as response,
    ):
        lines = response.iter_lines()
        assert any('"position": 2' in line for line in lines)
        assert any('"delta": "first "' in line for line in lines)
        metrics = client.get(f"{url}/metrics").text
        assert "tresen_replies_running 1.0" in metrics
        go_on.set()
        assert any("[DONE]" in line for line in lines)


def test_a_gone_client_ends_its_reply(agent: FakeAgent) -> None:
    ended = threading.Event()

    def endless(_: Incoming) -> Iterator[Event]:
        try:
            while True:
                yield TextDelta("")
                time.sleep(0.02)
        finally:
            ended.set()

    agent.script = endless
    app = create_app(agent.settings, agent, reply)
    with serving(app, agent.settings) as url, httpx2.Client(timeout=60) as client:
        with client.stream("POST", f"{url}/api/chat", json={"message": "hi"}) as response:
            next(response.iter_lines())
        assert ended.wait(60)
        until(lambda: "tresen_replies_running 0.0" in client.get(f"{url}/metrics").text)
        metrics = client.get(f"{url}/metrics").text
        assert 'tresen_reply_failures_total{code="left"} 1.0' in metrics


def test_two_replies_in_one_conversation_are_one_too_many(agent: FakeAgent) -> None:
    go_on = threading.Event()

    def slow(_: Incoming) -> Iterator[Event]:
        yield TextDelta("…")
        assert go_on.wait(60)
        yield FINISHED

    agent.script = slow
    app = create_app(agent.settings, agent, reply)
    body = {"message": "hi", "conversation": "mine"}
    headers = {"X-Tresen-Visitor": "v" * 32}
    with (
        serving(app, agent.settings) as url,
        httpx2.Client(headers=headers, timeout=60) as client,
        client.stream("POST", f"{url}/api/chat", json=body) as response,
    ):
        lines = response.iter_lines()
        next(lines)
        refused = client.post(f"{url}/api/chat", json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "conversation_busy")
        assert refused.headers["Retry-After"] == "1"
        go_on.set()
        assert any("[DONE]" in line for line in lines)


def test_a_port_in_use_is_said_with_the_remedy(agent: FakeAgent) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        app = create_app(agent.settings, agent, reply)
        with pytest.raises(WebError, match=f"Port {port} on 127.0.0.1 is in use.*--port"):
            bind(app, WebSection(port=port))
