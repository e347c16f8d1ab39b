"""phrase: an ask in sentences, by what it asks. Every value in them is a fact; what was not checked
is said.

what a search leads to  here
lists, counts, none     lists.py (what was not checked: caveats.py)
values of items         items.py
yes or no               checking.py
sums                    sums.py
differences             several.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.answering.checking import checked
from agent.answering.field_values import asks_of_all, stating, values_of
from agent.answering.fitting import Fitting
from agent.answering.goods import Cosines, nearest
from agent.answering.items import Items
from agent.answering.lines import Lines
from agent.answering.lists import OFFERED, Lists
from agent.answering.namesakes import names_all, of_namesakes
from agent.answering.quoting import below
from agent.answering.ranking import is_gone
from agent.answering.resolve import find
from agent.answering.result import Match, Result
from agent.answering.said import Counter, Said
from agent.answering.several import Several
from agent.answering.spoken_of import elsewhere, of_spoken
from agent.answering.sums import Sums
from agent.answering.unit_prices import UnitPrices
from agent.answering.written import Weigh
from agent.understanding.function_words import function_words
from agent.understanding.query import Act, Ask, Op, Target
from catalog.columns import Columns
from catalog.schema import Field, Role
from catalog.text import tokens

TOLD = 3
"""Words that nothing took, from which on they tell a need: of 35 such needs 34 % were shown what is
meant among the three nearest goods, of 57 shorter ones 12 %, of 30 questions whether there is
something 3 %. Of 67 words for goods of one shop by another name 60 % are."""


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
        self.lists = Lists(self.lines, languages)
        self.items = Items(self.lines, languages, near, weigh)
        self.several = Several(self.lines, languages, near)
        self.sums = Sums(self.lines, languages)
        self.unit_prices = UnitPrices(self.lines, self.sums.pricing)

    def answer(self, ask: Ask, shown: Sequence[str] = ()) -> Said | None:
        """What the rows say to `ask`; None where it asks nothing that rows hold."""
        if ask.targets and all(t.missing for t in ask.targets):
            return self.items.not_there(ask)
        if (fitting := Fitting(self.lines).answer(ask)) is not None:
            return fitting
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
                return self._checked(ask)
            case Act.TELL | Act.CHECK | Act.SUM | Act.COMPARE if ask.targets:
                return self._elsewhere(ask) or self.items.told(ask)
            case Act.TELL if asks_of_all(ask, self.columns):
                return values_of(ask, self.lines) or self.found(stating(ask, self.lines), ())
        return None

    def _checked(self, ask: Ask) -> Said | None:
        """Whether what is named is so; where it is not, what else is called so and is."""
        said = checked(self.items, ask)
        sought = of_namesakes(ask, self.columns, self.languages)
        found = None if sought is None else self.found(sought, ())
        if found is None:
            return said
        whole = names_all(ask.targets[0], self.columns, self.languages)
        return said.and_then(below(found)) if said is not None and whole else found

    # -- searches ------------------------------------------------------------------------------

    def found(self, ask: Ask, shown: Sequence[str]) -> Said | None:
        """What satisfies `ask`, told as what it is taken for; None where it asks for nothing."""
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
            return self.lists.none(ask, Result()) if strange else None
        ask = replace(ask, order=result.order)
        if result.matches:
            if (gone := self._gone(ask, result)) is not None:
                return gone
            if (told := self._of_one(ask, result)) is not None:
                return told
            return self._affirmed(ask, result, self.lists.listed(ask, result))
        if (best := self._no_further(ask)) is not None:
            return best
        if ask.more:
            return Said((self.voice.say("no_more"),))
        return self.lists.none(ask, result)

    def strange(self, ask: Ask) -> Said | None:
        """That nothing here is called by a word which nobody knows; None where all are known."""
        result = find(ask, self.columns, self.languages) if ask.unused else Result()
        return self.lists.none(ask, Result()) if result.unknown else None

    def counted(self, ask: Ask) -> Said | None:
        """How many satisfy `ask`; None where it asks for nothing."""
        if not (ask.conditions or ask.unused or ask.targets):
            return None
        result = find(ask, self.columns, self.languages)
        return self._of_one_counted(ask, result) or self.lists.counted(ask, result)

    def _of_one_counted(self, ask: Ask, result: Result) -> Said | None:
        """ "How many cans of tuna do you have", "how many people fit into the van": of the only one
        that is called so, its stock or what its row counts, and not the number one."""
        titled = bool(ask.conditions) and all(c.fields == ("title",) for c in ask.conditions)
        if len(result.matches) != 1 or not titled or ask.order or ask.targets:
            return None
        product = self.columns.ids[result.matches[0].product]
        named = Target((product,), ask.conditions[0].mention, exact=True)
        asked = replace(ask, act=Act.TELL, targets=(named,), conditions=())
        return self.items.told(replace(asked, asks_stock=True, unused=()) if ask.having else asked)

    def _elsewhere(self, ask: Ask) -> Said | None:
        """What says what nothing of that which was spoken of says, or is near to it."""
        sought = elsewhere(ask, self.items)
        if sought is None:
            return None
        result = find(sought, self.columns, self.languages, (), self.cosines)
        return self.found(sought, ()) if result.said or nearest(self.cosines, OFFERED) else None

    def _offered(self, ask: Ask, result: Result) -> Said | None:
        """Of a need that is told in words of no title and no value: the goods that are nearest in
        meaning, beside those whose texts speak of it."""
        stated = ask.conditions or ask.order or ask.targets or ask.more or ask.relative
        words = sum(len(run.split()) for run in ask.unused)
        is_need = not ask.explained or words >= TOLD
        near = nearest(self.cosines, OFFERED) if is_need and not (stated or ask.having) else ()
        speaking = result.matches if result.said else ()
        if not near or near[0] in {m.product for m in speaking}:
            return None
        what = ", ".join(ask.unused[:3])
        opening = self.voice.say("perhaps" if speaking else "none_but_near", what=what)
        matches = [Match(n, tuple(self.columns.variants(n))) for n in near]
        offered = self.lists.shown(opening, matches, [])
        if not speaking:
            return offered
        told = self.voice.say("spoken_of", what=", ".join(result.said))
        return offered.and_then(self.lists.shown("\n" + told, speaking[:OFFERED], []))

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
        told = result.said or result.avoided
        return bool(checked or ask.order or ask.targets or ask.more or told)

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
        [product] = self.lists.products([match.product])
        told = self.lines.line(product, match, self.lists.fields(replace(ask, order=result.order)))
        line = self.voice.say("no_further", line=told.text)
        return Said((line,), told.facts, (self.lines.shown(product, match),))
