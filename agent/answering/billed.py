"""A sum with what something written adds to it: "plus shipping to Cork", "with the lettering"."""

from __future__ import annotations

from dataclasses import replace

from agent.answering.choice import is_near
from agent.answering.destinations import Destination, Terms, at_home, on_sending
from agent.answering.extra import counted_in, extra_for, extra_of, states_money
from agent.answering.phrase import Phrasing
from agent.answering.quoting import below, quoted
from agent.answering.said import Counter, Said
from agent.answering.sending import country, sending_told, terms_of
from agent.answering.shelf import Shelf
from agent.understanding.function_words import function_words
from agent.understanding.query import Act, Ask
from agent.understanding.state import State
from catalog.records import Money
from catalog.text import tokens

PRICED = 4
"""Among so many passages that are near one that states money is told of a sum first."""


def billed(
    ask: Ask,
    where: Destination | None,
    phrasing: Phrasing,
    counter: Counter,
    shelf: Shelf,
    state: State,
) -> Said | None:
    """What is asked for with what is written on what else it asks for; None where it is no sum, or
    nothing is written on that."""
    language = counter.voice.language
    sends = on_sending(ask.text, language)
    if sends:
        where = where or at_home(ask.text, country(counter, shelf), language)
        if where is not None:
            others = tuple(c for c in ask.conditions if not where.says(c.mention))
            ask = replace(ask, conditions=others)
        ask = _as_sum(ask, where, language, state)
    if not (ask.unused or sends) or not (_is_sum(ask) or (sends and _is_one(ask))):
        return None
    terms = None if where is None else terms_of(where, counter, shelf)
    sent = None
    if where is not None and terms is not None:
        sent = _sent(ask, where, terms, phrasing, counter)
    if sent is None and sends:
        words = (t.text for t in tokens(ask.text, ()) if on_sending(t.text, language))
        ask = replace(ask, unused=tuple(dict.fromkeys((*ask.unused, *words))))
    return sent or _with_written(ask, phrasing, counter, shelf)


def _is_sum(ask: Ask) -> bool:
    """Whether it adds up what is named, or counts what it wishes for: "2 in size 42, with
    shipping"."""
    counted = ask.act is Act.FIND and ask.quantity > 1 and (ask.asks_price or ask.adds)
    return (ask.act is Act.SUM and bool(ask.targets)) or counted


def _is_one(ask: Ask) -> bool:
    """Whether it is of the price of what it looks for: "how much is the belt with shipping"."""
    return ask.act is Act.FIND and ask.asks_price and ask.quantity < 2 and bool(ask.conditions)


def _price_of(rows: Said) -> Money | None:
    """The one price of the one thing that was found."""
    prices = {
        v.price for s in rows.shown for v in (s.variant and [s.variant]) or s.product.variants
    }
    return next(iter(prices)) if len(rows.shown) == len(prices) == 1 and not rows.near else None


def _as_sum(ask: Ask, where: Destination | None, language: str, state: State) -> Ask:
    """A question of what something costs with sending it as the sum that it asks for; one of the
    sending alone behind a sum as that sum: "with postage?"."""
    words = [t.folded for t in tokens(ask.text, ())]
    book = function_words(language)
    along = book.says("along", words) or book.says("total", words)
    if ask.targets and ask.asks_price and along and ask.act is Act.TELL:
        return replace(ask, act=Act.SUM)
    mentions = [*(t.mention for t in ask.targets), *(c.mention for c in ask.conditions)]
    beside = [m for m in mentions if m and (where is None or not where.says(m))]
    named = beside or ask.quantity or ask.order
    rest = ask.unused if where is None else where.unsaid(ask.unused)
    if not along or state.ask is None or not _is_sum(state.ask) or named or rest:
        return ask
    return replace(state.ask, unused=ask.unused, text=ask.text)


def _sent(
    ask: Ask, where: Destination, terms: Terms, phrasing: Phrasing, counter: Counter
) -> Said | None:
    """A sum with what sending it to a place costs; None where nothing is written of that."""
    written = sending_told(terms, counter, answers=terms.sent is False)
    rows = phrasing.answer(replace(ask, unused=where.unsaid(ask.unused)))
    if written is None or rows is None:
        return None
    if _is_one(ask):
        rows = replace(rows, bill=_price_of(rows))
    extra = extra_for(terms.lines[0], counter.business.currency) if terms.sent else None
    added = rows.and_then(counted_in(rows, extra, written, counter))
    # What was counted in has been told with it.
    told = extra is not None and rows.bill is not None and len(terms.lines) == 1
    return added if told and not terms.lines[0].head else added.and_then(below(written))


def _with_written(ask: Ask, phrasing: Phrasing, counter: Counter, shelf: Shelf) -> Said | None:
    sought = shelf.seek(" ".join(ask.unused), counter.voice.language, "", False)
    near = [r for r in sought.ranks[:PRICED] if is_near(r)]
    near.sort(key=lambda ranked: not states_money(ranked.passage))  # what it costs, before when
    written = quoted(tuple(near[:1]), counter)
    known = {t.folded for t in sought.spoken if shelf.passages.knows(t)}
    left = tuple(w for w in ask.unused if known.isdisjoint(t.folded for t in tokens(w, ())))
    if written is None or len(left) == len(ask.unused):
        return None
    rows = phrasing.answer(replace(ask, unused=left))
    if rows is None:
        return None
    asked = [word for word in ask.unused if word not in left]
    extra = extra_of(written.cited[0], asked, counter.business.currency)
    return rows.and_then(counted_in(rows, extra, written, counter)).and_then(below(written))
