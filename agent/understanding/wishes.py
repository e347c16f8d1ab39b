"""Values, fields and kinds that are wished for: "red", "with parking", "boots", "on sale"."""

from __future__ import annotations

from collections.abc import Sequence

from agent.understanding.days import is_only_when
from agent.understanding.function_words import Degree, Found, function_words
from agent.understanding.meant_values import is_sort_beside, meant, telling, wider
from agent.understanding.mention import Mention, What
from agent.understanding.naming import plain_count
from agent.understanding.query import Condition, Op
from agent.understanding.reading import Reading
from catalog.schema import Kind, Role
from catalog.text import phrases, tokens

_ABSENT = ("free", "without", "negate")
"""Words of a field's name that say that there is none of it."""


def value_conditions(reading: Reading, named: bool) -> list[Condition]:
    """The conditions that values of the segment state; `named` where a product is named too."""
    found: list[Condition] = []
    for mention in reading.mentions(What.VALUE):
        if not reading.used.isdisjoint(mention.at) or reading.is_taken(mention.at):
            continue
        if reading.only_number(mention) and not _is_number_meant(reading, mention, named):
            continue
        if _is_asked_how(reading, mention) or is_compared(reading, mention):
            continue
        if named and is_only_when(reading, mention):
            continue
        reading.take(mention.at)
        if is_sort_beside(reading, mention):
            continue
        pairs = meant(reading, mention)
        fields = telling(reading, tuple(dict.fromkeys(f for f, _ in pairs)))
        values = tuple(dict.fromkeys(v for _, v in pairs))
        op = Op.LACKS if reading.is_negated(mention) else Op.IS
        values = tuple(dict.fromkeys((*values, *wider(reading, mention, fields, op))))
        found.append(Condition(fields, op, values, mention=reading.words(mention.at)))
    return _alternatives(reading, found)


def _is_asked_how(reading: Reading, mention: Mention) -> bool:
    """ "How big is it" asks for a size, and wishes for none that is called large."""
    scaled = any(m.start == mention.start and m.end == mention.end for m in reading.seg.adjectives)
    how = any(run.end == mention.start for run in reading.seg.book.find("how", reading.seg.words))
    return scaled and how


def field_wishes(reading: Reading, named: bool = False) -> tuple[list[str], list[Condition]]:
    """Fields that are asked for, and those wished for by their name: "with parking"."""
    asked: list[str] = []
    wished: list[Condition] = []
    for mention in reading.mentions(What.FIELD):
        counted = _is_counted(reading, mention) or is_compared(reading, mention)
        if reading.is_taken(mention.at) or counted:
            continue
        columns = reading.columns.columns
        affirmable = tuple(
            f for f in mention.fields if columns[f].affirmable and _says_what(reading, mention, f)
        )
        affirmable = () if _is_of_another_word(reading, mention) else affirmable
        reading.take(mention.at)
        if set(mention.fields) & _valued_beside(reading, mention):
            continue  # "free parking": the value says what is wished of the field
        if _says_contains(reading, mention):
            continue  # "does it contain milk" asks for milk, and not for the ingredients
        negated = reading.is_negated(mention)
        if affirmable and (negated or not _asks_value(reading, mention)):
            denied = negated is not _names_absence(reading, mention, affirmable)
            op = Op.LACKS if denied else Op.IS
            wished.append(Condition(affirmable, op, ("yes",), mention=reading.words(mention.at)))
        elif not named and (some := _some(reading, mention)) is not None:
            wished.append(some)
        else:
            asked += mention.fields
    return asked, wished


def _some(reading: Reading, mention: Mention) -> Condition | None:
    """ "With parking" of a column that counts spaces, "no dogs" of one that counts dogs: one or
    more of what some rows have none of, or none."""
    columns = reading.columns.columns
    counts = tuple(f for f in mention.fields if columns[f].may_be_none)
    denied = reading.is_negated(mention)
    before = reading.seg.words[max(0, mention.start - 2) : mention.start]
    having = any(reading.is_in(g, w) for g in ("having_some", "negate") for w in before)
    if not counts or not having or reading.seg.says("count"):
        return None
    words = reading.words(mention.at)
    if denied:
        return Condition(counts, Op.AT_MOST, high=0.0, mention=words)
    least = 1.0 if all(columns[f].counts_some for f in counts) else 1e-6
    return Condition(counts, Op.AT_LEAST, low=least, mention=words)


def _is_counted(reading: Reading, mention: Mention) -> bool:
    """The packs of "four packs", which count what is spoken of."""
    return any(
        set(mention.at) <= set(a.at) and plain_count(a) and a.measure.unit
        for a in reading.seg.amounts
    )


def reduced(reading: Reading) -> list[Condition]:
    """ "on sale": a former price is stated."""
    if Role.LIST_PRICE.value not in reading.columns.columns or not reading.seg.says("reduced"):
        return []
    [run, *_] = reading.seg.book.find("reduced", reading.seg.words)
    said = reading.words(tuple(range(run.start, run.end)))
    reading.use("reduced", taken=True)
    return [Condition((Role.LIST_PRICE.value,), Op.AT_LEAST, low=0.0, mention=said)]


def for_nothing(reading: Reading) -> list[Condition]:
    """ "What is free?": a price of nothing, where any row has one."""
    price = reading.columns.columns.get(Role.PRICE.value)
    run = says_gratis(reading)
    if run is None or price is None or not bool((price.high <= 0).any()):
        return []
    reading.take(range(run.start, run.end))
    mention = reading.words(range(run.start, run.end))
    return [Condition((Role.PRICE.value,), Op.AT_MOST, high=0.0, mention=mention)]


def says_gratis(reading: Reading) -> Found | None:
    """Where it is said that something costs nothing: of "free parking" a value took the word, and
    in "gluten free" it stands behind what is not in it."""
    named = {p for m in reading.seg.mentions for p in m.at}
    for run in reading.seg.book.find("gratis", reading.seg.words):
        before = run.start - 1
        plain = before < 0 or before in named or reading.is_small(before)
        if plain and (reading.used | reading.taken).isdisjoint(range(run.start, run.end)):
            return run
    return None


def _is_number_meant(reading: Reading, mention: Mention, named: bool) -> bool:
    """Whether a number is a value: its field is beside it, or it follows "in" or "size". The number
    of an amount with a unit is none: "10 €" are no 10 litres."""
    seg = reading.seg
    if any(set(mention.at) <= set(a.at) and a.measure.unit for a in seg.amounts):
        return False
    fields = {f for f, _ in mention.values}
    near = {
        f
        for m in reading.mentions(What.FIELD)
        if 0 <= mention.start - m.end <= 2 or 0 <= m.start - mention.end <= 1
        for f in m.fields
    }
    if near & fields:
        return True
    before = seg.words[max(0, mention.start - 2) : mention.start]
    sized = any(reading.is_in("sized", word) for word in before)
    return Role.OPTION in reading.roles(tuple(fields)) and (sized or named)


def is_compared(reading: Reading, mention: Mention) -> bool:
    """ "the lightest" is an order and no value "light"."""
    return any(
        a.degree is not Degree.POSITIVE and set(mention.at) <= set(range(a.start, a.end))
        for a in reading.seg.adjectives
    )


def _valued_beside(reading: Reading, mention: Mention) -> set[str]:
    """The fields of values that stand beside a field's name."""
    return {
        f
        for m in reading.mentions(What.VALUE)
        if 0 <= mention.start - m.end <= 1 or 0 <= m.start - mention.end <= 2
        for f, _ in m.values
    }


def _says_what(reading: Reading, mention: Mention, id: str) -> bool:
    """Whether a field is named by what its yes says: of "poisonous to cats" the cats alone wish for
    nothing, and least of all for poison."""
    field = reading.field(id)
    book = function_words(field.language or "en")
    name = tokens(field.name.replace("_", " "), (field.language or "en", "en"))
    small = next((n for n, t in enumerate(name) if n and book.is_small(t.folded)), len(name))
    told = {k for t in name[:small] for k in t.keys}
    said = {k for p in mention.at for k in reading.seg.spoken[p].keys}
    if small == len(name) or mention.exact or not told.isdisjoint(said):
        return True
    if all(book.is_small(t.folded) for t in name[:small]):
        return True  # "good for kids"
    spans = phrases(name[:small], (field.language or "en", "en"))
    return any(not s.concepts.isdisjoint(said) for s in spans)


def _is_of_another_word(reading: Reading, mention: Mention) -> bool:
    """Whether a word that nothing knows is said of what a field names: of "which aren't poisonous
    for pets" nobody can tell whether "pet safe" is its yes or its no."""
    if mention.exact:
        return False
    place = mention.start - 1
    while place >= 0 and reading.is_small(place) and place not in reading.negations:
        place -= 1
    before = place - 1
    apart = mention.start - 1 - place
    if before < 0 or not apart or place in reading.negations:
        return False
    known = any(place in m.at for m in reading.seg.mentions)
    said = before in reading.negations or reading.is_in("yes_no", reading.seg.words[before])
    return said and not known


def _names_absence(reading: Reading, mention: Mention, fields: Sequence[str]) -> bool:
    """ "Without an entry fee" of "free entry", "with sugar" of "sans sucre": the name itself says
    that there is none, in a word that was not said. What means the whole name ("wheelchair" of
    "barrierefrei", "without sugar" of "sugar free") is not denied."""
    if not reading.negations.isdisjoint(mention.at):
        return False
    field = reading.field(fields[0])
    book = function_words(field.language or "en")
    name = tokens(field.name.replace("_", " "), (field.language or "en", "en"))
    free = [t for t in name if any((t.folded,) in book.groups[g] for g in _ABSENT)]
    said = [reading.seg.spoken[p] for p in mention.at]
    named = {k for t in name if t not in free for k in t.keys}
    spoken = any(not t.keys.isdisjoint(named) for t in said)
    return bool(free) and spoken and {t.folded for t in said}.isdisjoint(t.folded for t in free)


def _asks_value(reading: Reading, mention: Mention) -> bool:
    """ "what parking is there" asks for a value, "what has parking" for rows that have it, and so
    does "which left-handed guitars"."""
    goods = any(
        m.start == mention.end and m.what in (What.KIND, What.TITLE, What.VALUE)
        for m in reading.seg.mentions
    )
    return mention.start == 1 and reading.is_in("tell", reading.seg.words[0]) and not goods


def _alternatives(reading: Reading, found: Sequence[Condition]) -> list[Condition]:
    """Of one field with one value a row, several that are said are alternatives: "red or blue"."""
    said_or = any(reading.is_in("or", word) for word in reading.seg.words)
    merged: list[Condition] = []
    for condition in found:
        last = merged[-1] if merged else None
        single = all(reading.field(f).kind is not Kind.LIST for f in condition.fields)
        shared = tuple(f for f in last.fields if f in condition.fields) if last else ()
        if (
            last is not None
            and shared
            and last.op is condition.op is Op.IS
            and (single or said_or)
            and Role.TAG not in reading.roles(condition.fields)
        ):
            mention = f"{last.mention}, {condition.mention}"
            values = (*last.values, *condition.values)
            merged[-1] = Condition(shared, Op.IS, values, mention=mention)
        else:
            merged.append(condition)
    return merged


def _says_contains(reading: Reading, mention: Mention) -> bool:
    runs = reading.seg.book.find("contains", reading.seg.words)
    verb = {p for run in runs for p in range(run.start, run.end)}
    return verb.issuperset(mention.at) and bool(reading.mentions(What.VALUE))
