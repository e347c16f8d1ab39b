"""Goods that stand side by side: "two red boots and a tent", "A or B", "lighter than B".

A message that adds up or compares is cut at its joints, and each part is read by itself, so that
what is said of one ("large", "blue 42", "two") is said of that one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agent.understanding.lasting import Stay
from agent.understanding.measured import quantities
from agent.understanding.mention import Mention, What
from agent.understanding.naming import MEANT, multiple
from agent.understanding.query import SOURCE, Act, Ask, Condition, Op, Target
from agent.understanding.reading import Reading
from agent.understanding.segment import Segment
from agent.understanding.title_mentions import is_called
from agent.understanding.wanted import Wanted, wanted_of
from catalog.columns import Columns
from catalog.schema import Kind, Role
from catalog.text import tokens

MOST = 8
"""So many parts are read."""


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two joints: its goods, or what holds of all goods of the message."""

    targets: tuple[Target, ...]
    conditions: tuple[Condition, ...]
    unused: tuple[str, ...]
    stay: Stay | None
    joint: str
    """The group of the word before it; empty for the first and behind a comma."""


def beside(ask: Ask, whole: Reading, read: Callable[[str], Reading]) -> Ask:
    """`ask` with the goods of each part, where its message adds up or compares several. `whole`
    is of the message, `read` makes one of a part."""
    seg = whole.seg
    compares = bool(seg.says("compare") or ask.order or ask.relative)
    titled = {p for m in seg.mentions if m.what is What.TITLE and m.exact for p in m.at}
    counted = (a for a in seg.amounts if titled.isdisjoint(a.at))
    counts = any(multiple(whole, amount) > 1 for amount in counted)
    if not (compares or counts or ask.adds or ask.asks_price) or ask.more:
        return ask
    cuts = _cuts(whole)
    if len(cuts) < 2:
        return ask
    parts = [_part(read(_text(seg, a, b)), joint) for a, b, joint in cuts[:MOST]]
    parts = _shared_time(parts)
    goods = [p for p in parts if p.targets]
    named = tuple(t for p in goods for t in p.targets)
    if compares and len(goods) == 1 and goods[0].joint == "than" and len(named) == 1:
        return replace(ask, act=Act.COMPARE, targets=named, conditions=(), unused=())
    if len(goods) < 2 or len({t.products for t in named}) < 2:
        return ask
    shared = tuple(c for p in parts if not p.targets for c in p.conditions)
    several = replace(
        ask,
        targets=named,
        conditions=shared,
        unused=tuple(w for p in parts for w in p.unused),
        quantity=0,
    )
    if compares and not ask.adds:
        clear = all(t.products and len(t.products) <= MEANT for t in named)
        return replace(several, act=Act.COMPARE) if clear else ask
    if ask.adds or _adds_up(ask, goods, whole):
        return replace(several, act=Act.SUM)
    return ask


def _adds_up(ask: Ask, goods: Sequence[Part], whole: Reading) -> bool:
    """Whether prices or numbers of several goods are asked: "two A and a B, what do I pay"."""
    money = all(whole.field(f).kind is Kind.MONEY for f in ask.fields)
    measured = ask.scaled and whole.seg.says("how")  # "how heavy are two A and a B"
    if not money or measured or any(p.joint == "or" for p in goods[1:]):
        return False
    named = [t for p in goods for t in p.targets]
    if any(t.count > 1 for t in named):
        return all(len(t.products) <= MEANT for t in named)
    return ask.asks_price and all(len(t.products) == 1 for t in named)


# -- joints ----------------------------------------------------------------------------------------

_JOINTS = ("than", "or", "plus", "and")


def _cuts(reading: Reading) -> list[tuple[int, int, str]]:
    """(from, up to, the joint before it) for each part; no title is cut that is written so."""
    seg = reading.seg
    found: list[tuple[int, int, str]] = [(n, n, "") for n in _commas(seg)]
    for group in _JOINTS:
        for run in seg.book.find(group, seg.words):
            if not any(run.start < end and start < run.end for start, end, _ in found):
                found.append((run.start, run.end, group))
    closed = [m for m in reading.mentions(What.TITLE, What.VALUE) if _holds_joint(reading, m)]
    parts: list[tuple[int, int, str]] = []
    start, joint = 0, ""
    for first, behind, group in sorted(found):
        if any(m.start < first < m.end for m in closed):
            continue
        if first > start:
            parts.append((start, first, joint))
            joint = ""
        start, joint = behind, group or joint
    if start < len(seg.spoken):
        parts.append((start, len(seg.spoken), joint))
    return parts


def _commas(seg: Segment) -> list[int]:
    """The places of words that stand behind a comma, a semicolon, a plus or a line's end."""
    return [
        n
        for n in range(1, len(seg.spoken))
        if any(c in ",;+&\n:" for c in seg.text[seg.spoken[n - 1].end : seg.spoken[n].start])
    ]


def _holds_joint(reading: Reading, mention: Mention) -> bool:
    """Whether a title, or a value, is written with "and", "&" or a comma in it."""
    if not mention.exact:
        return False
    book = reading.seg.book
    texts = [reading.columns.titles[p] for p in mention.products]
    texts += [value for _, value in mention.values]
    joints = {w for group in _JOINTS for run in book.groups[group] for w in run}
    return any(
        any(c in ",;+&" for c in text) or any(t.folded in joints for t in tokens(text, ()))
        for text in texts
    )


def _text(seg: Segment, start: int, end: int) -> str:
    return seg.text[seg.spoken[start].start : seg.spoken[end - 1].end]


# -- one part --------------------------------------------------------------------------------------


def _part(reading: Reading, joint: str) -> Part:
    count = _count(reading)
    wanted = wanted_of(reading)
    options = {f.id for f in reading.columns.schema.of(Role.OPTION)}
    own = tuple(c for c in wanted.conditions if c.op is Op.IS and set(c.fields) <= options)
    times = wanted.stay.times if wanted.stay is not None else 1
    count *= times
    measured = quantities(reading)
    targets = tuple(
        replace(t, options=own, count=count if count > 1 else t.count, quantities=measured)
        for t in wanted.targets
    )
    named = () if targets or not _names_goods(reading, wanted) else _meant(reading.columns, wanted)
    if named:
        meant = _called(reading, named)
        mention = reading.seg.text.strip(" ?!.")
        targets = (Target(meant, mention, own, count or 1, quantities=measured),)
    if not targets and count and _points(reading):
        targets = (Target((), "", own, count),)
    left = () if targets else tuple(wanted.conditions)
    return Part(targets, left, _strange(reading), wanted.stay, joint)


def _shared_time(parts: Sequence[Part]) -> list[Part]:
    """The last part's "for 3 days" is of all, where no other says how long."""
    telling = [p for p in parts if p.targets or p.stay is not None]
    *before, last = telling or parts
    if last.stay is None or any(p.stay is not None for p in before):
        return list(parts)
    option, times = (last.stay.option,), last.stay.times
    longer = [replace(p, targets=tuple(_more(t, option, times) for t in p.targets)) for p in before]
    return [*longer, last, *(p for p in parts if p not in telling)]


def _more(target: Target, option: tuple[Condition, ...], times: int) -> Target:
    return replace(target, options=(*target.options, *option), count=target.count * times)


def _count(reading: Reading) -> int:
    """How many a part counts: a number before all that it names, or one with "times" beside it; 0
    where it says none."""
    seg = reading.seg
    first = min((m.start for m in seg.mentions if not reading.only_number(m)), default=99)
    codes = [set(m.at) for m in reading.mentions(What.TITLE) if m.exact]
    for amount in seg.amounts:
        if set(amount.at) in codes:
            continue
        beside = [*seg.words[max(0, amount.at[0] - 1) : amount.at[0]]]
        beside += seg.words[amount.at[-1] + 1 : amount.at[-1] + 2]
        if amount.at[0] > first and not seg.book.says("times", beside):
            continue
        if number := multiple(reading, amount):
            reading.used.update(amount.at)
            return number
    return 0


def _names_goods(reading: Reading, wanted: Wanted) -> bool:
    """Whether it says what sort of thing is meant, by words of titles or by a category."""
    sorts = {f.id for f in reading.columns.schema.of(Role.CATEGORY)}
    return any(
        (c.op is Op.SAYS and "title" in c.fields) or (c.op is Op.IS and set(c.fields) & sorts)
        for c in wanted.conditions
    )


def _points(reading: Reading) -> bool:
    """ "Two of them": what was spoken of is counted."""
    return reading.seg.says("both")


def _meant(columns: Columns, wanted: Wanted) -> tuple[str, ...]:
    """The products that have all that a part says of what it names."""
    having: set[int] | None = None
    for condition in wanted.conditions:
        if condition.op is Op.SAYS:
            found = {n for w in condition.values for n in _titled(columns, w)}
        elif condition.op is Op.IS and condition.values and SOURCE not in condition.fields:
            held = columns.of_products(())
            for column in (columns.columns[f] for f in condition.fields if f in columns.columns):
                held |= column.holds(column.wider(condition.values))
            found = set(columns.products_of(held))
        else:
            continue
        having = found if having is None else having & found
    return tuple(columns.ids[n] for n in sorted(having or ()))


def _called(reading: Reading, products: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `products` that have nothing more in their titles than is said; all where none."""
    said, columns = range(len(reading.seg.spoken)), reading.columns
    return (
        tuple(
            p
            for p in products
            if is_called(reading.index, columns.number[p], reading.seg.spoken, said)
        )
        or products
    )


def _titled(columns: Columns, word: str) -> set[int]:
    """The products with a word in their titles: by itself where any has it, else by its meaning."""
    held = [
        (k, columns.title_words.get(k, ())) for t in tokens(word, columns.languages) for k in t.keys
    ]
    own = {int(n) for k, some in held if not k.startswith("c:") for n in some}
    return own or {int(n) for _, some in held for n in some}


def _strange(reading: Reading) -> tuple[str, ...]:
    """Telling words of a part that no row has: they are not dropped in silence."""
    seg = reading.seg
    known = {n for a in seg.amounts for n in a.at} | reading.taken | reading.used
    for group in seg.book.groups:
        known |= {n for run in seg.book.find(group, seg.words) for n in range(run.start, run.end)}
    return tuple(
        token.text
        for n, token in enumerate(seg.spoken)
        if n not in known and not reading.is_small(n) and not reading.columns.knows(token)
    )
