"""`tresen init`: five questions, and a sixth where the files here say when it is open; a settings
file that explains itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies

from agent.errors import ConfigError
from agent.hours_settings import read_hours
from web.commands.looked import look
from web.commands.options import placed
from web.words import available

_FILE = Path("tresen.toml")
_ZONE = Path("/etc/localtime")


@click.command()
@click.option("--name", help="The business's name.")
@click.option("--url", help="Its website.")
@click.option("--languages", help='What its customers speak: "de,en"; the first is the default.')
@click.option("--currency", help="Three letters, as in EUR.")
@click.option("--email", help="Where customers reach a person.")
@click.option("--hours", help='When it is open: "Mo-Fr 10:00-19:00, Sa 10:00-14:00".')
@click.option("--force", is_flag=True, help="Write over a settings file that is there.")
@placed
def init(force: bool, config: Path | None, state: Path | None, **given: str | None) -> None:
    """Ask for the business's name and four more things; write tresen.toml.

    What the files in its folder say is proposed: sources, currency, languages, name, opening hours.
    """
    path = config or _FILE
    if path.exists() and not force:
        raise ConfigError(f"{path} is there already. --force writes over it.")
    # What was given is checked before anything is asked.
    known = {key: _checked(key, answer) for key, answer in given.items() if answer is not None}
    proposed = look(path.parent)
    if proposed.sources:
        click.echo(f"Found here: {', '.join(proposed.sources[:8])}. They become its sources.")
    if proposed.kind:
        click.echo(f"It seems to be: {proposed.kind}. The file says so ([business] kind).")
    if proposed.differing:
        places = ", ".join((proposed.hours_from, *proposed.differing))
        click.echo(f"These say different opening hours, so none are proposed: {places}.")
    defaults = {
        "name": proposed.name,
        "currency": proposed.currency,
        "languages": ",".join(proposed.languages),
        "hours": ", ".join(proposed.hours),
    }
    asked = [key for key in QUESTIONS if key != "hours" or proposed.hours or key in known]
    answers = {
        key: known[key] if key in known else _asked(key, defaults.get(key, "")) for key in asked
    }
    text = written(**answers, sources=proposed.sources, phone=proposed.phone, kind=proposed.kind)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise ConfigError(f"{path}: cannot be written: {exc.strerror}.") from exc
    click.echo(f"{path} is written. Read it: everything else that can be set stands in it.")
    place = f" --state {state}" if state else ""
    files = "" if proposed.sources else " products.csv faq.md"
    click.echo(f"Next: tresen ingest{files}{place}, then tresen serve{place}")


def written(
    *,
    name: str,
    url: str,
    languages: list[str],
    currency: str,
    email: str,
    hours: Sequence[str] = (),
    sources: Sequence[str] = (),
    phone: str = "",
    kind: str = "",
) -> str:
    """The settings file with these answers."""
    zone = _zone()
    return _TEMPLATE.format(
        name=_quoted(name),
        url=_quoted(url),
        languages=_quoted(languages),
        currency=_quoted(currency),
        timezone=f"timezone = {_quoted(zone)}" if zone else '# timezone = "Europe/Berlin"',
        email=_quoted(email),
        phone=f"phone = {_quoted(phone)}" if phone else '# phone = "+49 30 5550 100"',
        hours=f"opening_hours = {_quoted(list(hours))}" if hours else _NO_HOURS,
        kind=f"kind = {_quoted(kind)}" if kind else '# kind = "restaurant"',
        sources=f"sources = {_quoted(list(sources))}  # what `tresen ingest` reads"
        if sources
        else _NO_SOURCES,
        greeting="\n".join(f'# greeting.{code} = "…"' for code in languages),
        suggestions="\n".join(f'# suggestions.{code} = ["…", "…"]' for code in languages),
    )


def _asked(key: str, proposed: str = "") -> Any:
    """The answer, asked for until it can be used; `proposed` is what the files here say."""
    question, default, check = QUESTIONS[key]
    default = proposed or default
    return click.prompt(question, default=default, value_proc=check, show_default=bool(default))


def _checked(key: str, answer: str) -> Any:
    """The answer that an option gave."""
    try:
        return QUESTIONS[key][2](answer)
    except click.UsageError as exc:
        raise click.BadParameter(exc.message, param_hint=f"--{key}") from exc


def _name(answer: str) -> str:
    if not answer.strip():
        raise click.UsageError("The name is empty.")
    return answer.strip()


def _url(answer: str) -> str:
    url = answer.strip().rstrip("/")
    if url and "://" not in url:
        url = f"https://{url}"
    if url and (not url.startswith(("https://", "http://")) or " " in url or "." not in url):
        raise click.UsageError(f"{answer!r} is no web address; expected https://shop.example")
    return url


def _languages(answer: str) -> list[str]:
    codes = [code.strip().lower() for code in answer.replace(" ", ",").split(",") if code.strip()]
    for code in codes:
        try:
            Locale.parse(code)
        except (UnknownLocaleError, ValueError) as exc:
            raise click.UsageError(f"{code!r} is no language; expected codes as in de,en") from exc
    if not codes:
        raise click.UsageError("Name at least one language, as in de,en")
    for code in codes:
        if code not in available():
            click.echo(
                f"Note: the chat's own words are not there in {code!r} yet; it uses English."
            )
    return list(dict.fromkeys(codes))


def _currency(answer: str) -> str:
    code = answer.strip().upper()
    if code not in list_currencies():
        raise click.UsageError(f"{answer!r} is no currency; expected three letters, as in EUR")
    return code


def _email(answer: str) -> str:
    email = answer.strip()
    if email and ("@" not in email[1:-1] or " " in email):
        raise click.UsageError(f"{answer!r} is no e-mail address")
    return email


def _hours(answer: str) -> list[str]:
    sign = ";" if ";" in answer else ","
    entries = [entry.strip() for entry in answer.split(sign) if entry.strip(" -")]
    try:
        read_hours(entries)
    except ValueError as exc:
        raise click.UsageError(f"{exc}, with a comma or semicolon between; - for none") from exc
    return entries


def _zone() -> str:
    """The machine's time zone, where the machine says it."""
    path = str(_ZONE.resolve()) if _ZONE.is_symlink() else ""
    return path.partition("/zoneinfo/")[2]


def _quoted(value: str | list[str]) -> str:
    """As TOML writes it, which for strings and lists of them is as JSON does."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


QUESTIONS: dict[str, tuple[str, str | None, Callable[[str], Any]]] = {
    "name": ("What is your business called?", None, _name),
    "url": ("Its website (may be empty)", "", _url),
    "languages": ("Its languages, the first is the default", "en", _languages),
    "currency": ("Its currency", "EUR", _currency),
    "email": ("An e-mail address for customers (may be empty)", "", _email),
    "hours": ("Its opening hours, as the files here say them (- for none)", "", _hours),
}
"""Key, question, default (None: it must be answered), and what makes a value of the answer."""

_NO_HOURS = (
    '# opening_hours = ["Mo-Fr 10:00-13:00, 14:00-19:00", "Fr 18:00-02:00", "24.12. closed"]'
)
_NO_SOURCES = (
    '# sources = ["products.csv", "faq.md"]   # what `tresen ingest` reads when none is named'
)
_TEMPLATE = """\
# Settings of Tresen. Every key can also be set as TRESEN_<SECTION>__<KEY>, for example
# TRESEN_WEB__PORT=8080, and a secret as <key>_file = "path of a file that holds it".

[business]
name = {name}
url = {url}
languages = {languages}  # the first is the default
currency = {currency}
{timezone}
email = {email}
{phone}
# address = "Example Street 1, 10115 Berlin"
{hours}
#                                    further: "01.08.-21.08. closed", "2026-12-31 10:00-14:00"
{kind}                # what it is, where that is no shop
# voice = "Friendly and brief."     # how the model is to sound

[model]
# Without any of these the small bundled model is used. `tresen models` helps to choose.
# name = "llama-3.2-3b-instruct"
# path = "models/my-own.gguf"
# slots = 8                         # replies that are written at the same time

# [model.remote]                    # a server instead of a model on this machine
# base_url = "http://127.0.0.1:8000/v1"
# model = "llama-3.1-8b-instruct"
# workers = ["http://10.0.0.21:8000/v1"]   # where base_url is a router's

[truth]
# voice = "code"                    # or "model": the model words also what code could say
# max_age = "3d"                    # older prices and stock are said with their date
# handoff = "service@example.com"   # where open questions go; else the e-mail above

[catalog]
{sources}
# allow_private = ["intranet.shop:8000"] # own hosts in a private network that may be read

# [catalog.fields."inner diameter"]  # a field as `tresen catalog fields` calls it
# names = ["bore", "Innendurchmesser"]   # further names by which customers ask for it
# type = "quantity"                 # or yes/no, choice, list, money, name, code, text
# hidden = false                    # true: neither asked for nor told

# [catalog.fetch]                   # how much of other people's servers one source may take
# delay = 0.5                       # seconds between two requests to one host
# max_pages = 5000                  # of one site
# max_depth = 16                    # links from its first page
# page_bytes = 4194304              # of one page
# page_seconds = 60                 # for one answer as a whole
# total_bytes = 2147483648          # of all pages of one crawl
# total_seconds = 3600              # for one crawl; for its sitemaps half of it
# file_bytes = 2147483648           # of a feed, unpacked
# file_seconds = 1800               # for a feed

# [catalog.read]                    # how much of this machine one source may take
# memory_mb = 1024                  # of the process that reads it, beside Python's own
# silent_seconds = 60               # without a row more
# source_seconds = 3600             # for the source as a whole
# text_chars = 10000                # of a description or passage; a longer one is cut
# title_chars = 300                 # of a title, name, category or option
# item_rows = 2500                  # rows of one product
# item_variants = 2000              # variants of one product
# item_properties = 500             # properties of one product, and tags
# item_images = 250                 # pictures of one product
# item_fields = 10000               # fields of one item of a feed
# columns = 2000                    # columns of a table
# sheets = 200                      # sheets of a workbook

[web]
# host = "127.0.0.1"
# port = 8080
# allowed_origins = ["https://www.example.com"]  # other websites that show the chat
# trusted_proxies = 0               # how many proxies of yours stand before this server
# messages_per_minute = 30          # of one address; 0: no limit
# keep_days = 90                    # conversations are deleted so long after their last word
# api_keys = ["16 characters or more"]   # for /v1, and for /metrics from elsewhere

[widget]
# accent = "#1f5d4c"
# position = "right"                # or "left"
{greeting}
{suggestions}

[database]
# url = "postgresql://user@host/name"    # default: SQLite in the state folder
"""
