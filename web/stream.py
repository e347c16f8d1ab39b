"""The wire of the chat: the agent's events as the AI SDK's UI message stream, and back.

A part is one JSON object of that stream; its keys are those of the SDK's `uiMessageChunkSchema`,
which is strict: what is not in it stands in `data` or `messageMetadata`. `parts` makes parts from
events, `sse` puts one on the wire, `read` takes lines from the wire, `events` makes events again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePath
from typing import Any

from agent.events import (
    CardShown,
    CartOffered,
    Cited,
    Compared,
    Did,
    Event,
    Evidence,
    Failed,
    Finished,
    HandedOff,
    Presence,
    Queued,
    Started,
    Suggested,
    TextDelta,
    Timings,
)
from agent.grounding.facts import Fact

Part = dict[str, Any]

HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
    "x-vercel-ai-ui-message-stream": "v1",
}
HEARTBEAT = b":\n\n"
DONE = b"data: [DONE]\n\n"

# Parts that say how a reply came about, and are no part of the message afterwards.
_PASSING = (None, "start", "text-start", "text-delta", "text-end", "data-queue", "error", "finish")


def write(events: Iterable[Event]) -> Iterator[bytes]:
    """`events` as the bytes of the stream, one yield for each flush, ending with `[DONE]`."""
    for part in parts(events):
        yield sse(part) if part else HEARTBEAT
    yield DONE


def sse(part: Part) -> bytes:
    """One part as a server-sent event."""
    return b"data: " + json.dumps(part, ensure_ascii=False).encode() + b"\n\n"


def parts(events: Iterable[Event]) -> Iterator[Part]:
    """The parts of `events`; an empty one is a heartbeat.

    Words that follow a card belong to the same text part. It ends before what closes the reply,
    since the SDK shows a text as still being written until its `text-end`.
    """
    text_id = 0
    is_open = False
    for event in events:
        if isinstance(event, TextDelta):
            if event.text and not is_open:
                text_id, is_open = text_id + 1, True
                yield {"type": "text-start", "id": f"text-{text_id}"}
            if event.text:
                yield {"type": "text-delta", "id": f"text-{text_id}", "delta": event.text}
            else:
                yield {}
            continue
        if is_open and not isinstance(event, Cited | CardShown | CartOffered | Compared | Queued):
            is_open = False
            yield {"type": "text-end", "id": f"text-{text_id}"}
        yield from _parts_of(event)
    if is_open:
        yield {"type": "text-end", "id": f"text-{text_id}"}


def _parts_of(event: Event) -> Iterator[Part]:
    match event:
        case Started(conversation, message):
            metadata = {"conversation": conversation}
            yield {"type": "start", "messageId": message, "messageMetadata": metadata}
        case Queued():
            yield {"type": "data-queue", "data": asdict(event), "transient": True}
        case Cited(id_, url, title):
            yield {"type": "source-url", "sourceId": id_, "url": url, "title": title}
        case CardShown():
            yield {"type": "data-product", "data": asdict(event)}
        case CartOffered():
            yield {"type": "data-cart", "data": asdict(event)}
        case Compared():
            yield {"type": "data-comparison", "data": asdict(event)}
        case Evidence(facts):
            yield {"type": "data-facts", "data": [fact_data(fact) for fact in facts]}
        case Suggested(texts):
            yield {"type": "data-suggestions", "data": list(texts)}
        case HandedOff():
            yield {"type": "data-handoff", "data": asdict(event)}
        case Presence():
            yield {"type": "data-person", "data": asdict(event)}
        case Failed(code, text, retry_after):
            yield {"type": "error", "errorText": text}
            yield {
                "type": "finish",
                "messageMetadata": {"failed": {"code": code, "retry_after": retry_after}},
            }
        case Finished():
            yield {"type": "finish", "messageMetadata": asdict(event)}


def message_parts(text: str, events: Iterable[Event]) -> list[Part]:
    """A message that was written before: its `text`, then what it showed, as `UIMessage` has it."""
    shown = [part for part in parts(events) if part.get("type") not in _PASSING]
    return [{"type": "text", "text": text}, *shown] if text or not shown else shown


def fact_data(fact: Fact) -> Part:
    """A fact for the customer: of a source on disk only its name, never the server's folders."""
    source = fact.source if "://" in fact.source else PurePath(fact.source).name
    return {
        "text": fact.text,
        "item": fact.item,
        "field": fact.field,
        "source": source,
        "place": fact.place,
        "as_of": fact.as_of.isoformat(),
    }


def read(lines: Iterable[str]) -> Iterator[Part]:
    """The parts in the lines of a stream, to its `[DONE]`; an empty one is a heartbeat."""
    for line in lines:
        if line.startswith(":"):
            yield {}
        elif line == "data: [DONE]":
            return
        elif line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def events(stream: Iterable[Part]) -> Iterator[Event]:
    """The events that `stream` was made of. Kinds that are not known are passed over."""
    failure = ""
    for part in stream:
        data = part.get("data")
        metadata = part.get("messageMetadata") or {}
        match part.get("type"):
            case None:
                yield TextDelta("")
            case "start":
                yield Started(metadata["conversation"], part["messageId"])
            case "text-delta":
                yield TextDelta(part["delta"])
            case "source-url":
                yield Cited(part["sourceId"], part["url"], part.get("title", ""))
            case "data-queue" if data is not None:
                yield Queued(**data)
            case "data-product" if data is not None:
                yield CardShown(**data)
            case "data-cart" if data is not None:
                yield CartOffered(**data)
            case "data-comparison" if data is not None:
                rows = tuple((name, tuple(cells)) for name, cells in data["rows"])
                yield Compared(tuple(data["goods"]), rows)
            case "data-facts" if data is not None:
                yield Evidence(tuple(_fact(entry) for entry in data))
            case "data-suggestions" if data is not None:
                yield Suggested(tuple(data))
            case "data-handoff" if data is not None:
                yield HandedOff(**data)
            case "data-person" if data is not None:
                yield Presence(data["name"], Did(data["did"]))
            case "error":
                failure = part["errorText"]
            case "finish" if "failed" in metadata:
                yield Failed(text=failure, **metadata["failed"])
            case "finish":
                timings = Timings(**metadata["timings"])
                products = tuple(metadata["products"])
                yield Finished(**{**metadata, "timings": timings, "products": products})


def _fact(entry: Part) -> Fact:
    return Fact(
        item=entry["item"],
        field=entry["field"],
        value=entry["text"],
        text=entry["text"],
        source=entry["source"],
        as_of=datetime.fromisoformat(entry["as_of"]),
        place=entry["place"],
    )
