"""What a file of a shop's own program says beside its goods, in XML or JSON: the currency of all of
them, whether a tax is in their prices, terms and hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from catalog.records import Origin, Passage
from catalog.sources import words
from catalog.sources.cells import line
from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.json_lifted import asks, is_title
from catalog.sources.list_words import is_day
from catalog.sources.money import is_currency
from catalog.sources.opening import Opened
from catalog.sources.seam import Item, Made, fingerprint, slug
from catalog.sources.xml_around import Beside
from catalog.sources.xml_names import FIELD_OF

WORDS = 3
"""Words of a text that says something beside the goods."""

SHORT = 80
"""Characters of what is said of all goods in an attribute or a line of the head."""

_DATED = re.compile(r"(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{2,4})?|\d{1,2}:\d\d)")
"""A day or an hour beside what is written in words."""

DEEPEST = 3
"""Objects within each other in which such texts are looked for."""


def beside_of(held: Any, names: tuple[str, ...] = ("",)) -> Iterator[Beside]:
    """The texts of a JSON document that stand outside of its goods."""
    if not isinstance(held, dict) or len(names) > DEEPEST:
        return
    if len(names) > 1 and (any(map(is_title, held)) and any(map(asks, held))):
        return  # a thing by itself
    for key, inside in held.items():
        told = (*names, key)
        if is_title(key):
            continue  # what the shop or the list is called
        if isinstance(inside, dict) and inside and all(map(is_day, inside)):
            hours = (f"{day}: {text}" for day, text in inside.items() if isinstance(text, str))
            yield Beside(told, "\n".join(hours))
        elif isinstance(inside, dict):
            yield from beside_of(inside, told)
        elif isinstance(inside, list) and inside and all(isinstance(one, str) for one in inside):
            yield Beside(told, "\n".join(map(line, inside)))
        elif isinstance(inside, str) and "://" not in inside:
            yield Beside(told, line(inside))


def currency_of(beside: Sequence[Beside]) -> str:
    """What a currency is said to be, once for all items."""
    told = {
        one.text.strip().upper()
        for one in beside
        if _field(one) == "currency" and is_currency(one.text.upper())
    }
    return told.pop() if len(told) == 1 else ""


def _field(one: Beside) -> str:
    return FIELD_OF.get(words.folded(one.names[-1]), ("", 0))[0]


def above_of(beside: Sequence[Beside]) -> str:
    """What the head says, a line each with its name: "vat excluded"."""
    told = (f"{words.folded(one.names[-1])} {one.text}" for one in beside if len(one.text) < SHORT)
    return "\n".join(told)


def passages(opened: Opened, beside: Sequence[Beside], place: str = "element") -> Iterator[Item]:
    """What is written beside the items: terms, hours. What is the shop's own is not told."""
    texts: dict[str, list[str]] = {}
    spoken: set[str] = set()
    for one in beside:
        written = len(one.text.split()) >= WORDS
        dated = len(one.names) > 2 and _DATED.fullmatch(one.text) is not None
        if len(one.names) > 1 and (written or dated) and not _is_kept_back(one.names):
            texts.setdefault(one.names[1], []).append(_labelled(one))
            spoken |= {one.names[1]} if written else set()
    for name, told in texts.items():
        if name not in spoken:
            continue
        id_ = f"{opened.source.name}#{slug(name) or words.folded(name)}"
        text = "\n\n".join(told)
        heading = (words.folded(name).capitalize(),)
        origin = Origin(opened.source.name, f"{place} {name}", datetime.now(UTC))
        passage = Passage(id_, heading, text, opened.source.language, origin)
        try:
            mark = fingerprint(*heading, text)
        except UnicodeEncodeError:
            continue
        yield Item("passage", id_, 0, mark, partial(Made, passage))


def _labelled(one: Beside) -> str:
    """A text with what it is called within its object: "High: 28 May to 5 Sep"."""
    name = words.folded(one.names[-1])
    labelled = len(one.names) > 2 and name and "\n" not in one.text
    return f"{name.capitalize()}: {one.text}" if labelled else one.text


def _is_kept_back(names: Sequence[str]) -> bool:
    for name in map(words.folded, names):
        told = says(name)
        if told & {*KEPT_BACK, Says.PAY, Says.OTHERS} or name in words.INTERNAL:
            return True
    return False
