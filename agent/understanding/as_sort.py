"""A word that both a table is called after and a column of another: courses on a timetable, and
whether a membership holds courses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.understanding.mention import What
from agent.understanding.query import Act, Ask, Condition, Op, Reference
from agent.understanding.reading import Reading
from catalog.schema import Role
from catalog.text import tokens


def as_sort(ask: Ask, reading: Reading) -> Ask:
    """`ask` for courses themselves, where nothing has them: "which courses are there on Monday".
    "Memberships with courses", "are courses included" ask for what holds them."""
    seg = reading.seg
    held = any(run.start > 0 for run in seg.book.find("having_some", seg.words))
    asks = (ask.yes_no and not ask.having) or seg.says("contains") or seg.says("included")
    if ask.targets or asks or held:
        return ask
    if ask.act is Act.TELL and ask.which and ask.having and len(ask.fields) == 1:
        return _of_sort(ask, reading)
    told = tuple(_sort_of(c, reading) or c for c in ask.conditions)
    same = ask.act is not Act.FIND or told == ask.conditions
    return ask if same else replace(ask, conditions=told, classed=True)


def _of_sort(ask: Ask, reading: Reading) -> Ask:
    """ "Welche Kurse gibt es", which asks for no column and speaks of nothing before."""
    named = [m for m in reading.mentions(What.FIELD) if set(m.fields) & set(ask.fields)]
    if not named:
        return ask
    yes = Condition(ask.fields, Op.IS, ("yes",), mention=reading.words(named[0].at))
    sort = _sort_of(yes, reading)
    found = replace(ask, act=Act.FIND, fields=(), classed=True, refers=Reference.NONE)
    return ask if sort is None else replace(found, conditions=(sort,))


def _sort_of(condition: Condition, reading: Reading) -> Condition | None:
    """The sort that the word of a yes is one of; None where there is none."""
    if condition.op is not Op.IS or condition.values != ("yes",):
        return None
    said = {k for t in tokens(condition.mention, reading.columns.languages) for k in t.keys}
    for field in reading.columns.schema.of(Role.TAG):
        texts = _called(said, field.id, reading)
        if texts:
            return replace(condition, fields=(field.id,), values=tuple(texts))
    return None


def _called(said: set[str], field: str, reading: Reading) -> Sequence[str]:
    values = reading.columns.columns[field].values.values()
    return [v.text for v in values if len(v.tokens) == 1 and v.tokens[0].keys & said]
