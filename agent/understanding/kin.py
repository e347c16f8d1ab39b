"""Goods that are one thing in several rows: of one name, or each called with the value that it has,
"Metrella white", "Metrella black"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.understanding.conditions import satisfying
from agent.understanding.mention import telling
from agent.understanding.query import Act, Ask, Target
from catalog.columns import Columns
from catalog.schema import Kind, Role
from catalog.text import Token, keys

SHORT = 3
"""Letters of a word that compounds end with."""

MOST = 12
"""So many rows of one thing are told."""


def in_all_rows(ask: Ask, columns: Columns) -> Ask:
    """ "Which colours does it come in", of what stands in a row for each: asked of all of them."""
    fields = [columns.columns[f].field for f in ask.fields if f in columns.columns]
    chosen = (Kind.CHOICE, Kind.NAME, Kind.LIST)
    if ask.act is not Act.TELL or not (ask.which or ask.having) or len(fields) != 1:
        return ask
    if fields[0].kind not in chosen or fields[0].role not in (Role.ATTRIBUTE, Role.OPTION):
        return ask
    if len(ask.targets) != 1 or len(ask.targets[0].products) != 1 or ask.conditions:
        return ask
    product = ask.targets[0].products[0]
    own = columns.number.get(product)
    kin = _kin(own, fields[0].id, columns) if own is not None else []
    if not 1 < len(kin) <= MOST:
        return ask
    each = Target(tuple(columns.ids[n] for n in kin), ask.targets[0].mention, exact=True)
    return replace(ask, targets=(each,))


def satisfying_alone(ask: Ask, columns: Columns) -> Ask:
    """Of several goods of one name those that satisfy what is stated: "hip hop for an 8 year old"
    of a course for 7 to 9 and one for 10 to 13. Where none does, it is said of each."""
    if ask.act not in (Act.TELL, Act.CHECK) or not ask.targets or not ask.conditions:
        return ask
    target = ask.targets[0]
    own = [columns.number[p] for t in ask.targets for p in t.products if p in columns.number]
    if len(ask.targets) > 1 and any(t.mention for t in ask.targets):
        return ask
    if len({_title(n, columns) for n in own}) != 1 or (len(own) < 2 and target.mention):
        return ask
    rows = satisfying(ask.conditions, columns)
    kept = [n for n in own if rows[columns.of_products([n])].any()]
    if len(own) < 2:  # "is there one on Saturday too?" of a course that is not
        others = _namesakes(own[0], columns) if not kept else []
        kept = [n for n in others if rows[columns.of_products([n])].any()]
        return replace(ask, targets=(_of(kept, target, columns),)) if kept else ask
    if not kept or ask.yes_no:
        return replace(ask, act=Act.CHECK)
    return replace(ask, act=Act.TELL, targets=(_of(kept, target, columns),))


def _of(numbers: Sequence[int], target: Target, columns: Columns) -> Target:
    return replace(target, products=tuple(columns.ids[n] for n in numbers))


def _title(number: int, columns: Columns) -> tuple[str, ...]:
    titles = columns.title_tokens[number]
    return tuple(t.folded for t in titles[0]) if titles else ()


def _namesakes(number: int, columns: Columns) -> list[int]:
    """The other products of the same name."""
    name = _title(number, columns)
    return [n for n in _with_word(number, 0, columns) if n != number and _title(n, columns) == name]


def _with_word(number: int, place: int, columns: Columns) -> list[int]:
    """The products that have a word of this one's title in theirs."""
    words = columns.title_tokens[number][0][place : place + 1]
    return sorted({int(n) for t in words for k in t.keys for n in columns.title_words.get(k, ())})


def _kin(own: int, field: str, columns: Columns) -> list[int]:
    """The products whose titles are alike but for the value that each has in this field."""
    bare = _bare(own, field, columns)
    if bare is None or not bare:
        return []
    title = [t.folded for t in columns.title_tokens[own][0]]
    alike = _with_word(own, title.index(bare[0]), columns)
    return [n for n in alike if _bare(n, field, columns) == bare]


def _bare(number: int, field: str, columns: Columns) -> tuple[str, ...] | None:
    """The words of a title without those of its value; None where it has none of them."""
    rows = set(columns.variants(number))
    column = columns.columns[field]
    values = [v for v in column.values.values() if not rows.isdisjoint(v.rows)]
    if len(values) != 1 or not columns.title_tokens[number]:
        return None
    value = {k for t in values[0].tokens for k in (*t.keys, *keys(t.text, columns.languages))}
    title = telling(columns.title_tokens[number][0])
    said = [t for t in title if not t.keys.isdisjoint(value) or _is_end(t.folded, values[0].tokens)]
    kept = tuple(t.folded for t in title if t not in said)
    return kept if len(kept) < len(title) else None


def _is_end(word: str, value: Sequence[Token]) -> bool:
    """Whether a compound of a value ends with a title's word: "flaschengrün"."""
    return len(word) >= SHORT and any(t.folded.endswith(word) for t in value)
