"""What something written adds to a bill: "Parcels €5.95, free from €90.", "Lettering costs 4 €.".

Only what a sentence states beyond doubt: one price that holds for all, and perhaps from which sum
on it is free. What is by the piece, the night or the mile, or of two prices, is quoted alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.answering.destinations import LIST, Term
from agent.answering.passages import sentences
from agent.answering.said import Counter, Said
from agent.grounding.facts import computed_fact, passage_fact
from agent.understanding.amounts import Amount, amounts
from agent.understanding.function_words import function_words
from agent.understanding.query import Op
from catalog.measures import Dimension
from catalog.price_units import is_per, is_unit
from catalog.price_words import is_free
from catalog.records import Money, Passage
from catalog.sources.cells import BadCell
from catalog.sources.money import currency
from catalog.text import Token, tokens

LABEL = rf"(?:{LIST})?[^:,.;\d]{{2,60}}: "
"""A row's first cell."""


@dataclass(frozen=True, slots=True)
class Extra:
    """What comes to a bill by `sentence`; nothing from the sum `free_from` on."""

    cost: Decimal
    free_from: Decimal | None
    sentence: str

    def added(self, bill: Money) -> Money:
        free = self.free_from is not None and bill.amount >= self.free_from
        return bill if free else Money(bill.amount + self.cost, bill.currency)


def counted_in(rows: Said, extra: Extra | None, written: Said, counter: Counter) -> Said:
    """A bill with what something `written` adds to it; nothing where that is not certain."""
    passage = written.cited[0]
    if extra is None or rows.bill is None:
        return Said(())
    voice, whole = counter.voice, extra.added(rows.bill)
    oldest = min(rows.facts, key=lambda f: f.as_of)
    text = voice.dated(voice.money(whole), oldest.as_of)
    facts = (
        passage_fact(passage, extra.sentence),
        computed_fact(passage.heading[-1] if passage.heading else "", "total", whole, text, oldest),
    )
    said = voice.say("total_with", text=extra.sentence.rstrip("."), total=text)
    return Said((said,), facts, bill=whole)


def extra_of(passage: Passage, wanted: Sequence[str], home: str) -> Extra | None:
    """What the first sentence of `passage` that states money adds; None where that is not certain.
    `wanted` are the words that it was asked for by, one of which it has to say, or its heading."""
    languages = (passage.language,)
    told = next((s for s in sentences(passage.text) if _money(s, passage.language)), None)
    if told is None:
        return None
    heading = passage.heading[-1] if passage.heading else ""
    keys = {k for t in tokens(f"{heading} {told}", languages) for k in t.keys}
    asked = [t for word in wanted for t in tokens(word, languages) if not _is_piece(t)]
    if not any(not keys.isdisjoint(t.keys) for t in asked):
        return None
    return _stated(told, passage.language, home)


def extra_for(term: Term, home: str) -> Extra | None:
    """What sending to the place of a line adds; None where that is not certain."""
    language, text = term.passage.language, term.text
    if term.head or re.match(LABEL, text):
        return _in_row(term, home)
    if len([named for named in term.named if not named.denied]) > len(_money(text, language)) > 1:
        return None
    return _stated(text, language, home, sent=True)


def _in_row(term: Term, home: str) -> Extra | None:
    """What a table's row on a place adds, by the names of its columns, above or in the cells."""
    language = term.passage.language
    cells = term.text.partition(": ")[2].split(", ")
    names = term.head.partition(": ")[2].split(", ") if term.head else [""] * len(cells)
    costs: list[Decimal] = []
    free: list[Decimal] = []
    for name, cell in zip(names, cells, strict=False):
        stated = _money(cell, language)
        spoken = tokens(cell, ())
        if not all(_is_of(amount, cell, home) for amount in stated):
            return None
        sums = [_value(amount) for amount in stated]
        if any(is_free(t.text) for t in (*tokens(name, ()), *spoken)):
            free += sums or [Decimal(t.folded) for t in spoken if t.folded.isdecimal()]
        else:
            costs += sums
    if len(costs) != 1 or len(free) > 1:
        return None
    return Extra(costs[0], free[0] if free else None, term.text.removeprefix(LIST))


def _stated(told: str, language: str, home: str, *, sent: bool = False) -> Extra | None:
    """What a sentence adds; of one on sending somewhere also where it says how long that takes."""
    spoken = tokens(told, (language,))
    found = amounts(told, spoken, function_words(language))
    if sent:
        found = [a for a in found if a.measure.dimension is not Dimension.TIME]
    stated = [a for a in found if a.measure.dimension is Dimension.MONEY]
    if len(stated) < len(found) or not all(_is_of(a, told, home) for a in stated):
        return None
    costs = [a for a in stated if a.op is None and not _is_each(a, spoken, language)]
    least = [a for a in stated if a.op is Op.AT_LEAST]
    free = any(is_free(t.text) for t in spoken)
    book = function_words(language)
    if not (free or sent or book.says("price", [t.folded for t in spoken])):
        return None  # "we take bottles back for 0.20 €"
    if len(costs) != 1 or len(costs) + len(least) != len(stated) or len(least) != int(free):
        return None
    return Extra(_value(costs[0]), _value(least[0]) if least else None, told.strip())


def _is_piece(token: Token) -> bool:
    """A word for one of what is sold, which asks for nothing beside it: "bottles"."""
    return any(is_unit(token.folded.removesuffix(end)) for end in ("", "s", "es", "n", "en"))


def states_money(passage: Passage) -> bool:
    return bool(_money(passage.text, passage.language))


def _money(text: str, language: str) -> list[Amount]:
    found = amounts(text, tokens(text, ()), function_words(language))
    return [a for a in found if a.measure.dimension is Dimension.MONEY]


def _value(amount: Amount) -> Decimal:
    return Decimal(str(round(amount.measure.value, 2)))


def _is_of(amount: Amount, text: str, home: str) -> bool:
    """Whether it is one amount in the business's own money."""
    written = text[amount.measure.start : amount.measure.end]
    sign = re.sub(r"[\d.,\s'’-]+", "", written)
    try:
        return amount.measure.single and currency(sign, home) == home
    except BadCell:
        return False


def _is_each(amount: Amount, spoken: Sequence[Token], language: str) -> bool:
    """Whether it is by something: "a parcel", "per night", "je Stück", "each"."""
    behind = [t.folded for t in spoken[amount.at[-1] + 1 : amount.at[-1] + 2]]
    articles = function_words(language).groups["indefinite"]
    return bool(behind) and (is_per(behind[0]) or (behind[0],) in articles)
