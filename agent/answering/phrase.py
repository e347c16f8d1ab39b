"""phrase: a result in sentences, by what it is (values, yes or no, a list, none, a sum), whatever
was asked. Every value in them is a fact; what was not checked is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from agent.answering.lines import Lines
from agent.answering.offer import Item
from agent.answering.resolve import Match, Result, find, holds, states
from agent.answering.said import Counter, Said
from agent.answering.selling import price_of, stock_of
from agent.answering.several import CANDIDATES, Several, of_target
from agent.truth.facts import Fact, computed_fact
from agent.understanding.function_words import function_words
from agent.understanding.query import Act, Ask, Condition
from catalog.columns import Columns
from catalog.records import Money, Product, Variant
from catalog.schema import Field, Kind, Role
from catalog.text import fold, tokens

ALL, SOME = 6, 5
"""A list of up to ALL is shown whole; of a longer one SOME."""

FEW = 5
"""Fields of an item in short."""

CHECKED, NOTHING, UNKNOWN = "yes", "no", "unknown"


class Phrasing:
    """Answers one ask from the rows."""

    def __init__(
        self, counter: Counter, columns: Columns, languages: Sequence[str], near: Sequence[Field]
    ) -> None:
        """`near` are the fields that may be meant, the likeliest first."""
        self.near = near
        self.counter = counter
        self.voice = counter.voice
        self.columns = columns
        self.languages = languages
        self.lines = Lines(counter, columns)
        self.several = Several(self.lines, languages, near)

    def answer(self, ask: Ask, shown: Sequence[str] = ()) -> Said | None:
        """What the rows say to `ask`; None where it asks nothing that rows hold."""
        if ask.targets and all(t.missing for t in ask.targets):
            return self.not_there(ask)
        match ask.act:
            case Act.FIND:
                return self.found(ask, shown)
            case Act.COUNT:
                return self.counted(ask)
            case Act.SUM if ask.targets:
                return self.several.summed(ask) or self.told(ask)
            case Act.COMPARE if len(ask.targets) > 1:
                return self.several.compared(ask, self._asked(ask)) or self.told(ask)
            case Act.CHECK if ask.targets:
                return self.checked(ask)
            case Act.TELL | Act.CHECK | Act.SUM | Act.COMPARE if ask.targets:
                return self.told(ask)
        return None

    # -- lists ---------------------------------------------------------------------------------

    def found(self, ask: Ask, shown: Sequence[str]) -> Said | None:
        if not (ask.conditions or ask.order or ask.targets or ask.more or ask.unused):
            return None
        result = find(ask, self.columns, self.languages, shown)
        if result.matches and not self._anything(ask, result):
            # "Do you sell printers?" where nobody knows the word: none are found.
            strange = ask.having and result.unknown and not result.unheard
            return self.none(ask, Result()) if strange else None
        ask = replace(ask, order=result.order)
        if result.matches:
            return self._affirmed(ask, result, self.listed(ask, result))
        if ask.more:
            return Said((self.voice.say("no_more"),))
        return self.none(ask, result)

    def _affirmed(self, ask: Ask, result: Result, said: Said) -> Said:
        """ "Do you have …?" is answered with yes where everything was checked."""
        words = [t.folded for t in tokens(ask.text, ())]
        tags = {f.id for f in self.columns.schema.of(Role.TAG)}
        if all(set(c.fields) <= tags for c in ask.conditions):
            return said
        plain = not (result.unstated or result.unheard or result.unknown or ask.order or ask.more)
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
        if len(told) == 1:
            sentences = [
                self.voice.say("only_one", line=told[0][2].text)
                if len(matches) == 1 and not first
                else f"{told[0][2].text}."
            ]
        else:
            count = self.voice.number(len(matches))
            facts = (*facts, *self._counted(count, len(matches), facts))
            sentences = [
                "\n".join(
                    [
                        self.voice.say("found_count", count=count),
                        *(f"– {t.text}" for _, _, t in told),
                    ]
                )
            ]
        rest = len(matches) - len(top)
        if rest > 0 and not first:
            key = "found_one_more" if rest == 1 else "found_more"
            sentences.append("\n" + self.voice.say(key, count=self.voice.number(rest)))
        sentences += self._unchecked(result)
        asks = tuple(
            self.voice.say("suggest_stock", item=self.voice.title(p)) for p in products[:2]
        )
        return Said(tuple(sentences), facts, cards, suggestions=asks)

    def _ties(self, ask: Ask, matches: Sequence[Match]) -> tuple[Match, ...]:
        """The first, and those that are equal to it."""
        assert ask.order is not None
        column = self.columns.columns[ask.order.field]
        ends = column.high if ask.order.most else column.low
        best = ends[matches[0].rows[0]]
        return tuple(m for m in matches[:CANDIDATES] if ends[m.rows[0]] == best)

    def _unchecked(self, result: Result) -> list[str]:
        """What the rows could not be held to: never left unsaid."""
        out = [self.voice.say("unchecked", what=c.mention) for c in result.unstated if c.mention]
        left = [*result.unheard, *result.unknown]
        if left:
            out.append(self.voice.say("unheard", what=", ".join(left[:4])))
        if out:
            out[0] = "\n" + out[0]
        return out

    def none(self, ask: Ask, result: Result) -> Said:
        """Nothing satisfies; what satisfies all but one condition, where that may be said."""
        mentions = [c.mention for c in ask.conditions if c.mention] or list(ask.unused[:3])
        mentions += [ask.relative.mention] if ask.relative else []
        what = ", ".join(dict.fromkeys(mentions)) or ask.text.strip(" ?!.")
        sentences = [self.voice.say("none_at_all", what=what)]
        if not result.near or result.given_up is None:
            return Said((*sentences, *self._unchecked(result)), handoff=True)
        top = result.near[:3]
        fields = self._fields(ask)
        products = self._products([m.product for m in top])
        told = [self.lines.line(p, m, fields) for p, m in zip(products, top, strict=True)]
        opening = self.voice.say("near_but", what=result.given_up.mention or what)
        sentences.append("\n".join([opening, *(f"– {t.text}" for t in told)]))
        facts = tuple(f for t in told for f in t.facts)
        cards = tuple(self.lines.shown(p, m) for p, m in zip(products, top, strict=True))
        return Said(tuple(sentences), facts, cards)

    def counted(self, ask: Ask) -> Said | None:
        if not (ask.conditions or ask.unused):
            return None
        result = find(ask, self.columns, self.languages)
        if not result.matches:
            return Said((self.voice.say("count_none"), *self._unchecked(result)))
        products = self._products([m.product for m in result.matches[:8]])
        titles = [self.voice.title(p) for p in products]
        count = self.voice.number(len(result.matches))
        if len(result.matches) <= 8:
            line = self.voice.say("count", count=count, items=self.voice.listed(titles))
        else:
            line = self.voice.say("count_only", count=count)
        cards = tuple(
            self.lines.shown(p, m) for p, m in zip(products, result.matches, strict=False)
        )
        facts = tuple(self.lines._own(p, "title", self.voice.title(p)) for p in products)
        facts = (*facts, *self._counted(count, len(result.matches), facts))
        return Said((line, *self._unchecked(result)), facts, cards[:ALL])

    def _counted(self, text: str, number: int, of: Sequence[Fact]) -> tuple[Fact, ...]:
        """How many there are, as true as what was counted."""
        return tuple(computed_fact(text, "count", Decimal(number), text, f) for f in of[:1])

    # -- single items --------------------------------------------------------------------------

    def told(self, ask: Ask) -> Said | None:
        """Values of what is named: those that are asked for, or the item in short."""
        said = Said(())
        named = self._named(ask)
        asks = (
            ask.fields or ask.scaled or ask.asks_price or ask.asks_stock or ask.unused or ask.claims
        )
        bare = bool(ask.targets[0].mention) and not ask.conditions
        if len(named) == 1 and not asks and not named[0][2] and bare:
            named = [*named, *self._called_so(named[0][0])]
        if len(named) > 1 and not asks and not any(absent for _, _, absent in named):
            return self._each(named)
        for product, rows, absent in named:
            said = said.and_then(self._told(ask, product, rows, absent))
        return said if said.sentences else None

    def _called_so(
        self, product: Product
    ) -> list[tuple[Product, tuple[int, ...], tuple[str, ...]]]:
        """The products whose titles hold all words of this one's: "Bulb H7 Longlife"."""
        columns = self.columns
        number = columns.number.get(product.id)
        if number is None or not columns.title_tokens[number]:
            return []
        alike: set[int] | None = None
        for token in columns.title_tokens[number][0]:
            having = {
                int(n)
                for k in token.keys
                if not k.startswith("c:")
                for n in columns.title_words.get(k, ())
            }
            alike = having if alike is None else alike & having
        others = sorted((alike or set()) - {number})[: CANDIDATES - 1]
        return [
            (p, tuple(columns.variants(columns.number[p.id])), ()) for p in self._products(others)
        ]

    def _each(self, named: Sequence[tuple[Product, tuple[int, ...], tuple[str, ...]]]) -> Said:
        """Several that a name may mean, a line each."""
        told = [(p, rows, self.lines.line(p, Match(0, rows), ())) for p, rows, _ in named]
        lines = [self.voice.say("found"), *(f"– {t.text}" for _, _, t in told)]
        cards = tuple(self.lines.shown(p, Match(0, rows)) for p, rows, _ in told)
        return Said(("\n".join(lines),), tuple(f for _, _, t in told for f in t.facts), cards)

    def _told(
        self, ask: Ask, product: Product, rows: tuple[int, ...], absent: tuple[str, ...]
    ) -> Said:
        variants = self.lines.variants(product, rows)
        options = self.lines.common(product, variants)
        item = Item(product, options, absent)
        if absent:
            return self._absent(product, absent)
        said = Said(())
        told_so = {Role.PRICE: ask.asks_price, Role.STOCK: ask.asks_stock}
        fields = [f for f in self._askable(ask, product) if not told_so.get(f.role)]
        card = (self.lines.shown(product, Match(0, rows)),)
        if fields:
            said = self._values(product, variants, fields)
        if ask.asks_price and not any(f.kind is Kind.MONEY for f in fields):
            said = said.and_then(self._priced(ask, item, product, variants))
        if ask.asks_stock and Role.STOCK.value in self.columns.columns:
            said = said.and_then(self._stock(ask, item, variants))
        if said.sentences:
            return Said(
                said.sentences,
                said.facts,
                said.shown or card,
                said.cited,
                said.suggestions,
                said.handoff,
            )
        if ask.claims:
            return self._priced(ask, item, product, variants)
        if (
            options
            and Role.STOCK.value in self.columns.columns
            and variants[0].availability.value != "unknown"
        ):
            return stock_of(item, self.counter)
        if options:
            return self._priced(ask, item, product, variants)
        if ask.unused and (
            own := self.lines.sentence(product, _folded(ask.unused, self.languages))
        ):
            line = self.voice.say("stated_by_text", item=self.voice.title(product), text=own.text)
            return Said((line,), own.facts, card)
        if ask.unused and ask.targets[0].mention and ask.yes_no:
            what = f"“{', '.join(ask.unused[:2])}”"
            line = self.voice.say("not_stated", item=self.voice.title(product), what=what)
            unknown = Said((line,), (), card, handoff=True)
            return unknown.and_then(self._priced(Ask(Act.TELL), item, product, variants))
        return self._short(item, product, variants)

    def _stock(self, ask: Ask, item: Item, variants: Sequence[Variant]) -> Said:
        """Whether it can be had; with a no before it where that was the question."""
        told = stock_of(item, self.counter)
        gone = bool(variants) and all(v.availability.is_gone for v in variants)
        if not (gone and told.sentences and (ask.yes_no or ask.having)):
            return told
        first = self.voice.say("no") + told.sentences[0]
        return replace(told, sentences=(first, *told.sentences[1:]))

    def _priced(self, ask: Ask, item: Item, product: Product, variants: Sequence[Variant]) -> Said:
        card = (self.lines.shown(product, Match(0, ())),)
        if any(v.price for v in variants):
            said = price_of(item, self.counter)
        else:
            price = self.lines.price(product, variants, item.options)
            paid = [f for f in self.near if f.kind is Kind.MONEY]
            if price is None and any(self.lines.value(product, variants, f) for f in paid):
                return replace(self._values(product, variants, paid), shown=card)
            if price is None:
                return Said(
                    (self.voice.say("price_unknown", item=self.voice.title(product)),),
                    (),
                    card,
                    handoff=True,
                )
            line = self.voice.say(
                "price_span", item=self.voice.label(product, item.options), words=price.text
            )
            said = Said((line,), price.facts, card)
        unit = self.lines.unit_price(product, variants[0]) if variants else None
        if unit is not None:
            said = said.and_then(Said((f"({unit.text}.)",), unit.facts))
        prices = {float(f.value.amount) for f in said.facts if isinstance(f.value, Money)}
        if ask.claims and prices:
            opening = "yes" if set(ask.claims) <= prices else "premise_wrong"
            first = self.voice.say(opening) + said.sentences[0]
            said = Said((first, *said.sentences[1:]), said.facts, said.shown)
        return said

    def _values(
        self, product: Product, variants: Sequence[Variant], fields: Sequence[Field]
    ) -> Said:
        told = [(f, self.lines.named(product, variants, f)) for f in fields]
        known = [t for _, t in told if t is not None]
        title = self.voice.title(product)
        if not known:
            what = self.voice.listed([self.lines.name(f, product) for f in fields[:2]], "list_or")
            return Said((self.voice.say("not_stated", item=title, what=what),), handoff=True)
        line = self.voice.say(
            "value_of", item=title, list=", ".join(dict.fromkeys(t.text for t in known))
        )
        return Said((line,), tuple(f for t in known for f in t.facts))

    def _short(self, item: Item, product: Product, variants: Sequence[Variant]) -> Said:
        """An item in short: its price, whether it can be had, its first fields."""
        said = self._priced(Ask(Act.TELL), item, product, variants)
        columns = self.columns.columns
        stock = Role.STOCK.value in columns and any(
            v.availability.value != "unknown" for v in variants
        )
        if stock and not any(v.availability.is_gone for v in variants):
            said = said.and_then(stock_of(item, self.counter))
        told = (
            self.lines.named(product, variants, f) for f in self.near if f.role is Role.ATTRIBUTE
        )
        known = list(islice((t for t in told if t is not None and len(t.text) < 80), FEW))
        if known:
            line = self.voice.say(
                "value_of", item=self.voice.title(product), list=", ".join(t.text for t in known)
            )
            said = said.and_then(Said((line,), tuple(f for t in known for f in t.facts)))
        return said

    def _absent(self, product: Product, absent: tuple[str, ...]) -> Said:
        title = self.voice.title(product)
        line = self.voice.say("no_variant", item=title, value=self.voice.listed(absent))
        names = dict.fromkeys(o.name for v in product.variants for o in v.options)
        values = [
            ", ".join(
                dict.fromkeys(
                    self.voice.option_value(product, o)
                    for v in product.variants
                    for o in v.options
                    if o.name == n
                )
            )
            for n in names
        ]
        lists = [
            self.voice.say("variants_of", name=self.voice.option_name(product, n), values=v)
            for n, v in zip(names, values, strict=True)
        ]
        fact = self.lines._own(product, "options", "; ".join(lists))
        card = (self.lines.shown(product, Match(0, ())),)
        if not lists:
            return Said((line,), (fact,), card)
        return Said((line, f"{title}: {'; '.join(lists)}."), (fact,), card)

    # -- yes or no -----------------------------------------------------------------------------

    def checked(self, ask: Ask) -> Said | None:
        said = Said(())
        named = self._named(ask)
        for product, rows, absent in named:
            if absent:
                said = said.and_then(self._absent(product, absent))
                continue
            said = said.and_then(self._checked(ask, product, rows))
        return said if said.sentences else None

    def _checked(self, ask: Ask, product: Product, rows: tuple[int, ...]) -> Said:
        variants = self.lines.variants(product, rows)
        card = (self.lines.shown(product, Match(0, rows)),)
        options = {f.id for f in self.columns.schema.of(Role.OPTION)}
        asked = [c for c in ask.conditions if not set(c.fields) <= options]
        verdicts = [self._verdict(c, rows) for c in asked]
        fields = [
            self.columns.schema.field(f)
            for c in asked
            for f in c.fields
            if f in self.columns.columns
        ]
        told = [
            t
            for f in dict.fromkeys(fields)
            if (t := self.lines.named(product, variants, f)) is not None
        ]
        title = self.voice.label(product, self.lines.common(product, variants))
        what = self.voice.listed([c.mention for c in asked if c.mention])
        if not asked:
            return self._told(ask, product, rows, ())
        if UNKNOWN in verdicts and NOTHING not in verdicts:
            own = self.lines.sentence(product, _folded([c.mention for c in asked], self.languages))
            if own is not None:
                return Said(
                    (self.voice.say("stated_by_text", item=title, text=own.text),), own.facts, card
                )
            return Said(
                (self.voice.say("not_stated", item=title, what=what),), (), card, handoff=True
            )
        if any(self._divided(c, rows) for c in asked):
            line = self.voice.say("value_of", item=title, list=", ".join(t.text for t in told))
            return Said((line,), tuple(f for t in told for f in t.facts), card)
        good = all(v == CHECKED for v in verdicts)
        facts = tuple(f for t in told for f in t.facts)
        if not told:
            key = "checked_yes" if good else "checked_no_plain"
            return Said((self.voice.say(key, item=title, list=what, what=what),), facts, card)
        key = "checked_yes" if good else "checked_no"
        line = self.voice.say(key, item=title, list=", ".join(dict.fromkeys(t.text for t in told)))
        said = Said((line,), facts, card)
        if ask.asks_price:
            said = said.and_then(self._priced(ask, Item(product), product, variants))
        return said

    def _divided(self, condition: Condition, rows: tuple[int, ...]) -> bool:
        """Whether the fields of a value differ: in English, or with English subtitles."""
        told = {
            bool(
                holds(replace(condition, fields=(id,)), self.columns, self.languages)[
                    list(rows)
                ].any()
            )
            for id in condition.fields
            if id in self.columns.columns and self.columns.columns[id].stated[list(rows)].any()
        }
        return len(told) > 1

    def _verdict(self, condition: Condition, rows: tuple[int, ...]) -> str:
        at = list(rows)
        if holds(condition, self.columns, self.languages)[at].any():
            return CHECKED
        tags = {f.id for f in self.columns.schema.of(Role.TAG)}
        fields = tuple(f for f in condition.fields if f not in tags)
        if not fields:
            return UNKNOWN  # a tag that is not there denies nothing
        stated = states(replace(condition, fields=fields), self.columns)[at]
        return NOTHING if stated.any() else UNKNOWN

    # -- several -------------------------------------------------------------------------------

    def not_there(self, ask: Ask) -> Said:
        """A name with a number that no product has: said, with those that are called like it."""
        target = ask.targets[0]
        products = self.counter.products(target.products[:3])
        told = [
            self.lines.line(
                p, Match(0, tuple(self.columns.variants(self.columns.number[p.id]))), ()
            )
            for p in products
        ]
        none = self.voice.say("there_is_no", name=target.mention)
        near = "\n" + self.voice.say("close_to_it", items="; ".join(t.text for t in told))
        cards = tuple(self.lines.shown(p, Match(0, ())) for p in products)
        return Said((none, near), tuple(f for t in told for f in t.facts), cards, handoff=True)

    # -- what is meant -------------------------------------------------------------------------

    def _named(self, ask: Ask) -> list[tuple[Product, tuple[int, ...], tuple[str, ...]]]:
        found = [
            e
            for t in ask.targets
            for e in of_target(self.columns, self.counter, self.languages, t, ask)
        ]
        return found[:CANDIDATES]

    def _asked(self, ask: Ask) -> list[Field]:
        """The fields that are asked for of the first that is named."""
        first = next(iter(self.counter.products(ask.targets[0].products[:1])), None)
        return self._askable(ask, first) if first is not None else []

    def _askable(self, ask: Ask, product: Product) -> list[Field]:
        """The fields that are asked for, those that the product states first."""
        asked = [self.columns.schema.field(f) for f in ask.fields if f in self.columns.columns]
        scaled = [self.columns.schema.field(f) for f in ask.scaled if f in self.columns.columns]
        stated = [
            f
            for f in dict.fromkeys([*asked, *scaled])
            if self.lines.value(product, product.variants, f) is not None
        ]
        return (stated or asked)[:4]

    def _fields(self, ask: Ask) -> list[Field]:
        """What is told beside each entry of a list: what was asked of it."""
        ids = [f for c in ask.conditions for f in c.fields[:2]]
        ids += [ask.order.field] if ask.order else []
        ids += ask.fields
        return [
            self.columns.schema.field(f) for f in dict.fromkeys(ids) if f in self.columns.columns
        ][:6]

    def _products(self, numbers: Sequence[int]) -> list[Product]:
        return self.counter.products([self.columns.ids[n] for n in numbers])


def _folded(phrases: Sequence[str], languages: Sequence[str]) -> list[str]:
    return [
        fold(t.text) for phrase in phrases for t in tokens(phrase, languages) if len(t.text) > 3
    ]
