"""Values of the catalog that a message names, whole or in part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from agent.understanding.dates import days_said
from agent.understanding.days import follows_in, on_days
from agent.understanding.function_words import FunctionWords
from agent.understanding.index import Index
from agent.understanding.mention import (
    FEW,
    Mention,
    What,
    going_on,
    names_it,
    telling,
    tightest,
    together,
    weight_of,
)
from catalog.column import Column, Value
from catalog.folding import fold
from catalog.measures import measures
from catalog.schema import Kind, Role
from catalog.text import Span, Token

PARTIAL, SHORT = 0.6, 0.3
"""Of a long value's weight has to be said, where its whole is not: "San Jose" of "San Jose, CA";
and of a place's name, where no other place has that word: "Sunnyvale"."""


_LONGEST = 6
"""Parts of a code."""

Places = tuple[int, ...]
Pairs = list[tuple[str, str]]
"""(field's id, value as written)."""
Held = list[tuple[Column, Value]]


def value_mentions(
    index: Index, spoken: Sequence[Token], spans: Sequence[Span], book: FunctionWords
) -> list[Mention]:
    """The values that stand in `spoken`, by their places; codes as the products that they name."""
    whole, partly = _standing(index, spoken, book)
    for span in spans:
        places = tuple(range(span.start, span.end))
        pairs = whole.setdefault(places, [])
        meant = (
            held for concept in sorted(span.concepts) for held in index.concepts.get(concept, ())
        )
        pairs += [p for c, v in meant if (p := (c.field.id, v.text)) not in pairs]
    for at, token in enumerate(spoken):
        if shortened := _shortened(index, token, book):
            pairs = whole.setdefault((at,), [])
            pairs += [p for c, v in shortened if (p := (c.field.id, v.text)) not in pairs]
        if kinds := [h for k in sorted(token.keys) for h in index.kinds.get(k, ())]:
            pairs = whole.setdefault((at,), [])
            pairs += [p for c, v in kinds if (p := (c.field.id, v.text)) not in pairs]
        if cyclic := on_days(index, spoken, at, book):
            pairs = whole.setdefault((at,), [])
            pairs += [p for c, v in cyclic if (p := (c.field.id, v.text)) not in pairs]
    for at_day, days in days_said(spoken, book.language) if index.when.dated else ():
        held = ((c, v) for c, v, told in index.when.dated if any(map(told.may_be, days)))
        if dated := list(dict.fromkeys((c.field.id, v.text) for c, v in held)):
            whole[at_day] = dated
    for places, pairs in _partly_coded(index, spoken):
        whole.setdefault(places, pairs)
    found = []
    for places, told in whole.items():
        pairs = [pair for pair in told if not _is_field(index, pair, spoken, places)]
        pairs = _as_said(index, pairs, spoken, places)
        weight = weight_of(index, spoken, places)
        products = _coded(index, pairs)
        if products and not _says_code(index, spoken, places, book):
            continue
        if products:
            options = _options(index, pairs) if len(products) == 1 else ()
            found.append(
                Mention(What.TITLE, places, weight + 2, options, products=products, exact=True)
            )
        elif pairs:
            found.append(Mention(What.VALUE, places, weight + 0.5, tuple(pairs), exact=True))
    values = [m for m in found if m.what is What.VALUE]
    for places, pairs in partly.items():
        fields = {f for m in values if set(places) & set(m.at) for f, _ in m.values}
        kept = tuple((f, v) for f, v in pairs if f not in fields)
        if kept:
            weight = weight_of(index, spoken, places) * 0.9
            found.append(Mention(What.VALUE, places, weight, kept))
    return found


def _as_said(index: Index, pairs: Pairs, spoken: Sequence[Token], places: Places) -> Pairs:
    """Of the values those that name what is said to its last letter, where one is just that: "W 46"
    and "W 46, R 92", and no "W 46 S", whose S may be a small word."""
    said = tuple(t.folded for t in spoken[places[0] : places[-1] + 1])
    columns = index.columns.columns
    fields = {f for f, text in pairs if tuple(map(fold, text.split())) == said and len(said) > 1}
    if not fields:
        return pairs
    longer = {
        more
        for f in fields
        for value in columns[f].values.values()
        for more in going_on(said, value.tokens)
    }
    others = frozenset(longer)
    return [
        pair
        for pair in pairs
        if (value := columns[pair[0]].values.get(fold(pair[1]))) is None
        or names_it(value.tokens, said, others)
        or not names_it(value.tokens, said, frozenset())
    ]


def _shortened(index: Index, token: Token, book: FunctionWords) -> Held:
    """The names that a word is short for: "NYC" by its concept, "LA" by the first letters of a
    name, where it is no word of its own here."""
    found = [
        held for k in sorted(token.keys) if k.startswith("c:") for held in index.concepts.get(k, ())
    ]
    if token.folded in index.columns.words or book.is_small(token.folded):
        return []
    several = [(c, v) for c, v in found if len(v.tokens) > 1 and c.field.role is not Role.TAG]
    return [*several, *index.initials.get(token.folded, ())]


def _standing(
    index: Index, spoken: Sequence[Token], book: FunctionWords
) -> tuple[dict[Places, Pairs], dict[Places, Pairs]]:
    """(values whose every telling word is said, those of which most is), by where."""
    hits: dict[int, tuple[Column, Value, set[int]]] = {}
    titles = index.columns.title_words
    for at, token in enumerate(spoken):
        # The "ballet" of "Ballet for beginners" is not all that "Dance" stands for.
        named = any(k in titles for k in token.keys if not k.startswith("c:"))
        for key in sorted(token.keys):
            for column, value in index.values.get(key, ()):
                if _is_sort_in_part(index, column, value, spoken, at):
                    continue
                if named and key.startswith("c:") and column.field.language == book.language:
                    continue
                hits.setdefault(id(value), (column, value, set()))[2].add(at)
    whole: dict[Places, Pairs] = defaultdict(list)
    partly: dict[Places, Pairs] = defaultdict(list)
    for column, value, held in hits.values():
        # "One size" is no tag of "which sizes", and FUNGHI-S no "funghi": there each word counts.
        # And "a day" is no "1 day" of a price for so long.
        each = column.field.role is Role.TAG or column.field.kind is Kind.CODE
        each = each or _is_amount(value.text)
        words = value.tokens if each else telling(_before_bracket(column, value))
        share, places = tightest(index, words, spoken, sorted(held))
        slight = len(places) < 2 and all(book.is_small(spoken[p].folded) for p in places)
        slight = slight and not follows_in(places, spoken, book)
        slight = slight and not _begins_compound(places, spoken)
        chosen = column.field.role in (Role.OPTION, Role.CATEGORY)
        if not places or (slight and not chosen) or not together(places, spoken):
            continue
        if slight and _is_article(index, column, spoken, places[0], book):
            continue
        least = SHORT if _is_alone(index, column, spoken, places) else PARTIAL
        if share >= 0.999:
            whole[places].append((column.field.id, value.text))
        elif share >= least and _may_be_partial(column, value):
            partly[places].append((column.field.id, value.text))
    return whole, partly


def _is_sort_in_part(
    index: Index, column: Column, value: Value, spoken: Sequence[Token], at: int
) -> bool:
    """Whether a table is called after a part of a word, or after what it means: of "Rotwein" the
    red is asked for, and not that it is a "Wein"."""
    if column.field.role is not Role.TAG or fold(value.text) not in index.columns.table_sorts:
        return False
    token = spoken[at]
    own = {k for t in value.tokens for k in t.keys if not k.startswith("c:")}
    joined = at > 0 and spoken[at - 1].end == token.start
    joined = joined or _begins_compound((at,), spoken)  # a "Weinschorle" is no wine either
    longer = joined or len(token.folded) > len(fold(value.text)) + _INFLECTED
    return longer or own.isdisjoint(token.keys)


_INFLECTED = 3
"""Letters that a form of a word has more than its base."""


def _begins_compound(places: Places, spoken: Sequence[Token]) -> bool:
    """Whether a word is the first part of one that was cut: the "Weiß" of "Weißwein"."""
    end = places[-1] + 1 if places else len(spoken)
    return end < len(spoken) and spoken[end].start == spoken[end - 1].end


def _before_bracket(column: Column, value: Value) -> Sequence[Token]:
    """What a choice is called, without what is said of it behind: "small (up to 10 kg)"."""
    chosen = column.field.role in (Role.OPTION, Role.CATEGORY)
    ends = value.text.find("(") if chosen else -1
    return tuple(t for t in value.tokens if t.end <= ends) or value.tokens


def _is_field(index: Index, pair: tuple[str, str], spoken: Sequence[Token], places: Places) -> bool:
    """Whether what is said of a value is what its field is called, and there is more of it: of "in
    size 50" the "size" is no "One size"."""
    id, text = pair
    value = index.columns.columns[id].values.get(fold(text))
    if value is None or len(value.tokens) <= len(places):
        return False
    return all(
        any(f.id == id for k in spoken[p].keys for f, _ in index.field_names.get(k, ()))
        for p in places
    )


def _is_article(
    index: Index, column: Column, spoken: Sequence[Token], place: int, book: FunctionWords
) -> bool:
    """Whether "a" is the small word, and no grade: that is "grade A", "the A", "A or B"."""
    if (spoken[place].folded,) not in book.groups["indefinite"]:
        return False
    before, behind = spoken[max(0, place - 1) : place], spoken[place + 1 : place + 2]
    named = {
        f.id for t in (*before, *behind) for k in t.keys for f, _ in index.field_names.get(k, ())
    }
    joins = (*book.groups["or"], *book.groups["and"])
    ends = not behind or (behind[0].folded,) in joins
    letter = (
        spoken[place].text.isupper()
        and place
        and book.is_small(behind[0].folded if behind else "a")
    )
    ends = ends or bool(letter)
    chosen = any((t.folded,) in book.groups["article"] for t in before)
    return not (column.field.id in named or ends or chosen)


def _is_alone(index: Index, column: Column, spoken: Sequence[Token], places: Places) -> bool:
    """Whether one value alone of a column of places, or of a choice, has these words: the "Bänke"
    of "PK2 Bänke"."""
    chosen = column.field.role is Role.OPTION
    if not (chosen or column.field.id in index.places) or len(places) != 1:
        return False
    token = spoken[places[0]]
    held = {id(v) for k in token.keys for c, v in index.values.get(k, ()) if c is column}
    return len(held) == 1 and token.text.isalpha() and len(token.text) > 3


def _coded(index: Index, pairs: Sequence[tuple[str, str]], most: int = FEW) -> tuple[int, ...]:
    """The products that a code names; none where a field of another kind has that value too."""
    found: dict[int, None] = {}
    for id, text in pairs:
        column = index.columns.columns[id]
        if column.field.kind is not Kind.CODE or column.field.role is Role.OPTION:
            return ()
        rows = column.values[fold(text)].rows
        found.update((int(index.columns.product_of[r]), None) for r in rows)
    return tuple(found)[:most]


def _partly_coded(index: Index, spoken: Sequence[Token]) -> Iterator[tuple[Places, Pairs]]:
    """The codes of one product or a few that have the parts which are said."""
    words = [t.folded for t in spoken]
    for first in range(len(words)):
        for end in range(min(len(words), first + _LONGEST), first, -1):
            held = index.code_parts.get(tuple(words[first:end]), ())
            pairs = [(c.field.id, v.text) for c, v in held]
            if (
                pairs
                and _coded(index, pairs, FEW + 1)
                and len(_coded(index, pairs, FEW + 1)) <= FEW
            ):
                yield tuple(range(first, end)), pairs
                break


_TELLING = 4
"""Figures of a number that counts nothing, but where it is a year."""


def _says_code(index: Index, spoken: Sequence[Token], places: Places, book: FunctionWords) -> bool:
    """Whether a number is said as the code of something: "nr 44", "the 44", "44 and 12, please",
    and not "for 12 people" or "under 20"."""
    if len(places) != 1 or not spoken[places[0]].is_number:
        return True
    place, number = places[0], spoken[places[0]].folded
    words = [t.folded for t in spoken]
    before, behind = words[max(0, place - 2) : place], spoken[place + 1 : place + 2]
    if any((word,) in book.groups["numbered"] for word in before):
        return True
    if behind and not _may_follow(index, behind[0], book):
        return False
    if all(
        t.is_number or book.is_small(t.folded) or (t.folded,) in book.groups["times"]
        for t in spoken
    ):
        bounds = any(book.says(group, words) for group in ("at_least", "at_most", "whom"))
        return not bounds
    if any((*before[-1:],) in book.groups[group] for group in ("article", "times")):
        return True
    return len(number) > _TELLING or (len(number) == _TELLING and number[:2] not in ("19", "20"))


def _may_follow(index: Index, token: Token, book: FunctionWords) -> bool:
    """What may stand behind a code: a small word, another number, a value ("the 44 large")."""
    sized = any((token.folded,) in book.groups[group] for group in ("large", "small_one"))
    also = (
        book.is_small(token.folded)
        or (token.folded,) in book.groups["times"]
        or token.is_number
        or sized
    )
    return also or not token.keys.isdisjoint(index.values)


def _options(index: Index, pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The options that the variants of a code have alone: its colour, its size."""
    columns = index.columns
    rows = {r for id, text in pairs for r in columns.columns[id].values[fold(text)].rows}
    every = set(columns.variants(int(columns.product_of[min(rows)])))
    if rows == every:
        return ()
    found = []
    for column in (columns.columns[f.id] for f in columns.schema.of(Role.OPTION)):
        shared = [v for v in column.values.values() if rows <= set(v.rows)]
        found += [(column.field.id, v.text) for v in shared if not every <= set(v.rows)]
    return tuple(found)


def _may_be_partial(column: Column, value: Value) -> bool:
    """Whether a part of a value may stand for it: none of an amount's."""
    field = column.field
    told = field.kind is not Kind.CODE and field.role is not Role.TAG
    return told and not column.holds_remarks and not _is_amount(value.text)


def _is_amount(text: str) -> bool:
    """Whether a value is one amount with its unit, and nothing else: "1 Tag", "500 g"."""
    found = list(measures(text))
    return len(found) == 1 and bool(found[0].unit) and found[0].end - found[0].start == len(text)
