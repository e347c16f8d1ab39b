"""read: a message to a Query, by what of this catalog it names.

words      of the message, slips mended            mentions.Index.read
mentions   values, fields, titles, kinds           mentions.Index.mentions
amounts    numbers with their bounds               amounts.py
asks       what is to be done with them            here
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from babel.dates import get_month_names

from agent.understanding.amounts import amounts
from agent.understanding.building import ask_of
from agent.understanding.function_words import (
    FunctionWords,
    folded,
    function_words,
)
from agent.understanding.index import Index
from agent.understanding.mentions import mentions
from agent.understanding.parts import beside, beside_a_sum
from agent.understanding.query import (
    Act,
    Ask,
    Condition,
    Courtesy,
    Op,
    Query,
    Reference,
    says_nothing,
)
from agent.understanding.reading import Reading
from agent.understanding.scales import adjectives
from agent.understanding.segment import (
    Segment,
    adds_up,
    asks,
    begun_behind_thanks,
    courtesy,
    is_past,
    present,
    questions,
)
from agent.understanding.sized_by import sized_by
from agent.understanding.slips import without_slips
from agent.understanding.times_of_day import times_of_day
from catalog.columns import Columns
from catalog.concepts import LANGUAGES
from catalog.folding import fold
from catalog.text import Token, tokens

_SENTENCE = re.compile(r"(?<=[!?;])\s+|(?<=(?<!\d)\.)\s+|\n+")
_NUMBERED = re.compile(r"\d\.\s")


@cache
def _sentence() -> re.Pattern[str]:
    """Where a text with "2. " in it is cut: "am 2. Dezember" and "24. 12." are one sentence, "in
    size 42. And the price?" two. Made where one comes: the months are CLDR's."""
    months = "|".join(
        re.escape(str(name))
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for name in get_month_names(width, locale=language).values()
    )
    return re.compile(
        rf"(?:(?<=[!?;])|(?<=(?<!\d)\.)|(?<=\d\.)(?!\s+(?:(?:{months})\b|\d{{1,2}}\.)))\s+|\n+",
        re.IGNORECASE,
    )


_CONTRACTED = re.compile(r"\b(can)['’]t\b", re.IGNORECASE)
"""The only English denial that is a word of its own without its "t"."""

_SPARE = 3
"""So many words beside a thank-you that name nothing are no question: "schade, trotzdem danke"."""


class Reader:
    """Reads messages in the terms of one state of the catalog."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.columns: Columns = index.columns

    def read(self, text: str, language: str) -> Query:
        """The query of `text`, in `language` (of its words)."""
        text = without_slips(_CONTRACTED.sub(r"\1not", text[:4000]), language, self.index)
        parts = _sentences(text, function_words(language)) or [text]
        parts = [present(part, language) for part in parts[:12]]
        parts = [piece for part in parts for piece in questions(part, language)]
        parts = [self._behind_thanks(part, language) for part in parts[:12]]
        segments = [self._segment(part, language) for part in parts]
        adds = any(adds_up(segment) for segment in segments)
        asks = [self._ask(segment, adds) for segment in segments]
        asks = self._without_praise(segments, asks)
        merged = tuple(_merged(asks))
        return Query(language, merged, _spoken(asks, merged))

    def _behind_thanks(self, text: str, language: str) -> str:
        """What is asked behind a thank-you: the question of "great thanks, where can I park"."""
        book = function_words(language)
        spoken = tokens(text[:600], ())
        begins = begun_behind_thanks(text, spoken, book)
        return text[spoken[begins].start :] if begins else text

    def _segment(self, text: str, language: str) -> Segment:
        book = function_words(language)
        spoken = self.index.read(text, language)[:120]
        words = folded(spoken)
        begins = times_of_day(self.index, text, spoken, book)
        found = mentions(self.index, spoken, language, begins)
        when = {n for mention in begins if mention in found for n in mention.at}
        numbers = [a for a in amounts(text, spoken, book) if when.isdisjoint(a.at)]
        return Segment(text, spoken, words, found, numbers, adjectives(words, book), book)

    # -- one segment to one ask ----------------------------------------------------------------

    def _ask(self, seg: Segment, adds: bool) -> Ask:
        """`adds`: the message asks somewhere for a sum."""
        content = self._content(seg)
        thanks = (seg.says("thanks") or seg.says("bye")) and not asks(seg)
        spare = thanks and len(content) <= _SPARE and not seg.mentions and not seg.amounts
        known = [n for n in content if not spare and self._knows(seg, n)]
        said = courtesy(seg, content) or courtesy(seg, known)
        if said is not None:
            return Ask(Act.CHAT, courtesy=said, text=seg.text)
        ask = ask_of(self._reading(seg), content)
        language = seg.book.language
        ask = replace(ask, adds=ask.adds or adds)
        told = is_past(seg.spoken, seg.book) and "?" not in seg.text and not asks(seg)
        ask = replace(ask, past=told, statement=ask.statement or told)
        ask = beside(ask, self._reading(seg), lambda t: self._reading(self._segment(t, language)))
        ask = beside_a_sum(ask, self._reading(seg))
        ask = replace(ask, targets=tuple(sized_by(t, seg, self.columns) for t in ask.targets))
        somebody = seg.says("person") or (seg.says("somebody") and not ask.conditions)
        if somebody and not ask.targets and len(ask.unused) < 3:
            return replace(ask, act=Act.PERSON)
        return ask

    def _without_praise(self, segments: list[Segment], asks: list[Ask]) -> list[Ask]:
        """Without what is said beside thanks and asks nothing: "Thanks! You are a lifesaver"."""
        if not any(ask.courtesy in (Courtesy.THANKS, Courtesy.BYE) for ask in asks):
            return asks
        pairs = zip(segments, asks, strict=True)
        return [ask for seg, ask in pairs if ask.act is Act.CHAT or not self._praises(seg)]

    def _praises(self, seg: Segment) -> bool:
        """Whether a sentence names nothing that is known, and is no call for it: "Muffins"."""
        content = self._content(seg)
        names = seg.mentions or seg.amounts or any(self._knows(seg, n) for n in content)
        small = len(seg.words) - len(content)
        return not names and "?" not in seg.text and not asks(seg) and 1 < small >= len(content)

    def _reading(self, seg: Segment) -> Reading:
        return Reading(self.index, self.columns, seg)

    def _knows(self, seg: Segment, place: int) -> bool:
        """Whether rows or passages have a word: of "haha ok thanks" nobody knows the first."""
        token = seg.spoken[place]
        return self.columns.knows(token) or token.folded in self.index.known or token.is_number

    def _content(self, seg: Segment) -> list[int]:
        """The positions of the words that say something."""
        return [
            n
            for n, token in enumerate(seg.spoken)
            if not seg.book.is_small(token.folded) and not self._is_kind_of_all(token)
        ]

    def _is_kind_of_all(self, token: Token) -> bool:
        """A word for what all rows are: "hotels" of a directory of hotels."""
        return not token.keys.isdisjoint(self.index.trade)


def _sentences(text: str, book: FunctionWords) -> list[str]:
    """The sentences of `text`; "Dr." and "Nr." end none."""
    found: list[str] = []
    begins = 0
    for cut in (_sentence() if _NUMBERED.search(text) else _SENTENCE).finditer(text):
        before = text[begins : cut.start()]
        last = before.rstrip(".").rpartition(" ")[2]
        if before.endswith(".") and (fold(last),) in book.groups["shortened"]:
            continue
        found.append(before)
        begins = cut.end()
    return [part for part in (*found, text[begins:]) if part.strip()]


def _merged(asks: list[Ask]) -> list[Ask]:
    """Courtesies beside a question are left out; what is stated goes with its question."""
    real = [a for a in asks if a.act is not Act.CHAT]
    real = [a for a in real if not a.past or a.targets] or real
    if not real:
        who = [a for a in asks if a.courtesy is Courtesy.WHO]
        return who[:1] or asks[-1:]
    real = _without_frames(_begun_anew(real))
    said = [a for a in real if not says_nothing(a)]
    if not said:
        return [a for a in asks if a.act is Act.CHAT][-1:] or real[-1:]
    asked = [n for n, a in enumerate(said) if "?" in a.text and a.act is Act.FIND]
    before = said[: asked[0]] if asked else []
    questions = [a for a in said if not (a.statement or (a in before and _tells(a)))] or said[-1:]
    stated = [a for a in said if a not in questions]
    first = questions[0]
    if first.claims:  # "I read that it is 20 €. Is that true?"
        questions = [first, *(a for a in questions[1:] if not _only_points(a))]
    wishes = [a for a in questions[1:] if _wishes(a)]
    for other in [*stated, *wishes]:
        if (
            first.act is Act.FIND
            and not first.targets
            and other.act is Act.FIND
            and not other.targets
        ):
            extra = tuple(c for c in other.conditions if _is_more(c, first.conditions))
            first = replace(
                first,
                conditions=(*first.conditions, *extra),
                order=first.order or other.order,
                classed=first.classed or other.classed,
                text=f"{other.text} {first.text}",
                unused=first.unused + (other.unused if other in wishes else ()),
            )
    rest = [a for a in questions[1:] if a not in wishes or first.act is not Act.FIND]
    return [first, *rest]


def _wishes(ask: Ask) -> bool:
    """Whether it adds to the wish before it, and asks nothing of what that one names."""
    of_it = ask.follows and ask.yes_no and ask.refers is Reference.IT
    return ask.act is Act.FIND and not ask.targets and "?" not in ask.text and not of_it


def _begun_anew(asks: list[Ask]) -> list[Ask]:
    """With what follows a "forget that." begun anew, and without it."""
    first = next((n for n, ask in enumerate(asks) if ask.anew), None)
    if first is None:
        return asks
    alone = says_nothing(replace(asks[first], refers=Reference.NONE, unused=()))
    behind = [replace(ask, anew=True, more=False) for ask in asks[first + 1 :]]
    return [*asks[:first], *([] if alone and behind else asks[first : first + 1]), *behind]


def _tells(ask: Ask) -> bool:
    """Whether it says what is wished for the question behind it: "We are coming to York." """
    asks = ask.having or ask.which or ask.yes_no or ask.order or "?" in ask.text
    return ask.act is Act.FIND and not ask.targets and not asks


def _is_more(condition: Condition, asked: Sequence[Condition]) -> bool:
    """Whether what is stated beside a question is wished for too: what the question itself says of
    a field holds over it, but for what is not wanted."""
    same = [c for c in asked if set(c.fields) & set(condition.fields)]
    if condition.op is not Op.LACKS:
        return not same
    return not any(c.op is Op.IS and set(c.values) & set(condition.values) for c in same)


def _spoken(asks: Sequence[Ask], merged: Sequence[Ask]) -> tuple[str, ...]:
    """What statements name that are not answered by themselves: "I bought the Fjell 2."."""
    stated = (a for a in asks if a.statement and a not in merged)
    return tuple(t.products[0] for a in stated for t in a.targets if len(t.products) == 1)[:1]


def _only_points(ask: Ask) -> bool:
    """Whether it asks nothing but whether what was said is so."""
    return ask.refers is Reference.IT and says_nothing(
        replace(ask, refers=Reference.NONE, unused=())
    )


def _without_frames(asks: list[Ask]) -> list[Ask]:
    """Without "what does that come to?" behind goods that are added up."""
    if not any(a.act is Act.SUM and a.targets for a in asks):
        return asks
    return [
        a
        for a in asks
        if not a.adds or a.targets or a.conditions or a.fields or a.about or a.unused
    ]
