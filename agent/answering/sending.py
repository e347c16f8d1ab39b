"""What is said on sending to a place that a message names: what the pages say, and yes or no."""

from __future__ import annotations

from agent.answering.destinations import LIST, Destination, Term, Terms, terms_for
from agent.answering.quoting import below
from agent.answering.said import Counter, Said
from agent.answering.shelf import Shelf
from agent.grounding.facts import passage_fact
from agent.grounding.orders import told_from
from agent.understanding.query import Ask
from catalog.places import home, sending_keys

MOST = 200
"""So many passages are read for a place: of a shop's every article may tell of delivery."""


def sent_to(ask: Ask, where: Destination, counter: Counter, shelf: Shelf) -> Said | None:
    """Whether things are sent to a place, and for what; None where nothing is written on it, or
    more is asked."""
    mentions = [*(t.mention for t in ask.targets), *(c.mention for c in ask.conditions)]
    if any(mention and not where.says(mention) for mention in mentions):
        return None
    terms = terms_of(where, counter, shelf)
    # "Can you send it to Cork": of what is heavy, and of chemicals, other things may hold.
    more = ask.targets or where.unsaid(ask.unused)
    if terms is None or (more and terms.sent is not False):
        return None
    return sending_told(terms, counter, answers=where.yes_no)


def terms_of(where: Destination, counter: Counter, shelf: Shelf) -> Terms | None:
    """What the pages say of sending to a place; None where they do not."""
    languages = (counter.voice.language, *shelf.columns.languages)
    written = shelf.passages.saying(sending_keys)[:MOST]
    return terms_for(where, written, country(counter, shelf), languages)


def country(counter: Counter, shelf: Shelf) -> str:
    """The business's own country; empty where nobody knows."""
    return home(counter.business, [passage.text for passage in shelf.passages.passages])


def sending_told(terms: Terms, counter: Counter, *, answers: bool) -> Said | None:
    """The lines on a place, word for word; behind a yes or no where it `answers` one."""
    said: Said | None = None
    for term in terms.lines:
        part = _line(term)
        if part is not None:
            said = part if said is None else said.and_then(below(part))
    if said is None or terms.sent is None or not answers:
        return said
    first, *rest = said.sentences
    answer = counter.voice.say("yes" if terms.sent else "no")
    return Said((answer + first, *rest), said.facts, said.shown, said.cited)


def _line(term: Term) -> Said | None:
    """A line of a page; a table's row below the names of its columns."""
    told = told_from(term.passage)
    if told is None or term.text not in told.text:
        return None
    facts = [passage_fact(told, term.text)]
    text = term.text.removeprefix(LIST)
    if term.head:
        facts.append(passage_fact(told, term.head))
        text = f"{term.head}\n{term.text}"
    return Said((text,), tuple(facts), (), (told,))
