"""A whole reply, gathered from its events: what `tresen chat --once --json` prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from agent.events import (
    CardShown,
    CartOffered,
    Cited,
    Event,
    Evidence,
    Failed,
    Finished,
    HandedOff,
    Started,
    Suggested,
    TextDelta,
)
from agent.grounding.facts import Fact


@dataclass(slots=True)
class Reply:
    """Grows event by event. `failed` is set when the reply ended before its end."""

    conversation: str = ""
    text: str = ""
    cards: list[CardShown] = field(default_factory=list)
    cart: CartOffered | None = None
    facts: list[Fact] = field(default_factory=list)
    sources: list[Cited] = field(default_factory=list)
    suggestions: tuple[str, ...] = ()
    handoff: HandedOff | None = None
    finished: Finished | None = None
    failed: Failed | None = None

    def take(self, event: Event) -> None:
        """Add what `event` brings."""
        match event:
            case Started(conversation):
                self.conversation = conversation
            case TextDelta(text):
                self.text += text
            case CardShown():
                self.cards.append(event)
            case CartOffered():
                self.cart = event
            case Cited():
                self.sources.append(event)
            case Evidence(facts):
                self.facts.extend(facts)
            case Suggested(texts):
                self.suggestions = texts
            case HandedOff():
                self.handoff = event
            case Finished():
                self.finished = event
            case Failed():
                self.failed = event

    def to_json(self) -> dict[str, Any]:
        """The public object; times in milliseconds, `as_of` in ISO 8601."""
        done = self.finished
        return {
            "reply": self.text,
            "lane": done.lane if done else None,
            "language": done.language if done else None,
            "products": [asdict(card) for card in self.cards],
            **({"cart": asdict(self.cart)} if self.cart else {}),
            "facts": [
                {
                    "text": fact.text,
                    "item": fact.item,
                    "field": fact.field,
                    "source": fact.source,
                    "as_of": fact.as_of.isoformat(),
                }
                for fact in self.facts
            ],
            "sources": [asdict(source) for source in self.sources],
            "handoff": asdict(self.handoff) if self.handoff else None,
            "timings": asdict(done.timings) if done else None,
        }


def gather(events: Iterable[Event]) -> Reply:
    """The reply that `events` make."""
    reply = Reply()
    for event in events:
        reply.take(event)
    return reply
