"""Values, fields and kinds that are wished for: "red", "with parking", "boots", "on sale"."""

from __future__ import annotations

from collections.abc import Sequence

from agent.understanding.function_words import Degree, function_words
from agent.understanding.mention import Mention, What
from agent.understanding.naming import plain_count
from agent.understanding.query import Condition, Op
from agent.understanding.reading import Reading
from catalog.schema import Kind, Role
from catalog.text import fold, keys, phrases, tokens

_PLACES = ("first", "second", "third", "last", "former", "follow")


def value_conditions(reading: Reading, named: bool) -> list[Condition]:
    """The conditions that values of the segment state; `named` where a product is named too."""
    found: list[Condition] = []
    for mention in reading.mentions(What.VALUE):
        if not reading.used.isdisjoint(mention.at) or reading.is_taken(mention.at):
            continue
        if reading.only_number(mention) and not _is_number_meant(reading, mention, named):
            continue
        if _is_compared(reading, mention):
            continue
        reading.take(mention.at)
        pairs = _meant(reading, mention)
        fields = _telling(reading, tuple(dict.fromkeys(f for f, _ in pairs)))
        values = tuple(dict.fromkeys(v for _, v in pairs))
        op = Op.LACKS if reading.is_negated(mention) else Op.IS
        found.append(Condition(fields, op, values, mention=reading.words(mention.at)))
    return _alternatives(reading, found)


def field_wishes(reading: Reading) -> tuple[list[str], list[Condition]]:
    """Fields that are asked for, and those wished for by their name: "with parking"."""
    asked: list[str] = []
    wished: list[Condition] = []
    for mention in reading.mentions(What.FIELD):
        if reading.is_taken(mention.at) or _is_counted(reading, mention):
            continue
        columns = reading.columns.columns
        affirmable = tuple(
            f for f in mention.fields if columns[f].affirmable and _says_what(reading, mention, f)
        )
        reading.take(mention.at)
        if set(mention.fields) & _valued_beside(reading, mention):
            continue  # "free parking": the value says what is wished of the field
        if _says_contains(reading, mention):
            continue  # "does it contain milk" asks for milk, and not for the ingredients
        if affirmable and not _asks_value(reading, mention):
            op = Op.LACKS if reading.is_negated(mention) else Op.IS
            wished.append(Condition(affirmable, op, ("yes",), mention=reading.words(mention.at)))
        else:
            asked += mention.fields
    return asked, wished


def _is_counted(reading: Reading, mention: Mention) -> bool:
    """The packs of "four packs", which count what is spoken of."""
    return any(
        set(mention.at) <= set(a.at) and plain_count(a) and a.measure.unit
        for a in reading.seg.amounts
    )


def kind_conditions(reading: Reading) -> list[Condition]:
    """What sort of thing is wanted, by words of titles."""
    found = []
    groups = (*_PLACES, "plus", "total") if reading.mentions(What.TITLE) else _PLACES
    ordinals = {
        n
        for group in groups
        for run in reading.seg.book.find(group, reading.seg.words)
        for n in range(run.start, run.end)
    }
    for mention in reading.mentions(What.KIND, What.TITLE):
        at = tuple(p for p in mention.at if p not in reading.taken and not _is_free(reading, p))
        if not at or ordinals.issuperset(mention.at) or all(map(reading.is_small, at)):
            continue
        reading.take(at)
        op = Op.LACKS if reading.is_negated(mention) else Op.SAYS
        for place in at:
            word = reading.words((place,))
            found.append(Condition(("title",), op, (_as_written(reading, place),), mention=word))
    return found


def _is_free(reading: Reading, place: int) -> bool:
    """The "free" of "gluten-free" is no word of a title: the value before it took it."""
    return place in reading.used and reading.is_in("free", reading.seg.words[place])


def _as_written(reading: Reading, place: int) -> str:
    """A word as titles write it, where it is a slip of one of theirs: "tnet"."""
    token, titles = reading.seg.spoken[place], reading.columns.title_words
    if any(k in titles for k in keys(token.text, reading.columns.languages)):
        return token.text
    return next((k for k in sorted(token.keys) if ":" not in k and k in titles), token.text)


def reduced(reading: Reading) -> list[Condition]:
    """ "on sale": a former price is stated."""
    if Role.LIST_PRICE.value not in reading.columns.columns or not reading.seg.says("reduced"):
        return []
    reading.use("reduced", taken=True)
    return [Condition((Role.LIST_PRICE.value,), Op.AT_LEAST, low=0.0, mention="")]


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


def _is_compared(reading: Reading, mention: Mention) -> bool:
    """ "the lightest" is an order and no value "light"."""
    return any(
        a.degree is not Degree.POSITIVE and set(mention.at) <= set(range(a.start, a.end))
        for a in reading.seg.adjectives
    )


def _meant(reading: Reading, mention: Mention) -> tuple[tuple[str, str], ...]:
    """The values of a mention. "headphones" as a category is written are that category, and not
    the port called "headphone" in the same language."""
    said = fold(reading.words(mention.at))
    literal = {
        reading.field(f).language
        for f, v in mention.values
        if reading.field(f).role is Role.CATEGORY and fold(v) == said
    }
    return tuple(
        (f, v)
        for f, v in mention.values
        if fold(v) == said or reading.field(f).language not in literal
    )


def _telling(reading: Reading, fields: tuple[str, ...]) -> tuple[str, ...]:
    """A category tells what a thing is, a tag what it is about: where both have the value, the
    category counts."""
    if Role.CATEGORY not in reading.roles(fields):
        return fields
    return tuple(f for f in fields if reading.field(f).role is not Role.TAG)


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
    spans = phrases(name[:small], (field.language or "en", "en"))
    return any(not s.concepts.isdisjoint(said) for s in spans)


def _says_contains(reading: Reading, mention: Mention) -> bool:
    runs = reading.seg.book.find("contains", reading.seg.words)
    verb = {p for run in runs for p in range(run.start, run.end)}
    return verb.issuperset(mention.at) and bool(reading.mentions(What.VALUE))


def _asks_value(reading: Reading, mention: Mention) -> bool:
    """ "what parking is there" asks for a value, "what has parking" for rows that have it."""
    return mention.start == 1 and reading.is_in("tell", reading.seg.words[0])


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
