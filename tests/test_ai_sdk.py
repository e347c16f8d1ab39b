"""`POST /api/chat` read by the AI SDK's own client from npm, in Node."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.answer import Incoming
from agent.events import Event, Failed, Queued, TextDelta
from agent.shop import Agent
from tests.fakes import FakeAgent, full, reply, serving, shop
from tests.npm import SDK, installed, node
from web import create_app


@pytest.fixture
def modules(request: pytest.FixtureRequest) -> Path:
    assert request.config.cache is not None
    return installed(request.config.cache)


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent(shop())


def talked(agent: FakeAgent, modules: Path, *texts: str) -> dict[str, Any]:
    with serving(create_app(agent.settings, agent, reply), agent.settings) as url:
        told: dict[str, Any] = node(modules, "talk.mjs", f"{url}/api/chat", *texts)
    return told


def of(message: dict[str, Any], kind: str) -> list[Any]:
    return [part for part in message["parts"] if part["type"] == kind]


def test_text_product_and_facts_are_in_the_sdks_message(agent: FakeAgent, modules: Path) -> None:
    told = talked(agent, modules, "the blue one?", "and in red?")
    assert told["errors"] == []
    assert (told["status"], told["resumed"]) == ("ready", None)
    assert [m["role"] for m in told["messages"]] == ["user", "assistant"] * 2
    answer = told["messages"][1]
    (text,) = of(answer, "text")
    assert (text["text"], text["state"]) == ("Yes: Vandre, blue, size 42, €149.95.", "done")
    (product,) = of(answer, "data-product")
    assert (product["data"]["id"], product["data"]["price"]) == ("vandre", "€149.95")
    assert of(answer, "data-facts")[0]["data"][0]["text"] == "€149.95"
    assert of(answer, "source-url")[0]["url"] == "https://shop.example/returns"
    assert of(answer, "data-handoff")[0]["data"]["contact"] == "help@shop.example"
    assert answer["metadata"]["lane"] == "direct"
    assert told["finished"] == [{"isError": False, "isAbort": False}] * 2
    # Both messages in one conversation of the server, which read only the last of what was sent.
    assert [i.text for i in agent.asked[:2]] == ["the blue one?", "and in red?"]
    key = agent.asked[0].conversation, agent.asked[0].visitor
    assert [turn.message for turn in agent.history(*key)] == ["the blue one?", "and in red?"]


def test_the_sdks_other_reader_sees_the_text_grow(agent: FakeAgent, modules: Path) -> None:
    told = talked(agent, modules, "the blue one?")
    texts = [of(state, "text")[0]["text"] for state in told["states"] if of(state, "text")]
    assert "Yes: Vandre, " in texts
    assert texts[-1] == "Yes: Vandre, blue, size 42, €149.95."


def test_the_place_in_the_queue_is_data_that_passes(agent: FakeAgent, modules: Path) -> None:
    def queued(_: Incoming) -> Iterator[Event]:
        yield Queued(2, 4.0)
        yield from full(_)

    agent.script = queued
    told = talked(agent, modules, "hello")
    assert told["parts"][0] == {
        "type": "data-queue", "data": {"position": 2, "seconds": 4.0}, "transient": True,
    }  # fmt: skip
    assert of(told["messages"][1], "data-queue") == []


def test_an_error_after_words_is_the_sdks_error(agent: FakeAgent, modules: Path) -> None:
    agent.script = lambda _: iter([TextDelta("Yes"), Failed("engine_down", "One moment.")])
    told = talked(agent, modules, "hello")
    assert told["errors"] == ["One moment."]
    assert told["status"] == "error"
    assert of(told["messages"][1], "text")[0]["text"] == "Yes"
    assert {"error": "Error: One moment."} in told["states"]


def test_a_refusal_reaches_the_front_end_with_its_reason(agent: FakeAgent, modules: Path) -> None:
    told = talked(agent, modules, "x" * 4001)
    (error,) = told["errors"]
    assert json.loads(error)["error"]["field"] == "message"
    assert "4001" in error
    assert told["status"] == "error"


def test_a_real_agents_reply_holds_a_product(
    agent_saying: Callable[..., Agent], modules: Path
) -> None:
    agent = agent_saying()
    with serving(create_app(agent.settings, agent), agent.settings) as url:
        told = node(
            modules, "talk.mjs", f"{url}/api/chat", "How much is the Fjell 2?", "is it in stock?"
        )
    assert told["errors"] == []
    first, second = told["messages"][1], told["messages"][3]
    assert "189.90" in of(first, "text")[0]["text"]
    assert of(first, "data-product")[0]["data"]["title"].startswith("Fjell 2")
    assert "Fjell 2" in of(second, "text")[0]["text"]


def test_the_lock_file_names_no_registry() -> None:
    text = (SDK / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity"') == len(json.loads(text)["packages"]) - 1
