"""Headings that are sizes: "Small dogs", "Medium dogs" over the same services are options of these
services, and no kinds of goods. So are a season's and a person's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.sources.offered import Offered
from catalog.sources.plain_layout import is_size

SHARE = 0.5
"""Of what stands below a heading as much must stand below another one too."""

FEW = 2
"""Goods that two headings share at least."""

_WORD = re.compile(r"[^\W\d_]{2,40}")


@dataclass(frozen=True, slots=True)
class Under:
    """Something offered, the section that it stands in, and the headings above it."""

    section: int
    heading: tuple[str, ...]
    offered: Offered

    @property
    def path(self) -> tuple[str, ...]:
        return (*self.heading, self.offered.group) if self.offered.group else self.heading


def sized(found: Sequence[Under], called: str) -> list[Under]:
    """The goods; those below headings that are sizes together, each with its size as `called`."""
    below: dict[tuple[str, ...], dict[tuple[str, ...], set[str]]] = {}
    for one in found:
        if len(one.path) > 1:
            names = below.setdefault(one.path[:-1], {}).setdefault(one.path, set())
            names.add(one.offered.name.casefold())
    sizes = {path for told in below.values() for path in _sizes(told)}
    return (
        [_under_size(one, called) if one.path in sizes else one for one in found]
        if sizes
        else list(found)
    )


def _sizes(told: Mapping[tuple[str, ...], set[str]]) -> list[tuple[str, ...]]:
    """The headings of one place that are sizes of what they share."""
    if len(told) < 2:
        return []
    times = Counter(name for names in told.values() for name in names)
    again = {
        path: shared
        for path, names in told.items()
        if len(shared := {n for n in names if times[n] > 1}) >= max(1, SHARE * len(names))
    }
    if len(again) < 2 or sum(count > 1 for count in times.values()) < FEW:
        return []
    labels = [path[-1].casefold() for path in again]
    words = [set(_WORD.findall(label)) for label in labels]
    alike = bool(set.intersection(*words)) and len(set(labels)) == len(labels)
    return list(again) if alike or all(map(is_size, labels)) else []


def _under_size(one: Under, called: str) -> Under:
    label = one.path[-1].strip(" :")
    label = label.capitalize() if label.isupper() else label
    others = (*one.offered.others, (called, label))
    if one.offered.group:
        return replace(one, section=0, offered=replace(one.offered, group="", others=others))
    own = replace(one.offered, others=others)
    return Under(0, one.heading[:-1], own)
