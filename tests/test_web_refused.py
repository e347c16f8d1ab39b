"""What the chat refuses: every bad request with its status, its field and its value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from agent.answer import Incoming
from agent.events import Event, Failed, TextDelta
from tests.fakes import FakeAgent, parts, reply, saying, sdk, shop
from web import create_app
from web.errors import ServerBusy, TooMany
from web.limits import Places, Rate

BODY = {"message": "x"}


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent(shop())


@pytest.fixture
def client(agent: FakeAgent) -> FlaskClient:
    return create_app(agent.settings, agent, reply).test_client()


@pytest.mark.parametrize(
    ("body", "status", "code", "field", "named"),
    [
        ({}, 422, "invalid_request", "message", "missing"),
        ({"message": ""}, 422, "invalid_message", "message", "empty"),
        ({"message": " \n "}, 422, "invalid_message", "message", "empty"),
        ({"message": 5}, 422, "invalid_request", "message", "5"),
        ({"message": None}, 422, "invalid_request", "message", "None"),
        ({"message": "x" * 4001}, 422, "invalid_message", "message", "4001"),
        ({"message": "x", "prompt": "y"}, 422, "invalid_request", "prompt", "'y'"),
        ({"message": "x", "conversation": "no"}, 404, "unknown_conversation", "conversation", "no"),
        ({"message": "x", "conversation": 7}, 422, "invalid_request", "conversation", "7"),
        ({"message": "x", "messageId": "a" * 129}, 422, "invalid_request", "messageId", "aaa"),
        ({"message": "x", "messageId": "a\nb"}, 422, "invalid_request", "messageId", "a\\nb"),
        ([], 422, "invalid_request", "body", "[]"),
        ("hi", 422, "invalid_request", "body", "hi"),
        (sdk() | {"id": ""}, 422, "invalid_request", "id", "''"),
        (sdk() | {"messages": []}, 422, "invalid_request", "messages", "user"),
        (sdk() | {"messages": "x"}, 422, "invalid_request", "messages", "'x'"),
        (sdk() | {"messages": [{"role": "user"}]}, 422, "invalid_request", "messages.0.parts", ""),
        (sdk() | {"messages": [{"role": "boss", "parts": []}]}, 422, "invalid_request",
         "messages.0.role", "boss"),
        (sdk() | {"messages": [{"role": "user", "parts": [{"type": "file"}]}]}, 422,
         "invalid_request", "messages.0.parts", "file"),
        (sdk() | {"messages": [{"role": "user", "parts": [{"type": "text", "text": 1}]}]}, 422,
         "invalid_request", "messages.0.parts", ""),
        (sdk() | {"trigger": "delete"}, 422, "invalid_request", "trigger", "delete"),
    ],
)  # fmt: skip
def test_a_bad_request_names_the_field_and_the_value(
    client: FlaskClient, body: Any, status: int, code: str, field: str, named: str
) -> None:
    response = client.post("/api/chat", json=body)
    error = response.get_json()["error"]
    assert (response.status_code, error["code"], error["field"]) == (status, code, field)
    assert named in error["message"]
    assert len(error["message"]) < 300


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff\xfe", b'{"message":"\\ud800"}', b"[" * 100_000, b'{"message": NaN x']
)
def test_what_is_no_json_is_told_so(client: FlaskClient, raw: bytes) -> None:
    response = client.post("/api/chat", data=raw, content_type="application/json")
    assert response.status_code == 400
    assert response.get_json()["error"]["code"] == "not_json"
    assert response.get_json()["error"]["field"] == "body"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(client: FlaskClient, kind: str) -> None:
    response = client.post("/api/chat", data='{"message": "hi"}', content_type=kind)
    assert response.status_code == 415
    assert response.get_json()["error"]["field"] == "Content-Type"


def test_a_megabyte_is_refused_before_it_is_read(client: FlaskClient, agent: FakeAgent) -> None:
    response = client.post("/api/chat", json={"message": "x" * 1_000_000})
    assert response.status_code == 413
    assert "524288" in response.get_json()["error"]["message"]
    assert agent.asked == []


def test_a_visitors_secret_must_be_one(client: FlaskClient) -> None:
    response = client.post(
        "/api/chat", json={"message": "hi"}, headers={"X-Tresen-Visitor": "short"}
    )
    assert response.status_code == 422
    assert response.get_json()["error"]["field"] == "X-Tresen-Visitor"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/api/chat", 405), ("get", "/nowhere", 404), ("get", "/api/conversations/no", 404)],
)
def test_other_errors_have_the_same_shape(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    response = getattr(client, method)(path)
    assert response.status_code == status
    assert set(response.get_json()["error"]) == {"code", "message", "field"}


def test_an_overloaded_engine_is_a_status_while_nothing_is_sent(agent: FakeAgent) -> None:
    agent.script = lambda _: iter([Failed("overloaded", "In four seconds, please.", 3.2)])
    response = (
        create_app(agent.settings, agent, reply)
        .test_client()
        .post("/api/chat", json={"message": "hi"})
    )
    assert (response.status_code, response.headers["Retry-After"]) == (429, "4")
    assert response.get_json()["error"]["code"] == "overloaded"


def test_a_failure_after_words_is_an_event(client: FlaskClient, agent: FakeAgent) -> None:
    agent.script = lambda _: iter([TextDelta("Yes"), Failed("engine_down", "One moment.")])
    response = client.post("/api/chat", json={"message": "hi"})
    assert response.status_code == 200
    assert [p["type"] for p in parts(response)][-2:] == ["error", "finish"]


def test_an_unforeseen_error_tells_nothing_of_itself(
    client: FlaskClient, agent: FakeAgent, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Incoming) -> Iterator[Event]:
        raise RuntimeError("secret of /srv/shop")
        yield

    agent.script = broken
    response = client.post("/api/chat", json={"message": "hi"})
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "secret of /srv/shop" in caplog.text


# -- limits ---------------------------------------------------------------------------------------


def test_a_flood_from_one_address_is_slowed_down() -> None:
    agent = FakeAgent(shop(messages_per_minute=6))
    client = create_app(agent.settings, agent, reply).test_client()
    codes = [client.post("/api/chat", json=BODY).status_code for _ in range(12)]
    assert codes == [200] * 3 + [429] * 9
    refused = client.post("/api/chat", json={"message": "x"})
    assert 1 <= int(refused.headers["Retry-After"]) <= 10
    other = client.post(
        "/api/chat", json={"message": "x"}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert other.status_code == 200


def test_a_flood_from_one_network_of_ipv6_is_one_flood() -> None:
    """Its owner has 2^64 addresses; the next network is somebody else's."""
    agent = FakeAgent(shop(messages_per_minute=6))
    client = create_app(agent.settings, agent, reply).test_client()

    def codes(addresses: list[str]) -> list[int]:
        return [
            client.post("/api/chat", json=BODY, environ_base={"REMOTE_ADDR": address}).status_code
            for address in addresses
        ]

    flood = codes([f"2001:db8:0:7::{number:x}" for number in range(1, 61)])
    assert flood == [200] * 3 + [429] * 57
    assert codes(["2001:db8:0:8::1"]) == [200]


def test_a_bucket_fills_again_and_their_number_is_bounded() -> None:
    now = [0.0]
    rate = Rate(60, clock=lambda: now[0])
    for _ in range(20):
        rate.take("a")
    with pytest.raises(TooMany) as caught:
        rate.take("a")
    assert caught.value.retry_after == pytest.approx(1.0)
    now[0] = 1.0
    rate.take("a")
    for number in range(20_001):
        rate.take(str(number))
    rate.take("a")  # forgotten meanwhile, so welcome


def test_places_are_given_back_once() -> None:
    places = Places(1)
    give_back = places.take()
    with pytest.raises(ServerBusy):
        places.take()
    give_back()
    give_back()
    places.take()
    with pytest.raises(ServerBusy):
        places.take()


def test_a_refused_message_keeps_no_place() -> None:
    agent = FakeAgent(shop(threads=4))  # one reply at a time
    client = create_app(agent.settings, agent, reply).test_client()
    for body in ({"message": ""}, {"message": "hi"}, {"message": "hi"}):
        client.post("/api/chat", json=body, buffered=True)
    agent.script = lambda _: iter([Failed("overloaded", "Later.", 1)])
    client.post("/api/chat", json={"message": "hi"})
    agent.script = saying("fine")
    assert client.post("/api/chat", json={"message": "hi"}).status_code == 200
