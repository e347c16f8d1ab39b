"""`tresen ingest`: sources into the catalog, a bar on the way, a report at the end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from agent.config import Settings
from catalog.database import Database
from catalog.ingest import ingest as read_into
from catalog.report import Progress as Step
from catalog.report import Report, SourceReport, Told
from catalog.search import Search
from catalog.signs import clean
from catalog.sources.formats import FORMATS
from web.commands.options import placed, say_settings, settings_file, settings_of
from web.commands.own_sources import configured
from web.commands.preview import show_preview
from web.commands.rejected import written
from web.printing import say

# How many rejected rows a person is shown of each source; --json has more.
_SHOWN = 10


@click.command()
@click.argument("sources", nargs=-1)
@click.option(
    "--format",
    "format_name",
    type=click.Choice([known.name for known in FORMATS]),
    help="Read all of them as this format, instead of finding it out by their content.",
)
@click.option("--accept-shrunk", is_flag=True, help="Take a source that more than half is gone of.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write each row that was not taken to this CSV.",
)
@click.option("--preview", is_flag=True, help="Show five items of each source; change nothing.")
@click.option("--dry-run", is_flag=True, help="Report only; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@placed
def ingest(
    sources: tuple[str, ...],
    format_name: str | None,
    accept_shrunk: bool,
    report_file: Path | None,
    preview: bool,
    dry_run: bool,
    as_json: bool,
    config: Path | None,
    state: Path | None,
) -> None:
    """Read SOURCES (files, folders, addresses of feeds and websites) into the catalog.

    Without any it reads those of the settings, and what came from others before goes.
    """
    file = settings_file(config, state)
    settings = settings_of(file, state)
    say_settings(file, settings)
    given = sources or configured(settings, file)
    if not given:
        raise click.UsageError(
            "Name a file, folder or address, or set [catalog] sources in tresen.toml."
        )
    if preview:
        show_preview(given, settings)
        return
    with written(report_file) as rejected:
        report = fill_catalog(
            settings,
            given,
            format_name=format_name,
            accept_shrunk=accept_shrunk,
            dry_run=dry_run,
            quiet=as_json,
            prune=not sources,
            rejected=rejected,
        )
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        tell(report)
    if report.failed:
        raise SystemExit(1)


def fill_catalog(
    settings: Settings,
    sources: Sequence[str],
    *,
    format_name: str | None = None,
    dry_run: bool = False,
    quiet: bool = False,
    prune: bool = False,
    accept_shrunk: bool = False,
    skip_unmodified: bool = False,
    rejected: Told | None = None,
) -> Report:
    """Ingest `sources` with a bar on stderr, where that is a terminal. Raises StateError."""
    database = Database.open(settings.state, settings.database.url)
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(40),
        TextColumn("{task.percentage:>3.0f} %"),
    )
    bar = Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    )
    tasks: dict[str, TaskID] = {}

    def show(step: Step) -> None:
        name = step.source or {"saving": "Saving", "indexing": "Indexing"}.get(step.stage, "")
        name = f"Fetching {name}" if step.stage == "fetching" else name
        if name not in tasks:
            tasks[name] = bar.add_task(name, total=1.0)
        pages = f" ({step.rows} of {step.known})" if step.known > 1 else ""
        bar.update(tasks[name], completed=step.fraction, description=clean(name) + pages)

    try:
        with bar:
            return read_into(
                sources,
                database,
                Search.open(settings.state),
                business=settings.business.record(),
                format=format_name,
                prune=prune,
                dry_run=dry_run,
                progress=show,
                mappings=settings.catalog.mappings,
                limits=settings.catalog.fetch.limits(settings.catalog.allow_private),
                accept_shrunk=accept_shrunk,
                skip_unmodified=skip_unmodified,
                rejected=rejected,
                bounds=settings.catalog.read.bounds(),
            )
    finally:
        database.close()


def tell(report: Report) -> None:
    """The report as a person reads it: what was not taken on stderr, with row, field and reason."""
    for source in report.sources:
        if source.error:
            say(f"Not read: {source.error}", color="red", err=True)
        else:
            say(_line(source))
            for notice in source.notices:
                say(f"  {notice}", color="yellow")
            if source.columns:
                say(f"  columns: {_columns(source)}")
        if source.told_apart:
            say(
                f"  {source.told_apart} of them share only their number with another source's "
                f'products: they are called as in "1 ({source.source})"'
            )
        for entry in source.rejected[:_SHOWN]:
            row = f"row {entry.row}" if entry.row else ""
            field = f'{entry.field} "{entry.value}"' if entry.field else ""
            place = ", ".join(filter(None, (row, field))) or source.source
            say(f"  {place}: {entry.reason}", color="yellow", err=True)
        if source.rejected_count > _SHOWN:
            click.secho(
                f"  and {source.rejected_count - _SHOWN} more (--report FILE.csv)",
                fg="yellow",
                err=True,
            )
            for reason, count in list(source.reasons.items())[:_SHOWN]:
                say(f"  {count} × {reason}", color="yellow", err=True)
    total, held = report.total, report.catalog
    verb = "would hold" if report.dry_run else "holds"
    rows = "row was" if total.rejected_count == 1 else "rows were"
    refused = f" {total.rejected_count} {rows} not taken." if total.rejected_count else ""
    priced = f", {report.unpriced} of them without a price," if report.unpriced else ","
    click.echo(
        f"The catalog {verb} {held.products} products with {held.variants} variants{priced} and "
        f"{held.passages} passages.{refused} {report.seconds:.1f} s."
    )


def _columns(source: SourceReport) -> str:
    """What each column was taken for: first those that are known, then what is told as it stands,
    and what is told to nobody."""
    kinds = {"attribute": "told as they are", "ignore": "not told"}
    known = [f"{name} as {field}" for name, field in source.columns.items() if field not in kinds]
    said = [", ".join(known)] if known else []
    for kind, words in kinds.items():
        names = [name for name, field in source.columns.items() if field == kind]
        said += [f"{words}: {', '.join(names)}"] if names else []
    return f'{"; ".join(said)} ([catalog.mappings."{source.source}"] corrects it)'


def _line(source: SourceReport) -> str:
    counts = (
        (source.new, "new"),
        (source.changed, "changed"),
        (source.unchanged, "unchanged"),
        (source.removed, "removed"),
        (source.left_out, "left out (hidden or drafts)"),
        (source.rejected_count, "not taken"),
    )
    told = ", ".join(f"{count} {word}" for count, word in counts if count) or "nothing in it"
    return f"{source.source}: {told}"
