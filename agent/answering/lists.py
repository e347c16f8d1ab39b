"""A result as a list: each entry a line, with what was asked of it; or how many there are; or that
there is none, and what is near to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from agent.answering.alike import telling_apart
from agent.answering.caveats import Caveats
from agent.answering.lines import Lines
from agent.answering.result import Match, Result
from agent.answering.said import Said
from agent.answering.several import CANDIDATES
from agent.grounding.facts import Fact, computed_fact
from agent.understanding.query import Ask
from catalog.records import Product
from catalog.schema import Field, Role

ALL, SOME = 8, 6
"""A list of up to ALL is shown whole; of a longer one SOME."""

EACH = 2
"""Of so few things all prices are told, where they come in several."""

OFFERED = 3
"""So many are shown that are only near to what is asked."""

NAMED = 8
"""Up to so many that were counted are named."""

_ONE = {"fit": "only_one", "found": "found_one", "beside": "beside_one"}
_SEVERAL = {"fit": "found_count", "found": "found_some", "beside": "beside_count"}


class Lists:
    """Writes what was found, for one message."""

    def __init__(self, lines: Lines, languages: Sequence[str]) -> None:
        self.lines = lines
        self.voice = lines.voice
        self.columns = lines.columns
        self.caveats = Caveats(lines.voice, languages)

    def listed(self, ask: Ask, result: Result) -> Said:
        """All that satisfies, or the first of it, below what was not checked of it."""
        matches = result.matches
        first = ask.order is not None and not ask.order.all
        top = matches[: ALL if len(matches) <= ALL else SOME]
        if first:
            top = self._ties(ask, matches)
        fields = self.fields(ask)
        products = self.products([m.product for m in top])
        pairs = list(zip(products, top, strict=True))
        fields = list(telling_apart(self.lines, pairs, fields))
        each = len(pairs) <= EACH and not first
        told = [(p, m, self.lines.line(p, m, fields, each)) for p, m in pairs]
        facts = tuple(f for _, _, t in told for f in t.facts)
        cards = tuple(self.lines.shown(p, m) for p, m, _ in told)
        missing = [*self.caveats.uncalled(result), *self.caveats.missing(ask, result)]
        unsure = self.caveats.untold(ask, result) or bool(result.unstated)
        fits = "beside" if missing else "found" if unsure else "fit"
        if len(told) == 1:
            alone = len(matches) == 1 and not first
            line = told[0][2].text
            sentences = [self.voice.say(_ONE[fits], line=line) if alone else f"{line}."]
        else:
            number = len(told) if first else len(matches)
            count = self.voice.number(number)
            facts = (*facts, *self._counted(count, number, facts))
            opening = self.voice.say_count("level" if first else _SEVERAL[fits], number)
            sentences = ["\n".join([opening, *(f"– {t.text}" for _, _, t in told)])]
        rest = len(matches) - len(top)
        if rest > 0 and not first:
            sentences.append("\n" + self.voice.say_count("found_more", rest))
        sentences = [*missing, *sentences, *self.caveats.unchecked(ask, result)]
        asks = tuple(
            self.voice.say("suggest_stock", item=self.voice.title(p)) for p in products[:2]
        )
        said = Said(tuple(sentences), facts, cards, suggestions=asks)
        return said.and_then(self._ahead(result, fields)) if first and ask.place < 2 else said

    def _ahead(self, result: Result, fields: Sequence[Field]) -> Said:
        """What would be the first, and is sold out."""
        pairs = zip(
            self.products([m.product for m in result.ahead[:1]]), result.ahead, strict=False
        )
        told = [(p, m, self.lines.line(p, m, fields)) for p, m in pairs]
        return Said(
            tuple(f"{t.text}." for _, _, t in told),
            tuple(f for _, _, t in told for f in t.facts),
            tuple(self.lines.shown(p, m) for p, m, _ in told),
        )

    def _ties(self, ask: Ask, matches: Sequence[Match]) -> tuple[Match, ...]:
        """The first (or the second: "the second cheapest"), and those that are equal to it."""
        assert ask.order is not None
        low, high = self.columns.ends(ask.order.field)
        ends = high if ask.order.most else low
        ranks = list(dict.fromkeys(float(ends[m.rows[0]]) for m in matches))
        wanted = ranks[min(max(ask.place, 1), len(ranks)) - 1]
        return tuple(m for m in matches if ends[m.rows[0]] == wanted)[:CANDIDATES]

    def none(self, ask: Ask, result: Result) -> Said:
        """Nothing satisfies; what satisfies all but one condition, where that may be said."""
        mentions = [c.mention for c in ask.conditions if c.mention] or list(ask.unused[:3])
        mentions += [ask.relative.mention] if ask.relative else []
        what = ", ".join(dict.fromkeys(mentions)) or ask.text.strip(" ?!.")
        missing = self.caveats.missing(ask, result)
        if not result.near or result.given_up is None:
            nothing = self.voice.say("none_at_all", what=what)
            if ask.having and not ask.conditions:  # "do you have goggles?"
                nothing = self.voice.say("no") + nothing
            return Said((*missing, nothing, *self.caveats.unchecked(ask, result)), handoff=True)
        opening = self.voice.say("near_but", what=result.given_up.mention or what)
        near = self.shown(opening, result.near[:OFFERED], self.fields(ask))
        if self.caveats.untold(ask, result):  # that all but one fits is said of all the other words
            unread = ", ".join((*result.unknown, *result.unheard)[:4])
            missing = [self.voice.say("nowhere", what=unread)]
        unchecked = Said(tuple(self.caveats.unchecked(ask, result)))
        return replace(Said(tuple(missing)).and_then(near).and_then(unchecked), near=True)

    def counted(self, ask: Ask, result: Result) -> Said:
        """How many satisfy, with their names where these are few."""
        missing = self.caveats.missing(ask, result)
        if not result.matches:
            return Said(
                (*missing, self.voice.say("count_none"), *self.caveats.unchecked(ask, result))
            )
        products = self.products([m.product for m in result.matches[:NAMED]])
        titles = [self.voice.title(p) for p in products]
        number = len(result.matches)
        if number <= NAMED:
            line = self.voice.say_count("count", number, items=self.voice.listed(titles))
        else:
            line = self.voice.say_count("count_only", number)
        cards = tuple(
            self.lines.shown(p, m) for p, m in zip(products, result.matches, strict=False)
        )
        facts = tuple(self.lines.own(p, "title", self.voice.title(p)) for p in products)
        facts = (*facts, *self._counted(self.voice.number(number), number, facts))
        return Said((*missing, line, *self.caveats.unchecked(ask, result)), facts, cards[:ALL])

    def _counted(self, text: str, number: int, of: Sequence[Fact]) -> tuple[Fact, ...]:
        """How many there are, as true as what was counted."""
        return tuple(computed_fact(text, "count", Decimal(number), text, f) for f in of[:1])

    def shown(self, opening: str, matches: Sequence[Match], fields: Sequence[Field]) -> Said:
        """`opening` above a list of what is near."""
        products = self.products([m.product for m in matches])
        entries = list(zip(products, matches, strict=True))
        return self.lines.below(opening, entries, telling_apart(self.lines, entries, fields))

    def fields(self, ask: Ask) -> list[Field]:
        """What is told beside each entry of a list: what was asked of it."""
        ids = [f for c in ask.conditions for f in c.fields[:2]]
        ids += self.columns.alike(ask.order.field) if ask.order else ()
        ids += ask.fields
        known = (f for f in dict.fromkeys(ids) if f in self.columns.columns)
        fields = map(self.columns.schema.field, known)
        return [field for field in fields if field.role is not Role.TAG][:6]

    def products(self, numbers: Sequence[int]) -> list[Product]:
        return self.lines.counter.products([self.columns.ids[n] for n in numbers])
