"""An amount that is asked for and that no column of that name holds: "how many pages" of a "photo
book, 24 pages", "how long is it" of a "leash 120 cm", "how many people fit in" of a van with seats.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from agent.answering.lines import Lines, Told
from agent.answering.pieces import Piece
from agent.understanding.called_by import says_contents
from agent.understanding.function_words import function_words
from agent.understanding.query import Ask
from agent.understanding.scales import dimensions_of, fields_of
from catalog.folding import fold
from catalog.measures import Dimension, measures
from catalog.records import Product
from catalog.schema import Field, Kind, Role
from catalog.text import tokens

_PLAIN = (Dimension.NUMBER, Dimension.PIECES, Dimension.PERSONS)
"""What a number of anything is."""

_NO_COUNT = ("age", "year")
"""Scales whose bare numbers count nothing."""


def asks_amount(ask: Ask, lines: Lines) -> bool:
    """Whether it asks how much of something there is: "how long", "wie groß"."""
    columns = lines.columns.columns
    scaled = (columns[f].field for f in ask.scaled if f in columns)
    return not all(map(says_contents, scaled)) or bool(_dimensions(ask, lines))


def counted_in_title(ask: Ask, product: Product, lines: Lines) -> Told | None:
    """The number before the word that is counted: "how many pages"."""
    title = lines.voice.title(product)
    return _only(_counted_in(title, ask, lines), product, lines)


def measured(ask: Ask, product: Product, lines: Lines) -> Told | None:
    """The only amount of what is asked for ("how long") in the title, or else in any cell."""
    title, asked = lines.voice.title(product), _dimensions(ask, lines)
    texts = [title[m.start : m.end] for m in measures(title) if m.dimension in asked]
    if (told := _only(texts, product, lines)) is not None:
        return told
    cells = [
        a
        for a in product.text(lines.voice.language).attributes
        if any(m.dimension in asked for m in measures(f"{a.value} {a.unit}".strip()))
    ]
    return lines.piece(product, Piece(cells[0].name, cells[0].value)) if len(cells) == 1 else None


def _only(texts: Sequence[str], product: Product, lines: Lines) -> Told | None:
    if len(set(texts)) != 1:
        return None
    own = lines.own(product, Role.TITLE.value, lines.voice.title(product))
    return Told(texts[0].strip(), (own,))


def _counted_in(title: str, ask: Ask, lines: Lines) -> list[str]:
    """ "How many pages" of "24 pages"."""
    book = function_words(lines.voice.language)
    said = tokens(ask.text, (lines.voice.language,))
    words = [t.folded for t in said]
    runs = [*book.find("count", words), *book.find("price", words)]
    counted = [said[run.end] for run in runs if run.end < len(said)]
    told = tokens(title, (lines.voice.language,))
    pairs = [(n, t) for n, t in pairwise(told) if n.is_number]
    return [f"{n.text} {t.text}" for n, t in pairs if any(t.keys & word.keys for word in counted)]


def _dimensions(ask: Ask, lines: Lines) -> set[Dimension]:
    """What "how long", "wie groß" is counted in."""
    book = function_words(lines.voice.language)
    words = [t.folded for t in tokens(ask.text, ())]
    asked = [s.name for s in book.scales if any(w in s.ask or (w,) in s.more for w in words)]
    return {d for name in asked for d in dimensions_of(name)} - {Dimension.PAGES}


def counting(ask: Ask, likeliest: str, fields: Sequence[Field], lines: Lines) -> Field | None:
    """What "how many" asks for: the column of the cell that is the `likeliest` answer (its name,
    folded), where that is a number of anything, and no age or year."""
    if not ask.how_many:
        return None
    counts = (f for f in fields if f.kind is Kind.QUANTITY and f.dimension in _PLAIN)
    scales = [s for s in function_words(lines.voice.language).scales if s.name in _NO_COUNT]
    others = {f.id for scale in scales for f in fields_of(scale, lines.columns)}
    return next((f for f in counts if fold(f.name) == likeliest and f.id not in others), None)
