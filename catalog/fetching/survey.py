"""What an answer is, and what a page says of itself: language, links, twins, products."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from catalog.encodings import WEB, declared
from catalog.fetching.address import joined
from catalog.fetching.store import Told
from catalog.sources import linked_data, page
from catalog.sources.html import is_too_deep
from catalog.sources.words import spoken

MOST_LINKS = 3000
"""Of one page."""

LINK_CHARS = 300_000
"""Characters of all links of one page: a long <base> is written before each of them, and they are
kept for as long as the page is."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_OTHER = re.compile(r"<(rss|feed|rdf:rdf|urlset|sitemapindex)\b")
_TAGS = ("<!doctype html", "<html", "<head", "<body", "<title")
_MEDIA = frozenset(
    (
        *("jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "ico", "bmp", "tif", "tiff"),
        *("css", "js", "mjs", "map", "json", "xml", "rss", "atom", "woff", "woff2", "ttf", "eot"),
        *("mp3", "mp4", "avi", "mov", "webm", "ogg", "wav", "zip", "gz", "rar", "7z", "exe", "dmg"),
        *("doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "csv", "ics", "epub"),
    )
)


def is_media(address: str) -> bool:
    """Whether an address names, by its ending, what is no page and no PDF."""
    name = urlsplit(address).path.rpartition("/")[2]
    return "." in name and name.rpartition(".")[2].lower() in _MEDIA


def is_pdf(content: bytes) -> bool:
    return content[:1024].lstrip().startswith(b"%PDF-")


def is_page(text: str) -> bool:
    """Whether it is HTML, by what it holds: a header may say anything."""
    begun = text.lstrip("\ufeff \t\r\n")[:4000].lower()
    if not begun.startswith("<") or _OTHER.search(begun):
        return False
    return any(tag in begun for tag in _TAGS) or page.recognizes(Path(), text[:4000])


def decoded(content: bytes, content_type: str) -> str:
    """A page's text. What is UTF-8 is that, whatever is said of it; else as header or page say.

    UTF-8's sequences hardly ever come about by chance, and servers that say ISO-8859-1 of it are
    common.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    header = _CHARSET.search(content_type)
    names = [header[1] if header else "", declared(content)]
    for name in filter(None, (*names, "cp1252")):
        # Browsers read these as cp1252 (WHATWG's Encoding Standard), so pages hold its quotes.
        chosen = "cp1252" if name.lower() in ("iso-8859-1", "latin1", "ascii", "us-ascii") else name
        try:
            if codecs.lookup(chosen).name in WEB:
                return content.decode(chosen)
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", "replace")


Survey = Callable[[bytes, Mapping[str, str], str], tuple[bytes, Told] | None]
"""An answer's content, headers and address to a page as it is kept, and what it says of itself;
None where it is no page. Raises FetchError."""


def surveyed(content: bytes, headers: Mapping[str, str], address: str) -> tuple[bytes, Told] | None:
    """A `Survey`, made here."""
    text = decoded(content, headers.get("content-type", ""))
    if not is_page(text):
        return None
    said = told(text, address, headers.get("x-robots-tag", ""))
    return text.encode("utf-8", "replace"), said


def told(html: str, address: str, robots_header: str = "") -> Told:
    """What the page at `address` says of itself; of one nested too deep, nothing."""
    if is_too_deep(html):
        return Told()
    tree = LexborHTMLParser(html.encode("utf-8", "replace").decode())
    base = _base(tree, address)
    asked = f"{_robots(tree)},{robots_header}".lower()
    links = () if "nofollow" in asked or "none" in asked else _links(tree, base)
    return Told(
        language=page.language_of(tree),
        canonical=_href(tree, 'link[rel="canonical" i]', base),
        alternates=tuple(_alternates(tree, base)),
        products=tuple(linked_data.product_ids(page.scripts(tree))),
        links=links,
        is_hidden="noindex" in asked or "none" in asked,
    )


def _base(tree: LexborHTMLParser, address: str) -> str:
    return _href(tree, "base[href]", address) or address


def _href(tree: LexborHTMLParser, selector: str, base: str) -> str:
    node = tree.css_first(selector)
    return joined(node.attributes.get("href") or "", base) if node is not None else ""


def _robots(tree: LexborHTMLParser) -> str:
    nodes = tree.css('meta[name="robots" i], meta[name="tresen" i]')
    return ",".join(node.attributes.get("content") or "" for node in nodes)


def _alternates(tree: LexborHTMLParser, base: str) -> list[tuple[str, str]]:
    found = []
    for node in tree.css('link[rel="alternate" i][hreflang][href]')[:100]:
        language = spoken(node.attributes.get("hreflang") or "")
        if language and (address := joined(node.attributes.get("href") or "", base)):
            found.append((language, address))
    return found


def _links(tree: LexborHTMLParser, base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    size = 0
    for node in tree.css("a[href], area[href], link[rel=next][href]")[:MOST_LINKS]:
        if "nofollow" in (node.attributes.get("rel") or "").lower():
            continue
        address = joined(node.attributes.get("href") or "", base)
        if address and address not in found:
            size += len(address)
            if size > LINK_CHARS:
                break
            found[address] = None
    return tuple(found)
