"""Replies on their way: retries, windows, permanent errors, crashes between sending and knowing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner

from agent.channels_settings import ChannelsSection
from catalog.errors import StateError
from catalog.tables import outbox, people
from tests.platform_server import (
    Platform,
    created,
    page,
    platform_server,
    said,
    text_of,
    update,
    whatsapp,
)
from tests.webhook_shop import Shop, until
from web.cli import main
from web.webhooks import channels_of
from web.webhooks.outbox import Outbox
from web.webhooks.posting import NO_ID, client, retry_after
from web.webhooks.seam import Later, Never, Outcome, Sent, Unsure
from web.webhooks.telegram import Telegram


@pytest.fixture
def platform() -> Iterator[Platform]:
    with platform_server() as platform:
        yield platform


@pytest.fixture
def open_shop(platform: Platform, tmp_path: Path) -> Iterator[Callable[..., Shop]]:
    with ExitStack() as stack:

        def make(*names: str, **more: Any) -> Shop:
            sections = platform.settings(*names, **{"quiet_s": 0, **more})
            shop = Shop(tmp_path / "state", sections)
            stack.callback(shop.database.close)
            return shop

        yield make


def error(code: int, status: int = 400, **more: Any) -> Any:
    return status, {"error": {"code": code, "message": "of the platform", **more}}, {}


def hello(shop: Shop, id: str = "w1", text: str = "hi", person: str = "491701") -> None:
    shop.post("whatsapp", whatsapp(said(text, id, person=person)))


def test_a_busy_platform_is_asked_again_when_it_says(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    """Nor is anybody else's reply sent before that."""
    platform.script.append((429, {}, {"Retry-After": "4"}))
    shop = open_shop("whatsapp")
    begun = time.monotonic()
    with shop.answering():
        hello(shop)
        until(lambda: shop.outcome() == ("waiting", "HTTP 429"))
        hello(shop, "w2", person="491702")
        until(lambda: len(shop.sent()) == 2)
        time.sleep(0.3)
        assert len(platform.attempts()) == 1
        until(lambda: len(platform.messages()) == 2)
    assert time.monotonic() - begun > 4
    assert len(platform.attempts()) == 3


def test_a_chat_that_is_too_quick_on_telegram(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    """Its own replies wait; another chat's do not."""
    platform.script.append((429, {"ok": False, "parameters": {"retry_after": 4}}, {}))
    shop = open_shop("telegram")
    with shop.answering():
        shop.post("telegram", update(1, "one", person=1))
        until(lambda: len(platform.attempts()) == 1)
        shop.post("telegram", update(2, "two", person=2))
        until(lambda: len(platform.messages()) == 2)
    assert [text_of(call)[-3:] for call in platform.messages()] == ["two", "one"]


@pytest.mark.parametrize("trouble", [(500, {}, {}), error(131000), error(2, 500), "cut before"])
def test_passing_trouble_is_tried_again(
    open_shop: Callable[..., Shop], platform: Platform, trouble: Any
) -> None:
    platform.script.append(trouble)
    shop = open_shop("whatsapp", confirm_s=0.2)
    with shop.answering():
        hello(shop)
        until(lambda: bool(platform.messages()))
    assert len(platform.attempts()) == 2
    assert len({call.body["biz_opaque_callback_data"] for call in platform.attempts()}) == 1


def test_the_next_reply_does_not_overtake(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    platform.script.append((500, {}, {}))
    shop = open_shop("whatsapp")
    with shop.answering():
        hello(shop, "w1", "one")
        until(lambda: len(platform.attempts()) == 1)
        hello(shop, "w2", "two")
        until(lambda: len(platform.messages()) == 2)
    assert platform.texts() == ["You said: one", "You said: two"]


@pytest.mark.parametrize(
    ("channel", "answer", "reason"),
    [
        ("whatsapp", error(131047), "131047: outside the 24-hour window"),
        ("whatsapp", error(131026), "131026: undeliverable"),
        ("whatsapp", (404, {}, {}), "HTTP 404"),
        ("messenger", error(10, 403, error_subcode=2018278), "10: outside the 24-hour window"),
        ("messenger", error(551), "551: the person cannot be reached now"),
        ("telegram", (403, {"ok": False}, {}), "403: the person has blocked the bot"),
    ],
)
def test_permanent_errors_are_shown_and_not_repeated(
    open_shop: Callable[..., Shop], platform: Platform, channel: str, answer: Any, reason: str
) -> None:
    platform.script.append(answer)
    shop = open_shop(channel)
    bodies = {
        "whatsapp": whatsapp(said("one", "w1")),
        "messenger": page({"message": {"mid": "m1", "text": "one"}}),
        "telegram": update(1, "one"),
    }
    with shop.answering():
        shop.post(channel, bodies[channel])
        until(lambda: shop.outcome() == ("dead", reason))
        metrics = shop.client.get("/metrics").text
    assert f'tresen_outbox_rows{{channel="{channel}",state="dead"}} 1.0' in metrics
    assert len(platform.attempts()) == 1
    config = shop.database.state.parent / "tresen.toml"
    config.write_text('[business]\nname = "Shop"\n')
    placed = ["--config", str(config), "--state", str(shop.database.state)]
    listed = CliRunner().invoke(main, ["channels", *placed])
    assert listed.exit_code == 0
    assert reason in listed.stdout
    told = json.loads(CliRunner().invoke(main, ["channels", "--json", *placed]).stdout)
    assert told["dead"][0]["reason"] == reason
    owner = shop.app.test_client()
    owner.post("/console/door", data={"name": "Ida"})
    assert reason in owner.get("/console").text, "the console says the same"


def test_an_expired_token_loses_no_reply(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    """The owner mends it: until then all wait, and nothing is given up."""
    platform.script.append(error(190, 401))
    shop = open_shop("whatsapp")
    with shop.answering():
        hello(shop)
        until(lambda: shop.outcome() == ("waiting", "190: the token has expired"))
        hello(shop, "w2", person="491702")
        until(lambda: len(shop.sent()) == 2)
        time.sleep(0.1)
    assert len(platform.attempts()) == 1
    assert {row.state for row in shop.sent()} == {"waiting"}


def test_no_reply_after_the_window(open_shop: Callable[..., Shop], platform: Platform) -> None:
    shop = open_shop("whatsapp")
    hello(shop)
    late = datetime.now(UTC) - timedelta(hours=24, minutes=1)
    with shop.database.writing() as connection:
        connection.execute(people.update().values(heard=late))
    with shop.answering():
        until(lambda: shop.outcome() == ("dead", "too late: the window has closed"))
    assert platform.attempts() == []


def test_a_receipt_that_it_failed_after_all(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    shop = open_shop("whatsapp")
    with shop.answering():
        hello(shop)
        until(lambda: shop.outcome()[0] == "sent")
        status = {
            "id": shop.sent()[0].platform_id,
            "status": "failed",
            "errors": [{"code": 131047}],
        }
        for _ in range(2):
            shop.post("whatsapp", whatsapp(statuses=[status]))
    assert shop.outcome() == ("dead", "131047: outside the 24-hour window")


# -- sent, and not known ---------------------------------------------------------------------------


def receipt(channel: str, call: Any) -> Any:
    """What the platform reports of a message that it took."""
    if channel == "whatsapp":
        key = call.body["biz_opaque_callback_data"]
        status = {"id": "wamid.o", "status": "sent", "biz_opaque_callback_data": key}
        return whatsapp(statuses=[status])
    echo = {"mid": "m_o", "is_echo": True, **call.body["message"]}
    ids = {"sender": {"id": "x"}, "recipient": {"id": "psid-1"}}
    account = "556677" if channel == "messenger" else "998877"
    return page({"message": echo, **ids}, id=account)


BODIES: dict[str, Any] = {
    "whatsapp": whatsapp(said("hi", "w1")),
    "messenger": page({"message": {"mid": "m1", "text": "hi"}}),
    "instagram": page({"message": {"mid": "m1", "text": "hi"}}, id="998877"),
}


@pytest.mark.parametrize("channel", ["whatsapp", "messenger", "instagram"])
def test_a_lost_answer_is_made_up_for_by_the_receipt(
    open_shop: Callable[..., Shop], platform: Platform, channel: str
) -> None:
    platform.script.append("cut after")
    shop = open_shop(channel, confirm_s=3.0)
    with shop.answering():
        shop.post(channel, BODIES[channel])
        until(lambda: shop.outcome()[0] == "unsure")
        shop.post(channel, receipt(channel, platform.messages()[0]))
        assert shop.outcome() == ("sent", "")
        time.sleep(3.2)
    assert len(platform.messages()) == 1


@pytest.mark.parametrize("receipts", [True, False])
def test_killed_between_sending_and_knowing(
    open_shop: Callable[..., Shop], platform: Platform, receipts: bool
) -> None:
    """The row that a kill leaves behind says `sending`: the receipt decides."""
    shop = open_shop("whatsapp", confirm_s=0.5)
    with shop.answering():
        hello(shop)
        until(lambda: shop.outcome()[0] == "sent")
    body = {k: v for k, v in platform.messages()[0].body.items() if k != "biz_opaque_callback_data"}
    with shop.database.writing() as connection:
        connection.execute(outbox.update().values(state="sending", body=body))
    again = open_shop("whatsapp", confirm_s=3.0 if receipts else 0.5)
    with again.answering():
        until(lambda: again.outcome()[0] != "sending")
        if receipts:
            again.post("whatsapp", receipt("whatsapp", platform.messages()[0]))
            time.sleep(3.2)
        else:
            until(lambda: len(platform.messages()) == 2)
        until(lambda: again.outcome()[0] == "sent")
    assert len(platform.messages()) == (1 if receipts else 2)


@pytest.mark.parametrize("channel", ["telegram", "generic"])
def test_where_nothing_is_reported_it_is_sent_again(
    open_shop: Callable[..., Shop], platform: Platform, channel: str
) -> None:
    """With the same id, by which a generic receiver knows it again."""
    shop = open_shop(channel)
    with shop.answering():
        shop.post(channel, update(1, "hi") if channel == "telegram" else created("hi"))
        until(lambda: shop.outcome()[0] == "sent")
    with shop.database.writing() as connection:
        connection.execute(outbox.update().values(state="sending", body=platform.calls[-1].body))
    again = open_shop(channel)
    with again.answering():
        until(lambda: len(platform.messages()) == 2)
    if channel == "generic":
        ids = {call.headers["webhook-id"] for call in platform.messages()}
        assert len(ids) == 1


def test_killed_between_the_reply_and_the_outbox(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    """The same messages are the same turn again, whatever came in meanwhile."""
    shop = open_shop("whatsapp")
    hello(shop, "w1", "one")
    with shop.database.writing() as connection:
        connection.exec_driver_sql("UPDATE inbox SET turn = 'turn-1'")
    hello(shop, "w2", "two")
    with shop.answering():
        until(lambda: len(platform.messages()) == 2)
    assert [(i.text, i.message_id == "turn-1") for i in shop.asked] == [
        ("one", True),
        ("two", False),
    ]


def test_one_process_answers(open_shop: Callable[..., Shop], platform: Platform) -> None:
    """The other takes messages in, and goes on where the first one ends.

    Over PostgreSQL both answer, each message once, whoever gets it.
    """
    first, second = open_shop("whatsapp"), open_shop("whatsapp")
    with ExitStack() as stack:
        stack.enter_context(first.answering())
        hello(first)
        until(lambda: len(platform.messages()) == 1)
        with second.answering():
            hello(second, "w2")
            until(lambda: len(platform.messages()) == 2)
            by_first, by_second = len(first.asked), len(second.asked)
            assert by_first + by_second == 2
            assert first.database.is_shared or by_second == 0
            stack.close()
            hello(first, "w3")
            until(lambda: len(platform.messages()) == 3)
    assert (len(first.asked), len(second.asked)) == (by_first, by_second + 1)


def test_410_closes_the_generic_channel(open_shop: Callable[..., Shop], platform: Platform) -> None:
    platform.script.append((410, {}, {}))
    shop = open_shop("generic")
    with shop.answering():
        shop.post("generic", created("hi"))
        until(lambda: shop.outcome()[0] == "dead")
        until(lambda: shop.post("generic", created("more"), id="msg-2").status_code == 503)
        refused = shop.post("generic", created("more"), id="msg-2")
    assert refused.json["error"]["code"] == "channel_closed"
    assert int(refused.headers["Retry-After"]) > 0
    assert len(platform.attempts()) == 1


def test_the_generic_channel_waits_as_its_receiver_says(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    platform.script.append((503, {}, {"Retry-After": "0"}))
    platform.script.append((400, {}, {}))
    shop = open_shop("generic")
    with shop.answering():
        shop.post("generic", created("hi"))
        until(lambda: len(platform.attempts()) == 2)
        until(lambda: shop.outcome() == ("waiting", "HTTP 400"))
    wait = shop.sent()[0].due - datetime.now(UTC)
    assert timedelta(minutes=3) < wait < timedelta(minutes=7)  # the second of the schedule's steps


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("3", 3.0), ("0.5", 1.0), ("-1", 1.0), ("soon", None), ("", None), ("nan", None),
     ("1e9", 3600.0), ("1e999", None), ("9" * 5000, None),
     ("Wed, 21 Oct 2015 07:28:00 GMT", 1.0),
     (f"Wed, 21 Oct {'9' * 20} 07:28:00 GMT", None)],
)  # fmt: skip
def test_retry_after_in_any_form(value: str, seconds: float | None) -> None:
    answer = httpx2.Response(503, headers={"Retry-After": value})
    assert retry_after(answer) == seconds


# -- a platform's own numbers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "after",
    [
        float("inf"),
        float("-inf"),
        float("nan"),
        -5,
        0,
        pytest.param(10**400, id="401 digits"),
        "no",
    ],
)
def test_a_platforms_number_neither_holds_a_person_for_ever_nor_floods_them(
    open_shop: Callable[..., Shop], platform: Platform, after: Any
) -> None:
    for _ in range(50):
        platform.script.append((429, {"ok": False, "parameters": {"retry_after": after}}, {}))
    shop = open_shop("telegram")
    begun = time.monotonic()
    with shop.answering():
        shop.post("telegram", update(1, "hi"))
        until(lambda: shop.outcome() == ("waiting", "HTTP 429"))
        time.sleep(0.7)
    # One second or more between two of them, of which up to a quarter is drawn.
    assert len(platform.attempts()) <= 1 + (time.monotonic() - begun) / 0.75
    assert shop.sent()[0].due - datetime.now(UTC) < timedelta(hours=1, minutes=1)


@pytest.mark.parametrize("trouble", [OverflowError("inf"), StateError("the database is locked")])
@pytest.mark.parametrize("answer", [200, (500, {}, {})])
def test_what_fails_while_it_is_settled_holds_nobody(
    open_shop: Callable[..., Shop],
    platform: Platform,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
    answer: Any,
) -> None:
    """What the platform has taken is not sent again; what it has not is; and what follows goes."""
    settle, failing = Outbox.settle, [trouble]

    def settled(box: Outbox, *given: Any) -> str:
        if failing:
            raise failing.pop()
        return settle(box, *given)

    monkeypatch.setattr(Outbox, "settle", settled)
    monkeypatch.setattr("web.webhooks.worker._AFTER_ERROR_S", 0.1)
    platform.script.append(answer)
    shop = open_shop("telegram")
    with shop.answering():
        shop.post("telegram", update(1, "one"))
        until(lambda: bool(platform.attempts()) and shop.outcome()[0] != "sending")
        shop.post("telegram", update(2, "two"))
        until(lambda: len(platform.messages()) == 2)
        until(lambda: {row.state for row in shop.sent()} == {"sent"})
    assert platform.texts() == ["You said: one", "You said: two"]


class Broken(Exception):
    """What nobody has thought of."""


def test_what_fails_while_it_is_sent_holds_nobody(
    open_shop: Callable[..., Shop], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, failing = Telegram.send, [Broken(), Broken(), Broken()]

    def sent(channel: Telegram, *given: Any) -> Any:
        if failing:
            raise failing.pop()
        return send(channel, *given)

    monkeypatch.setattr(Telegram, "send", sent)
    monkeypatch.setattr("web.webhooks.outbox._delay", lambda *_: 0.05)
    shop = open_shop("telegram")
    with shop.answering():
        shop.post("telegram", update(1, "one"))
        until(lambda: shop.outcome() == ("dead", "not sent to its end (Broken), 3 times"))
        shop.post("telegram", update(2, "two"))
        until(lambda: platform.texts() == ["You said: two"])


TAKEN = {
    "whatsapp": {"messages": [{"id": "wamid.1"}]},
    "messenger": {"message_id": "m1"},
    "telegram": {"ok": True, "result": {"message_id": 7}},
}


@pytest.mark.parametrize("channel", list(TAKEN))
@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"error": {"code": 131047}}, Never("131047: outside the 24-hour window")),
        ({"error": {"code": 190}}, Later("190: the token has expired", 300.0, wide=True)),
        ({"error": {"code": 131056}}, Later("131056: too many messages to this person")),
        ({"error": {}}, Unsure(NO_ID, answered=True)),
        ({"error": "no"}, Unsure(NO_ID, answered=True)),
        ({"error": {"message": "no"}}, Unsure("an error without a code", answered=True)),
        ({"messages": [{"id": None}], "message_id": True}, Unsure(NO_ID, answered=True)),
        ({"messages": [], "result": {"message_id": 10**400}}, Unsure(NO_ID, answered=True)),
        ({}, Unsure(NO_ID, answered=True)),
        (None, None),
    ],
)
def test_a_yes_is_one_only_with_the_messages_id(
    platform: Platform, channel: str, said: dict[str, Any] | None, outcome: Outcome | None
) -> None:
    """Also with 200: it is an error by its code, or nobody knows."""
    body = TAKEN[channel] if said is None else said
    platform.script.append((200, body, {}))
    (opened,) = channels_of(ChannelsSection(**platform.settings(channel))).values()
    with client() as http:
        got = opened.send(http, "k", {"message": {}, "text": ""})
    if said is None:
        assert isinstance(got, Sent)
        assert got.platform_id
    elif channel == "telegram":
        assert got == Unsure(NO_ID, answered=True)
    else:
        assert got == outcome


def test_telegrams_no_in_a_yes_is_a_no(platform: Platform) -> None:
    (opened,) = channels_of(ChannelsSection(**platform.settings("telegram"))).values()
    for code, outcome in (
        (400, Never("HTTP 400")), (403, Never("403: the person has blocked the bot")),
        (500, Later("HTTP 500")),
    ):  # fmt: skip
        platform.script.append((200, {"ok": False, "error_code": code}, {}))
        with client() as http:
            assert opened.send(http, "k", {"text": ""}) == outcome


def test_a_yes_without_an_id_is_not_sent_for_ever(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    for _ in range(20):
        platform.script.append((200, {}, {}))
    shop = open_shop("messenger", confirm_s=0.1)
    with shop.answering():
        shop.post("messenger", page({"message": {"mid": "m1", "text": "one"}}))
        until(lambda: shop.outcome()[0] == "dead")
    assert shop.outcome() == ("dead", f"{NO_ID}, 3 times")
    assert len(platform.attempts()) == 3
