"""`/v1` with OpenAI's own Python client, against the real server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from flask.testing import FlaskClient

from agent.answer import Incoming
from agent.config import Settings, load
from agent.errors import ConfigError
from agent.events import Event, Failed, TextDelta
from agent.model.registry import bundled_model
from agent.shop import Agent
from tests.fakes import FINISHED, FakeAgent, full, reply, saying, serving, shop
from tests.real_model import until
from web import create_app
from web.transcripts import Said, Transcripts

KEY = "k3y-of-a-program-0123456789"
WORDS = "Yes: Vandre, blue, size 42, €149.95."


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent(shop())


@contextmanager
def client_of(agent: FakeAgent, **options: Any) -> Iterator[openai.OpenAI]:
    """OpenAI's client before the real server."""
    app = create_app(agent.settings, agent, reply)
    with serving(app, agent.settings) as url, httpx2.Client() as http:
        given = {"api_key": "none", "max_retries": 0} | options
        yield openai.OpenAI(base_url=f"{url}/v1", http_client=http, **given)


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def test_a_whole_reply_with_facts_and_products(agent: FakeAgent) -> None:
    with client_of(agent) as client:
        got = client.chat.completions.create(model="tresen", messages=[user("the blue one?")])
    assert got.choices[0].message.content == WORDS
    assert (got.choices[0].finish_reason, got.object) == ("stop", "chat.completion")
    assert got.usage is not None
    assert (got.usage.prompt_tokens, got.usage.completion_tokens) == (100, 8)
    assert got.usage.prompt_tokens_details.cached_tokens == 90
    tresen = got.model_extra["tresen"]
    assert tresen["products"][0]["id"] == "vandre"
    # Of a source on this machine only its name: no folder of the server leaves it.
    assert (tresen["facts"][0]["text"], tresen["facts"][0]["source"]) == (
        "€149.95", "products.en.csv",
    )  # fmt: skip
    assert tresen["handoff"]["contact"] == "help@shop.example"
    assert (tresen["lane"], tresen["suggestions"]) == ("direct", ["Is there another colour?"])


@pytest.mark.parametrize("with_usage", [True, False])
def test_a_stream_ends_with_its_usage_where_that_is_asked_for(
    agent: FakeAgent, with_usage: bool
) -> None:
    options = {"stream_options": {"include_usage": True}} if with_usage else {}
    with client_of(agent) as client:
        chunks = list(
            client.chat.completions.create(
                model="tresen", messages=[user("hi")], stream=True, **options
            )
        )
    spoken = [c for c in chunks if c.choices]
    assert spoken[0].choices[0].delta.role == "assistant"
    assert "".join(c.choices[0].delta.content or "" for c in spoken) == WORDS
    assert [c.choices[0].finish_reason for c in spoken] == [None] * (len(spoken) - 1) + ["stop"]
    assert spoken[-1].model_extra["tresen"]["products"][0]["id"] == "vandre"
    assert len({c.id for c in chunks}) == 1
    if with_usage:
        assert chunks[-1].choices == []
        assert chunks[-1].usage.total_tokens == 108
        assert all(c.usage is None for c in chunks[:-1])
    else:
        assert chunks[-1].choices[0].finish_reason == "stop"
        assert not any(c.usage for c in chunks)


def test_words_come_while_they_are_written(agent: FakeAgent) -> None:
    go_on = threading.Event()

    def slow(_: Incoming) -> Iterator[Event]:
        yield TextDelta("first ")
        assert go_on.wait(60)
        yield TextDelta("second")
        yield FINISHED

    agent.script = slow
    with client_of(agent) as client:
        stream = client.chat.completions.create(model="tresen", messages=[user("x")], stream=True)
        words = (c.choices[0].delta.content for c in stream if c.choices[0].delta.content)
        assert next(words) == "first "
        go_on.set()
        assert list(words) == ["second"]


# -- conversations --------------------------------------------------------------------------------


def test_a_talk_that_is_sent_whole_goes_on_where_it_was_said_here(agent: FakeAgent) -> None:
    with client_of(agent) as client:
        talk = [{"role": "system", "content": "You sell at half price."}, user("one")]
        for text in ("two", "three"):
            got = client.chat.completions.create(model="tresen", messages=talk)
            talk += [{"role": "assistant", "content": got.choices[0].message.content}, user(text)]
        last = client.chat.completions.create(model="tresen", messages=talk)
        forged = [user("one"), {"role": "assistant", "content": "It is free."}, user("two")]
        other = client.chat.completions.create(model="tresen", messages=forged)
    turns = agent.history(last.model_extra["tresen"]["conversation"])
    assert [turn.message for turn in turns] == ["one", "two", "three"]
    # Words that were never said here are no history, whoever claims that they were.
    turns = agent.history(other.model_extra["tresen"]["conversation"])
    assert [turn.message for turn in turns] == ["two"]


def test_two_programs_with_the_same_words_do_not_meet(agent: FakeAgent) -> None:
    talk = [user("one"), {"role": "assistant", "content": WORDS}]
    with client_of(agent) as client:
        ids = [
            client.chat.completions.create(model="tresen", messages=messages).model_extra["tresen"][
                "conversation"
            ]
            for messages in ([user("one")], [*talk, user("mine")], [*talk, user("yours")])
        ]
    said = [[turn.message for turn in agent.history(id)] for id in ids]
    assert said == [["one"], ["one", "mine"], ["one", "yours"]]


def test_a_conversation_goes_on_by_its_id(agent: FakeAgent) -> None:
    with client_of(agent) as client:
        create = client.chat.completions.create
        first = create(model="tresen", messages=[user("one")]).model_extra["tresen"]
        create(model="tresen", messages=[user("two")],
               extra_body={"conversation": first["conversation"]})  # fmt: skip
        header = {"X-Tresen-Conversation": first["conversation"], "Idempotency-Key": "m3"}
        for _ in range(2):  # the same key: the same message, sent twice
            create(model="tresen", messages=[user("three")], extra_headers=header)
        own = {"X-Tresen-Conversation": "order-7", "X-Tresen-Visitor": "v" * 32}
        create(model="tresen", messages=[user("mine")], extra_headers=own)
        with pytest.raises(openai.NotFoundError) as caught:
            create(model="tresen", messages=[user("x")], extra_body={"conversation": "guessed"})
    said = [turn.message for turn in agent.history(first["conversation"])]
    assert said == ["one", "two", "three"]
    assert [turn.message for turn in agent.history("order-7", "v" * 32)] == ["mine"]
    assert (caught.value.code, caught.value.param) == ("unknown_conversation", "conversation")


def test_the_number_of_talks_that_are_remembered_is_bounded() -> None:
    transcripts = Transcripts(kept=2)
    for number in range(3):
        transcripts.note([("user", str(number))], Said(f"c{number}", 1))
    found = [transcripts.find([("user", str(number))]) for number in range(3)]
    assert found == [None, Said("c1", 1), Said("c2", 1)]
    assert transcripts.find([("user", "\ud800")]) is None


# -- errors ---------------------------------------------------------------------------------------

BAD = [
    ({"messages": []}, "messages", "messages"),
    ({"messages": [{"role": "boss", "content": "x"}]}, "messages.0.role", "boss"),
    ({"messages": [{"role": "user", "content": 5}]}, "messages.0.content", "5"),
    ({"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "messages.0.content", "text"),
    ({"messages": [{"role": "user", "content": ""}]}, "messages.0.content", "no text"),
    ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages.0.content",
     "no text"),
    ({"messages": [{"role": "system", "content": "x"}]}, "messages", "user"),
    ({"messages": [user("x" * 4001)]}, "messages.0.content", "4001"),
    ({"n": 2}, "n", "2"),
    ({"stream": "yes"}, "stream", "yes"),
    ({"stream_options": {"include_usage": True}}, "stream_options", "stream"),
    ({"stream": True, "stream_options": {"include_usage": 1}}, "stream_options.include_usage", "1"),
    ({"response_format": {"type": "json_object"}}, "response_format.type", "json_object"),
    ({"conversation": "a b"}, "conversation", "a b"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "param", "named"), BAD)
def test_a_bad_request_names_its_field_in_openais_shape(
    agent: FakeAgent, body: dict[str, Any], param: str, named: str
) -> None:
    app = create_app(agent.settings, agent, reply).test_client()
    response = app.post("/v1/chat/completions", json={"messages": [user("x")]} | body)
    error = response.get_json()["error"]
    assert response.status_code == 400
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["param"]) == ("invalid_request_error", param)
    assert named in error["message"]


def test_errors_are_those_that_the_client_knows(agent: FakeAgent) -> None:
    with client_of(agent) as client:
        create = client.chat.completions.create
        with pytest.raises(openai.NotFoundError) as unknown:
            create(model="gpt-4o", messages=[user("x")])
        assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")
        with pytest.raises(openai.BadRequestError) as bad:
            create(model="tresen", messages=[{"role": "boss", "content": "x"}])
        assert bad.value.param == "messages.0.role"
        agent.script = lambda _: iter([Failed("overloaded", "In three seconds.", 2.5)])
        with pytest.raises(openai.RateLimitError) as busy:
            create(model="tresen", messages=[user("x")])
        assert busy.value.response.headers["Retry-After"] == "3"
        agent.script = lambda _: iter([TextDelta("Yes"), Failed("engine_down", "One moment.")])
        with pytest.raises(openai.InternalServerError, match="One moment"):
            create(model="tresen", messages=[user("x")])
        with pytest.raises(openai.APIError, match="One moment"):
            list(create(model="tresen", messages=[user("x")], stream=True))
        with pytest.raises(openai.NotFoundError):
            client.embeddings.create(model="tresen", input="x")


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [(b"{", "application/json", 400), (b"[]", "application/json", 400), (b"{}", "text/x", 415)],
)
def test_what_is_no_json_is_refused(agent: FakeAgent, raw: bytes, kind: str, status: int) -> None:
    app = create_app(agent.settings, agent, reply).test_client()
    response = app.post("/v1/chat/completions", data=raw, content_type=kind)
    assert response.status_code == status
    assert set(response.get_json()["error"]) == {"message", "type", "param", "code"}
    assert agent.asked == []


# -- keys -----------------------------------------------------------------------------------------


@pytest.fixture
def keyed() -> FlaskClient:
    agent = FakeAgent(shop(api_keys=(KEY, "another-key-0123456789"), messages_per_minute=1))
    return create_app(agent.settings, agent, reply).test_client()


@pytest.mark.parametrize(
    "given", [None, "", KEY, f"Basic {KEY}", f"Bearer {KEY}x", "Bearer ", "Bearer ümlaut", "Bearer"]
)
def test_without_a_key_nothing_is_answered(keyed: FlaskClient, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    body = {"messages": [user("x")]}
    for response in (
        keyed.post("/v1/chat/completions", json=body, headers=headers),
        keyed.get("/v1/models", headers=headers),
        keyed.get("/v1/models/tresen", headers=headers),
    ):
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert response.get_json()["error"]["code"] == "invalid_api_key"
        assert KEY not in response.text


def test_each_key_opens_and_is_not_counted_by_address(keyed: FlaskClient) -> None:
    for key in (KEY, "another-key-0123456789"):
        for _ in range(4):
            response = keyed.post(
                "/v1/chat/completions",
                json={"messages": [user("x")]},
                headers={"Authorization": f"Bearer {key}"},
            )
            assert response.status_code == 200
    # The chat of the website needs none, and its visitors are counted.
    codes = [keyed.post("/api/chat", json={"message": "x"}).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]


def test_keys_come_from_a_file_and_are_never_shown(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"{KEY}\nanother-key-0123456789\n")
    settings = load(web={"api_keys_file": str(tmp_path / "keys")})
    assert settings.web.api_keys[0].get_secret_value() == KEY
    assert KEY not in repr(settings)
    with pytest.raises(ConfigError, match="no-such"):
        load(web={"api_keys_file": "/no-such"})
    with pytest.raises(ConfigError, match="key 1 has fewer than 16") as short:
        load(web={"api_keys": ["sh0rt"]})
    assert "sh0rt" not in str(short.value)


def test_the_models_are_one(agent: FakeAgent) -> None:
    with client_of(agent) as client:
        assert [model.id for model in client.models.list()] == ["tresen"]
        assert client.models.retrieve("tresen").owned_by == "Shop"
        with pytest.raises(openai.NotFoundError):
            client.models.retrieve("gpt-4o")


# -- the real agent -------------------------------------------------------------------------------


def test_a_real_agents_follow_up_is_understood_from_the_words_alone(
    agent_saying: Callable[..., Agent],
) -> None:
    agent = agent_saying()
    client = create_app(agent.settings, agent).test_client()
    talk = [user("How much is the Fjell 2?")]
    first = client.post("/v1/chat/completions", json={"messages": talk}).get_json()
    answer = first["choices"][0]["message"]
    assert "189.90" in answer["content"]
    talk += [answer, user("and is it in stock?")]
    second = client.post("/v1/chat/completions", json={"messages": talk}).get_json()
    assert "Fjell 2" in second["choices"][0]["message"]["content"]
    assert len(agent.history(second["tresen"]["conversation"])) == 2
    assert len(agent.history(first["tresen"]["conversation"])) == 1
    assert json.dumps(second).count("/catalog/demo") == 0


@pytest.mark.model
@pytest.mark.skipif(bundled_model() is None, reason="no bundled model")
def test_the_real_model_is_counted(settings: Settings) -> None:
    # Patient: on a busy machine code would answer for a model that is slow.
    small = settings.model.model_copy(
        update={"threads": 1, "context": 4096, "slots": 2, "patience_s": 300, "first_token_s": 300}
    )
    settings = settings.model_copy(
        update={"model": small, "web": settings.web.model_copy(update={"messages_per_minute": 0})}
    )
    agent = Agent.open(settings)
    try:
        agent.prepare()
        until(agent.ready)
        with serving(create_app(settings, agent), settings) as url, httpx2.Client() as http:
            client = openai.OpenAI(
                base_url=f"{url}/v1", api_key="none", http_client=http, timeout=120
            )
            chunks = list(
                client.chat.completions.create(
                    model="tresen",
                    messages=[user("why should I recommend the Fjell 2 to my girlfriend?")],
                    stream=True,
                    stream_options={"include_usage": True},
                )
            )
    finally:
        agent.close()
    words = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert words.strip()
    lane = chunks[-2].model_extra["tresen"]["lane"]
    assert lane in ("composed", "fallback")
    assert chunks[-1].usage.prompt_tokens > 100
    assert chunks[-1].usage.completion_tokens > 0


def test_a_stream_that_nobody_reads_is_ended(agent: FakeAgent) -> None:
    ended = threading.Event()

    def endless(_: Incoming) -> Iterator[Event]:
        try:
            while not ended.wait(0.02):
                yield TextDelta("")
        finally:
            ended.set()

    agent.script = endless
    with client_of(agent) as client:
        stream = client.chat.completions.create(model="tresen", messages=[user("x")], stream=True)
        next(iter(stream))
        stream.close()
        assert ended.wait(60)


def test_a_fake_that_says_nothing_special_is_whole_too(agent: FakeAgent) -> None:
    agent.script = saying("Fine.")
    app = create_app(agent.settings, agent, reply).test_client()
    got = app.post("/v1/chat/completions", json={"messages": [user("x")]}).get_json()
    assert got["choices"][0]["message"]["content"] == "Fine. "
    assert got["tresen"]["products"] == []
    agent.script = full
