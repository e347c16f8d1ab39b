"""What a price list offers, as products: rows of one name together, each with its choices, under
the headings that it stands below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from catalog.measures import Dimension, measures
from catalog.records import Attribute, Business, Option
from catalog.signs import escaped
from catalog.sources.cell_sayings import state_of_name
from catalog.sources.cells import line
from catalog.sources.entry import Entry, Feed
from catalog.sources.line_prices import PRICE, reading
from catalog.sources.line_states import is_gone
from catalog.sources.list_words import WITH
from catalog.sources.marks import STARS, explained, unmarked
from catalog.sources.offered import Offered
from catalog.sources.opening import Opened
from catalog.sources.price_kinds import choice_name, choice_names
from catalog.sources.product import make
from catalog.sources.seam import Item, Made, Rejection, fingerprint, slug
from catalog.sources.sized import Under, sized
from catalog.sources.stock_meanings import counts_left, is_stock
from catalog.sources.words import word

MOST = 5000
"""Items of one file."""

LISTS = 12
"""Lists that the report names."""

BESIDE = 200
"""Characters of what a line says beside its name."""

AMOUNT = 20
"""Characters of an amount beside a name."""

_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,80}[)\]]")

FEWEST = 3
"""Letters of words in a price's place. What has fewer is a sign for anything."""


@dataclass(slots=True)
class Goods:
    """The goods of one file's lists. `legend`: what letters behind names mean."""

    opened: Opened
    business: Business
    language: str
    legend: Mapping[str, str]
    place: str = "line"
    link: str = ""
    tax_included: bool | None = None
    """Whether the file says of all its prices that the tax is in them."""
    known: frozenset[str] = frozenset()
    """Names, as `name_of` has them, that the file's own data says already."""
    met: set[str] = field(default_factory=set)
    """Those of them that its lists offer too."""
    counts: dict[str, int] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    """Sums without the sign of their thousands, to how the file writes them."""
    stem: str = ""
    """The file's name, by which a text without a heading is called."""
    _seen: set[str] = field(default_factory=set)
    _kept: list[Under] = field(default_factory=list)
    _sections: int = 0

    def __post_init__(self) -> None:
        self.stem = escaped(self.opened.source.path.name).partition(".")[0]

    def keep(self, heading: tuple[str, ...], found: Sequence[Offered]) -> int:
        """Take what a section offers; how many that is."""
        self._sections += 1
        self._kept += (Under(self._sections, heading, one) for one in found)
        return len(found)

    def finish(self) -> Iterator[Item | Rejection]:
        """The items of all sections; the report says how many came of which list."""
        groups: dict[tuple[int, tuple[str, ...], str, str], list[Offered]] = {}
        for one in sized(self._kept, word("size", self.language)):
            key = (one.section, one.heading, one.offered.group, one.offered.name)
            groups.setdefault(key, []).append(one.offered)
        tops = {one.heading[0] for one in self._kept if one.heading}
        for (_, heading, group, name), rows in groups.items():
            if (told := name_of(name)) in self.known:
                self.met.add(told)
                continue
            if len(self._seen) >= MOST:
                reason = f"more than {MOST} items of price lists in one file"
                yield Rejection(self.opened.source.name, rows[0].row, "", name, reason)
                break
            above = heading[1:] if len(heading) > 1 else heading
            # A text without a heading stands under its file's name, which is no category.
            above = () if above == (self.stem,) else above
            # Over all groups stands who offers them, or that it is a list.
            above = () if group and len(heading) == 1 and len(tops) == 1 else above
            path = tuple(filter(None, (*above, group)))
            item = self._item(path, name, rows)
            if isinstance(item, Item):
                called = path[-1] if path else self.opened.source.name
                self.counts[called] = self.counts.get(called, 0) + 1
            yield item
        if self.counts:
            self.opened.notices.append(self._counted())

    def _counted(self) -> str:
        told = list(self.counts.items())[:LISTS]
        lists = ", ".join(f"{name} {count}" for name, count in told)
        total = sum(self.counts.values())
        return f"{self.opened.source.name}: {total} items of price lists ({lists})."

    def _item(self, path: tuple[str, ...], name: str, rows: Sequence[Offered]) -> Item | Rejection:
        marks = unmarked(name, self.legend)
        title = marks.name or name
        first = title.split()[0]
        if path and first.islower() and first.casefold() in WITH:
            title = f"{path[-1]} {title}"
        stem = slug(" ".join((*path[-1:], title))) or f"line-{rows[0].row}"
        id_, count = stem, 1
        while id_ in self._seen:
            count += 1
            id_ = f"{stem}-{count}"
        self._seen.add(id_)
        feed = Feed.of(
            self.opened,
            self.business,
            self.language,
            currency=self.business.currency,
            tax_included=self.tax_included,
            place=self.place,
        )
        entries = tuple(self._entries(path, title, marks.codes, rows))
        try:
            # The texts themselves too: repr writes half characters out, which no database takes.
            mark = fingerprint(
                self.language,
                self.link,
                str(self.tax_included),
                repr(entries),
                *_texts_of(entries),
            )
        except UnicodeEncodeError:
            reason = f"holds bytes that are not {self.opened.encoding}"
            return Rejection(self.opened.source.name, rows[0].row, "", title[:80], reason)
        return Item("product", id_, rows[0].row, mark, partial(_made, feed, id_, entries))

    def _entries(
        self, path: tuple[str, ...], title: str, codes: tuple[str, ...], rows: Sequence[Offered]
    ) -> Iterator[Entry]:
        varying = _varying(rows)
        known = [(c, m) for c in codes if (m := self.legend.get(c.casefold(), ""))]
        means = [meant for code, meant in known if code not in STARS]
        starred = [meant for code, meant in known if code in STARS]
        attributes = [Attribute(word("contains", self.language), ", ".join(means))] if means else []
        for row in rows:
            chosen = [Option(self._called(n, row), v) for n, v in row.others if n in varying and v]
            own = [
                Attribute(n, explained(v, self.legend)[:BESIDE])
                for n, v in row.others
                if n and n not in varying
            ]
            unnamed = [v for n, v in row.others if not n and n not in varying]
            sizes = [v for v in unnamed if _is_amount(v)]
            own += [Attribute(word(choice_name([v]), self.language), v) for v in sizes]
            beside = [v for v in unnamed if v not in sizes] + starred
            kinds = choice_names([name for name, _ in row.choices])
            for name, price in row.choices:
                said = {
                    "title": title,
                    "category": " > ".join(_plain(part) for part in path),
                    "description": "\n".join(filter(None, (row.description, *beside))),
                    "sku": row.number,
                    "tags": row.sort,
                    "link": self.link,
                    "availability": row.state or state_of_name(title),
                    **_asked(price, self.business.currency),
                    "price_written": self._written(price),
                }
                options = list(chosen)
                called = zip(kinds, name.split("\n"), strict=False)
                options += [Option(word(kind, self.language), one) for kind, one in called if one]
                kept = {key: text for key, text in said.items() if text}
                yield Entry(row.row, kept, tuple(options), (), (*attributes, *own))

    def _written(self, price: str) -> str:
        """A price as the file writes it, where it was read without the sign of its thousands."""
        written = PRICE.sub(lambda told: self.written.get(told[0], told[0]), price)
        return written if written != price else ""

    def _called(self, name: str, row: Offered) -> str:
        values = [value for other, value in row.others if other == name]
        return name or word(choice_name(values), self.language)


def _is_amount(text: str) -> bool:
    """Whether what stands beside a name says how long or how much it is: "25 min", "500 g"."""
    told = list(measures(text))
    whole = len(told) == 1 and bool(told[0].unit) and len(text) <= AMOUNT
    whole = whole and told[0].dimension not in (Dimension.PERSONS, Dimension.MONEY)
    rest = text[: told[0].start] + text[told[0].end :] if whole else text
    return not any(map(str.isalnum, rest)) and choice_name([text]) in ("duration", "size")


def _asked(price: str, home: str) -> dict[str, str]:
    """What stands in a price's place: a price, that it is gone ("complet"), or words that say why
    there is none ("dogs are not let in")."""
    letters = sum(map(str.isalpha, price))
    if letters < FEWEST or any(map(str.isdigit, price)) or reading(price, home) is not None:
        return {"price": price}
    return {"availability": price} if is_gone(price) else {"price_words": line(price)}


def name_of(title: str) -> str:
    """A name as two tellings of one thing have it: without what stands in brackets."""
    bare = line(_BRACKETS.sub(" ", title)) or title
    return " ".join(re.findall(r"\w+", bare.casefold()))


def _texts_of(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from entry.said.values()
        for option in entry.options:
            yield from (option.name, option.value)
        for attribute in entry.attributes:
            yield from (attribute.name, attribute.value)


def _made(feed: Feed, id: str, entries: tuple[Entry, ...]) -> Made:
    return make(feed, id, entries)


def _plain(text: str) -> str:
    """A heading inside a category's path."""
    return line(text.replace(">", " ").replace("|", " ").replace(",", " "))


def _varying(rows: Sequence[Offered]) -> frozenset[str]:
    """The columns that tell the rows of one name apart; what is left of each tells none."""
    if len(rows) == 1:
        return frozenset()
    values: dict[str, set[str]] = {}
    for row in rows:
        said = dict(row.others)
        for name in said:
            if not (is_stock(name) or counts_left(name)):
                values.setdefault(name, set()).add(said[name])
    return frozenset(name for name, told in values.items() if len(told) > 1)
