"""All formats, and which of them a source is in.

`format_of` chooses by what a file holds, then by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import localedata

from catalog.errors import SourceError
from catalog.sources import (
    acp,
    anytable,
    docx,
    jsonarray,
    markdown,
    merchant,
    merchant_xml,
    page,
    pdf,
    shopify,
    shopify_json,
    site_files,
    woo,
    workbook,
    xml_items,
)
from catalog.sources.opening import Opened
from catalog.sources.platform import format_for
from catalog.sources.platforms import PLATFORMS, beside
from catalog.sources.seam import Format
from catalog.sources.table import shown

FORMATS = (
    site_files.FORMAT,
    docx.FORMAT,
    workbook.FORMAT,
    pdf.FORMAT,
    beside.FORMAT,
    shopify.FORMAT,
    woo.FORMAT,
    *map(format_for, PLATFORMS),
    merchant.GOOGLE,
    merchant.META,
    merchant_xml.FORMAT,
    xml_items.FORMAT,
    page.FORMAT,
    shopify_json.FORMAT,
    acp.FORMAT,
    jsonarray.FORMAT,
    anytable.FORMAT,
    markdown.FORMAT,
)
"""In the order in which they are asked: those that know their columns first."""

_SUFFIX = re.compile(r"\.([a-z]{2,3})(?:[-_][A-Za-z]{2,4})?$")


def format_of(opened: Opened, name: str = "") -> Format:
    """The format of an opened source: the one called `name`, or the one that recognizes it.

    Raises SourceError.
    """
    if name:
        for known in FORMATS:
            if known.name == name:
                return known
        names = ", ".join(known.name for known in FORMATS)
        raise SourceError(f"{name!r} is no format that is known; expected one of {names}")
    for known in FORMATS:
        if known.recognizes(opened.source.path, opened.sample):
            return known
    expected = ", or ".join(dict.fromkeys(known.expected for known in FORMATS))
    first = shown(opened.sample.split("\n", 1)[0])
    raise SourceError(
        f"{opened.source.name}: of no format that is known. Expected {expected}. "
        f"Its first line is: {first}"
    )


def language_of(path: Path, default: str) -> str:
    """The language that a file's name says ("products.de.csv"), else `default`."""
    match = _SUFFIX.search(path.stem)
    if match is not None and localedata.exists(match[1]):
        return match[1]
    return default


@dataclass(frozen=True, slots=True)
class Outside:
    """A link in a source's folder that leads out of it: whoever may write there could have any file
    of the machine told to customers. It is not read."""

    path: Path


def expanded(sources: Sequence[str]) -> Iterator[Path | Outside]:
    """The files to read: each once, and of a folder all that have the suffix of a format.

    A folder without any is given as it is: opening it says what is missing. What is given by name
    may be a link to anywhere.
    """
    suffixes = frozenset().union(*(known.suffixes for known in FORMATS))
    seen: set[Path] = set()
    for source in sources:
        path = Path(source)
        files = [path]
        if path.is_dir():
            inside = (f for f in path.rglob("*") if f.suffix.lower() in suffixes and f.is_file())
            files = sorted(inside) or [path]
        for file in files:
            found = file.resolve()
            if not found.is_relative_to(path.resolve()):
                yield Outside(file)
            elif found not in seen:
                seen.add(found)
                yield file
