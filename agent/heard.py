"""What a message is taken for, and what code has found to say to it: read, an order looked up, a
question left open for a person."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.answering.asking import asked_of
from agent.answering.reply import Reply, reply
from agent.answering.said import Counter
from agent.computing import Seat
from agent.events import (
    OrderTalk,
)
from agent.grounding.asked import Asked
from agent.grounding.orders import asked_beside
from agent.handoff import Attended, attend
from agent.orders.dialogue import Wanted
from agent.orders.given import without
from agent.shop import Agent
from agent.turns import Conversation
from agent.understanding.context import complete
from agent.understanding.language import language_of
from agent.understanding.query import About, Query
from catalog.contacts import hidden


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message is taken for, and what code has found to say to it."""

    asked: Asked
    found: Reply
    attended: Attended | None
    order: OrderTalk = OrderTalk.NONE


def heard_of(
    agent: Agent,
    conversation: Conversation,
    text: str,
    query: Query,
    message: str,
    counter: Counter,
    position: int,
) -> Heard:
    """What rows and passages say, and what the message does to an open question."""
    asked = asked_of(query, message)
    attended = _attended(agent, conversation, text, asked, counter, position)
    found = reply(query, counter, agent.known().shelf, conversation.state, message)
    return Heard(asked, found, attended)


def of_order(
    agent: Agent,
    conversation: Conversation,
    query: Query,
    message: str,
    counter: Counter,
    order: Wanted,
    seat: Seat,
    *,
    address: str,
    phone: str,
) -> Heard:
    """What is said to whoever asks for an order, and to what else they ask; no model words it."""
    ordered = agent.orders.reply(order, counter, conversation.id, address, phone)
    text = without(message, order.given)
    asked = replace(asked_of(query, message), kind=About.ORDER.value, text=text)
    said = ordered.said
    if order.asks and (len(query.asks) > 1 or not order.here):
        counter = replace(counter, order=said)
        with seat.taken():
            said = reply(query, counter, agent.known().shelf, conversation.state, text).said
    found = Reply(said, conversation.state)
    return Heard(asked, found, Attended(said), ordered.talk)


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


def read(agent: Agent, conversation: Conversation, text: str) -> tuple[Query, str]:
    """The query of a message, completed by what stands; and the message without what is hidden in
    it or ordered by it."""
    own = (agent.business.email, agent.business.phone)
    message = asked_beside(hidden(text, own))
    shelf = agent.known().shelf
    names = shelf.columns.words
    language = language_of(message, conversation.language, agent.offered, names)
    query = shelf.reader.read(message, language)
    return complete(query, conversation.state, shelf.columns), message
