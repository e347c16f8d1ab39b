"""A question that stays open for a person: left with a contact, listed, done.

    turn 1   the agent does not know, or a person is wanted   HandedOff(question, contact)
    turn 2   the customer leaves a contact                    kept; HandedOff(…, reply_to)
             or says yes, no, or half an address              asked again, or let be

The contact is a personal datum: it stands in the customer's own conversation and in the table
`handoffs` (open_questions.py), and neither in a log nor in a prompt.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.answering.said import Counter, Said
from agent.events import HandedOff
from agent.grounding.asked import Asked
from agent.grounding.lexicon import lexicon
from agent.turns import Conversation
from catalog.contacts import contact_in, half_a_contact, hidden

_BACK = 6
"""So many turns a question stays open for a contact."""

_SHORT = 6
"""A yes or a no has at most so many words: "no, and how much is the Fjell 2?" is a question."""


_SETTLING = frozenset({"chat", "person", "contact", "phone", "email", "address"})
"""Kinds of messages that may be the word to an open question."""


@dataclass(frozen=True, slots=True)
class Attended:
    """What a message does to an open question, and what is said to it."""

    said: Said
    handed: HandedOff | None = None
    position: int = 0
    """The turn that left the question open."""
    withdrawn: bool = False
    asks_on: bool = False
    """The message asks something else besides."""


def attend(
    conversation: Conversation,
    text: str,
    asked: Asked,
    counter: Counter,
    position: int,
    desk: str,
) -> Attended | None:
    """What `text`, the message of turn `position`, does to an open question; None: nothing.

    `desk` is where the business itself can be reached.
    """
    if not counter.takes_contacts:
        return None
    last, where = _last(conversation)
    contact = contact_in(text, own_contacts(counter))
    if contact and (last is not None or asked.kind == "person"):
        question = last.question if last else hidden(text, own_contacts(counter))
        handed = HandedOff(question, desk, contact)
        line = counter.voice.say("handoff_left", business=counter.business.name, contact=contact)
        asks_on = "?" in text and asked.kind not in _SETTLING
        return Attended(Said((line,)), handed, where if last else position, asks_on=asks_on)
    if last is None or len(asked.words) > _SHORT:
        return None
    if last.reply_to:
        if not _says(asked, "withdrawn"):
            return None
        return Attended(
            Said((counter.voice.say("handoff_withdrawn"),)), None, where, withdrawn=True
        )
    if where != position - 1:
        return None
    if tried := half_a_contact(text):
        return _again(last, counter.voice.say("handoff_unclear", tried=tried), where)
    if _asks_else(asked):
        return None
    if _says(asked, "declined") or _says(asked, "withdrawn"):
        return Attended(Said((counter.voice.say("handoff_declined"),)))
    if _says(asked, "agreed"):
        return _again(last, counter.voice.say("handoff_where"), where)
    return None


def own_contacts(counter: Counter) -> tuple[str, ...]:
    """The business's, which are nobody's personal data here."""
    return counter.business.email, counter.business.phone


def _last(conversation: Conversation) -> tuple[HandedOff | None, int]:
    """What was last handed off, and the turn that left that question open."""
    handed = [
        (event, turn.position)
        for turn in reversed(conversation.turns[-_BACK:])
        for event in turn.events
        if isinstance(event, HandedOff)
    ]
    if not handed:
        return None, 0
    last, where = handed[0]
    asked = [at for event, at in handed if event.question == last.question and not event.reply_to]
    return last, next(iter(asked), where)


def _again(last: HandedOff, line: str, where: int) -> Attended:
    """Asked for once more: the question stays open, and this turn is the one before the next."""
    return Attended(Said((line,)), HandedOff(last.question, last.contact), where)


def _asks_else(asked: Asked) -> bool:
    """Whether its "ok" or "no" only opens another question: "ok what about hats"."""
    return asked.kind not in _SETTLING and asked.named


def _says(asked: Asked, group: str) -> bool:
    words = asked.words
    return any(
        words[at : at + len(run)] == run
        for run in lexicon(asked.language).phrases[group]
        for at in range(len(words) - len(run) + 1)
    )
