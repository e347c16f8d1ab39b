"""The wire: events as the AI SDK's UI message stream, and back again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.answer import Incoming
from agent.events import (
    CardShown,
    Event,
    Evidence,
    Failed,
    Finished,
    HandedOff,
    Queued,
    Started,
    Suggested,
    TextDelta,
    Timings,
)
from tests.fakes import CARD, FACT, FINISHED, full
from web import stream

START = Started("c1", "m1")

# The keys of the SDK's `uiMessageChunkSchema`: it is strict, so nothing else may stand there.
KEYS = {
    "start": {"type", "messageId", "messageMetadata"},
    "text-start": {"type", "id", "providerMetadata"},
    "text-delta": {"type", "id", "delta", "providerMetadata"},
    "text-end": {"type", "id", "providerMetadata"},
    "source-url": {"type", "sourceId", "url", "title", "providerMetadata"},
    "error": {"type", "errorText"},
    "finish": {"type", "finishReason", "messageMetadata"},
}
DATA_KEYS = {"type", "id", "data", "transient"}

texts = st.text(max_size=40)
events = st.lists(
    st.one_of(
        st.builds(TextDelta, texts),
        st.builds(Queued, st.integers(0, 99), st.floats(0, 99)),
        st.just(CARD),
        st.builds(Suggested, st.lists(texts, max_size=3).map(tuple)),
        st.builds(HandedOff, texts, texts),
    ),
    max_size=12,
)


def kinds(made: list[Event]) -> list[str | None]:
    return [part.get("type") for part in stream.parts(made)]


def test_a_whole_reply_in_the_order_of_the_protocol() -> None:
    assert kinds([START, *full(Incoming("hi"))]) == [
        "start",
        "text-start",
        "text-delta",
        None,
        "text-delta",
        "source-url",
        "data-product",
        "text-end",
        "data-facts",
        "data-suggestions",
        "data-handoff",
        "finish",
    ]


def test_words_behind_a_closed_text_begin_another_one() -> None:
    made = [TextDelta("a"), Evidence((FACT,)), TextDelta("b"), FINISHED]
    ids = [p["id"] for p in stream.parts(made) if p.get("type", "").startswith("text-")]
    assert ids == ["text-1", "text-1", "text-1", "text-2", "text-2", "text-2"]


def test_a_failure_closes_its_text_and_says_what_to_do() -> None:
    parts = list(stream.parts([START, TextDelta("Yes"), Failed("overloaded", "Later.", 4.0)]))
    assert [p["type"] for p in parts[-3:]] == ["text-end", "error", "finish"]
    assert parts[-2]["errorText"] == "Later."
    assert parts[-1]["messageMetadata"] == {"failed": {"code": "overloaded", "retry_after": 4.0}}


@given(events)
def test_no_part_has_a_key_that_the_sdk_does_not_know(made: list[Event]) -> None:
    for part in stream.parts([START, *made, FINISHED]):
        if part:
            assert set(part) <= KEYS.get(part["type"], DATA_KEYS)
            assert part["type"] in KEYS or part["type"].startswith("data-")


@given(events, st.sampled_from([FINISHED, Failed("internal", "Sorry.")]))
def test_what_is_written_is_read_again(made: list[Event], end: Event) -> None:
    sent = [START, *made, end]
    wire = b"".join(stream.write(sent)).decode()
    # httpx2 and browsers split at line feeds; a text's own are escaped by JSON.
    got = list(stream.events(stream.read(wire.split("\n"))))
    assert got == sent


def test_every_text_is_always_open_exactly_once() -> None:
    made = [TextDelta(""), TextDelta("a"), Queued(1, 2.0), TextDelta("b"), CARD, TextDelta("c")]
    opened = [k for k in kinds(made) if k and k.startswith("text-")]
    assert opened == ["text-start", "text-delta", "text-delta", "text-delta", "text-end"]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("/srv/shop/products.csv", "products.csv"),
        ("products.csv", "products.csv"),
        ("https://shop.example/feed.xml", "https://shop.example/feed.xml"),
    ],
)
def test_a_fact_never_tells_the_servers_folders(source: str, told: str) -> None:
    assert stream.fact_data(replace(FACT, source=source))["source"] == told


def test_markup_and_line_ends_stay_inside_one_event() -> None:
    payload = "</script>\n\ndata: [DONE]\r\n<img src=x onerror=alert(1)>"
    wire = stream.sse({"type": "text-delta", "id": "t", "delta": payload}).decode()
    assert wire.count("\n") == 2
    assert wire.endswith("\n\n")
    assert json.loads(wire.removeprefix("data: "))["delta"] == payload


def test_a_kept_message_is_its_text_and_what_it_showed() -> None:
    kept = stream.message_parts("Yes.", [START, CARD, Evidence((FACT,)), FINISHED])
    assert [p["type"] for p in kept] == ["text", "data-product", "data-facts"]


def test_a_newer_servers_keys_do_not_stop_an_older_reader() -> None:
    parts = [{"type": "data-weather", "data": {}}, {"type": "start-step"}, {"type": "finish",
             "messageMetadata": {"lane": "direct", "language": "en", "products": [],
                                 "timings": {"ttft_ms": 1, "total_ms": 2}}}]  # fmt: skip
    assert list(stream.events(parts)) == [Finished("direct", "en", Timings(1, 2))]


def test_cards_come_back_as_they_were() -> None:
    (got,) = stream.events(stream.parts([CARD]))
    assert isinstance(got, CardShown)
    assert got == CARD
