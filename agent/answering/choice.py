"""Whether rows or something written answers an ask."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from agent.answering.passages import Ranked
from agent.answering.shelf import Shelf, Sought
from agent.answering.weighing import MIDDLE, is_of_row, weigh
from agent.understanding.query import About, Act, Ask
from agent.understanding.state import State
from catalog.folding import fold
from catalog.text import Token, tokens

TELL, BESIDE_ROWS, BELOW_ROWS, MAY_BE = 0.25, 0.35, 0.2, 0.15
"""From which probability on the first passage is told plainly, beside rows that are named, below
them with a doubt, and alone with a doubt. Of 1,575 questions to 36 shops, each left out: where it
is 0.5 to 0.6, 58 % are right, from 0.8 on 87 %, below 0.1 2 %. Of people's own questions 50 % of 33
are right from 0.2 to 0.4, as from 0.4 to 0.5; none of 79 replies with a doubt was judged good."""

CERTAINLY, SURELY, LIKELY = 0.8, 0.65, 0.5
"""With which probability something written is asked for."""

STANDS_OUT, BY_COSINE = 1.6, 20.0
"""A passage is near if its `lift` and BY_COSINE times what its cosine is above MIDDLE are together
so much. Of the right passages for 508 questions in other words to eight businesses 8 % lie below;
what a vet is asked is near to something of a railway for 54 % (65 % before `plainly`)."""

SURELY_NEAR, TO_BUSINESS, HELD = 0.185, 0.245, 0.3
"""Where none can stand out a passage is near by its cosine; without an encoder by the share of the
question's words that it holds."""


def is_near(ranked: Ranked) -> bool:
    if not ranked.cosine:
        return ranked.words >= HELD
    if not ranked.lift:
        return ranked.cosine >= SURELY_NEAR or ranked.words >= HELD
    return _nearness(ranked) >= STANDS_OUT


def _nearness(ranked: Ranked) -> float:
    return ranked.lift + BY_COSINE * (ranked.cosine - MIDDLE)


_FEW = 3


class Route(StrEnum):
    ROWS = "rows"
    PASSAGE = "passage"
    BOTH = "both"
    BELOW = "below"
    """Rows, and below them a passage that may be meant too."""
    OFFER = "offer"
    """A passage that may be meant: something written is asked for, and none is near."""
    BUSINESS = "business"
    NOTHING = "nothing"


def _names_rows(ask: Ask, shelf: Shelf) -> bool:
    """Whether it names what rows say, or what they must not say."""
    denied = (t for word in ask.denied for t in tokens(word, shelf.columns.languages))
    named = ask.targets or ask.conditions or ask.fields or ask.order
    return bool(named) or any(key in shelf.columns.words for t in denied for key in t.keys)


def _asks_of_row(ask: Ask, shelf: Shelf) -> bool:
    """Whether it asks for rows: by what it names, or for something that the row states of what was
    told before. What was told before is by itself no reason: "can you send it to Cork"."""
    if ask.conditions or ask.fields or ask.order or any(t.mention for t in ask.targets):
        return True
    asks = ask.scaled or ask.asks_price or ask.asks_stock or ask.claims or ask.quantity
    return bool(ask.targets) and bool(asks or not ask.unused or _is_said_of(ask, shelf))


def _is_said_of(ask: Ask, shelf: Shelf) -> bool:
    """Whether the rows of what is spoken of say a word that nothing took."""
    columns = shelf.columns
    spoken = {columns.number[p] for t in ask.targets for p in t.products if p in columns.number}
    words = (t for phrase in ask.unused for t in tokens(phrase, columns.languages))
    return any(
        not spoken.isdisjoint(columns.words.get(key, ())) for word in words for key in word.keys
    )


def _is_unnamed(ask: Ask) -> bool:
    """Whether no row names what is asked for: a word or three are left over, and nothing else."""
    named = ask.conditions or ask.targets or ask.fields
    left = sum(len(run.split()) for run in ask.unused)
    return ask.act is Act.FIND and 0 < left <= _FEW and not named


def _is_of_goods(ask: Ask, best: Ranked, shelf: Shelf) -> bool:
    """Whether a passage is near to what is asked for by itself: "do you sell laptops?" is near to
    "Do you sell vouchers?", and laptops are not."""
    wanted = shelf.seek(" ".join(ask.unused), shelf.columns.languages[0], "", False)
    near = wanted.ranks[0] if wanted.ranks else None
    return near is not None and near.passage.id == best.passage.id and is_near(near)


def _is_headed(ask: Ask, best: Ranked, shelf: Shelf, spoken: Sequence[Token]) -> bool:
    """Whether a word that no row explains is the heading of what is written: "and sending two of
    them to Austria?" is of rows and of "Sending"."""
    left = {fold(word) for run in ask.unused for word in run.split()}
    return any(
        t.folded in left and not shelf.columns.knows(t) and shelf.passages.heads(best.passage, t)
        for t in spoken
    )


def choose(ask: Ask, sought: Sought, shelf: Shelf, state: State) -> Route:
    """Where the answer of `ask` is looked for."""
    ranks, spoken = sought.ranks, sought.spoken
    best = ranks[0] if ranks and is_near(ranks[0]) else None
    if ask.about is not None and not ask.targets and not ask.order:
        near = best is not None and (best.cosine > TO_BUSINESS or best.headed > 0.5)
        if ask.about is About.ORDER or not near or not ask.unused:
            return Route.BUSINESS
        return Route.PASSAGE
    if is_of_row(ask, shelf) or (ask.claims and ask.targets):
        return Route.ROWS
    weighed = weigh(ask, sought, shelf, state)
    named = _names_rows(ask, shelf)
    goods = ask.having and _is_unnamed(ask) and weighed.written < CERTAINLY
    if best is not None and weighed.right >= (BESIDE_ROWS if named else TELL):
        if goods and not _is_of_goods(ask, best, shelf):
            return Route.ROWS
        return Route.BOTH if named and weighed.written < SURELY else Route.PASSAGE
    if best is not None and named and weighed.right >= BELOW_ROWS and not goods:
        return Route.BELOW
    may_be = TELL if named else MAY_BE
    if ranks and weighed.right >= may_be and not _asks_of_row(ask, shelf) and not goods:
        return Route.OFFER
    if weighed.written >= LIKELY and not named:
        return Route.NOTHING
    return Route.BOTH if best is not None and _is_headed(ask, best, shelf, spoken) else Route.ROWS
