"""Price lists and menus among prose: tables, lists and lines with dots between name and price are
priced items; what stands beside them stays prose.

An item's category are the headings above it; where its name alone says nothing ("mit Huhn"), the
heading completes it. Letters of allergens are told as what the legend says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog.numerals import thousands_sign, without_thousands
from catalog.records import Business
from catalog.sources.cells import line
from catalog.sources.course_grid import courses_of
from catalog.sources.described import SAID
from catalog.sources.line_details import told as told_details
from catalog.sources.line_offers import Priced
from catalog.sources.line_prices import PRICE, reading
from catalog.sources.line_states import is_gone, says_state
from catalog.sources.list_lines import (
    are_described,
    are_numbered,
    capitals,
    goes_on,
    heading_of,
    is_heading,
    is_legend,
    is_short,
    takes_turns,
)
from catalog.sources.list_words import (
    FEE_NAMES,
    PRICE_NAMES,
    day_of,
    is_condition,
    is_country,
    is_day,
    is_hours,
    is_list,
    says_more,
)
from catalog.sources.listed import BESIDE, Goods
from catalog.sources.listparts import Part, laid_out
from catalog.sources.marks import legend_of, number_of
from catalog.sources.offered import Offered
from catalog.sources.offering import offering
from catalog.sources.opening import Opened
from catalog.sources.parted import is_capitals
from catalog.sources.pieces import BRACKETS
from catalog.sources.pricegrid import Row, is_remark, names_kinds, names_prices, rows_of
from catalog.sources.pricelines import is_measured, priced
from catalog.sources.said_names import bracketed
from catalog.sources.seam import Item, Rejection
from catalog.sources.size_lines import size_lines
from catalog.sources.slashed import apart
from catalog.sources.taxes import stated
from catalog.sources.typed_menus import parted_line
from catalog.sources.words import word

MENU = 4
"""Lines that end in an amount without a sign, in what is called a menu."""

TITLE = 200
"""Characters of a file's first line."""

FEW = 3
"""Lines that offer something in a file that is a price list."""

_MONEY = re.compile(
    rf"\b(?:{PRICE_NAMES}|{FEE_NAMES}|EUR|CHF|GBP|USD|euros?)\b|preise?\b|[€£$₺₽₴]", re.IGNORECASE
)


PACKAGE = 800
"""Characters of what stands below a heading that is priced itself."""


@dataclass(slots=True)
class Lists:
    """The price lists of one file. `whole` is all of its text, for the legend; `beside` what stands
    around it, as a page's foot."""

    opened: Opened
    business: Business
    language: str
    whole: str
    place: str = "line"
    link: str = ""
    beside: str = ""
    known: frozenset[str] = frozenset()
    """Names of goods that the file's own data says already."""
    thousands: str = ""
    """The sign that parts thousands in its prices, where they tell."""
    is_list: bool = False
    """Whether the file as a whole is one: then a section of one item is one too."""
    bare: bool = False
    """Whether it is a list of prices that has no sign of money at all: a menu."""
    of_money: bool = False
    """Whether it speaks of prices anywhere: then bare amounts by the day or the season are some."""
    sizes: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """What is offered in which size by lines of the section that is read."""
    goods: Goods = field(init=False)

    def __post_init__(self) -> None:
        legend = legend_of(self.whole)
        self.goods = Goods(self.opened, self.business, self.language, legend, self.place, self.link)
        self.goods.known = self.known
        self.goods.tax_included = stated(f"{self.whole}\n{self.beside}")
        told = list(PRICE.finditer(self.whole))
        # "18.30" beside "1.500 kr." may be an hour.
        signed = [found[0] for found in told if not found["c"]]
        self.thousands = thousands_sign(signed) or thousands_sign(found[0] for found in told)
        sums = {found[0] for found in told} if self.thousands else set()
        self.goods.written = {without_thousands(one, self.thousands): one for one in sums}
        home = self.business.currency
        lines = (text.strip().lstrip("-*•+ ") for text in self.whole.split("\n"))
        told_of = (parted_line(text, home)[0] or text for text in lines)
        found = [one for text in told_of if (one := priced(text, home)) is not None]
        self.is_list = sum(one.sure for one in found) >= FEW
        # What a file is called, or its first heading, says that it is one.
        titled = is_list(self.goods.stem) or is_list(self.whole[:TITLE].partition("\n")[0])
        self.bare = titled and len(found) >= MENU and not any(one.sure for one in found)
        self.is_list = self.is_list or self.bare
        self.of_money = _MONEY.search(self.whole) is not None

    def take(self, heading: tuple[str, ...], parts: Sequence[Part]) -> tuple[int, list[Part]]:
        """How much a section offers, and its parts that are prose."""
        # What the file is called is the business's name as likely: "Hôtel du Port".
        if is_condition(*(heading[1:] or heading), heading=True):
            return 0, list(parts)
        found: list[Offered] = []
        rest: list[Part] = []
        home = self.business.currency
        parts = [_settled(part, self.thousands) for part in parts] if self.thousands else parts
        cut = list(apart(parts, heading, home))
        # Beside rows of several prices a line of one is an offer too.
        offers = self.is_list or len(cut) > len(parts)
        parts, self.sizes = size_lines(laid_out(cut, home), home)
        if (whole := self._package(heading, parts)) is not None:
            return self.goods.keep(heading[:-1], [whole]), []
        if is_hours(*heading):
            goods = [names_prices(p.grid) or bool(courses_of(p.grid, p.row)) for p in parts]
            rest = [part for part, sold in zip(parts, goods, strict=True) if not sold]
            parts = [part for part, sold in zip(parts, goods, strict=True) if sold]
        told = offering(parts, home, 1 if offers else 2, bare=self.bare)
        numbered = are_numbered([line.name for line in told.values()])
        group = ""
        for place, part in enumerate(parts):
            if is_heading(place, part, parts, told):
                group = part.lines[0].strip(" :*_")
            elif part.grid:
                listed = self.is_list or is_list(" ".join(heading))
                listed = listed or (self.of_money and names_kinds(part.grid))
                rows = rows_of(part.grid, self.business.currency, part.row, listed)
                rows = rows or courses_of(part.grid, part.row)
                over = heading_of(rest, parts[place - 1] if place else part) if rows else ""
                # A name with its sizes stands among the lines of a list.
                over = over or (group if part.entry else "")
                found += (replace(one, group=one.group or over) for one in map(_of_row, rows))
                rest += _remarks(part) if rows else [part]
            else:
                left, group = self._lines(place, parts, told, numbered, found, group, heading[-1])
                rest += [left] if left is not None else []
        return self.goods.keep(heading, found), rest

    def _package(self, heading: tuple[str, ...], parts: Sequence[Part]) -> Offered | None:
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
        return Offered(row, "", offer.name, "", choices, others, text)

    def finish(self) -> Iterator[Item | Rejection]:
        """The items of all sections; the report says how many came of which list."""
        return self.goods.finish()

    def _lines(
        self,
        place: int,
        parts: Sequence[Part],
        told: Mapping[tuple[int, int], Priced],
        numbered: bool,
        found: list[Offered],
        group: str,
        above: str,
    ) -> tuple[Part | None, str]:
        """What of a part's lines is prose, and the heading that stood last; what is offered goes
        to `found`."""
        left: list[str] = []
        over = ""
        part = parts[place]
        items = [n for n in range(len(part.lines)) if (place, n) in told]
        said = part.entry or (items == [0] and are_described(parts, told))
        said = said or takes_turns(part, items)
        for number, text in enumerate(part.lines):
            offer = told.get((place, number))
            if offer is not None:
                row = part.row + (number if self.place == "line" else 0)
                offer, size = self._sized(place, number, offer)
                one = self._offered(offer, row, group, above, numbered=numbered)
                found.append(replace(one, choices=((size, one.choices[0][1]),)) if size else one)
                if _says_more(offer, self.business.currency):
                    left.append(text.replace("\t", ": "))
            elif goes_on(part, number, items) or (
                said and items and items[0] < number and len(text) <= BESIDE
            ):
                found[-1] = _described(found[-1], text.lstrip(SAID))
            elif text.startswith(SAID):
                if number and (items and items[0] < number):
                    found[-1] = _described(found[-1], text.lstrip(SAID))
                else:
                    left.append(text.lstrip(SAID))
            elif (
                (place, number + 1) in told
                and not part.entry
                and is_short(text)
                and not is_day(text)
            ):
                group = line(text).strip(" :*_")
                over = text if text.isupper() else ""
            elif items and items[-1] > number and not part.entry and (caps := _over(text, number)):
                group = caps
                over = "" if len(text.split()) > len(caps.split()) else text
                left += [] if over else [text]
            elif not (items and is_legend(text)):
                left.append(text)
        if not items:
            return part, group
        # What is no offer stands below its heading still.
        left = [over, *left] if over and left else left
        return (Part(part.row, tuple(left), entry=part.entry) if left else None), group

    def _sized(self, place: int, number: int, offer: Priced) -> tuple[Priced, str]:
        """An offer by its name alone, and the size that it is one of; itself where it is alone."""
        name, size = self.sizes.get((place, number), ("", ""))
        return (replace(offer, name=name, beside="") if size else offer), size

    def _offered(
        self, offer: Priced, row: int, group: str, above: str, *, numbered: bool
    ) -> Offered:
        """What a line offers below its headings. `numbered`: names begin with their numbers."""
        named = numbered and not is_measured(offer.name)
        code, name = number_of(offer.name) if named else ("", offer.name)
        day, name = day_of(name)
        size, name = _size_of(name, group, above)
        choices = tuple((size or one.choice, one.price) for one in offer.offers)
        bare, state = bracketed(name)
        if offer.state or not says_state(state):
            bare, state = name, offer.state
        told = state if says_more(state) else ""
        others = tuple(("", said) for said in (day, offer.beside, told) if said)
        if offer.note:
            others = (*others, (word("price_note", self.language), offer.note))
        others = (*others, *told_details(offer.details, self.language))
        return Offered(row, group, bare, code, choices, others, state=state)


def _over(text: str, number: int) -> str:
    """What a line in capitals calls the offers below it; that has no price on the next line where
    it begins a paragraph."""
    bare = line(BRACKETS.sub("", text)).strip(" :*_")
    if number == 0 and is_capitals(text) and not all(map(is_day, bare.split())):
        return bare
    return capitals(text)


def _size_of(name: str, group: str, above: str) -> tuple[str, str]:
    """("60 min", "Massage") of "60 min" below the heading "Massage"; ("", name) of a name."""
    return (name, group or above) if is_measured(name) else ("", name)


def _settled(part: Part, sign: str) -> Part:
    """With the sums of its lines and cells without the sign that parts thousands."""

    def settled(text: str) -> str:
        return PRICE.sub(lambda told: without_thousands(told[0], sign), text)

    lines = tuple(map(settled, part.lines))
    grid = tuple(tuple(type(cell)(settled(cell)) for cell in row) for row in part.grid)
    return replace(part, lines=lines, grid=grid)


def _remarks(part: Part) -> list[Part]:
    """What a table of goods says in sentences, in rows of their own."""
    told = dict.fromkeys(line(next(filter(None, row))) for row in part.grid if is_remark(row))
    return [Part(part.row, tuple(told))] if told else []


def _of_row(row: Row) -> Offered:
    return Offered(
        row.place, row.group, row.name, row.number, row.choices, row.others, "", row.state, row.sort
    )


def _described(found: Offered, text: str) -> Offered:
    # "Places: full": what stands behind a label may be a state.
    state = text.rpartition(":")[2].strip() if not found.state else ""
    told = f"{found.description}\n{text}".strip()
    return replace(found, description=told, state=state if is_gone(state) else found.state)


def _says_more(found: Priced, home: str) -> bool:
    """Whether a line tells another sum beside its price, or that something comes on top: then it
    stays prose too, where it is told whole."""
    if PRICE.search(found.note):
        return True
    notes = (told.note for one in found.offers if (told := reading(one.price, home)) is not None)
    return any(note.startswith(("+", "plus")) for note in notes)


def texts(parts: Iterable[Part]) -> str:
    """All text of parts, for the legend."""
    return "\n".join(text for part in parts for text in part.lines)
