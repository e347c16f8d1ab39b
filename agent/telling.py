"""Events of a reply on their way out: timed, noted, cut short by a person, told again."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass

from agent.answering.said import Said
from agent.composed import Outcome
from agent.errors import EngineDown, EngineOverloaded, ModelError
from agent.events import (
    Did,
    Event,
    Failed,
    Finished,
    Presence,
    Stands,
    Started,
    TextDelta,
    Timings,
)
from agent.grounding.asked import Asked
from agent.grounding.render import Voice
from agent.shop import Agent
from agent.spoken import words_of
from agent.turns import Conversation, Turn


@dataclass
class Clock:
    """Times one reply; milliseconds from the message's arrival."""

    begun: float
    first: float | None = None

    @classmethod
    def start(cls) -> Clock:
        return cls(time.perf_counter())

    def saw(self, event: Event) -> None:
        if self.first is None and isinstance(event, TextDelta) and event.text:
            self.first = self.now()

    def now(self) -> float:
        return (time.perf_counter() - self.begun) * 1000


def told(
    events: Generator[Event, None, Outcome],
    noted: list[Event],
    clock: Clock,
    cut: Callable[[], bool] = lambda: False,
) -> Generator[Event, None, Outcome]:
    """Passes events on, and notes them; closes `events` in any case. Raises TakenOver where it is
    `cut`: a model's events come at least once a second."""
    with closing(events):
        while True:
            if cut():
                raise TakenOver
            try:
                event = next(events)
            except StopIteration as stop:
                outcome: Outcome = stop.value
                return outcome
            noted.append(event)
            clock.saw(event)
            yield event


class TakenOver(Exception):
    """A person has taken the talk while its reply was being written."""


def left_to(name: str, language: str, clock: Clock) -> Iterator[Event]:
    """The word that `name` answers. The message stays open for them; the agent says no more."""
    yield Presence(name, Did.WAITED_FOR)
    yield from words_of(Voice(language).say("person_answers", name=name))
    timings = Timings(round(clock.now(), 2), round(clock.now(), 2))
    yield Finished("person", language, timings)


def cut_short(
    agent: Agent,
    conversation: Conversation,
    position: int,
    text: str,
    asked: Asked,
    noted: list[Event],
    clock: Clock,
) -> Iterator[Event]:
    """Keeps what was said before a person took over; of a reply without a word yet the message
    stays open for them."""
    conversation = agent.conversations.renewed(conversation)
    written = "".join(e.text for e in noted if isinstance(e, TextDelta))
    if not written.strip():
        yield from left_to(conversation.attendant, asked.language, clock)
        return
    ended = finished(Outcome("composed", Said(()), text), asked, clock)
    events = (*noted, ended)
    agent.conversations.end_turn(
        conversation, position, prompt=text, reply=written, events=events, finished=ended
    )
    yield ended


def told_again(turn: Turn, conversation: Conversation) -> Iterator[Event]:
    """The reply that this message already has."""
    yield Started(conversation.id, reply_id(turn.message_id))
    yield from words_of(turn.reply)
    yield from (event for event in turn.events if not isinstance(event, Started | Stands))
    if not any(isinstance(event, Finished) for event in turn.events):  # a person's
        yield Finished("person", turn.language, Timings(0.0, 0.0))


def reply_id(message_id: str) -> str:
    """The reply's id: the same each time that its message is sent, and no other message's."""
    return f"reply-{message_id}"


def failed(error: ModelError, voice: Voice) -> Failed:
    if isinstance(error, EngineOverloaded):
        seconds = max(1, round(error.retry_after))
        return Failed("overloaded", voice.say_count("overloaded", seconds), error.retry_after)
    if isinstance(error, EngineDown):
        return Failed("engine_down", voice.say("engine_down"))
    return Failed("generation_failed", voice.say("generation_failed"))


def finished(outcome: Outcome, asked: Asked, clock: Clock) -> Finished:
    total = clock.now()
    done = outcome.done
    timings = Timings(
        ttft_ms=round(clock.first if clock.first is not None else total, 2),
        total_ms=round(total, 2),
        prompt_tokens=done.prompt_tokens if done else 0,
        cached_tokens=done.cached_tokens if done else 0,
        completion_tokens=done.completion_tokens if done else 0,
    )
    products = tuple(dict.fromkeys(s.product.id for s in outcome.said.shown))
    return Finished(outcome.lane, asked.language, timings, products, asked.kind)
