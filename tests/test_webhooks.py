"""Webhooks at the door: handshake, signatures, forged and repeated requests, bad bodies."""

from __future__ import annotations

import json
import logging
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from agent.answer import Incoming
from agent.events import Event
from catalog.tables import inbox
from tests.platform_server import (
    ACCESS_TOKEN,
    APP_SECRET,
    BOT_TOKEN,
    NUMBER,
    SECRET_TOKEN,
    SIGNING,
    VERIFY_TOKEN,
    Platform,
    created,
    now_s,
    page,
    platform_server,
    said,
    signed,
    update,
    whatsapp,
)
from tests.webhook_shop import Reply, Shop, echoing, until

REAL = Path(__file__).parent.parent.parent / "shared" / "data" / "whatsapp-updates"
CHANNELS = ("whatsapp", "messenger", "instagram", "telegram", "generic")


@pytest.fixture
def platform() -> Iterator[Platform]:
    with platform_server() as platform:
        yield platform


@pytest.fixture
def open_shop(platform: Platform, tmp_path: Path) -> Iterator[Callable[..., Shop]]:
    with ExitStack() as stack:

        def make(*names: str, reply: Reply = echoing, **more: Any) -> Shop:
            shop = Shop(tmp_path / "state", platform.settings(*names, **more), reply)
            stack.callback(shop.database.close)
            return shop

        yield make


@pytest.fixture
def shop(open_shop: Callable[..., Shop]) -> Shop:
    return open_shop()


FIRST: dict[str, Any] = {
    "whatsapp": whatsapp(said("hi", "wamid.1")),
    "messenger": page({"message": {"mid": "m1", "text": "hi"}}),
    "instagram": page({"message": {"mid": "m1", "text": "hi"}}, id="998877", object="instagram"),
    "telegram": update(1, "hi"),
    "generic": created("hi"),
}


@pytest.mark.parametrize("channel", ["whatsapp", "messenger", "instagram"])
def test_the_handshake(shop: Shop, channel: str) -> None:
    right = {
        "hub.mode": "subscribe",
        "hub.verify_token": VERIFY_TOKEN,
        "hub.challenge": "<b>115</b>",
    }
    response = shop.client.get(f"/webhooks/{channel}", query_string=right)
    assert (response.status_code, response.text) == (200, "<b>115</b>")
    assert response.mimetype == "text/plain"
    for wrong in ({"hub.verify_token": "x"}, {"hub.mode": "unsubscribe"}, {"hub.verify_token": ""}):
        refused = shop.client.get(f"/webhooks/{channel}", query_string=right | wrong)
        assert refused.status_code == 403
        assert "115" not in refused.text


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_signed_request_is_kept_and_acknowledged(shop: Shop, channel: str) -> None:
    assert shop.post(channel, FIRST[channel]).status_code == 200
    (row,) = shop.rows()
    assert (row.channel, row.text, row.state) == (channel, "hi", "waiting")


@pytest.mark.parametrize("channel", CHANNELS)
def test_missing_is_401_and_wrong_is_403(shop: Shop, channel: str) -> None:
    raw, headers = signed(channel, FIRST[channel])
    name = next(h for h in headers if h.lower().startswith(("x-", "webhook-s")))
    bare = {k: v for k, v in headers.items() if k != name}
    missing = shop.client.post(f"/webhooks/{channel}", data=raw, headers=bare)
    assert (missing.status_code, missing.json["error"]["field"]) == (401, name)
    values = [
        "sha256=" + "0" * 64,
        "x",
        "é",
        "v1,AAAA",
        "v1",
        "v1,é v2",
        headers[name][:-4] + "AAA=",
    ]
    for value in values:
        wrong = shop.client.post(f"/webhooks/{channel}", data=raw, headers={**bare, name: value})
        assert (wrong.status_code, wrong.json["error"]["code"]) == (403, "signature_wrong")
    if channel != "telegram":  # whose secret does not depend on the body
        forged = shop.client.post(f"/webhooks/{channel}", data=raw + b" ", headers=headers)
        assert forged.status_code == 403
    assert shop.rows() == []


def test_the_signature_is_of_the_raw_body(shop: Shop) -> None:
    raw = json.dumps(whatsapp(said("grün\\u00e9", "wamid.1")), indent=3).encode()
    assert shop.post("whatsapp", raw).status_code == 200
    assert shop.rows()[0].text == "grün\\u00e9"


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_generic_request_of_another_time(shop: Shop, minutes: int) -> None:
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    response = shop.post("generic", created("hi"), at=at)
    assert (response.status_code, response.json["error"]["field"]) == (403, "webhook-timestamp")


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_repeated_request_is_kept_once(shop: Shop, channel: str) -> None:
    for _ in range(3):
        assert shop.post(channel, FIRST[channel]).status_code == 200
    assert len(shop.rows()) == 1


def test_the_same_request_at_once_from_many_connections(shop: Shop) -> None:
    body = whatsapp(*(said("hi", f"wamid.{n}") for n in range(5)))
    threads = [
        threading.Thread(target=lambda: Shop.post(replaced(shop), "whatsapp", body))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.event for row in shop.rows()] == [f"wamid.{n}" for n in range(5)]


def replaced(shop: Shop) -> Any:
    """The same application through another client."""
    return SimpleNamespace(client=shop.app.test_client())


def test_a_replayed_old_message_is_not_answered(shop: Shop, platform: Platform) -> None:
    old = said("hi", "wamid.old", timestamp=str(now_s() - 25 * 3600))
    assert shop.post("whatsapp", whatsapp(old)).status_code == 200
    assert [row.state for row in shop.rows()] == ["dropped"]
    assert 'what="late"' in shop.client.get("/metrics").text


def test_unknown_channels_and_methods(open_shop: Callable[..., Shop]) -> None:
    shop = open_shop("telegram")
    assert shop.client.post("/webhooks/whatsapp", data=b"{}").status_code == 404
    assert shop.client.get("/webhooks/nonsense").status_code == 404
    assert shop.client.get("/webhooks/telegram").status_code == 403
    assert shop.client.put("/webhooks/telegram").status_code == 405


def test_too_large_a_body(shop: Shop) -> None:
    raw, headers = signed("whatsapp", b"x" * (4 * 1024 * 1024))
    assert shop.client.post("/webhooks/whatsapp", data=raw, headers=headers).status_code == 413


MALFORMED = [
    b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000,
    b'{"entry": 1}', b'{"entry": [1, null, {}]}', b'{"entry": [{"changes": {}}]}',
    b'{"entry": [{"changes": [{"field": "messages", "value": []}]}]}',
    b'{"entry": [{"id": "556677", "messaging": [{"sender": {}}, 4]}]}',
    b'{"update_id": "x"}', b'{"update_id": 1, "message": {"chat": 1}}',
]  # fmt: skip


@pytest.mark.parametrize("channel", ["whatsapp", "messenger", "instagram", "telegram"])
def test_what_a_platform_sends_malformed_is_acknowledged(shop: Shop, channel: str) -> None:
    for raw in MALFORMED:
        assert shop.post(channel, raw).status_code == 200, raw[:60]
    assert shop.rows() == []


def test_one_malformed_message_loses_no_other(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    broken = said("secret words", "wamid.2", timestamp="not a time")
    body = whatsapp(said("one", "wamid.1"), broken, said("three", "wamid.3"))
    with caplog.at_level(logging.DEBUG):
        assert shop.post("whatsapp", body).status_code == 200
    assert [row.text for row in shop.rows()] == ["one", "three"]
    places = [record.place for record in caplog.records if hasattr(record, "place")]
    assert places == ["entry.1.changes.0.value.messages.0.timestamp: int_parsing"]
    assert "secret words" not in caplog.text


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, "body"),
        (b"[]", 422, "body"),
        ({"type": "message.sent", "data": {"person": "p"}}, 422, "type"),
        ({"type": "message.created"}, 422, "data"),
        ({"type": "message.created", "data": {"text": "hi"}}, 422, "data.person"),
        ({"type": "message.created", "data": {"person": 7, "text": "hi"}}, 422, "data.person"),
        ({"type": "message.created", "data": {"person": "", "text": "hi"}}, 422, "data.person"),
        ({"type": "message.created", "data": {"person": "p", "text": " "}}, 422, "data.text"),
        ({"type": "message.created", "data": {"person": "p", "txt": "hi"}}, 422, "data.txt"),
        ({"type": "message.updated", "data": {"person": "p", "text": "hi"}}, 422, "data.id"),
    ],
)
def test_a_generic_sender_is_told_what_is_wrong(
    shop: Shop, body: Any, status: int, field: str
) -> None:
    response = shop.post("generic", body)
    assert (response.status_code, response.json["error"]["field"]) == (status, field)


def test_another_numbers_messages_are_not_taken(shop: Shop) -> None:
    metadata = {"display_phone_number": "1", "phone_number_id": "another"}
    shop.post("whatsapp", whatsapp(said("hi", "wamid.1"), metadata=metadata))
    shop.post("messenger", page({"message": {"mid": "m1", "text": "hi"}}, id="other-page"))
    assert shop.rows() == []


def test_people_are_known_by_user_id_else_by_number(shop: Shop) -> None:
    both = [{"wa_id": "491701", "user_id": "DE.1", "profile": {"name": "A"}}]
    alone = [{"user_id": "DE.2", "profile": {"name": "B"}}]
    unnamed = {"id": "wamid.3", "timestamp": str(now_s()), "type": "text", "text": {"body": "3"}}
    shop.post("whatsapp", whatsapp(said("1", "wamid.1")))
    shop.post("whatsapp", whatsapp(said("2", "wamid.2"), contacts=both))
    shop.post("whatsapp", whatsapp(unnamed, contacts=alone))
    assert [row.person for row in shop.rows()] == ["491701", "DE.1", "DE.2"]


@pytest.mark.realdata
def test_real_updates(open_shop: Callable[..., Shop], platform: Platform) -> None:
    if not REAL.is_dir():
        pytest.skip("../shared/data is not here")
    shop = open_shop("whatsapp")
    bodies = [
        body for file in REAL.glob("*.json") for body in json.loads(file.read_text()).values()
    ]
    assert len(bodies) > 30
    for number, body in enumerate(bodies):
        value = body["entry"][0]["changes"][0]["value"]
        value["metadata"]["phone_number_id"] = NUMBER
        for message in value.get("messages", ()):
            message.update(id=f"wamid.{number}", timestamp=str(now_s()))
        assert shop.post("whatsapp", body).status_code == 200
    metrics = shop.client.get("/metrics").text
    assert 'what="odd"' not in metrics
    kinds = {row.kind for row in shop.rows()}
    assert kinds >= {"text", "image", "voice", "order", "other"}


def test_nothing_secret_reaches_the_log(
    open_shop: Callable[..., Shop], platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    """Tokens stand in addresses and headers, words and people in bodies and errors."""
    with caplog.at_level(logging.DEBUG):
        shop = open_shop()
        error = {"error": {"code": 131026, "message": "to +491701: my secret question"}}
        platform.script.append((400, error, {}))
        with shop.answering():
            for channel in CHANNELS:
                asking = json.dumps(FIRST[channel]).replace("hi", "my secret question")
                shop.post(channel, json.loads(asking))
                if channel == CHANNELS[0]:  # each answer is for the channel that it is meant for
                    until(lambda: shop.outcome()[0] == "dead")
                    platform.script.extend([(500, {}, {}), "cut before"])
            until(lambda: len(platform.messages()) >= 4)
            shop.client.post("/webhooks/whatsapp", data=b"my secret question")
        logged = "\n".join(f"{r.getMessage()} {vars(r)}" for r in caplog.records)
    assert "reply given up" in logged
    for secret in (APP_SECRET, VERIFY_TOKEN, ACCESS_TOKEN, BOT_TOKEN, SECRET_TOKEN, SIGNING):
        assert secret not in logged
    for private in ("my secret question", "491701", "psid-1"):
        assert private not in logged


def test_the_conversation_cannot_be_read_over_http(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    shop = open_shop("whatsapp")
    with shop.answering():
        shop.post("whatsapp", FIRST["whatsapp"])
        until(lambda: bool(platform.messages()))
    (incoming,) = shop.asked
    assert len(incoming.visitor) >= 32
    assert incoming.conversation == f"whatsapp:{NUMBER}:491701"
    shop.post("whatsapp", whatsapp(said("hi", "wamid.9", person="491702")))


@pytest.mark.sqlite
def test_what_is_acknowledged_is_on_the_disk(shop: Shop) -> None:
    """SQLite syncs its log at each commit where the connection says FULL (2); NORMAL (1) not."""
    modes: dict[str, int] = {}

    @sa.event.listens_for(shop.database.engine, "before_cursor_execute")
    def look(connection: sa.Connection, cursor: Any, statement: str, *_: Any) -> None:
        (mode,) = connection.connection.driver_connection.execute("PRAGMA synchronous").fetchone()
        modes[" ".join(statement.split()[:3])] = mode

    for number in range(3):
        shop.post("whatsapp", whatsapp(said("hi", f"wamid.{number}")))
        with shop.database.writing() as connection:
            connection.execute(inbox.update().values(kind="text"))
    assert modes["INSERT INTO inbox"] == 2
    assert modes["UPDATE inbox SET"] == 1


@pytest.mark.alone
def test_the_200_does_not_wait_for_the_work(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    go_on = threading.Event()

    def slow(agent: Any, incoming: Incoming) -> Iterator[Event]:
        assert go_on.wait(20)
        yield from echoing(agent, incoming)

    shop = open_shop("whatsapp", reply=slow)
    took = []
    with shop.answering():
        for number in range(60):
            begun = time.perf_counter()
            body = whatsapp(said("hi", f"wamid.{number}", person=f"49{number}"))
            assert shop.post("whatsapp", body).status_code == 200
            took.append(time.perf_counter() - begun)
        go_on.set()
        until(lambda: len(platform.messages()) == 60)
    assert statistics.median(took) < 0.05
