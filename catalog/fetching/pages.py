"""A site's pages as sources for the catalog: one for each language, each page once.

Pages that say the same under several addresses are one (canonical links, equal content). Pages that
name each other as their translation, and sell one product each, sell the same product.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from catalog.errors import SourceError
from catalog.fetching.store import Page, Store
from catalog.records import Business, Origin, Product, Variant
from catalog.sources import page as html
from catalog.sources import pdf
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Format, Found, Item, Made, Rejection, fingerprint

log = logging.getLogger("tresen.catalog")


@dataclass(frozen=True, slots=True)
class Listing:
    """The pages of one language, as a file with a line for each. `as_of`: the oldest of them."""

    language: str
    path: Path
    as_of: datetime


def list_pages(store: Store, languages: Sequence[str]) -> list[Listing]:
    """Write down which pages are read, and as what. A page without a language has the first."""
    pages = {page.address: page for page in store.held()}
    own = {address: page for address, page in pages.items() if not _is_double(page, pages)}
    named = _joined(own, languages)
    by_language: dict[str, list[Page]] = {}
    held: set[str] = set()
    # The page of one product tells more of it than a list does, so it comes first.
    for page in sorted(own.values(), key=_order):
        if page.held not in held:
            held.add(page.held)
            by_language.setdefault(page.told.language or languages[0], []).append(page)
    return [
        _written(store, language, found, named) for language, found in sorted(by_language.items())
    ]


def _order(page: Page) -> tuple[int, int, str]:
    return len(page.told.products), len(page.address), page.address


def _is_double(page: Page, pages: dict[str, Page]) -> bool:
    other = page.told.canonical
    return other != page.address and other in pages


def _joined(pages: dict[str, Page], languages: Sequence[str]) -> dict[str, str]:
    """Address to the id of its product, where that is its translation's product."""
    named: dict[str, str] = {}
    for page in pages.values():
        group = {page.address: page}
        for _, address in page.told.alternates:
            other = pages.get(address)
            # Only where both say so: any page may call another its translation.
            if other is not None and page.address in {a for _, a in other.told.alternates}:
                group[address] = other
        if len(group) > 1 and all(len(p.told.products) == 1 for p in group.values()):
            first = min(group.values(), key=lambda p: (_rank(p, languages), p.address))
            named[page.address] = first.told.products[0]
    return named


def _rank(page: Page, languages: Sequence[str]) -> int:
    told = page.told.language
    return languages.index(told) if told in languages else len(languages)


def _written(store: Store, language: str, pages: list[Page], named: dict[str, str]) -> Listing:
    path = store.folder / f"site.{language}.jsonl"
    lines = (
        json.dumps({"address": p.address, "file": p.held, "product": named.get(p.address, "")})
        for p in pages
    )
    text = "\n".join(lines) + "\n"
    # Its time says when the site last said something new: what was said over the API is older.
    if not path.is_file() or path.read_text("utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return Listing(language, path, datetime.fromisoformat(min(page.seen for page in pages)))


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """What the listed pages hold. A product that several of them tell of is read once."""
    seen: set[str] = set()
    site = opened.source
    for line in opened.lines():
        told = json.loads(line)
        file = site.path.parent / "pages" / told["file"]
        source = Source(
            key=told["address"],
            name=told["address"],
            path=file,
            language=site.language,
            link=told["address"],
        )
        opened.rows += 1
        try:
            with Opened(source, opened.bounds) as content:
                is_pdf = content.sample.lstrip().startswith("%PDF-")
                reader = pdf.FORMAT if is_pdf else html.FORMAT
                for found in reader.read(content, business):
                    yield from _of_site(found, source, site, told["product"], seen)
        except SourceError as exc:
            reason = str(exc).removeprefix(f"{source.name}: ")
            yield Rejection(site.name, 0, "page", source.name, reason)
        except Exception as exc:  # parsers of HTML and PDF raise whatever a page makes them
            log.warning("a page cannot be read", exc_info=exc)
            reason = f"it cannot be read ({type(exc).__name__}: {exc!s:.80})"
            yield Rejection(site.name, 0, "page", source.name, reason)


def _of_site(
    found: Found, page: Source, site: Source, product: str, seen: set[str]
) -> Iterator[Found]:
    if isinstance(found, Rejection):
        yield _on_page(found, page, site)
        return
    if not isinstance(found, Item) or found.kind == "passage":
        yield found
        return
    id_ = product or found.id
    if id_ in seen:
        return
    seen.add(id_)
    mark = fingerprint(page.link, id_, str(found.fingerprint))
    yield Item("product", id_, found.row, mark, partial(_made, found, id_, page, site))


def _made(found: Item, id_: str, page: Source, site: Source) -> Made:
    made = found.make()
    wrong = tuple(_on_page(rejection, page, site) for rejection in made.rejections)
    record = made.record
    if isinstance(record, Product):
        record = _placed(record, id_, page, site)
    return Made(record, wrong)


def _on_page(rejection: Rejection, page: Source, site: Source) -> Rejection:
    return replace(
        rejection, source=site.name, reason=f"{rejection.reason} ({page.link}, {rejection.row})"
    )


def _placed(record: Product, id_: str, page: Source, site: Source) -> Product:
    """The record with whole addresses, and with its page as its place."""
    link = _led_to(page, record.link) or page.link
    return replace(
        record,
        id=id_,
        link=link,
        images=tuple(filter(None, (_led_to(page, image) for image in record.images))),
        variants=tuple(_variant(variant, record.id, id_, page) for variant in record.variants),
        origin=Origin(site.name, page.link, datetime.now(UTC)),
    )


def _variant(variant: Variant, old: str, new: str, page: Source) -> Variant:
    return replace(
        variant,
        id=new + variant.id.removeprefix(old),
        place=page.link,
        link=_led_to(page, variant.link) if variant.link else "",
        image=_led_to(page, variant.image) if variant.image else "",
    )


def _led_to(page: Source, link: str) -> str:
    """The whole address; empty where it is none of the web ("http://[", "javascript:…")."""
    try:
        address = urljoin(page.link, link)
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


FORMAT = Format(
    name="site",
    version=1,
    suffixes=frozenset(),
    expected="a website's address",
    # Only a site's own listing is read as one: a file that looks like it would name other files.
    recognizes=lambda path, sample: False,
    read=read,
)
