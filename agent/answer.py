"""The page: a message in, events out.

    conversation   what was said before                        conversation.py
    read           the message to a query                      understanding/reader.py
    complete       what the talk before fills in               understanding/context.py
    left_to        a person who has taken the talk             attending.py
    attend         to a question left open for a person        handoff.py
    direct lane    the query to facts and sentences, by code   answering/reply.py
                   in the model's words, where it is to speak  worded.py
    composed lane  prompt, model, guard; code where it fails   composed.py
    told           cards, sources, evidence                    spoken.py

Every channel takes the same events and only differs in how it writes them to its wire.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from agent.answering.asking import asked_of
from agent.answering.reply import Reply, reply
from agent.answering.said import Counter, Said
from agent.attending import attendant
from agent.composed import Outcome, compose
from agent.computing import Seat
from agent.conversation import Conversation, Turn
from agent.errors import EngineDown, EngineOverloaded, MessageError, ModelError
from agent.events import (
    Did,
    Event,
    Failed,
    Finished,
    HandedOff,
    Presence,
    Stands,
    Started,
    TextDelta,
    Timings,
)
from agent.handoff import Attended, attend, own_contacts
from agent.shop import Agent
from agent.spoken import show, speak, words_of
from agent.truth.asked import Asked
from agent.truth.lexicon import languages
from agent.truth.orders import asked_beside
from agent.truth.render import Voice
from agent.truth.restated import can_be_restated
from agent.understanding.context import complete
from agent.understanding.language import language_of
from agent.understanding.query import Query
from agent.worded import reworded
from catalog.contacts import hidden
from catalog.errors import DatabaseBusy, TresenError
from catalog.patience import patience

__all__ = ["Agent", "Incoming", "answer"]

log = logging.getLogger("tresen.agent")

_ENDING_S = 10.0
"""How long a reply that was told waits to be kept: its customer has it already."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a customer, from whatever channel.

    `conversation` is empty for a new one. `message_id` is the client's: sent twice, it has one
    reply. `language` is what the client asks for, for when the text does not tell. `visitor` is the
    secret that an id chosen by a client is bound to. `address` is whose line it comes by: of one
    line one message is looked into at a time; empty: of nobody's in particular.
    """

    text: str
    conversation: str = ""
    message_id: str = ""
    language: str = ""
    visitor: str = ""
    address: str = ""


def answer(agent: Agent, incoming: Incoming) -> Iterator[Event]:
    """Yield the reply's events. Closing the iterator cancels the reply and frees the model.

    Raises MessageError, UnknownConversation, ConversationBusy, AgentBusy and DatabaseBusy before
    the first word; what goes wrong afterwards is a Failed event.
    """
    clock = Clock.start()
    text = _checked(incoming.text, agent.settings.web.message_chars)
    language = _offered(incoming.language, agent)
    seat = agent.computing.seat(incoming.address, text)
    conversation = agent.conversations.open(incoming.conversation, incoming.visitor, language)
    message_id = incoming.message_id or secrets.token_urlsafe(12)
    with agent.conversations.replying(conversation.id, message_id):
        conversation = agent.conversations.renewed(conversation)
        before = conversation.said(message_id)
        if before is not None:
            yield from _told_again(before, conversation)
        elif name := attendant(agent, conversation):
            yield Started(conversation.id, _reply_id(message_id))
            agent.conversations.begin_turn(conversation, message_id, text)
            yield from _left_to(name, conversation.language, clock)
        else:
            events = _reply(agent, conversation, message_id, text, seat, clock)
            yield from _unbroken(events, conversation.language)


def _unbroken(events: Iterator[Event], language: str) -> Iterator[Event]:
    """Passes `events` on; what nobody has foreseen ends them with a word, not with a cut line."""
    try:
        yield from events
    except TresenError:
        raise
    except Exception as exc:
        log.error("reply broke", exc_info=exc)
        yield Failed("internal", Voice(language).say("internal"))


def _reply(
    agent: Agent,
    conversation: Conversation,
    message_id: str,
    text: str,
    seat: Seat,
    clock: Clock,
) -> Iterator[Event]:
    """A new reply, kept when it is whole."""
    yield Started(conversation.id, _reply_id(message_id))
    position = agent.conversations.begin_turn(conversation, message_id, text)
    with seat.taken():
        query, message = _read(agent, conversation, text)
        asked = asked_of(query, message)
        counter = agent.counter(_voice(query, agent, conversation), f"{conversation.id}{position}")
        attended = _attended(agent, conversation, text, asked, counter, position)
        found = reply(query, counter, agent.known().shelf, conversation.state, message)
    told: list[Event] = []
    try:
        worded = _worded(agent, asked, found, counter, conversation, attended, seat)
        cut = partial(agent.conversations.interrupted, conversation.id)
        outcome = yield from _told(worded, told, clock, cut)
    except _TakenOver:
        yield from _cut_short(agent, conversation, position, text, asked, told, clock)
        return
    except ModelError as exc:
        log.warning("reply failed", extra={"error": type(exc).__name__})
        yield _failed(exc, counter.voice)
        return
    handed = attended.handed if attended else None
    if handed is None and outcome.said.handoff:
        handed = HandedOff(hidden(text, own_contacts(counter)), agent.desk)
    yield from _told(_shown(outcome, counter, handed), told, clock)
    finished = _finished(outcome, asked, clock)
    written = "".join(e.text for e in told if isinstance(e, TextDelta))
    try:
        with patience(_ENDING_S):
            agent.conversations.end_turn(
                conversation,
                position,
                prompt=outcome.prompt,
                reply=written,
                events=(
                    Started(conversation.id, _reply_id(message_id)),
                    *told,
                    Stands(found.state),
                    finished,
                ),
                finished=finished,
            )
    except DatabaseBusy:
        log.warning("a reply that was told could not be kept")
        yield Failed("generation_failed", counter.voice.say("generation_failed"))
        return
    log.info(
        "replied",
        extra={"lane": outcome.lane, "kind": asked.kind, "language": asked.language,
               "ms": round(finished.timings.total_ms)},
    )  # fmt: skip
    yield finished


def _attended(
    agent: Agent,
    conversation: Conversation,
    text: str,
    asked: Asked,
    counter: Counter,
    position: int,
) -> Attended | None:
    """What the message does to a question that was left open for a person; kept at once."""
    attended = attend(conversation, text, asked, counter, position, agent.desk)
    open_questions = agent.conversations.open_questions
    if attended is not None and attended.withdrawn:
        open_questions.withdraw(conversation.id, attended.position)
    elif attended is not None and attended.handed and attended.handed.reply_to:
        handed = attended.handed
        open_questions.keep(
            conversation.id, attended.position, handed.question, handed.reply_to, asked.language
        )
    return attended


def _worded(
    agent: Agent,
    asked: Asked,
    found: Reply,
    counter: Counter,
    conversation: Conversation,
    attended: Attended | None,
    seat: Seat,
) -> Generator[Event, None, Outcome]:
    """The words: by code where facts answer, else by the model under guard."""
    said = found.said if found.sure else None
    if attended is not None:
        said = attended.said if not attended.asks_on else attended.said.and_then(found.said)
    if said is None or not agent.guarded:
        return (yield from compose(agent, asked, found, counter, conversation, seat))
    worded = agent.voice == "model" and agent.model_speaks(asked.language)
    if worded and attended is None and can_be_restated(asked, said):
        return (yield from reworded(agent, asked, said, counter, conversation))
    yield from speak(said.sentences)
    return Outcome("direct", said, asked.text)


def _shown(
    outcome: Outcome, counter: Counter, handed: HandedOff | None
) -> Generator[Event, None, Outcome]:
    yield from show(outcome.said, counter, handed)
    return outcome


def _read(agent: Agent, conversation: Conversation, text: str) -> tuple[Query, str]:
    """The query of a message, completed by what stands; and the message without what is hidden in
    it or ordered by it."""
    own = (agent.business.email, agent.business.phone)
    message = asked_beside(hidden(text, own))
    shelf = agent.known().shelf
    language = language_of(message, conversation.language, agent.offered)
    query = shelf.reader.read(message, language)
    return complete(query, conversation.state, shelf.columns), message


def _voice(query: Query, agent: Agent, conversation: Conversation) -> str:
    """The language of the reply: the message's, where the business speaks it."""
    if query.language in agent.offered:
        return query.language
    return conversation.language if conversation.language in agent.offered else agent.offered[0]


# -- the edges -----------------------------------------------------------------------------------


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


def _told(
    events: Generator[Event, None, Outcome],
    told: list[Event],
    clock: Clock,
    cut: Callable[[], bool] = lambda: False,
) -> Generator[Event, None, Outcome]:
    """Passes events on, and notes them; closes `events` in any case. Raises _TakenOver where it is
    `cut`: a model's events come at least once a second."""
    with closing(events):
        while True:
            if cut():
                raise _TakenOver
            try:
                event = next(events)
            except StopIteration as stop:
                outcome: Outcome = stop.value
                return outcome
            told.append(event)
            clock.saw(event)
            yield event


class _TakenOver(Exception):
    """A person has taken the talk while its reply was being written."""


def _left_to(name: str, language: str, clock: Clock) -> Iterator[Event]:
    """The word that `name` answers. The message stays open for them; the agent says no more."""
    yield Presence(name, Did.WAITED_FOR)
    yield from words_of(Voice(language).say("person_answers", name=name))
    timings = Timings(round(clock.now(), 2), round(clock.now(), 2))
    yield Finished("person", language, timings)


def _cut_short(
    agent: Agent,
    conversation: Conversation,
    position: int,
    text: str,
    asked: Asked,
    told: list[Event],
    clock: Clock,
) -> Iterator[Event]:
    """Keeps what was said before a person took over; of a reply without a word yet the message
    stays open for them."""
    conversation = agent.conversations.renewed(conversation)
    written = "".join(e.text for e in told if isinstance(e, TextDelta))
    if not written.strip():
        yield from _left_to(conversation.attendant, asked.language, clock)
        return
    finished = _finished(Outcome("composed", Said(()), text), asked, clock)
    events = (*told, finished)
    agent.conversations.end_turn(
        conversation, position, prompt=text, reply=written, events=events, finished=finished
    )
    yield finished


def _told_again(turn: Turn, conversation: Conversation) -> Iterator[Event]:
    """The reply that this message already has."""
    yield Started(conversation.id, _reply_id(turn.message_id))
    yield from words_of(turn.reply)
    yield from (event for event in turn.events if not isinstance(event, Started | Stands))
    if not any(isinstance(event, Finished) for event in turn.events):  # a person's
        yield Finished("person", turn.language, Timings(0.0, 0.0))


def _reply_id(message_id: str) -> str:
    """The reply's id: the same each time that its message is sent, and no other message's."""
    return f"reply-{message_id}"


def _checked(text: str, most: int) -> str:
    stripped = text.strip().replace("\0", "")
    if not stripped:
        raise MessageError("The message is empty.")
    if len(stripped) > most:
        raise MessageError(f"The message has {len(stripped)} characters; at most {most} are taken.")
    return stripped


def _offered(asked_for: str, agent: Agent) -> str:
    """The first of the client's languages (an Accept-Language header) that the business speaks."""
    for entry in asked_for.split(","):
        code = entry.split(";")[0].strip().split("-")[0].lower()
        if code in agent.offered and code in languages():
            return code
    return agent.offered[0]


def _failed(error: ModelError, voice: Voice) -> Failed:
    if isinstance(error, EngineOverloaded):
        seconds = max(1, round(error.retry_after))
        return Failed(
            "overloaded", voice.say("overloaded", seconds=str(seconds)), error.retry_after
        )
    if isinstance(error, EngineDown):
        return Failed("engine_down", voice.say("engine_down"))
    return Failed("generation_failed", voice.say("generation_failed"))


def _finished(outcome: Outcome, asked: Asked, clock: Clock) -> Finished:
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
