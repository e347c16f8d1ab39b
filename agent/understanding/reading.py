"""A segment while it is read: its words, which of them something explains, and what is negated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from agent.understanding.amounts import Amount
from agent.understanding.function_words import Found
from agent.understanding.index import Index
from agent.understanding.mention import Mention, What
from agent.understanding.segment import Segment, refuses
from catalog.cells import yes_or_no
from catalog.columns import Columns
from catalog.schema import Field, Role
from catalog.text import tokens

_REACH, _BEHIND = 3, 6
"""Words before a mention that a "not" or "without" may stand at, and behind a verb that it ends."""


class Reading:
    """What the rooms that make an ask of a segment share."""

    def __init__(self, index: Index, columns: Columns, seg: Segment) -> None:
        self.index = index
        self.columns = columns
        self.seg = seg
        self.taken: set[int] = set()
        """Words that rows explain."""
        self.used: set[int] = set()
        """Words that the shape of a question explains."""

    def without(self, words: frozenset[int]) -> Reading:
        """Anew, with no goods named by any of `words`: they ask for something else."""
        asked = What.FIELD
        left = [m for m in self.seg.mentions if m.what is asked or words.isdisjoint(m.at)]
        return Reading(self.index, self.columns, replace(self.seg, mentions=left))

    # -- words ---------------------------------------------------------------------------------

    def take(self, at: Sequence[int] | range) -> None:
        self.taken.update(at)

    def use(self, group: str, taken: bool = False) -> None:
        """The words of `group` say how it is asked, or (`taken`) what is wished."""
        for found in self.seg.book.find(group, self.seg.words):
            (self.taken if taken else self.used).update(range(found.start, found.end))

    def is_taken(self, at: Sequence[int]) -> bool:
        return self.taken.issuperset(at)

    def words(self, at: Sequence[int]) -> str:
        """What was written from the first of `at` to the last."""
        first, last = self.seg.spoken[at[0]], self.seg.spoken[at[-1]]
        return self.seg.text[first.start : last.end]

    def is_small(self, place: int) -> bool:
        return self.seg.book.is_small(self.seg.words[place])

    def is_in(self, group: str, word: str) -> bool:
        return (word,) in self.seg.book.groups[group]

    @cached_property
    def says_it(self) -> bool:
        """Whether it points at what was spoken of. In "ist die Pizza vegan" the "die" is an article
        and points at nothing, in "ist die vegan" it does."""
        return any(not self._is_article(f) for f in self.seg.book.find("it", self.seg.words))

    def _is_article(self, found: Found) -> bool:
        if found.end - found.start > 1 or found.end >= len(self.seg.words):
            return False
        if not self.is_in("article", self.seg.words[found.start]):
            return False
        named = any(m.start == found.end for m in self.mentions(What.TITLE, What.KIND))
        return named or self.seg.spoken[found.end].text[:1].isupper()

    # -- mentions ------------------------------------------------------------------------------

    def mentions(self, *kinds: What) -> list[Mention]:
        return [m for m in self.seg.mentions if m.what in kinds]

    def field(self, id: str) -> Field:
        return self.columns.schema.field(id)

    def roles(self, fields: Sequence[str]) -> set[Role]:
        return {self.field(f).role for f in fields if f in self.columns.columns}

    def only_number(self, mention: Mention) -> bool:
        """Whether nothing but a number is said; "28.5." of dates is a day."""
        dated = any(f in self.index.when.dates for f, _ in mention.values)
        return not dated and all(self.seg.spoken[p].is_number for p in mention.at)

    # -- negation ------------------------------------------------------------------------------

    @cached_property
    def negations(self) -> frozenset[int]:
        """The places of "not", "without", "except"; none of "not without", nor the "no" of "no, I
        meant the mini"."""
        found: set[int] = set()
        for group in ("negate", "except"):
            for run in self.seg.book.find(group, self.seg.words):
                found.update(range(run.start, run.end))
        for run in self.seg.book.find("without", self.seg.words):
            if run.start - 1 in found:
                found -= {run.start - 1, run.start}
        found -= {n for n in found if self._says_only(n + 1)}  # "not only private" denies nothing
        if self.is_in("yes_no", self.seg.words[0]) and self._asks_of_something():
            found.discard(0)  # "isn't it vegan?" asks
        found -= {run.start for run in self.seg.book.find("correct", self.seg.words)}
        if refuses(self.seg):
            found -= set(range(self.seg.book.find("refusal", self.seg.words)[0].end))
        words = self.seg.words
        coded = (m for m in self.mentions(What.TITLE) if m.exact and self.only_number(m))
        found -= {m.start - 1 for m in coded if self.is_in("numbered", words[m.start - 1])}
        named = {p for m in self.mentions(What.TITLE) if m.exact for p in m.at}
        named |= {p for p in found if (*words[p - 1 : p + 1],) in self.index.beside_in_titles}
        return frozenset(found - named)  # "Umi no Ki"

    def _says_only(self, place: int) -> bool:
        """Whether an "only" stands there that no value begins with: "nicht nur privat" of "nur
        privat" is denied."""
        words = self.seg.words
        if place + 1 >= len(words) or not self.is_in("only", words[place]):
            return False
        values = (v for m in self.mentions(What.VALUE) if place + 1 in m.at for _, v in m.values)
        return not any(words[place] in (t.folded for t in tokens(v, ())) for v in values)

    def _asks_of_something(self) -> bool:
        """Whether what a message begins with asks: of "…, isn't for my hair" nothing does."""
        second = self.seg.words[1:2]
        pointing = any(self.is_in(group, w) for group in ("it", "business") for w in second)
        return pointing or "?" in self.seg.text or bool(self.mentions(What.TITLE))

    def says_free_behind(self, mention: Mention) -> bool:
        """ "Sugar free", "sugar-less"; of "treatment, less than 30" nothing is denied."""
        end, seg = mention.end, self.seg
        if end >= len(seg.words) or not self.is_in("free", seg.words[end]):
            return False
        joined = "," not in seg.text[seg.spoken[end - 1].end : seg.spoken[end].start]
        return joined and not any(end in a.at and a.op is not None for a in seg.amounts)

    def denies(self, amount: Amount) -> bool:
        """ "should not be over 50": whether a "not" of its own stands before a bound."""
        first = amount.at[0]
        unable = (run.end for run in self.seg.book.find("cannot", self.seg.words))
        if any(
            0 <= first - end <= 2 and all(map(self.is_small, range(end, first))) for end in unable
        ):
            return True  # "we can't do more than 800"
        return any(
            place in self.negations and all(map(self.is_small, range(place + 1, first)))
            for place in range(max(0, first - 2), first)
        )

    def is_negated(self, mention: Mention) -> bool:
        """ "without nuts", "nut-free", "allergic to nuts", "no nuts or milk", "ungiftig"."""
        return mention.denied is not self._is_negated(mention)

    def _is_negated(self, mention: Mention) -> bool:
        words = self.seg.words
        named = any(mention.end in m.at for m in self.seg.mentions if m.at != (mention.end,))
        # "free trial" is a name of its own, and the "free" of "Alcohol-free beer" is none
        named = named or mention.end in self.negations  # "is the salad free of nuts"
        named = named or (mention.end + 1 == len(words) and self._is_goods(mention))
        if self.says_free_behind(mention) and not named:
            self.taken.add(mention.end)
            return True
        if any(self.is_in("allergy", w) for w in words[mention.end : mention.end + 2]):
            return True
        if refused := self._refused(mention):
            self.used.update(refused)
            return True
        if self._says_no(mention):
            self.used.add(mention.end)
            return True
        if self.negations & ({*range(mention.start, mention.end)} - {*mention.at}):
            return True  # "need no reading" of "reading needed"
        apart = False
        for step, place in enumerate(range(mention.start - 1, -1, -1)):
            comma = self._comma(place, place + 1)
            if place in self.negations:
                return not (comma or (apart and self._denies_another(place, mention.start)))
            apart = apart or comma
            if step >= _REACH - 1 or (comma and step):
                return False
            other = next((m for m in self.mentions(What.VALUE, What.FIELD) if place in m.at), None)
            if other is not None:
                told = self._linked(other, mention) or _names(other, mention)
                return told and self.is_negated(other)
        return False

    def _denies_another(self, place: int, end: int) -> bool:
        """ "No kiddie stuff, strategy": whether what is denied at `place` ends with its comma."""
        return any(not self.is_small(n) for n in range(place + 1, end))

    def _is_goods(self, mention: Mention) -> bool:
        """ "Is the castle free" asks what it costs, "is it nut free" for none without."""
        before = self.seg.text[: self.seg.spoken[mention.end].start]
        hyphened = before.endswith("-")
        return mention.what in (What.TITLE, What.KIND) and not hyphened

    def _refused(self, mention: Mention) -> range:
        """The places of what refuses it behind it, as German does: "Nüsse vertrage ich nicht",
        "Milch und Nüsse darf ich leider nicht"."""
        words, first = self.seg.words, mention.end
        if first < len(words) and self.is_in("bears", words[first]):
            for place in range(first + 1, min(len(words), first + _BEHIND)):
                if place in self.negations:
                    return range(first, place + 1) if self._ends_with(place + 1) else range(0)
                if not self.is_small(place) or self._comma(place - 1, place):
                    break
        behind = (m for m in self.mentions(What.VALUE, What.FIELD) if m.start > mention.end)
        other = min(behind, key=lambda m: m.start, default=None)
        linked = other is not None and other.start - first <= 1 and self._linked(mention, other)
        return self._refused(other) if other is not None and linked else range(0)

    def _ends_with(self, place: int) -> bool:
        """Whether a clause ends there, or with one verb more: "… nicht essen"."""
        words = self.seg.words
        verb = place < len(words) and self.is_in("bears", words[place])
        return any(end >= len(words) or self.seg.ends_at(end) for end in (place, place + verb))

    def _says_no(self, mention: Mention) -> bool:
        """ "vegan: no", where nothing else follows that the no may be of."""
        words, at = self.seg.words, mention.end
        if mention.what is not What.FIELD or at >= len(words):
            return False
        last = at + 1 == len(words) or self._comma(at, at + 1)
        return last and yes_or_no(words[at]) is False

    def _linked(self, one: Mention, other: Mention) -> bool:
        """Whether "or", "and" or a comma stands between two mentions."""
        between = self.seg.words[one.end : other.start]
        joined = any(self.is_in("or", w) or self.is_in("and", w) for w in between)
        # "without nuts, milk", but "without egg, vegetarian"
        alike = bool(_fields(one) & _fields(other))
        return joined or (alike and self._comma(one.end - 1, other.start))

    def _comma(self, place: int, after: int) -> bool:
        spoken = self.seg.spoken
        return "," in self.seg.text[spoken[place].end : spoken[after].start]


def _names(field: Mention, value: Mention) -> bool:
    """Whether the one is the name of the other's field: "not with make Kestrin"."""
    return field.what is What.FIELD and any(f in field.fields for f, _ in value.values)


def _fields(mention: Mention) -> set[str]:
    return {*mention.fields, *(f for f, _ in mention.values)}
