"""Files as businesses have them, each with one peculiarity, and all that they truly say.

tests/cases/<kind>.toml holds them, with what was read off each by hand before a program saw it. A
case is read by a real ingest into a real database; what the catalog then holds is compared whole, a
line for each thing that can be bought:

    title | options | price | was former price | state

A state or former price that is not known is left out; a price that is none in figures stands in
quotation marks, and none at all leaves its place out. `keeps` and `never` are texts that must and
must not stand in the catalog, `passages` and `no_passages` in its prose; `told` are words of the
report; `rejected` is how many rows are (0 where nothing is said). `open` says why a case does not
hold yet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Availability, Business, Money, Product, Variant
from catalog.report import Report
from catalog.tables import listings, passages
from tests.shelf import Cell, document, ods, printed, workbook, xlsx

CASES = Path(__file__).parent / "cases"

STATES = {
    Availability.IN_STOCK: "in",
    Availability.LIMITED: "few",
    Availability.OUT_OF_STOCK: "out",
    Availability.PREORDER: "preorder",
    Availability.BACKORDER: "backorder",
    Availability.DISCONTINUED: "gone",
    Availability.UNKNOWN: "",
}


@dataclass(frozen=True)
class Held:
    """What an ingest left behind."""

    report: Report
    products: Sequence[Product]
    passages: Sequence[str]

    @property
    def goods(self) -> list[str]:
        return sorted(line_of(p, v) for p in self.products for v in p.variants)

    @property
    def said(self) -> str:
        return "\n".join(f"{p.texts} {p.variants} {p.brand} {p.link}" for p in self.products)


def line_of(product: Product, variant: Variant) -> str:
    title = next(iter(product.texts.values())).title
    options = ", ".join(option.value for option in variant.options)
    was = f"was {_amount(variant.list_price.amount)}" if variant.list_price else ""
    parts = (title, options, _price(variant), was, STATES[variant.availability])
    return " | ".join(filter(None, parts))


def _price(variant: Variant) -> str:
    span = variant.price_span
    if variant.price is not None:
        return _money(variant.price)
    if span is None:
        return ""
    if span.low is not None and span.high is not None:
        return f"{_amount(span.low.amount)}–{_money(span.high)}"
    return f"from {_money(span.low)}" if span.low is not None else f'"{span.words}"'


def _money(money: Money) -> str:
    return f"{_amount(money.amount)} {money.currency}"


def _amount(amount: Decimal) -> str:
    bare = f"{amount:f}".rstrip("0") if "." in f"{amount:f}" else f"{amount:f}."
    whole, _, cents = bare.partition(".")
    return f"{whole}.{cents:0<2}"


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.toml")):
        held = tomllib.loads(path.read_text("utf-8"))
        for case in held["case"]:
            marks = (
                [pytest.mark.xfail(reason=why, strict=True)] if (why := case.get("open")) else []
            )
            name = f"{path.stem}-{case['name'].replace(' ', '-')}"
            yield pytest.param({**held.get("usual", {}), **case}, id=name, marks=marks)


@pytest.mark.parametrize("case", list(cases()))
def test_case(tmp_path: Path, case: Mapping[str, Any]) -> None:
    held = read(tmp_path, case)
    reasons = [f"{r.row} {r.field}: {r.reason}" for s in held.report.sources for r in s.rejected]
    assert held.goods == sorted(case.get("goods", ())), reasons
    assert held.report.total.rejected_count == case.get("rejected", 0), reasons
    said, prose = _plain(held.said), _plain("\n".join(held.passages))
    wrong = [f"{text!r} is lost" for text in case.get("keeps", ()) if _plain(text) not in said]
    wrong += [f"{text!r} is told" for text in case.get("never", ()) if text in held.said]
    wrong += [f"no passage {t!r}" for t in case.get("passages", ()) if _plain(t) not in prose]
    wrong += [f"a passage {t!r}" for t in case.get("no_passages", ()) if _plain(t) in prose]
    paths = {next(iter(p.texts.values())).title: _path(p) for p in held.products}
    wrong += [
        f"{title} is in {paths.get(title)!r}"
        for title, path in case.get("categories", {}).items()
        if paths.get(title) != path
    ]
    report = _report(held.report)
    wrong += [
        f"the report does not say {t!r}: {report}" for t in case.get("told", ()) if t not in report
    ]
    assert wrong == []


def read(folder: Path, case: Mapping[str, Any]) -> Held:
    files = case.get("files") or {case["file"]: case["text"]}
    paths = [folder / name for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_bytes(_written(path.suffix, text, case.get("encoding", "utf-8")))
    business = Business(
        "Shop",
        currency=case.get("currency", "EUR"),
        languages=tuple(case.get("languages", ("en",))),
        timezone="Europe/Berlin",
    )
    catalog = Catalog.open(folder / "state")
    try:
        report = ingest(
            [str(path) for path in paths], catalog.database, catalog.search, business=business
        )
        catalog.refresh()
        with catalog.database.reading() as connection:
            ids = connection.execute(sa.select(listings.c.product_id).distinct()).scalars().all()
            prose = connection.execute(sa.select(passages.c.passage_id)).scalars().all()
        products = catalog.products(list(ids))
        texts = [" ".join((*p.heading, p.text)) for p in catalog.passages(list(prose))]
    finally:
        catalog.close()
    return Held(report, products, texts)


def _written(suffix: str, text: str, encoding: str) -> bytes:
    if suffix == ".xlsx" and text.startswith("=== "):
        parts = [part.partition("\n") for part in text.removeprefix("=== ").split("\n=== ")]
        return workbook({name: _rows(lines) for name, _, lines in parts})
    if suffix in (".xlsx", ".ods"):
        return xlsx(_rows(text)) if suffix == ".xlsx" else ods(_rows(text))
    if suffix == ".docx":
        return document(text)
    return printed(text) if suffix == ".pdf" else text.encode(encoding)


def _rows(text: str) -> list[list[Cell]]:
    return [[_cell(c) for c in line.split("\t")] for line in text.split("\n")]


def _cell(text: str) -> Cell:
    return float(text) if text.replace(".", "", 1).isdigit() else text


def _path(product: Product) -> str:
    return " > ".join(next(iter(product.texts.values())).category)


def _report(report: Report) -> str:
    said = [s.error or "" for s in report.sources]
    said += [text for s in report.sources for text in s.notices]
    return "\n".join([*said, *(r.reason for s in report.sources for r in s.rejected)])


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
