"""phrase: a result in sentences, by what it is, whatever was asked. Every value in them is a fact;
what was not checked is said.

lists, counts, none     here
values of items         items.py
yes or no               checking.py
sums                    sums.py
differences             several.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from agent.answering.checking import checked
from agent.answering.goods import Cosines, nearest
from agent.answering.items import Items
from agent.answering.lines import Lines
from agent.answering.ranking import is_gone
from agent.answering.resolve import find
from agent.answering.result import Match, Result
from agent.answering.said import Counter, Said
from agent.answering.several import CANDIDATES, Several
from agent.answering.spoken_of import elsewhere, of_spoken
from agent.answering.sums import Sums
from agent.answering.unit_prices import UnitPrices
from agent.answering.written import Weigh
from agent.truth.facts import Fact, computed_fact
from agent.understanding.function_words import function_words
from agent.understanding.query import Act, Ask, Op, Target
from catalog.columns import Columns
from catalog.records import Product
from catalog.schema import Field, Role
from catalog.text import fold, tokens

SHORT = 8
"""Words of a wish that is told in short."""

UNKNOWN = 3
"""So many words that nobody knows are told before a list."""

OFFERED = 3
"""So many are shown that are only near to what is asked."""

_ONE = {"fit": "only_one", "found": "found_one", "beside": "beside_one"}
_SEVERAL = {"fit": "found_count", "found": "found_some", "beside": "beside_count"}

ALL, SOME = 6, 5
"""A list of up to ALL is shown whole; of a longer one SOME."""


class Phrasing:
    """Answers one ask from the rows."""

    def __init__(
        self,
        counter: Counter,
        columns: Columns,
        languages: Sequence[str],
        near: Sequence[Field],
        weigh: Weigh,
        cosines: Cosines | None = None,
    ) -> None:
        """`near` are the fields that may be meant, the likeliest first; `weigh` tells how likely
        each thing that is written on an item answers; `cosines` how near each product is to what is
        asked."""
        self.counter = counter
        self.voice = counter.voice
        self.columns = columns
        self.languages = languages
        self.cosines = cosines
        self.lines = Lines(counter, columns)
        self.items = Items(self.lines, languages, near, weigh)
        self.several = Several(self.lines, languages, near)
        self.sums = Sums(self.lines, languages)
        self.unit_prices = UnitPrices(self.lines, self.sums.pricing)

    def answer(self, ask: Ask, shown: Sequence[str] = ()) -> Said | None:
        """What the rows say to `ask`; None where it asks nothing that rows hold."""
        if ask.targets and all(t.missing for t in ask.targets):
            return self.items.not_there(ask)
        if (bill := self.unit_prices.by_unit(ask) or self.sums.billed(ask)) is not None:
            return bill
        match ask.act:
            case Act.FIND:
                return self.sums.counted(ask) or self.found(ask, shown)
            case Act.COUNT:
                return self.counted(ask)
            case Act.SUM if ask.targets:
                return self.sums.summed(ask) or self.items.told(ask)
            case Act.COMPARE if len(ask.targets) > 1:
                return self.several.compared(ask, self.items.asked(ask)) or self.items.told(ask)
            case Act.CHECK if ask.targets:
                return checked(self.items, ask)
            case Act.TELL | Act.CHECK | Act.SUM | Act.COMPARE if ask.targets:
                return self._elsewhere(ask) or self.items.told(ask)
        return None

    # -- lists ---------------------------------------------------------------------------------

    def found(self, ask: Ask, shown: Sequence[str]) -> Said | None:
        if not (ask.conditions or ask.order or ask.targets or ask.more or ask.unused):
            return None
        if (told := of_spoken(ask, self.items)) is not None:
            return told
        result = find(ask, self.columns, self.languages, shown, self.cosines)
        if (offered := self._offered(ask, result)) is not None:
            return offered
        if result.matches and not self._anything(ask, result):
            # "Do you sell printers?" where nobody knows the word: none are found.
            strange = ask.having and result.unknown and not result.unheard
            return self.none(ask, Result()) if strange else None
        ask = replace(ask, order=result.order)
        if result.matches:
            if (gone := self._gone(ask, result)) is not None:
                return gone
            if (told := self._of_one(ask, result)) is not None:
                return told
            return self._affirmed(ask, result, self.listed(ask, result))
        if (best := self._no_further(ask)) is not None:
            return best
        if ask.more:
            return Said((self.voice.say("no_more"),))
        return self.none(ask, result)

    def _elsewhere(self, ask: Ask) -> Said | None:
        """What says what nothing of that which was spoken of says, or is near to it."""
        sought = elsewhere(ask, self.items)
        if sought is None:
            return None
        result = find(sought, self.columns, self.languages, (), self.cosines)
        return self.found(sought, ()) if result.said or nearest(self.cosines, OFFERED) else None

    def _offered(self, ask: Ask, result: Result) -> Said | None:
        """Of goods that are called by words of no title and no value: those that are nearest in
        meaning, beside those whose texts speak of it."""
        stated = ask.conditions or ask.order or ask.targets or ask.more or ask.relative
        near = () if stated or not ask.unused else nearest(self.cosines, OFFERED)
        speaking = result.matches if result.said else ()
        if not near or near[0] in {m.product for m in speaking}:
            return None
        what = ", ".join(ask.unused[:3])
        key = "perhaps" if speaking and not ask.having else "none_but_near"
        opening = self.voice.say(key, what=what)
        matches = [Match(n, tuple(self.columns.variants(n))) for n in near]
        offered = self._shown(opening, matches, [])
        if not speaking:
            return offered
        told = self.voice.say("spoken_of", what=", ".join(result.said))
        return offered.and_then(self._shown("\n" + told, speaking[:OFFERED], []))

    def _shown(self, opening: str, matches: Sequence[Match], fields: Sequence[Field]) -> Said:
        """`opening` above a list of what is near."""
        products = self._products([m.product for m in matches])
        pairs = list(zip(products, matches, strict=True))
        told = [self.lines.line(p, m, fields) for p, m in pairs]
        text = "\n".join([opening, *(f"– {t.text}" for t in told)])
        facts = tuple(f for t in told for f in t.facts)
        return Said((text,), facts, tuple(self.lines.shown(p, m) for p, m in pairs))

    def _gone(self, ask: Ask, result: Result) -> Said | None:
        """ "Do you have it in white?" of the only one that fits, and that is sold out."""
        match, *more = result.matches
        plain = result.is_checked and not ask.order
        if more or not plain or not (ask.yes_no or ask.having) or not is_gone(match, self.columns):
            return None
        named = Target((self.columns.ids[match.product],), "", exact=True)
        asked = replace(ask, act=Act.TELL, targets=(named,), asks_stock=True, fields=(), unused=())
        return self.items.told(asked)

    def _of_one(self, ask: Ask, result: Result) -> Said | None:
        """ "Wie stark ist der Nachtfalter", "muss ich das Hirsebrot bestellen": a question of the
        only one whose title has the words, and no wish for such a thing."""
        match, *more = result.matches
        titled = [c for c in ask.conditions if c.fields == ("title",) and c.op is Op.SAYS]
        rest = tuple(c for c in ask.conditions if c not in titled)
        held = {
            self.columns.schema.field(f).role
            for c in rest
            for f in c.fields
            if f in self.columns.columns
        }
        asks = ask.yes_no and held <= {Role.ATTRIBUTE} if rest else ask.which or ask.yes_no
        wishes = ask.having or ask.order or ask.more or ask.relative or ask.targets
        if more or not titled or not asks or wishes:
            return None
        named = Target((self.columns.ids[match.product],), titled[0].mention, exact=True)
        act = Act.CHECK if rest else Act.TELL
        return self.answer(replace(ask, act=act, targets=(named,), conditions=rest))

    def _affirmed(self, ask: Ask, result: Result, said: Said) -> Said:
        """ "Do you have …?" is answered with yes where everything was checked."""
        words = [t.folded for t in tokens(ask.text, ())]
        tags = {f.id for f in self.columns.schema.of(Role.TAG)}
        if all(set(c.fields) <= tags for c in ask.conditions):
            return said
        plain = result.is_checked and not (ask.order or ask.more)
        if (
            not plain
            or not words
            or (words[0],) not in function_words(self.voice.language).groups["yes_no"]
        ):
            return said
        first, *rest = said.sentences
        return replace(said, sentences=(self.voice.say("yes") + first, *rest))

    def _anything(self, ask: Ask, result: Result) -> bool:
        """Whether rows were held to anything at all."""
        checked = [c for c in ask.conditions if c not in result.unstated]
        return bool(checked or ask.order or ask.targets or ask.more or result.said)

    def listed(self, ask: Ask, result: Result) -> Said:
        matches = result.matches
        first = ask.order is not None and not ask.order.all
        top = matches[: ALL if len(matches) <= ALL else SOME]
        if first:
            top = self._ties(ask, matches)
        fields = self._fields(ask)
        products = self._products([m.product for m in top])
        told = [(p, m, self.lines.line(p, m, fields)) for p, m in zip(products, top, strict=True)]
        facts = tuple(f for _, _, t in told for f in t.facts)
        cards = tuple(self.lines.shown(p, m) for p, m, _ in told)
        missing = [*self._uncalled(result), *self._missing(ask, result)]
        fits = "beside" if missing else "found" if self._untold(ask, result) else "fit"
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
        sentences = [*missing, *sentences, *self._unchecked(ask, result)]
        asks = tuple(
            self.voice.say("suggest_stock", item=self.voice.title(p)) for p in products[:2]
        )
        return Said(tuple(sentences), facts, cards, suggestions=asks)

    def _no_further(self, ask: Ask) -> Said | None:
        """ "Anything cheaper?" after the cheapest: that one, and that none is beyond it."""
        if ask.relative is None or ask.more:
            return None
        order = replace(ask.relative, all=False)
        result = find(
            replace(ask, relative=None, order=order, beyond=()), self.columns, self.languages
        )
        if not result.matches:
            return None
        match = result.matches[0]
        [product] = self._products([match.product])
        told = self.lines.line(product, match, self._fields(replace(ask, order=result.order)))
        line = self.voice.say("no_further", line=told.text)
        return Said((line,), told.facts, (self.lines.shown(product, match),))

    def _ties(self, ask: Ask, matches: Sequence[Match]) -> tuple[Match, ...]:
        """The first (or the second: "the second cheapest"), and those that are equal to it."""
        assert ask.order is not None
        low, high = self.columns.ends(ask.order.field)
        ends = high if ask.order.most else low
        ranks = list(dict.fromkeys(float(ends[m.rows[0]]) for m in matches))
        wanted = ranks[min(max(ask.place, 1), len(ranks)) - 1]
        return tuple(m for m in matches if ends[m.rows[0]] == wanted)[:CANDIDATES]

    def _uncalled(self, result: Result) -> list[str]:
        return [self.voice.say("uncalled", what=c.mention) for c in result.uncalled]

    def _missing(self, ask: Ask, result: Result) -> list[str]:
        """The words that nobody knows come first: "mexican in Cardiff?"."""
        unknown = self._telling(ask, result.unknown)
        if not unknown or ask.more:
            return []
        return [self.voice.say("nowhere", what=", ".join(unknown[:UNKNOWN]))]

    def _telling(self, ask: Ask, unread: Sequence[str]) -> tuple[str, ...]:
        """Those of the words that no row was held to that may matter: all of a short wish or of one
        that asks whether there is such a thing, and of others bounds and those behind a "with". Of
        402 such words 27 % mattered in messages of up to eight words, and 7 % in longer ones."""
        words = [t.folded for t in tokens(ask.text, ())]
        if len(words) <= SHORT or ask.having or ask.yes_no:
            return tuple(unread)
        book = function_words(self.languages[0])
        having = (*book.groups["having_some"], *book.groups["without"])
        after = {word for before, word in pairwise(words) if (before,) in having}
        return tuple(w for w in unread if fold(w) in after or len(tokens(w, ())) > 1)

    def _untold(self, ask: Ask, result: Result) -> bool:
        """Whether words that no row was held to are left unsaid: then nothing is said to fit."""
        unread = (*result.unknown, *result.unheard)
        return len(self._telling(ask, unread)) < len(unread)

    def _unchecked(self, ask: Ask, result: Result) -> list[str]:
        """What the rows could not be held to: never left unsaid."""
        out = [self.voice.say("unchecked", what=c.mention) for c in result.unstated if c.mention]
        if unheard := self._telling(ask, result.unheard):
            out.append(self.voice.say("unheard", what=", ".join(unheard[:4])))
        if out:
            out[0] = "\n" + out[0]
        return out

    def none(self, ask: Ask, result: Result) -> Said:
        """Nothing satisfies; what satisfies all but one condition, where that may be said."""
        mentions = [c.mention for c in ask.conditions if c.mention] or list(ask.unused[:3])
        mentions += [ask.relative.mention] if ask.relative else []
        what = ", ".join(dict.fromkeys(mentions)) or ask.text.strip(" ?!.")
        missing = self._missing(ask, result)
        if not result.near or result.given_up is None:
            nothing = self.voice.say("none_at_all", what=what)
            return Said((*missing, nothing, *self._unchecked(ask, result)), handoff=True)
        opening = self.voice.say("near_but", what=result.given_up.mention or what)
        near = self._shown(opening, result.near[:OFFERED], self._fields(ask))
        if self._untold(ask, result):  # that all but one fits is said of all the other words
            unread = ", ".join((*result.unknown, *result.unheard)[:4])
            missing = [self.voice.say("nowhere", what=unread)]
        unchecked = Said(tuple(self._unchecked(ask, result)))
        return replace(Said(tuple(missing)).and_then(near).and_then(unchecked), near=True)

    def counted(self, ask: Ask) -> Said | None:
        if not (ask.conditions or ask.unused or ask.targets):
            return None
        result = find(ask, self.columns, self.languages)
        missing = self._missing(ask, result)
        if not result.matches:
            return Said((*missing, self.voice.say("count_none"), *self._unchecked(ask, result)))
        products = self._products([m.product for m in result.matches[:8]])
        titles = [self.voice.title(p) for p in products]
        number = len(result.matches)
        if number <= 8:
            line = self.voice.say_count("count", number, items=self.voice.listed(titles))
        else:
            line = self.voice.say_count("count_only", number)
        cards = tuple(
            self.lines.shown(p, m) for p, m in zip(products, result.matches, strict=False)
        )
        facts = tuple(self.lines._own(p, "title", self.voice.title(p)) for p in products)
        facts = (*facts, *self._counted(self.voice.number(number), number, facts))
        return Said((*missing, line, *self._unchecked(ask, result)), facts, cards[:ALL])

    def _counted(self, text: str, number: int, of: Sequence[Fact]) -> tuple[Fact, ...]:
        """How many there are, as true as what was counted."""
        return tuple(computed_fact(text, "count", Decimal(number), text, f) for f in of[:1])

    def _fields(self, ask: Ask) -> list[Field]:
        """What is told beside each entry of a list: what was asked of it."""
        ids = [f for c in ask.conditions for f in c.fields[:2]]
        ids += self.columns.alike(ask.order.field) if ask.order else ()
        ids += ask.fields
        return [
            self.columns.schema.field(f) for f in dict.fromkeys(ids) if f in self.columns.columns
        ][:6]

    def _products(self, numbers: Sequence[int]) -> list[Product]:
        return self.counter.products([self.columns.ids[n] for n in numbers])
