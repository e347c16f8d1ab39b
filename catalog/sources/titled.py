"""Variants that carry their options in their titles: "Rain jacket, colour navy, size 98".

The product is called what the titles of its variants share; what differs behind it are options,
named where the titles name them, or where a column of the feed has the same values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.records import Option
from catalog.sources.cells import line
from catalog.sources.entry import Entry

_JOINT = re.compile(r"\s*(?:,|;|\||/|\s[-–—]|[()])\s*")


def shared_title(titles: Sequence[str]) -> str:
    """What `titles` begin with alike, up to where their options begin; else empty."""
    shared: list[str] = []
    for parts in zip(*(title.split() for title in titles), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    text = " ".join(shared)
    if not text:
        return ""
    rest = [title[len(text) :].lstrip() for title in titles]
    # "Rain jacket, colour" is cut where the option's own name begins.
    cut = list(_JOINT.finditer(text))
    if cut and any(rest) and not text.rstrip().endswith((",", "-", "–", "|", "/", "(")):
        text = text[: cut[-1].start()]
    return text.rstrip(" ,;:-–—|/(")


def titled_options(entries: Sequence[Entry], title: str) -> dict[int, tuple[Option, ...]]:
    """The options that the titles of `entries` say behind `title`, by the entry's row.

    Nothing where the titles are not all cut into as many parts.
    """
    tails = {}
    for entry in entries:
        own = line(entry.get("title"))
        if not own.startswith(title):
            return {}
        parts = [p for p in _JOINT.split(own[len(title) :]) if p]
        tails[entry.row] = parts
    lengths = {len(parts) for parts in tails.values()}
    if len(tails) < 2 or len(lengths) != 1 or lengths == {0}:
        return {}
    columns = list(zip(*tails.values(), strict=True))
    named = [_named(values, entries) for values in columns]
    found: dict[int, tuple[Option, ...]] = {}
    for at, row in enumerate(tails):
        found[row] = tuple(
            Option(name, values[at].removeprefix(prefix).strip())
            for (name, prefix), values in zip(named, columns, strict=True)
            if name and values[at].removeprefix(prefix).strip()
        )
    return found


def _named(values: Sequence[str], entries: Sequence[Entry]) -> tuple[str, str]:
    """(an option's name, what all its values begin with): "size" of "size 98" and "size 104"."""
    firsts = {value.split()[0].casefold() for value in values if value.split()}
    several = all(len(value.split()) > 1 for value in values)
    if len(firsts) == 1 and several and len(set(values)) > 1:
        prefix = values[0].split()[0]
        return prefix[:1].upper() + prefix[1:], prefix
    told = {v.casefold() for v in values}
    for name in dict.fromkeys(t.name for e in entries for t in e.traits):
        if any(t.name == name and t.value.casefold() in told for e in entries for t in e.traits):
            return name, ""
    return "", ""
