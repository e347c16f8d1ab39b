"""One entry to one variant: what it costs, whether it can be had. A wrong cell says so, and costs
its variant only where it is the price."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from catalog.quantities import NOTHING, Asked, asked
from catalog.records import Availability, Money, Option, PriceSpan, Sale, UnitPrice, Variant
from catalog.sources import words
from catalog.sources.cells import BadCell, Contradiction, barcode, line, measure_left, pieces, whole
from catalog.sources.dates import moment
from catalog.sources.entry import Entry, Feed
from catalog.sources.money import Exact, currency, money, typed
from catalog.sources.seam import Rejection
from catalog.sources.table import shown

T = TypeVar("T")

_PER = re.compile(r"(?P<price>.+?)\s*(?:/|\bper\b|\bje\b|\bpro\b)\s*(?P<measure>\d*\s*\w{1,12})\s*")
_FLAGS = ("0", "1", "-1")
"""Yes and no, in a column of states."""
_NEXT = re.compile(r",\s*(?=[A-Za-z]{0,2}:)")


class NoPrice(Exception):
    """The price cannot be read: the variant is not taken. The rejections say why."""


@dataclass(slots=True)
class Reading:
    """An entry while it is read, and what was wrong with it."""

    feed: Feed
    entry: Entry
    wrong: list[Rejection] = field(default_factory=list)

    def reject(self, name: str, value: str, reason: str) -> None:
        called = self.feed.called.get(name, name)
        source, row = self.feed.source.name, self.entry.row
        self.wrong.append(Rejection(source, row, called, shown(value), reason))

    def read(self, name: str, reader: Callable[[str], T], otherwise: T) -> T:
        """The field as `reader` understands it; a rejection and `otherwise` where it does not."""
        if name not in self.entry.said or not (text := self.entry.get(name)):
            return otherwise
        try:
            return reader(text)
        except BadCell as exc:
            self.reject(name, text, str(exc))
            return otherwise


def offer(
    feed: Feed, entry: Entry, id: str, options: tuple[Option, ...]
) -> tuple[Variant | None, list[Rejection]]:
    """The variant that an entry offers, or None where its price cannot be read."""
    reading = Reading(feed, entry)
    try:
        told = _asked(reading)
        price, former, sale = _prices(reading, told.price, told.former)
    except NoPrice:
        return None, reading.wrong
    state, stock = _availability(reading)
    variant = Variant(
        id=id,
        options=options,
        sku=entry.get("sku").lstrip("'"),  # as spreadsheets mark a text that looks like a number
        gtin=barcode(entry.get("gtin")),
        price=price,
        list_price=former,
        availability=state,
        stock=stock,
        image=next(iter(entry.images), ""),
        link=entry.get("link"),
        place=feed.at(entry.row),
        mpn=entry.get("mpn"),
        shop_id=entry.get("id"),
        unit_price=reading.read("unit_price", lambda text: _unit_price(feed, entry, text), None)
        or told.unit_price,
        sale=sale,
        tax_included=words.truth(entry.get("tax"))
        if entry.get("tax")
        else (feed.tax_included if told.tax_included is None else told.tax_included),
        shipping=reading.read("shipping", lambda text: _one_cost(feed, text), None),
        price_span=told.span if price is None else None,
    )
    return (variant.at(datetime.now(UTC)) if sale else variant), reading.wrong


def priced(feed: Feed, entry: Entry, name: str) -> Money | None:
    """The one amount in a field; None where there is none. Raises BadCell."""
    return _told(feed, entry, name).price


def _told(feed: Feed, entry: Entry, name: str) -> Asked:
    """What a field says of a price. 0 is what shops write for "not known". Raises BadCell."""
    text = entry.said.get(name, "")
    if not text:
        return NOTHING
    beside = entry.get("currency")
    home = feed.business.currency
    if isinstance(text, Exact):
        code = currency(beside, home) if beside else feed.currency
        if not code:
            raise BadCell("no currency; name it in a column beside the price")
        found = Asked(typed(text, code))
    else:
        found = asked(text, beside, feed.currency, home)
    return found if found.price is None or found.price.amount else NOTHING


def _asked(reading: Reading) -> Asked:
    """What the price's field says. Raises NoPrice where it holds something that is no price."""
    if worded := reading.entry.get("price_words"):
        return Asked(span=PriceSpan(None, None, worded))
    try:
        told = _told(reading.feed, reading.entry, "price")
        if told.span is not None and (written := reading.entry.get("price_written")):
            return replace(told, span=replace(told.span, words=written))
        return told
    except Contradiction as exc:
        reading.reject("price", reading.entry.get("price"), str(exc))
        return NOTHING
    except BadCell as exc:
        reading.reject("price", reading.entry.get("price"), str(exc))
        raise NoPrice from exc


def _prices(
    reading: Reading, price: Money | None, former: Money | None
) -> tuple[Money | None, Money | None, Sale | None]:
    """(price, former price, sale); `price` and `former` are what the price's own field says."""
    feed, entry = reading.feed, reading.entry
    reduced = reading.read("sale_price", lambda _: priced(feed, entry, "sale_price"), None)
    former = reading.read("list_price", lambda _: priced(feed, entry, "list_price"), former)
    # Feeds write 0 for "none".
    if reduced is not None and reduced.amount:
        if price is None:
            price = reduced
        elif reduced.currency != price.currency or reduced.amount > price.amount:
            reason = f"not below the price, {entry.get('price')}; the price was taken"
            reading.reject("sale_price", entry.get("sale_price"), reason)
        elif reduced.amount < price.amount:
            return _on_sale(reading, price, reduced)
    if former is not None and price is not None:
        above = former.currency == price.currency and former.amount > price.amount
        return price, former if above else None, None
    return price, None, None


def _on_sale(
    reading: Reading, price: Money, reduced: Money
) -> tuple[Money, Money | None, Sale | None]:
    text = reading.entry.get("sale_dates")
    if not text.strip("/ "):
        return reduced, price, None
    try:
        starts, ends = _times(reading.feed, text)
    except BadCell as exc:
        reading.reject("sale_dates", text, f"{exc}; the price without the sale was taken")
        return price, None, None
    return price, None, Sale(reduced, price, starts, ends)


def _times(feed: Feed, text: str) -> tuple[datetime | None, datetime | None]:
    # Two columns stand around " / ": a date may hold the sign itself.
    first, slash, last = text.partition(" / " if " / " in text else "/")
    if not slash:
        raise BadCell("not a time span; expected start/end, as in 2026-11-01/2026-11-30")
    starts, ends = _moment(feed, first, False), _moment(feed, last, True)
    if starts and ends and ends <= starts:
        raise BadCell("the end comes before the start")
    return starts, ends


def _moment(feed: Feed, text: str, is_end: bool) -> datetime | None:
    """A point in time; a day without an hour begins at midnight, and ends at the next."""
    text = text.strip()
    if not text:
        return None
    american = feed.language == "en" and feed.business.currency == "USD"
    found, is_day = moment(text, american)
    try:
        if found.tzinfo is None:
            found = found.replace(tzinfo=feed.zone)
        if is_end and is_day and found.timetz().replace(tzinfo=None) == time():
            found += timedelta(days=1)
        return found.astimezone(UTC)
    except OverflowError as exc:
        raise BadCell(f"{text[:30]!r} is no date; expected one such as 2026-11-30") from exc


def _availability(reading: Reading) -> tuple[Availability, int | None]:
    entry = reading.entry
    state = Availability.UNKNOWN
    told = entry.get("availability")
    try:
        stock = pieces(entry.get("stock"))
        stock = whole(entry.get("stock")) if stock is None else stock
    except BadCell:
        stock = None
        try:  # "yes", "sold out", "in 3 days" in a column of counts
            state = words.availability(entry.get("stock"))
        except BadCell:
            if (left := measure_left(entry.get("stock"))) is None:
                reading.reject("stock", entry.get("stock"), "not a whole number")
            elif left:
                state = Availability.IN_STOCK  # of cloth, wire or cheese: no number of pieces
            else:
                stock = 0
    if (count := pieces(told)) is not None and told not in _FLAGS:
        stock = count if stock is None else stock  # a number is no state
    else:
        state = reading.read("availability", words.availability, state)
    if stock is not None and stock < 0:
        stock = 0  # sold beyond what was there
    if state is not Availability.UNKNOWN:
        return state, stock
    if stock is None:
        untracked = entry.get("tracked") and words.truth(entry.get("tracked")) is False
        return (Availability.IN_STOCK if untracked else Availability.UNKNOWN), None
    if stock > 0:
        return Availability.IN_STOCK, stock
    backordered = entry.get("backorder") and words.truth(entry.get("backorder"))
    return (Availability.BACKORDER if backordered else Availability.OUT_OF_STOCK), 0


def _unit_price(feed: Feed, entry: Entry, text: str) -> UnitPrice | None:
    """ "1,99 €/100 g", or a price whose measure stands in a column beside it."""
    found = _PER.fullmatch(text) if len(text) <= 100 else None
    measure = line(found["measure"]) if found else entry.get("base_measure")
    price = found["price"] if found else text
    exact = money(price, entry.get("currency"), feed.currency, feed.business.currency)
    if not measure:
        raise BadCell("of which measure? Write it as in 1.99 EUR/100 g")
    return UnitPrice(exact, measure) if exact is not None else None


def _one_cost(feed: Feed, text: str) -> Money | None:
    """The cost of sending, where the feed names one for all countries and services it lists."""
    costs = {cost for _, cost in shipping_costs(feed, text)}
    return costs.pop() if len(costs) == 1 else None


def shipping_costs(feed: Feed, text: str) -> list[tuple[str, Money]]:
    """(country and service, cost) of "DE::Standard:4.90 EUR,AT:::9.90 EUR". Raises BadCell."""
    costs = []
    for part in _NEXT.split(text):
        *place, price = part.split(":")
        cost = money(price, "", feed.currency, feed.business.currency)
        if cost is not None:
            # country:region:service:price, all but the price may be empty.
            costs.append((" ".join(line(name) for name in place if name.strip()), cost))
    return costs
