"""A table of orders to orders: which column is what (columns.toml), and rows of one number as one.

Of a row only what a customer asks about is kept: no name, no address, and of e-mail and phone no
more than a digest (kept.py).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from catalog.bounds import USUAL
from catalog.contacts import contact_in
from catalog.errors import SourceError
from catalog.orders.record import (
    LONGEST,
    OrderLine,
    OrderState,
    PlacedOrder,
    Shipment,
    folded_number,
    folded_phone,
)
from catalog.orders.states import state_of
from catalog.records import Money
from catalog.signs import clean
from catalog.sources.cells import BadCell, whole
from catalog.sources.dates import moment
from catalog.sources.money import money
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Rejection
from catalog.sources.table import Row, Table, shown
from catalog.sources.words import folded

_TEXT = 200
"""Characters of an item's title, a carrier, a state in the shop's words."""
_WORKBOOK = "PK\x03\x04"
"""How .xlsx and .ods begin."""
_LINES = 50
"""Items of one order that are told of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An order of a table, and who placed it."""

    order: PlacedOrder
    email: str
    phone: str


@dataclass
class TableReport:
    """What became of a table. `rows` are those that were looked at."""

    name: str
    rows: int = 0
    entries: list[Entry] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)


def read_orders(path: Path, currency: str) -> TableReport:
    """The orders in the table at `path`; amounts without a currency are of `currency`.

    Raises SourceError: no table, or no column for numbers, or none for e-mail or phone.
    """
    source = Source(str(path.resolve()), path.name, path, "")
    report = TableReport(path.name)
    orders: dict[tuple[str, str], Entry] = {}
    seen: list[str] = []
    with Opened(source, USUAL) as opened:
        for place, header, rows in _tables(opened):
            columns = _columns(header)
            if "number" not in columns or not {"email", "phone"} & set(columns):
                seen.append(", ".join(header))
                continue
            report.columns |= {header[at]: what for what, at in columns.items()}
            reader = _Reader(opened, columns, header, currency, report, place, orders)
            for row in rows():
                report.rows += 1
                if isinstance(row, Rejection):
                    report.rejected.append(row)
                else:
                    reader.take(row)
    if not report.columns:
        raise SourceError(
            f"{path.name}: no table of orders. It needs a column for the order's number and "
            f"one for the e-mail address or phone number; it has {'; '.join(seen)[:300]}."
        )
    report.entries = list(orders.values())
    return report


def _tables(
    opened: Opened,
) -> Iterator[tuple[str, Sequence[str], Callable[[], Iterator[Row | Rejection]]]]:
    """What a row is called, the header and the rows of each table: of a workbook each sheet is one.

    Raises SourceError: no text, or a workbook that is damaged or too large.
    """
    if not opened.sample.startswith(_WORKBOOK):
        table = Table(opened)
        yield "row", table.header, table.rows
        return
    from catalog.sources import workbook  # the readers of goods are not loaded for a CSV

    found = list(workbook.sheets(opened))
    for name, grid in found:
        yield "row" if len(found) == 1 else f"sheet {name}, row", grid.header, grid.rows


@cache
def _names() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text("utf-8"))


def _columns(header: Sequence[str]) -> dict[str, int]:
    """What is told where: each meaning by the first of its names that a column has."""
    places = {folded(name): at for at, name in reversed(list(enumerate(header)))}
    found: dict[str, int] = {}
    for what, names in _names().items():
        at = next((places[n] for n in map(folded, names) if n in places), None)
        if at is not None and at not in found.values():
            found[what] = at
    return found


@dataclass
class _Reader:
    """Takes row after row; a number that comes again adds its items."""

    opened: Opened
    columns: Mapping[str, int]
    header: Sequence[str]
    currency: str
    report: TableReport
    place: str
    """What a row is called."""
    orders: dict[tuple[str, str], Entry]

    def take(self, row: Row) -> None:
        number = self._cell(row, "number")
        key = folded_number(number)
        if not key or not any(c.isdigit() for c in key) or len(number) > LONGEST:
            self._reject(row, "number", number, "this is no order's number")
            return
        email = contact_in(self._cell(row, "email"))
        email = email if "@" in email else ""
        phone = self._cell(row, "phone")
        if not email and not folded_phone(phone):
            before = next((k for k in reversed(self.orders) if k[0] == key), None)
            if before is not None:  # a further item: such a row repeats the number alone
                self._add(before, row)
                return
            given = self._cell(row, "email") or phone
            self._reject(row, "email", given, "no e-mail address or phone number: nobody may ask")
            return
        who = (key, email.casefold() or folded_phone(phone))
        if who in self.orders:
            self._add(who, row)
        else:
            self.orders[who] = Entry(self._order(row, number), email, phone)

    def _add(self, who: tuple[str, str], row: Row) -> None:
        entry = self.orders[who]
        order = entry.order
        lines = (*order.lines, *self._lines(row))[:_LINES]
        shipments = dict.fromkeys((*order.shipments, *self._shipments(row)))
        self.orders[who] = replace(
            entry, order=replace(order, lines=lines, shipments=tuple(shipments)[:_LINES])
        )

    def _order(self, row: Row, number: str) -> PlacedOrder:
        shipped, delivered = self._day(row, "shipped"), self._day(row, "delivered")
        state, words = self._state(row, shipped, delivered)
        return PlacedOrder(
            number=number,
            state=state,
            source=self.report.name,
            as_of=self.opened.written,
            words=words,
            placed=self._day(row, "placed"),
            shipped=shipped,
            expected=self._day(row, "expected"),
            delivered=delivered,
            shipments=tuple(self._shipments(row)),
            lines=tuple(self._lines(row)),
            total=self._total(row),
            place=f"{self.place} {row.number}",
        )

    def _state(
        self, row: Row, shipped: date | None, delivered: date | None
    ) -> tuple[OrderState, str]:
        """What is said of it; where nothing is, what its other cells say."""
        words = self._cell(row, "state")
        payment = state_of(self._cell(row, "payment"))
        if self._cell(row, "cancelled"):
            return OrderState.CANCELLED, words
        if payment in (OrderState.REFUNDED, OrderState.CANCELLED):
            return payment, words
        if words:
            state = state_of(words)
            waits = state in (OrderState.PREPARING, OrderState.RECEIVED)
            return (payment if waits and payment is OrderState.UNPAID else state), words
        if delivered:
            return OrderState.DELIVERED, ""
        if shipped or self._cell(row, "tracking"):
            return OrderState.SHIPPED, ""
        return (payment if payment is OrderState.UNPAID else OrderState.RECEIVED), ""

    def _lines(self, row: Row) -> Iterator[OrderLine]:
        title = self._cell(row, "item")
        if title:
            try:
                count = whole(self._cell(row, "quantity") or "1") or 1
            except BadCell:
                count = 1
            yield OrderLine(title, count)

    def _shipments(self, row: Row) -> Iterator[Shipment]:
        link = self._cell(row, "link")
        link = link if link.startswith(("https://", "http://")) else ""
        sent = Shipment(self._cell(row, "carrier"), self._cell(row, "tracking"), link)
        if sent.number or sent.link:
            yield sent

    def _total(self, row: Row) -> Money | None:
        written = self._cell(row, "total")
        if not written:
            return None
        try:
            return money(written, self._cell(row, "currency"), self.currency, self.currency)
        except BadCell as exc:
            self._reject(row, "total", written, str(exc), whole_row=False)
            return None

    def _day(self, row: Row, name: str) -> date | None:
        written = self._cell(row, name)
        if not written:
            return None
        # Shopify writes "2026-11-03 10:11:12 +0100": the day is what counts.
        first = written.split(" ")[0] if written[:4].isdigit() else written
        try:
            return moment(first, month_first=False)[0].date()
        except BadCell as exc:
            self._reject(row, name, written, str(exc), whole_row=False)
            return None

    def _cell(self, row: Row, name: str) -> str:
        at = self.columns.get(name)
        if at is None:
            return ""
        text = row.cells[at].encode("utf-8", "replace").decode()
        return " ".join(clean(text).split())[:_TEXT]

    def _reject(
        self, row: Row, name: str, value: str, reason: str, *, whole_row: bool = True
    ) -> None:
        at = self.columns.get(name, self.columns.get("phone"))
        column = self.header[at] if at is not None else name
        said = reason if whole_row else f"{reason}; the rest of the row is taken"
        self.report.rejected.append(
            Rejection(self.report.name, row.number, column, shown(value), said)
        )
