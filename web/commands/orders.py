"""`tresen orders`: tables of orders, for shops whose system cannot be asked."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from catalog.database import Database
from catalog.errors import SourceError
from catalog.orders.kept import KeptOrders
from catalog.orders.reading import TableReport, read_orders
from web.commands.options import placed, settings_of
from web.printing import say

_SHOWN = 10


@click.group()
def orders() -> None:
    """Tables of orders, by which the agent answers "where is my order": read, list, forget one."""


@orders.command()
@click.argument("tables", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@placed
def ingest(
    tables: tuple[Path, ...], as_json: bool, config: Path | None, state: Path | None
) -> None:
    """Read TABLES of orders (CSV, xlsx, ods): number, e-mail or phone, status, dates, items, total.

    A table replaces all that was read before of one of that name. No name, no address is kept, and
    of e-mail address and phone number no more than a given one can be compared with.
    """
    settings = settings_of(config, state)
    database = Database.open(settings.state, settings.database.url)
    failed = False
    told = []
    try:
        for path in tables:
            try:
                report = read_orders(path, settings.business.currency)
            except SourceError as exc:
                failed = True
                click.echo(f"{exc}", err=True)
                continue
            gone = KeptOrders(database).replace(report.name, report.entries)
            told.append(_plain(report, gone))
            if not as_json:
                _tell(report, gone)
    finally:
        database.close()
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    if failed:
        raise SystemExit(1)


@orders.command("list")
@placed
def list_tables(config: Path | None, state: Path | None) -> None:
    """List the tables that orders were read of."""
    settings = settings_of(config, state)
    database = Database.open(settings.state, settings.database.url)
    try:
        found = KeptOrders(database).sources()
    finally:
        database.close()
    for one in found:
        say(f"{one.name}: {one.orders} orders, as of {one.as_of:%Y-%m-%d %H:%M} UTC")
    if not found:
        click.echo("No table of orders has been read: `tresen orders ingest orders.csv`.")


@orders.command()
@click.argument("name")
@placed
def forget(name: str, config: Path | None, state: Path | None) -> None:
    """Delete the orders of the table NAME."""
    settings = settings_of(config, state)
    database = Database.open(settings.state, settings.database.url)
    try:
        kept = KeptOrders(database)
        if name not in [one.name for one in kept.sources()]:
            raise SourceError(f"{name!r}: no such table. `tresen orders list` names them.")
        gone = kept.replace(name, ())
    finally:
        database.close()
    say(f"{name}: {gone} orders deleted.")


def _tell(report: TableReport, gone: int) -> None:
    meanings = ", ".join(f"{column} as {what}" for column, what in report.columns.items())
    say(f"{report.name}: {len(report.entries)} orders of {report.rows} rows, {gone} replaced")
    say(f"  read: {meanings}")
    for one in report.rejected[:_SHOWN]:
        say(f"  row {one.row}, {one.field}: {one.value!r}: {one.reason}")
    if (more := len(report.rejected) - _SHOWN) > 0:
        click.echo(f"  and {more} more (--json has all)")


def _plain(report: TableReport, gone: int) -> dict[str, object]:
    return {
        "table": report.name,
        "rows": report.rows,
        "orders": len(report.entries),
        "replaced": gone,
        "columns": report.columns,
        "rejected": [asdict(one) for one in report.rejected],
    }
