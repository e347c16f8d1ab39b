"""Replies in each channel's own form: pieces, buttons, lists, products, signed objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from agent.answer import Incoming
from agent.channels_settings import WhatsAppSection
from agent.events import (
    CardShown,
    Event,
    Finished,
    HandedOff,
    Started,
    Suggested,
    TextDelta,
    Timings,
)
from tests.fakes import CARD
from tests.platform_server import (
    SIGNING,
    Platform,
    created,
    page,
    platform_server,
    said,
    update,
    whatsapp,
)
from tests.webhook_shop import Reply, Shop, echoing, until
from web.webhooks.seam import Letter
from web.webhooks.splitting import octets, split, units
from web.webhooks.whatsapp import WhatsApp
from web.words import messages

EN, DE = messages("en"), messages("de")


@pytest.fixture
def platform() -> Iterator[Platform]:
    with platform_server() as platform:
        yield platform


@pytest.fixture
def open_shop(platform: Platform, tmp_path: Path) -> Iterator[Callable[..., Shop]]:
    """Makes a shop that answers already."""
    with ExitStack() as stack:

        def make(*names: str, reply: Reply = echoing, **more: Any) -> Shop:
            shop = Shop(tmp_path / "state", platform.settings(*names, **more), reply)
            stack.callback(shop.database.close)
            stack.enter_context(shop.answering())
            return shop

        yield make


def showing(*events: Event, text: str = "Here.", language: str = "en") -> Reply:
    def reply(_: Any, incoming: Incoming) -> Iterator[Event]:
        yield Started("c", "r")
        yield TextDelta(text)
        yield from events
        yield Finished("direct", language, Timings(1.0, 2.0))

    return reply


@given(st.text(alphabet="ab .!?\n😀ü", max_size=400), st.integers(8, 60))
def test_pieces_are_within_the_limit_and_lose_nothing(text: str, limit: int) -> None:
    for size in (units, octets):
        pieces = split(text, limit, size)
        assert all(0 < size(piece) <= limit for piece in pieces)
        assert "".join("".join(pieces).split()) == "".join(text.split())


def test_pieces_end_with_sentences() -> None:
    sentences = [f"Sentence number {n} says a thing." for n in range(20)]
    pieces = split(" ".join(sentences), 100)
    assert all(piece.endswith("thing.") for piece in pieces)
    assert split("See https://shop.example/a.b/c now.", 1000) == [
        "See https://shop.example/a.b/c now."
    ]


@pytest.mark.parametrize(
    ("channel", "limit", "size"),
    [
        ("whatsapp", 4096, units),
        ("messenger", 2000, units),
        ("instagram", 1000, octets),
        ("telegram", 4096, units),
    ],
)
def test_long_replies_are_split_and_sent_in_order(
    open_shop: Callable[..., Shop], platform: Platform, channel: str, limit: int, size: Any
) -> None:
    text = " ".join(f"Satz {n} für dich 😀." for n in range(600))
    shop = open_shop(channel, reply=showing(text=text))
    body = {
        "whatsapp": whatsapp(said("hi", "w1")),
        "messenger": page({"message": {"mid": "m1", "text": "hi"}}),
        "instagram": page({"message": {"mid": "m1", "text": "hi"}}, id="998877"),
        "telegram": update(1, "hi"),
    }[channel]
    shop.post(channel, body)
    until(lambda: " ".join(platform.texts()) == text)
    pieces = platform.texts()
    assert len(pieces) > 2
    assert all(size(piece) <= limit and piece.endswith("😀.") for piece in pieces)


def interactive(open_shop: Callable[..., Shop], platform: Platform, reply: Reply) -> Any:
    shop = open_shop("whatsapp", reply=reply)
    shop.post("whatsapp", whatsapp(said("hi", "w1")))
    until(lambda: bool(platform.messages()))
    return platform.messages()[-1].body["interactive"]


def test_short_suggestions_are_buttons(open_shop: Callable[..., Shop], platform: Platform) -> None:
    found = interactive(open_shop, platform, showing(Suggested(("In blue?", "Which sizes?"))))
    assert found["type"] == "button"
    assert [b["reply"]["title"] for b in found["action"]["buttons"]] == ["In blue?", "Which sizes?"]


def test_long_or_many_suggestions_are_a_list(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    texts = ("How long does the delivery to Austria take?", *(f"Size {n}?" for n in range(12)))
    found = interactive(open_shop, platform, showing(Suggested(texts)))
    assert found["type"] == "list"
    assert len(found["action"]["button"]) <= 20
    (section,) = found["action"]["sections"]
    assert len(section["rows"]) == 10
    assert all(len(row["title"]) <= 24 for row in section["rows"])
    assert section["rows"][0]["title"] == "How long does the…"
    assert section["rows"][0]["description"] == texts[0]


def test_what_is_chosen_is_said_in_full(open_shop: Callable[..., Shop], platform: Platform) -> None:
    question = "How long does the delivery to Austria take?"
    shop = open_shop("whatsapp", "messenger", quiet_s=0)
    chosen = {"id": f"say:{question}", "title": "How long does the…"}
    reply = {"type": "list_reply", "list_reply": chosen}
    shop.post("whatsapp", whatsapp(said("", "w1", type="interactive", interactive=reply)))
    quick = {"mid": "m1", "text": "How long…", "quick_reply": {"payload": f"say:{question}"}}
    shop.post("messenger", page({"message": quick}))
    until(lambda: len(shop.asked) == 2)
    assert [i.text for i in shop.asked] == [question] * 2


def test_products_in_words_where_there_is_no_catalog(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    shop = open_shop("whatsapp", reply=showing(CARD))
    shop.post("whatsapp", whatsapp(said("hi", "w1")))
    until(lambda: bool(platform.messages()))
    line = "Vandre (blue, 42), €149.95 (€179.95), In stock\nhttps://shop.example/products/vandre"
    assert platform.texts() == [f"Here.\n\n{line}"]


def letter(*cards: CardShown, text: str = "Here.") -> Letter:
    return Letter(
        address="to:491701", person="491701", text=text, language="en", words=EN["messages"],
        cards=cards, retailer_ids=tuple(f"sku-{n}" for n in range(len(cards))),
    )  # fmt: skip


def with_catalog() -> WhatsApp:
    return WhatsApp(
        WhatsAppSection(
            phone_number_id="1", access_token="a", app_secret="b", verify_token="c", catalog_id="9"
        )  # type: ignore[arg-type]
    )


def test_products_are_product_messages_where_there_is_a_catalog() -> None:
    (one,) = with_catalog().write(letter(CARD))
    action = {"catalog_id": "9", "product_retailer_id": "sku-0"}
    assert one.body["interactive"] == {
        "type": "product",
        "action": action,
        "body": {"text": "Here."},
    }
    assert one.instead["text"]["body"].endswith("https://shop.example/products/vandre")
    (several,) = with_catalog().write(letter(CARD, CARD, CARD))
    found = several.body["interactive"]
    assert found["type"] == "product_list"
    assert found["header"]["text"]
    items = found["action"]["sections"][0]["product_items"]
    assert [item["product_retailer_id"] for item in items] == ["sku-0", "sku-1", "sku-2"]


def test_a_long_text_goes_before_the_product() -> None:
    text = " ".join(f"Sentence {n} of the reply." for n in range(400))
    outgoing = with_catalog().write(letter(CARD, text=text))
    said_ = [o.body.get("text", {}).get("body") or o.body["interactive"]["body"]["text"]
             for o in outgoing]  # fmt: skip
    assert " ".join(said_) == text
    assert [o.body["type"] for o in outgoing[:-1]] == ["text"] * (len(outgoing) - 1)
    assert len(outgoing[-1].body["interactive"]["body"]["text"]) <= 1024


def test_a_product_that_the_platform_does_not_know_is_told_in_words(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    sections = platform.settings("whatsapp")
    sections["whatsapp"]["catalog_id"] = "9"
    platform.script.append((400, {"error": {"code": 131009, "message": "not in catalog"}}, {}))
    shop = open_shop("whatsapp", reply=showing(CARD), whatsapp=sections["whatsapp"])
    shop.post("whatsapp", whatsapp(said("hi", "w1")))
    until(lambda: bool(platform.messages()))
    assert [call.body["type"] for call in platform.attempts()] == ["interactive", "text"]
    assert "€149.95" in platform.texts()[0]


def test_a_person_without_a_number_is_reached_by_user_id(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    shop = open_shop("whatsapp")
    message = {k: v for k, v in said("hi", "w1").items() if k != "from"}
    shop.post("whatsapp", whatsapp(message, contacts=[{"user_id": "DE.7"}]))
    until(lambda: bool(platform.messages()))
    body = platform.messages()[0].body
    assert body["recipient"] == "DE.7"
    assert "to" not in body


def test_quick_replies_and_keyboards(open_shop: Callable[..., Shop], platform: Platform) -> None:
    question = "How long does the delivery take?"
    shop = open_shop("messenger", "telegram", reply=showing(Suggested((question,))))
    shop.post("messenger", page({"message": {"mid": "m1", "text": "hi"}}))
    until(lambda: len(platform.messages()) == 1)
    (quick,) = platform.messages()[0].body["message"]["quick_replies"]
    assert quick == {
        "content_type": "text", "title": "How long does the…", "payload": f"say:{question}"
    }  # fmt: skip
    shop.post("telegram", update(1, "hi"))
    until(lambda: len(platform.messages()) == 2)
    keyboard = platform.messages()[1].body["reply_markup"]["keyboard"]
    assert keyboard == [[{"text": question}]]


def test_the_generic_channel_gets_everything_signed(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    handed = HandedOff("May I?", "help@shop.example")
    shop = open_shop("generic", reply=showing(CARD, Suggested(("a", "b")), handed))
    shop.post("generic", created("hi", person="p 1", id="mine-1"))
    until(lambda: bool(platform.messages()))
    (call,) = platform.messages()
    Webhook(SIGNING).verify(call.raw, {k.lower(): v for k, v in call.headers.items()})
    data = call.body["data"]
    assert (data["person"], data["answers"], data["language"]) == ("p 1", ["mine-1"], "en")
    assert data["text"] == f"Here.\n\n{EN['widget']['handoff']} help@shop.example"
    assert data["products"][0]["price"] == "€149.95"
    assert data["suggestions"] == ["a", "b"]
