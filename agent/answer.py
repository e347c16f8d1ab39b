"""The page: a message in, events out.

    conversation   what was said before                        conversation.py
    heard          what is asked, and what code has for it     heard.py
    read           the message to a query                      understanding/reader.py
    complete       what the talk before fills in               understanding/context.py
    left_to        a person who has taken the talk             attending.py
    attend         to a question left open for a person        handoff.py
    order          one that is asked for, looked up            orders/dialogue.py
    direct lane    the query to facts and sentences, by code   answering/reply.py
                   in the model's words, where it is to speak  worded.py
    composed lane  prompt, model, guard; code where it fails   composed.py
    told           cards, sources, evidence                    spoken.py
                   timed, cut short, told again                telling.py

Every channel takes the same events and only differs in how it writes them to its wire.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial

from agent.answering.reply import Reply, never_had
from agent.answering.said import Counter
from agent.attending import attendant
from agent.composed import Outcome, compose
from agent.computing import Seat
from agent.errors import MessageError, ModelError
from agent.events import (
    Event,
    Failed,
    Finished,
    HandedOff,
    Stands,
    Started,
    TextDelta,
)
from agent.grounding.asked import Asked
from agent.grounding.lexicon import languages
from agent.grounding.render import Voice
from agent.grounding.restated import can_be_restated
from agent.handoff import Attended, own_contacts
from agent.heard import Heard, heard_of, of_order, read
from agent.shop import Agent
from agent.spoken import show, speak
from agent.telling import (
    Clock,
    TakenOver,
    cut_short,
    failed,
    finished,
    left_to,
    reply_id,
    told,
    told_again,
)
from agent.turns import Conversation
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
    line one message is looked into at a time; empty: of nobody's in particular. `about` are the ids
    of the products that it is asked of, where that is known: "is it waterproof?". `phone` is the
    visitor's number where their messenger vouches for it: it proves whose an order is. `page` is
    the path of the page that it was written on, for the owner. `only_asks`: another's program asks
    for whomever, and nothing is left for a person with a contact that it names.
    """

    text: str
    conversation: str = ""
    message_id: str = ""
    language: str = ""
    visitor: str = ""
    address: str = ""
    about: tuple[str, ...] = ()
    phone: str = ""
    page: str = ""
    only_asks: bool = False


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
        conversation = agent.conversations.renewed(conversation).about(incoming.about)
        before = conversation.said(message_id)
        if before is not None:
            yield from told_again(before, conversation)
        elif name := attendant(agent, conversation):
            yield Started(conversation.id, reply_id(message_id))
            agent.conversations.begin_turn(conversation, message_id, text, incoming.page)
            yield from left_to(name, conversation.language, clock)
        else:
            events = _reply(agent, conversation, message_id, text, incoming, seat, clock)
            yield from _unbroken(events, conversation.language)


def _unbroken(events: Iterator[Event], language: str) -> Iterator[Event]:
    """Passes `events` on; what nobody has foreseen ends them with a word, not with a cut line."""
    try:
        yield from events
    except TresenError:
        raise
    except Exception as exc:  # the last border before the wire: nothing above it has words for one
        log.error("reply broke", exc_info=exc)
        yield Failed("internal", Voice(language).say("internal"))


def _reply(
    agent: Agent,
    conversation: Conversation,
    message_id: str,
    text: str,
    incoming: Incoming,
    seat: Seat,
    clock: Clock,
) -> Iterator[Event]:
    """A new reply, kept when it is whole."""
    yield Started(conversation.id, reply_id(message_id))
    position = agent.conversations.begin_turn(conversation, message_id, text, incoming.page)
    query, counter, heard = yield from _heard(agent, conversation, text, incoming, seat, position)
    asked, found, attended = heard.asked, heard.found, heard.attended
    told_so_far: list[Event] = []
    try:
        worded = _worded(agent, asked, found, counter, conversation, attended, seat)
        cut = partial(agent.conversations.interrupted, conversation.id)
        outcome = yield from told(worded, told_so_far, clock, cut)
    except TakenOver:
        yield from cut_short(agent, conversation, position, text, asked, told_so_far, clock)
        return
    except ModelError as exc:
        log.warning("reply failed", extra={"error": type(exc).__name__})
        yield failed(exc, counter.voice)
        return
    handed = _handed(agent, heard, outcome, text, counter)
    yield from told(_shown(outcome, counter, handed), told_so_far, clock)
    ended = finished(outcome, asked, clock)
    stands = Stands(found.state, heard.order)
    missed = never_had(query, found)
    if not _kept(
        agent, conversation, position, message_id, outcome, stands, told_so_far, ended, missed
    ):
        yield Failed("generation_failed", counter.voice.say("generation_failed"))
        return
    log.info(
        "replied",
        extra={"lane": outcome.lane, "kind": asked.kind, "language": asked.language,
               "ms": round(ended.timings.total_ms)},
    )  # fmt: skip
    yield ended


def _heard(
    agent: Agent,
    conversation: Conversation,
    text: str,
    incoming: Incoming,
    seat: Seat,
    position: int,
) -> Generator[Event, None, tuple[Query, Counter, Heard]]:
    """What is asked and found, in the language that the reply will be in."""
    with seat.taken():
        query, message = read(agent, conversation, text)
        counter = agent.counter(_voice(query, agent, conversation), f"{conversation.id}{position}")
        counter = replace(counter, takes_contacts=not incoming.only_asks)
        order = agent.orders.wanted(conversation, text, query, own_contacts(counter))
        if order is None:
            heard = heard_of(agent, conversation, text, query, message, counter, position)
    if order is not None:
        yield TextDelta("")  # the line is open while another system is asked
        heard = of_order(
            agent, conversation, query, message, counter, order, seat,
            address=incoming.address, phone=incoming.phone,
        )  # fmt: skip
    return query, counter, heard


def _handed(
    agent: Agent, heard: Heard, outcome: Outcome, text: str, counter: Counter
) -> HandedOff | None:
    """The question as it is left to a person, where the reply does that."""
    if heard.attended is not None and heard.attended.handed is not None:
        return heard.attended.handed
    if not outcome.said.handoff:
        return None
    question = heard.asked.text if heard.order else hidden(text, own_contacts(counter))
    return HandedOff(question, agent.desk)


def _kept(
    agent: Agent,
    conversation: Conversation,
    position: int,
    message_id: str,
    outcome: Outcome,
    stands: Stands,
    told_so_far: list[Event],
    ended: Finished,
    missed: tuple[str, ...],
) -> bool:
    """Keeps a reply that was told whole; False where the database cannot take it in time."""
    began = Started(conversation.id, reply_id(message_id))
    try:
        with patience(_ENDING_S):
            agent.conversations.end_turn(
                conversation,
                position,
                prompt=outcome.prompt,
                reply="".join(e.text for e in told_so_far if isinstance(e, TextDelta)),
                events=(began, *told_so_far, stands, ended),
                finished=ended,
                never_had=missed,
            )
    except DatabaseBusy:
        log.warning("a reply that was told could not be kept")
        return False
    return True


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


def _voice(query: Query, agent: Agent, conversation: Conversation) -> str:
    """The language of the reply: the message's, whatever the business's files are in; else that of
    the talk."""
    return next(c for c in (query.language, conversation.language, "en") if c in languages())


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
