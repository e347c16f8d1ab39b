"""Goods that stand side by side: "two red boots and a tent", "A or B", "lighter than B".

A message that adds up or compares is cut at its joints, and each part is read by itself, so that
what is said of one ("large", "blue 42", "two") is said of that one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.understanding.mention import Mention, What
from agent.understanding.naming import MEANT, multiple
from agent.understanding.one_part import Part, called, part_of
from agent.understanding.query import Act, Ask, Condition, Reference, Target
from agent.understanding.reading import Reading
from agent.understanding.segment import Segment
from catalog.measures import UNITS, Dimension
from catalog.schema import Kind
from catalog.text import tokens

MOST = 8
"""So many parts are read."""


def beside(ask: Ask, whole: Reading, read: Callable[[str], Reading]) -> Ask:
    """`ask` with the goods of each part, where its message adds up or compares several. `whole`
    is of the message, `read` makes one of a part."""
    seg = whole.seg
    compares = bool(seg.says("compare") or ask.order or ask.relative)
    each = _each(whole)
    if not (compares or each or _counts(whole) or ask.adds or ask.asks_price) or ask.more:
        return ask
    cuts = _cuts(whole)
    if len(cuts) < 2:
        return ask
    parts = [
        part_of(read(_text(seg, start, end)), joint, first=not number and bool(cuts[1][2]))
        for number, (start, end, joint) in enumerate(cuts[:MOST])
    ]
    parts = _shared_time(_same_goods(parts))
    goods = [p for p in parts if p.targets]
    named = tuple(t for p in goods for t in p.targets)
    if compares and len(goods) == 1 and goods[0].joint == "than" and len(named) == 1:
        return replace(ask, act=Act.COMPARE, targets=named, conditions=(), unused=())
    if len(goods) == 1 and _is_counted_behind(ask, named) and not _is_chosen(ask, whole):
        left = tuple(w for p in parts for w in p.unused)
        return replace(ask, act=Act.SUM, targets=named, refers=Reference.NONE, unused=left)
    if len(goods) < 2 or len({(t.products, t.options) for t in named}) < 2:
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
    if ask.adds or each or _adds_up(ask, goods, whole):
        many = (replace(t, count=max(t.count, each)) for t in named)
        return replace(several, act=Act.SUM, targets=_told(whole, tuple(many)))
    return ask


def beside_a_sum(ask: Ask, whole: Reading) -> Ask:
    """A sum asks for no field but prices: the words of any other are left over, so that something
    written may answer them ("with delivery")."""
    money = {f for f in ask.fields if whole.field(f).kind is Kind.MONEY}
    if ask.act is not Act.SUM or money.issuperset(ask.fields):
        return ask
    taken = {n for m in whole.mentions(What.TITLE) for n in m.at}
    left = tuple(
        whole.words(m.at)
        for m in whole.mentions(What.FIELD)
        if money.isdisjoint(m.fields) and taken.isdisjoint(m.at) and set(m.fields) & {*ask.fields}
    )
    kept = tuple(f for f in ask.fields if f in money)
    return replace(ask, fields=kept, unused=tuple(dict.fromkeys((*ask.unused, *left))))


def _is_counted_behind(ask: Ask, named: Sequence[Target]) -> bool:
    """ "The kite, two of them": the number stands in a part of its own."""
    one = len(named) == len(ask.targets) == 1
    return one and named[0].count > ask.targets[0].count and ask.act is Act.TELL


def _is_chosen(ask: Ask, whole: Reading) -> bool:
    """Whether the number is how many are sold at once: mugs by one and by two."""
    fields = (f for c in ask.conditions for f in c.fields if f in whole.columns.columns)
    return any(whole.field(f).is_number_sold for f in fields)


def _counts(whole: Reading) -> bool:
    """Whether more than one of anything is counted, a number in a title aside."""
    seg = whole.seg
    titled = {p for m in seg.mentions if m.what is What.TITLE and m.exact for p in m.at}
    counted = (a for a in seg.amounts if titled.isdisjoint(a.at))
    return any(multiple(whole, amount) > 1 for amount in counted)


def _each(whole: Reading) -> int:
    """How many of each: "2 each", "je zwei", "one of each"; 0 where it says no such thing."""
    seg = whole.seg
    for run in seg.book.find("each", seg.words):
        for amount in seg.amounts:
            if run.end == amount.at[0] or amount.at[-1] + 1 == run.start:
                return multiple(whole, amount)
        for place in (run.start - 1, run.end):
            word = seg.words[place] if 0 <= place < len(seg.words) else ""
            unit = UNITS.get(seg.words[place + 1]) if place + 1 < len(seg.words) else None
            measured = unit is not None and unit[0] is not Dimension.PIECES
            if (
                whole.is_in("indefinite", word) or seg.book.numbers.get(word) == 1
            ) and not measured:
                return 1
    return 0


def _told(whole: Reading, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Those of several that a part does not settle, by the words of the whole message:
    "consultation and booster for my cat". What is another part's own is none of them."""
    found = []
    for target in targets:
        others = {p for t in targets if t is not target for p in t.products}
        free = tuple(p for p in target.products if p not in others)
        meant = called(whole, free) if len(target.products) > 1 else ()
        found.append(replace(target, products=meant) if 0 < len(meant) < len(free) else target)
    return tuple(found)


def _adds_up(ask: Ask, goods: Sequence[Part], whole: Reading) -> bool:
    """Whether prices or numbers of several goods are asked: "two A and a B, what do I pay"."""
    named = [t for p in goods for t in p.targets]
    money = all(
        whole.field(f).kind is Kind.MONEY or not _states(whole, f, named) for f in ask.fields
    )
    measured = ask.scaled and whole.seg.says("how")  # "how heavy are two A and a B"
    if not money or measured or any(p.joint == "or" for p in goods[1:]):
        return False
    if any(t.count > 1 for t in named):
        return all(len(t.products) <= MEANT for t in named)
    return ask.asks_price and all(len(t.products) == 1 for t in named)


def _states(whole: Reading, field: str, named: Sequence[Target]) -> bool:
    """Whether the rows of what is named tell a field: tents have no "delivery" of their own."""
    columns = whole.columns
    rows = columns.of_products(columns.number[p] for t in named for p in t.products)
    return bool((columns.columns[field].stated & rows).any())


def _same_goods(parts: Sequence[Part]) -> list[Part]:
    """ "Slippers blue 42 and black in 44": a part that names another variant, and nothing else, is
    of the goods before it; so is "the kite, two of them"."""
    found: list[Part] = []
    for part in parts:
        before = found[-1].targets if found else ()
        said = {f for c in found[-1].options for f in c.fields} if found else set()
        another = part.options and all(said.intersection(c.fields) for c in part.options)
        only = len(part.options) == len(part.conditions) and not (part.targets or part.unused)
        if another and only and len(before) == 1:
            count = part.count or 1
            again = replace(before[0], options=part.options, count=count, quantities=())
            part = replace(part, targets=(again,), conditions=())
        if len(before) == 1 and not part.joint and _points_back(part):
            many = replace(before[0], count=before[0].count * part.targets[0].count)
            found[-1] = replace(found[-1], targets=(many,))
            continue
        found.append(part)
    return found


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
    closed = [
        m
        for m in reading.mentions(What.TITLE, What.VALUE)
        if _is_one(reading, m) and _holds_joint(reading, m)
    ]
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


def _points_back(part: Part) -> bool:
    return len(part.targets) == 1 and not part.targets[0].products


def _is_one(reading: Reading, mention: Mention) -> bool:
    """Whether nothing but small words stands among its words: "brow shape + lash tint" is no "Brow
    Shape & Tint"."""
    between = set(range(mention.start, mention.end)) - set(mention.at)
    return all(map(reading.is_small, between))


def _holds_joint(reading: Reading, mention: Mention) -> bool:
    """Whether a title, or a value, is written with "and", "&" or a comma in it."""
    book = reading.seg.book
    joints = {w for group in _JOINTS for run in book.groups[group] for w in run}
    if not mention.exact:
        said = [w for p in mention.at if (w := reading.seg.words[p]) not in joints]
        return all(_joined_in(reading.columns.titles[p], said, joints) for p in mention.products)
    texts = [reading.columns.titles[p] for p in mention.products]
    texts += [value for _, value in mention.values]
    return any(
        any(c in ",;+&" for c in text) or any(t.folded in joints for t in tokens(text, ()))
        for text in texts
    )


def _joined_in(title: str, said: Sequence[str], joints: set[str]) -> bool:
    """Whether a title has words one behind the other, and a joint between them: "chicken and rice"
    of "Chicken & Rice Adult"."""
    told = tokens(title, ())
    own = [t for t in told if t.folded not in joints]
    for start in range(len(own) - len(said) + 1 if len(said) > 1 else 0):
        part = own[start : start + len(said)]
        between = title[part[0].start : part[-1].end]
        signed = any(c in ",;+&" for c in between)
        if [t.folded for t in part] == list(said):
            return signed or any(t.folded in joints for t in tokens(between, ()))
    return False


def _text(seg: Segment, start: int, end: int) -> str:
    return seg.text[seg.spoken[start].start : seg.spoken[end - 1].end]


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
