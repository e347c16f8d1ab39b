"""A part of a message, with what was found in it, and what its shape says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.understanding.amounts import Amount
from agent.understanding.function_words import (
    FunctionWords,
    folded,
    function_words,
)
from agent.understanding.mention import Mention, What
from agent.understanding.query import (
    Courtesy,
)
from agent.understanding.scales import Measured
from catalog.folding import fold
from catalog.measures import Dimension
from catalog.text import Token, tokens


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a message and what was found in it."""

    text: str
    spoken: tuple[Token, ...]
    words: list[str]
    mentions: list[Mention]
    amounts: list[Amount]
    adjectives: list[Measured]
    book: FunctionWords

    def ends_at(self, place: int) -> bool:
        """Whether a comma or the like stands before a word."""
        before, after = self.spoken[place - 1], self.spoken[place]
        return any(sign in self.text[before.end : after.start] for sign in ",;.:!?)–")

    def says(self, group: str) -> bool:
        return self.book.says(group, self.words)


def courtesy(seg: Segment, content: list[int]) -> Courtesy | None:
    if seg.says("who"):
        return Courtesy.WHO
    said = {
        n
        for group in ("greeting", "thanks", "bye", "follow", "opener")
        for found in seg.book.find(group, seg.words)
        for n in range(found.start, found.end)
    }
    if not said.issuperset(content) or "?" in seg.text or _asks_beside(seg, said):
        return None
    for group, courtesy in (
        ("thanks", Courtesy.THANKS),
        ("bye", Courtesy.BYE),
        ("greeting", Courtesy.GREETING),
    ):
        if seg.says(group):
            return courtesy
    return None


def _asks_beside(seg: Segment, said: set[int]) -> bool:
    """Whether it begins to ask, and not what is `said` in courtesy or ends there: "passt, …"."""
    runs = [run for group in ("tell", "yes_no") for run in seg.book.find(group, seg.words)]
    return any(
        run.start <= 1
        and run.start not in said
        and not (said.issuperset(range(run.end, len(seg.words))) or seg.ends_at(run.end))
        for run in runs
    )


def adds_up(seg: Segment) -> bool:
    """Whether a sum is asked: by "together", and not by a title with a "plus" in it."""
    named = {p for m in seg.mentions if m.what is What.TITLE and m.exact for p in m.at}
    runs = seg.book.find("total", seg.words)
    return any(named.isdisjoint(range(run.start, run.end)) for run in runs)


def follows(seg: Segment) -> bool:
    return any(found.start == 0 for found in seg.book.find("follow", seg.words)) or seg.says(
        "correct"
    )


def refuses(seg: Segment) -> bool:
    """Whether it begins with a "no" that answers: "no, Norwich", "no it was the mini"; that of "no
    nuts" is none."""
    for run in seg.book.find("refusal", seg.words)[:1]:
        behind = run.end >= len(seg.words) or seg.ends_at(run.end)
        answers = run.end > 1 or behind or seg.words[0] not in _negating(seg.book)
        return run.start == 0 and answers
    return False


def _negating(book: FunctionWords) -> frozenset[str]:
    return frozenset(w for run in book.groups["negate"] for w in run)


def corrects(seg: Segment) -> bool:
    return refuses(seg) or seg.says("correct")


def begins_anew(seg: Segment) -> bool:
    """ "Forget that.", "different question: …"; "something else" alone asks for others, and so it
    has to be parted from what follows."""
    others = [range(run.start, run.end) for run in seg.book.find("other", seg.words)]
    for run in seg.book.find("anew", seg.words):
        ends = run.end < len(seg.words) and seg.ends_at(run.end)
        is_other = any(n in other for n in range(run.start, run.end) for other in others)
        opens = all(map(seg.book.is_small, seg.words[: run.start]))
        if opens and (ends or not is_other):
            return True
    return False


def begins_with(seg: Segment, group: str) -> bool:
    """Whether it begins with a word of a group, behind an "ok" or an "and"."""
    first = 0
    for run in seg.book.find("opener", seg.words):
        if run.start == first:
            first = run.end
    return any(found.start in (0, first) for found in seg.book.find(group, seg.words))


def questions(text: str, language: str) -> list[str]:
    """A sentence that asks twice, cut between: "what does it cost and can I return it"."""
    book = function_words(language)
    spoken = tokens(text[:600], ())
    words = folded(spoken)
    begins = book.groups["tell"] | book.groups["yes_no"] | book.groups["price"]
    cuts = [0]
    for place in range(2, len(words) - 2):
        joint = (words[place - 1],) in book.groups["and"]
        if (
            joint
            and (words[place],) in begins
            and not all(book.is_small(w) for w in words[cuts[-1] : place - 1])
        ):
            cuts.append(place)
    if len(cuts) == 1:
        return [text]
    starts = [0, *(spoken[c].start for c in cuts[1:])]
    ends = [*(spoken[c - 1].start for c in cuts[1:]), len(text)]
    return [text[a:b] for a, b in zip(starts, ends, strict=True)]


def present(text: str, language: str) -> str:
    """What a sentence wishes now: "we are coming to Durham, we stayed in a place with no parking"
    wishes for nothing that was. A question is left whole, and so is what only speaks of the past.
    """
    book = function_words(language)
    clauses = re.split(r"(?<=[,;–])\s+", text[:1200])
    told = [tokens(clause, ()) for clause in clauses]
    if "?" in text or len(told) < 2:
        return text
    left = [c for c, words in zip(clauses, told, strict=True) if not is_past(words, book)]
    return " ".join(left) if left else text


def is_past(words: Sequence[Token], book: FunctionWords) -> bool:
    """Whether a clause tells what somebody did: "last year", "we were", "we stayed". A thing that
    "was a drama" is told of as it is, and a German "wäre" only folds to a "ware"."""
    told = [w.folded for w in words]
    if book.says("past", told):
        return True
    endings = tuple(end for (end,) in book.groups["past_ending"])
    who, verbs = book.groups["past_of"], book.groups["past_verbs"]
    for (before, word), (_, token) in zip(pairwise(told), pairwise(words), strict=True):
        regular = word.endswith(endings) and not book.is_small(word)
        if (before,) in who and (regular or (word,) in verbs) and "ä" not in token.text:
            return True
        if (before,) in verbs and (word,) in who:
            return True  # "letztes Mal waren wir"
    return False


OLDEST = 110
"""Nobody is so many years old."""


def tells_age(seg: Segment, amount: Amount) -> bool:
    """Whether a bare number says how old somebody is: "she's 5", "der Große wird 13, …"; it counts
    no pieces, whether a field is of ages or not."""
    measure = amount.measure
    bare = measure.dimension is Dimension.NUMBER and measure.single and amount.op is None
    first = amount.at[0]
    is_question = first == 1 and (seg.words[0],) in seg.book.groups["yes_no"]  # "is 2 enough?"
    said = is_behind(seg, "aged", first) and not is_question
    return bare and said and 0 < measure.value <= OLDEST and stands_alone(seg, amount)


def is_behind(seg: Segment, group: str, place: int) -> bool:
    """Whether words of `group` stand right before `place`; "I'm" is no word of its own."""
    before = seg.text[: seg.spoken[place].start].split()[-1:]
    short = before[0].replace("'", "").replace("’", "") if before else ""
    if short and short != before[0]:
        return (fold(short),) in seg.book.groups[group]
    return any(run.end == place for run in seg.book.find(group, seg.words))


def stands_alone(seg: Segment, amount: Amount) -> bool:
    """Whether nothing follows that a number may count."""
    end = amount.at[-1] + 1
    return end >= len(seg.words) or seg.book.is_small(seg.words[end]) or seg.ends_at(end)


def asks(seg: Segment) -> bool:
    return bool(seg.words) and any(
        found.start <= 1
        for group in ("tell", "yes_no")
        for found in seg.book.find(group, seg.words)
    )


def begun_behind_thanks(text: str, spoken: Sequence[Token], book: FunctionWords) -> int:
    """The place of the word that begins a question behind a thank-you or its comma; 0 where none
    does."""
    words = folded(spoken)
    ends = [run.end for group in ("thanks", "bye") for run in book.find(group, words)]
    asks = [run.start for group in ("tell", "yes_no") for run in book.find(group, words)]
    first = min(ends, default=len(words))
    cut = (n for n in asks if n > first and "," in text[spoken[n - 1].end : spoken[n].start])
    return min([*(n for n in asks if n in ends), *cut], default=0)
