"""What a column holds, where nothing is named: "what brands do you have", "which sizes are there",
"do I pay a deposit"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.answering.lines import Lines
from agent.answering.said import Said
from agent.understanding.query import Act, Ask, Condition, Op
from catalog.columns import Columns
from catalog.schema import Field, Kind, Role

MOST = 24
"""Different values of a column that are told; of one with more its items are."""

_CHOSEN = (Kind.CHOICE, Kind.NAME, Kind.LIST)
_ROLES = (Role.BRAND, Role.CATEGORY, Role.OPTION, Role.ATTRIBUTE)


def asks_of_all(ask: Ask, columns: Columns) -> bool:
    """Whether it asks for nothing but a column of the goods, whichever; one of yes and no is
    wished for by its name."""
    named = ask.targets or ask.conditions or ask.unused or ask.order or ask.relative or ask.about
    fields = [columns.columns[f].field for f in ask.fields if f in columns.columns]
    own = bool(fields) and all(f.role in _ROLES and f.kind is not Kind.YES_NO for f in fields)
    return ask.act is Act.TELL and own and not (named or ask.scaled or ask.topic)


def values_of(ask: Ask, lines: Lines) -> Said | None:
    """The values of the first column that it asks for: those that goods are chosen by; None of
    amounts, of yes and no, and of what nearly each row has another of."""
    field = _in_language(ask, lines)[0]
    if field.kind not in _CHOSEN and field.role is not Role.OPTION:
        return None
    columns = lines.columns
    held = [v for v in columns.columns[field.id].values.values() if v.text.strip() and len(v.rows)]
    rare = field.role is Role.ATTRIBUTE and 2 * len(held) > columns.rows
    if not 1 < len(held) <= MOST or rare:
        return None
    held.sort(key=lambda value: int(np.min(value.rows)))
    products = lines.counter.products(
        [columns.ids[int(columns.product_of[np.min(v.rows)])] for v in held]
    )
    texts = [v.text for v in held]
    facts = tuple(lines.own(p, field.name, t) for p, t in zip(products, texts, strict=True))
    name = lines.name(field, products[0])
    told = lines.voice.say("variants_of", name=name, values=lines.voice.listed(texts))
    return Said((f"{told[:1].upper()}{told[1:]}.",), facts, suggestions=tuple(texts[:3]))


def stating(ask: Ask, lines: Lines) -> Ask:
    """The search for the goods that say anything in the columns that it asks for."""
    fields = tuple(f.id for f in _in_language(ask, lines))
    states = (Condition(fields, Op.STATES),)
    return Ask(Act.FIND, conditions=states, fields=ask.fields, text=ask.text)


def _in_language(ask: Ask, lines: Lines) -> Sequence[Field]:
    """Its columns, those in the language of the reply where they stand in several."""
    fields = [lines.columns.schema.field(f) for f in ask.fields if f in lines.columns.columns]
    return [f for f in fields if f.language in ("", lines.voice.language)] or fields
