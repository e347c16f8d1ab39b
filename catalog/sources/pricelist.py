"""Price lists and menus among prose: tables, lists and lines with dots between name and price are
priced items; what stands beside them stays prose.

An item's category are the headings above it; where its name alone says nothing ("mit Huhn"), the
heading completes it. Letters of allergens are told as what the legend says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

from catalog.quantities import thousands_sign, without_thousands
from catalog.records import Attribute, Business, Option
from catalog.signs import escaped
from catalog.sources.cells import line
from catalog.sources.entry import Entry, Feed
from catalog.sources.listparts import Part, laid_out
from catalog.sources.opening import Opened
from catalog.sources.pricegrid import Row, choice_name, names_prices, rows_of
from catalog.sources.pricelines import (
    LEGEND,
    PRICE,
    WITH,
    Priced,
    day_of,
    is_condition,
    is_country,
    is_day,
    is_hours,
    is_list,
    legend_of,
    number_of,
    priced,
    unmarked,
)
from catalog.sources.product import make
from catalog.sources.seam import Item, Made, Rejection, fingerprint, slug
from catalog.sources.words import word

MOST = 5000
"""Items of one file."""

FEW = 3
"""Lines that offer something in a file that is a price list."""

PACKAGE = 800
"""Characters of what stands below a heading that is priced itself."""

BESIDE = 200
"""Characters of what a line says beside its name."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Something that is sold, as the list says it."""

    row: int
    group: str
    name: str
    number: str
    choices: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    description: str = ""


@dataclass(slots=True)
class Lists:
    """The price lists of one file. `whole` is all of its text, for the legend."""

    opened: Opened
    business: Business
    language: str
    whole: str
    place: str = "line"
    link: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    legend: Mapping[str, str] = field(default_factory=dict)
    thousands: str = ""
    """The sign that parts thousands in its prices, where they tell."""
    is_list: bool = False
    """Whether the file as a whole is one: then a section of one item is one too."""
    stem: str = ""
    """The file's name, by which a text without a heading is called."""
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.stem = escaped(self.opened.source.path.name).partition(".")[0]
        self.legend = legend_of(self.whole)
        self.thousands = thousands_sign(found[0] for found in PRICE.finditer(self.whole))
        home = self.business.currency
        bare = (text.strip().lstrip("-*•+ ") for text in self.whole.split("\n"))
        offers = (1 for text in bare if (one := priced(text, home)) and one.sure)
        self.is_list = sum(1 for _ in islice(offers, FEW)) == FEW

    def take(
        self, heading: tuple[str, ...], parts: Sequence[Part]
    ) -> tuple[list[Item | Rejection], list[Part]]:
        """The items of a section, and its parts that are prose."""
        if is_condition(*heading, heading=True):
            return [], list(parts)
        found: list[_Found] = []
        rest: list[Part] = []
        parts = laid_out(parts, self.business.currency)
        parts = [_settled(part, self.thousands) for part in parts] if self.thousands else parts
        if (whole := self._package(heading, parts)) is not None:
            return self._items(heading[:-1], [whole]), []
        if is_hours(*heading):
            rest = [part for part in parts if not names_prices(part.grid)]
            parts = [part for part in parts if names_prices(part.grid)]
        told = _told(parts, self.business.currency, 1 if self.is_list else 2)
        numbered = _are_numbered([line.name for line in told.values()])
        group = ""
        for place, part in enumerate(parts):
            if _is_heading(place, part, parts, told):
                group = part.lines[0].strip(" :*_")
            elif part.grid:
                listed = self.is_list or is_list(" ".join(heading))
                rows = rows_of(part.grid, self.business.currency, part.row, listed)
                found += map(_of_row, rows)
                rest += [] if rows else [part]
            else:
                left, group = self._lines(place, part, told, numbered, found, group)
                rest += [left] if left is not None else []
        return self._items(heading, found), rest

    def _package(self, heading: tuple[str, ...], parts: Sequence[Part]) -> _Found | None:
        """What a heading itself offers ("Family – 249 €"), with the text below as its own."""
        told = without_thousands(heading[-1], self.thousands) if heading else ""
        offer = priced(told, self.business.currency)
        if offer is None or not offer.sure or is_day(offer.name) or is_country(offer.name):
            return None
        text = "\n".join(part.text or "\n".join(part.lines) for part in parts if not part.grid)
        if len(text) > PACKAGE or any(part.grid for part in parts):
            return None
        choices = tuple((one.choice, one.price) for one in offer.offers)
        row = parts[0].row if parts else 1
        others = ((word("price_note", self.language), offer.note),) if offer.note else ()
        return _Found(row, "", offer.name, "", choices, others, text)

    def finish(self) -> None:
        """Say in the report how many items came of which list."""
        total = sum(self.counts.values())
        if total:
            lists = ", ".join(f"{name} {count}" for name, count in list(self.counts.items())[:12])
            self.opened.notices.append(
                f"{self.opened.source.name}: {total} items of price lists ({lists})."
            )

    def _lines(
        self,
        place: int,
        part: Part,
        told: Mapping[tuple[int, int], Priced],
        numbered: bool,
        found: list[_Found],
        group: str,
    ) -> tuple[Part | None, str]:
        """What of a part's lines is prose, and the heading that stood last; what is offered goes
        to `found`."""
        left: list[str] = []
        items = [n for n in range(len(part.lines)) if (place, n) in told]
        for number, text in enumerate(part.lines):
            offer = told.get((place, number))
            if offer is not None:
                code, name = number_of(offer.name) if numbered else ("", offer.name)
                day, name = day_of(name)
                choices = tuple((one.choice, one.price) for one in offer.offers)
                row = part.row + (number if self.place == "line" else 0)
                others = (("", day),) if day else ()
                if offer.note:
                    others = (*others, (word("price_note", self.language), offer.note))
                found.append(_Found(row, group, name, code, choices, others))
            elif (
                (place, number + 1) in told
                and not part.entry
                and _is_short(text)
                and not is_day(text)
            ):
                group = text.strip(" :*_")
            elif items and part.entry and items[0] < number and len(text) <= BESIDE:
                found[-1] = _described(found[-1], text)
            elif not (items and _is_legend(text)):
                left.append(text)
        if not items:
            return part, group
        return (Part(part.row, tuple(left), entry=part.entry) if left else None), group

    def _items(self, heading: tuple[str, ...], found: Sequence[_Found]) -> list[Item | Rejection]:
        groups: dict[tuple[str, str], list[_Found]] = {}
        for one in found:
            groups.setdefault((one.group, one.name), []).append(one)
        items: list[Item | Rejection] = []
        for (group, name), rows in groups.items():
            if len(self._seen) >= MOST:
                reason = f"more than {MOST} items of price lists in one file"
                items.append(Rejection(self.opened.source.name, rows[0].row, "", name, reason))
                break
            above = heading[1:] if len(heading) > 1 else heading
            # A text without a heading stands under its file's name, which is no category.
            above = () if above == (self.stem,) else above
            path = tuple(filter(None, (*above, group)))
            item = self._item(path, name, rows)
            if isinstance(item, Item):
                called = path[-1] if path else self.opened.source.name
                self.counts[called] = self.counts.get(called, 0) + 1
            items.append(item)
        return items

    def _item(self, path: tuple[str, ...], name: str, rows: Sequence[_Found]) -> Item | Rejection:
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
            place=self.place,
        )
        entries = tuple(self._entries(path, title, marks.codes, rows))
        try:
            # The texts themselves too: repr writes half characters out, which no database takes.
            mark = fingerprint(self.language, self.link, repr(entries), *_texts_of(entries))
        except UnicodeEncodeError:
            reason = f"holds bytes that are not {self.opened.encoding}"
            return Rejection(self.opened.source.name, rows[0].row, "", title[:80], reason)
        return Item("product", id_, rows[0].row, mark, partial(_made, feed, id_, entries))

    def _entries(
        self, path: tuple[str, ...], title: str, codes: tuple[str, ...], rows: Sequence[_Found]
    ) -> Iterator[Entry]:
        varying = _varying(rows)
        means = [m for c in codes if (m := self.legend.get(c.casefold(), self.legend.get(c, "")))]
        attributes = [Attribute(word("contains", self.language), ", ".join(means))] if means else []
        for row in rows:
            chosen = [Option(self._called(n, row), v) for n, v in row.others if n in varying and v]
            own = [Attribute(n, v[:BESIDE]) for n, v in row.others if n and n not in varying]
            beside = [v for n, v in row.others if not n and n not in varying]
            several = len(row.choices) > 1
            kind = choice_name([name for name, _ in row.choices])
            for name, price in row.choices:
                said = {
                    "title": title,
                    "price": price,
                    "category": " > ".join(_plain(part) for part in path),
                    "description": "\n".join(filter(None, (row.description, *beside))),
                    "sku": row.number,
                    "link": self.link,
                }
                options = list(chosen)
                if several and name:
                    options.append(Option(word(kind, self.language), name))
                kept = {key: text for key, text in said.items() if text}
                yield Entry(row.row, kept, tuple(options), (), (*attributes, *own))

    def _called(self, name: str, row: _Found) -> str:
        values = [value for other, value in row.others if other == name]
        return name or word(choice_name(values), self.language)


def _texts_of(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from entry.said.values()
        for option in entry.options:
            yield from (option.name, option.value)
        for attribute in entry.attributes:
            yield from (attribute.name, attribute.value)


def _settled(part: Part, sign: str) -> Part:
    """With the sums of its lines and cells without the sign that parts thousands."""

    def settled(text: str) -> str:
        return PRICE.sub(lambda told: without_thousands(told[0], sign), text)

    lines = tuple(map(settled, part.lines))
    return replace(part, lines=lines, grid=tuple(tuple(map(settled, row)) for row in part.grid))


def _made(feed: Feed, id: str, entries: tuple[Entry, ...]) -> Made:
    return make(feed, id, entries)


def _plain(text: str) -> str:
    """A heading inside a category's path."""
    return line(text.replace(">", " ").replace("|", " ").replace(",", " "))


def _of_row(row: Row) -> _Found:
    return _Found(row.place, row.group, row.name, row.number, row.choices, row.others)


def _described(found: _Found, text: str) -> _Found:
    told = f"{found.description}\n{text}".strip()
    return _Found(
        found.row, found.group, found.name, found.number, found.choices, found.others, told
    )


def _varying(rows: Sequence[_Found]) -> frozenset[str]:
    """The columns that tell the rows of one name apart."""
    if len(rows) == 1:
        return frozenset()
    values: dict[str, set[str]] = {}
    for row in rows:
        said = dict(row.others)
        for name in said:
            values.setdefault(name, set()).add(said[name])
    return frozenset(name for name, told in values.items() if len(told) > 1)


def _told(parts: Sequence[Part], home: str, least: int) -> dict[tuple[int, int], Priced]:
    """The lines that offer something, by part and line; none where fewer than `least` do.

    One line of a list with a sum is a condition as likely as an offer. So it takes two of them, of
    a list half of the entries, and of other lines such as have dots, or come in a row.
    """
    entries: dict[tuple[int, int], Priced] = {}
    plain: dict[tuple[int, int], Priced] = {}
    listed = 0
    for place, part in enumerate(parts):
        if part.grid:
            continue
        listed += part.entry and bool(part.lines)
        run: dict[tuple[int, int], Priced] = {}
        for number, text in enumerate(part.lines):
            found = priced(text, home)
            found = None if found is not None and _is_no_offer(found) else found
            if part.entry:
                if found is not None and (number == 0 or (place, 0) not in entries):
                    entries[place, number] = found
            elif found is not None:
                run[place, number] = found
        if not part.entry:
            plain |= run
    many = len(entries) >= least and len(entries) >= 0.5 * listed
    lines = sum(len(part.lines) for part in parts if not part.entry and not part.grid)
    in_a_row = len(plain) >= least and len(plain) >= 0.4 * lines
    certain = [one for one in (*entries.values(), *plain.values()) if one.sure]
    if not certain and len(entries) + len(plain) < 3:
        return {}
    return {**(entries if many else {}), **(plain if in_a_row else {})}


def _is_no_offer(found: Priced) -> bool:
    """Whether a line with a price is a condition, or tells hours: "Hours 9.00" is no price, "Out of
    hours £180.00" is one."""
    name = day_of(found.name)[1]
    if any(test(name) for test in (is_condition, is_country, is_day)):
        return True
    return _bare(found) and is_hours(name)


def _bare(found: Priced) -> bool:
    """Whether nothing but its dots says that a line's number is a price."""
    return all((told := PRICE.search(one.price)) is None or told["c"] for one in found.offers)


def _is_heading(
    place: int, part: Part, parts: Sequence[Part], told: Mapping[tuple[int, int], Priced]
) -> bool:
    """Whether a line alone stands over offers: in a text without marks it is their heading."""
    alone = len(part.lines) == 1 and not part.entry and not part.grid
    if not alone or (place, 0) in told or not _is_short(part.lines[0]) or is_day(part.lines[0]):
        return False
    return (place + 1, 0) in told


def _is_short(text: str) -> bool:
    """A few words that are no sentence."""
    bare = text.strip()
    return (
        len(bare) <= 40
        and not bare.endswith((".", "!", "?", ","))
        and not any(char.isdigit() for char in bare)
    )


def _are_numbered(names: Sequence[str]) -> bool:
    """Whether most names begin with a number, each with another: article numbers of a menu."""
    numbers = [number for name in names if (number := number_of(name)[0])]
    return len(numbers) > 1 and len(set(numbers)) >= 0.8 * len(names)


def _is_legend(text: str) -> bool:
    words = {word.strip(":").casefold() for word in text.split()[:3]}
    return bool(LEGEND & words) and bool(legend_of(text))


def texts(parts: Iterable[Part]) -> str:
    """All text of parts, for the legend."""
    return "\n".join(text for part in parts for text in part.lines)
