"""Yes or no: whether what is asked of an item holds by its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from agent.answering.items import Items
from agent.answering.not_offered import not_offered
from agent.answering.offer import Item
from agent.answering.pieces import MAYBE
from agent.answering.result import Match
from agent.answering.said import Said, Shown
from agent.answering.several import as_option
from agent.understanding.conditions import denying, holds, states
from agent.understanding.function_words import function_words
from agent.understanding.query import Ask, Condition, Op
from catalog.folding import fold
from catalog.records import Product
from catalog.text import tokens

CHECKED, NOTHING, UNKNOWN = "yes", "no", "unknown"


def checked(items: Items, ask: Ask) -> Said | None:
    """Each item that is named, held to what is asked of it; None where none is there."""
    return _Checking(items).checked(ask)


class _Checking:
    def __init__(self, items: Items) -> None:
        self.items = items
        self.voice, self.columns = items.voice, items.columns
        self.lines, self.languages = items.lines, items.languages
        self.written = items.written

    def checked(self, ask: Ask) -> Said | None:
        told: list[tuple[Said, bool]] = []
        for product, rows, absent in self.items.named(ask):
            if absent:
                told.append((not_offered(product, absent, self.lines), False))
                continue
            own = self.written.standing(product, self._checked(ask, product, rows))
            told.append((own, self._is_so(ask, rows)))
        some = any(is_so for _, is_so in told)
        said = Said(())
        for own, is_so in told:  # of several the cards of those that are so
            said = said.and_then(own if is_so or not some else replace(own, shown=()))
        return said if said.sentences else None

    def _is_so(self, ask: Ask, rows: tuple[int, ...]) -> bool:
        return all(self._verdict(c, rows) == CHECKED for c in ask.conditions)

    def _checked(self, ask: Ask, product: Product, rows: tuple[int, ...]) -> Said:
        variants = self.lines.variants(product, rows)
        card = (self.lines.shown(product, Match(0, rows)),)
        at = np.array(rows)
        asked = [c for c in ask.conditions if as_option(c, at, self.columns) is None]
        asked = [self._of_its_field(c, rows) for c in asked]
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
            return self.items.one.told_of(ask, product, rows, ())
        if UNKNOWN in verdicts and NOTHING not in verdicts:
            return self._unstated(ask, asked, product, title, card)
        divided = any(self._divided(c, rows) for c in asked)
        if not self._says_contains(ask) and divided:
            texts = dict.fromkeys(t.text for t in told)
            line = self.voice.say("value_of", item=title, list=", ".join(texts))
            return Said((line,), tuple(f for t in told for f in t.facts), card)
        good = all(v == CHECKED for v in verdicts)
        if good and ask.unused and (said := self._beside(ask, asked, product)) is not None:
            return said
        gone = all(v.availability.is_gone for v in variants)
        if good and gone and ask.having:
            return self.items.one.stock(
                ask, Item(product, self.lines.common(product, variants)), variants
            )
        facts = tuple(f for t in told for f in t.facts)
        if not told:
            key = "checked_yes" if good else "checked_no_plain"
            return Said((self.voice.say(key, item=title, list=what, what=what),), facts, card)
        key = "checked_yes" if good else "checked_no"
        line = self.voice.say(key, item=title, list=", ".join(dict.fromkeys(t.text for t in told)))
        said = Said((line,), facts, card)
        if ask.asks_price:
            said = said.and_then(self.items.one.priced(ask, Item(product), product, variants))
        return said

    def _unstated(
        self,
        ask: Ask,
        asked: Sequence[Condition],
        product: Product,
        title: str,
        card: tuple[Shown, ...],
    ) -> Said:
        """Of what no field of it says: what is written on it, or that nothing is."""
        own = self.written.answer(ask, product)
        if own is not None:
            line = self.voice.say("value_of", item=title, list=own.text)
            return Said((line,), own.facts, card)
        words = [c.mention for c in asked if c.mention] or list(ask.unused)
        return self.written.unknown(ask, [product], words)

    def _beside(self, ask: Ask, asked: Sequence[Condition], product: Product) -> Said | None:
        """What is written of what else was asked, where a value beside it is so: of "does my dog
        have to fast for it" that it is for dogs is no answer."""
        columns = self.columns.columns
        names = [fold(columns[f].field.name) for c in asked for f in c.fields if f in columns]
        if self.written.chance(ask, product, names) >= MAYBE:
            return None
        own = self.written.answer(ask, product)
        if own is None:
            return self.written.unknown(ask, [product], ask.unused)
        line = self.voice.say("value_of", item=self.voice.title(product), list=own.text)
        return Said((line,), own.facts, (self.lines.shown(product, Match(0, ())),))

    def _of_its_field(self, condition: Condition, rows: tuple[int, ...]) -> Condition:
        """ "for vegetarians" of a place that has another cuisine, and "vegetarian friendly: yes": a
        field that says yes or no of it answers before a value that it does not have."""
        if condition.op is not Op.IS or self._verdict(condition, rows) == CHECKED:
            return condition
        said = {k for t in tokens(condition.mention, self.languages) for k in t.keys}
        for column in self.columns.columns.values():
            field = column.field
            if not column.affirmable or field.id in condition.fields:
                continue
            name = tokens(field.name.replace("_", " "), (field.language or "en", "en"))
            if said & {k for t in name for k in t.keys} and column.stated[list(rows)].any():
                return replace(condition, fields=(field.id,), values=("yes",))
        return condition

    def _says_contains(self, ask: Ask) -> bool:
        """ "Is celery in it": among the allergens is enough, though no ingredient is called so."""
        spoken = [t.folded for t in tokens(ask.text, ())]
        return function_words(self.voice.language).says("contains", spoken)

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
        held = self.columns.columns
        fields = tuple(f for f in condition.fields if f not in held or held[f].denies)
        if not fields:
            return UNKNOWN  # a tag that is not there denies nothing, and no remark does
        stated = states(replace(condition, fields=fields), self.columns)[at]
        deciding = denying(condition, self.columns)
        if deciding is not None and not deciding[at].any():
            return UNKNOWN  # what is in it says no word of it, and its allergens are not stated
        return NOTHING if stated.any() else UNKNOWN
