"""Categories that stand in a list of their own in an XML file, by numbers that the goods name:
<category id="3">Cats</category>, <FAMILIA cod="030" desc="Cats"/>, or with elements for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from catalog.sources.cells import line
from catalog.sources.json_groups import is_group, names_group
from catalog.sources.words import FIELDS, NUMBER_ENDINGS, NUMBER_MARKS, NUMBERS, folded
from catalog.sources.xml_around import local_of

MOST = 8
"""What is said of a category at most. Of what is sold more is said."""

ALIKE = 3
"""Letters that a group's name and a column of its numbers begin with: "FAMILIA", "FAM"."""

_GROUPS = frozenset(FIELDS["category"])
_MARKS = frozenset(("id", "cod", "codigo", "key", "uuid", *NUMBERS, *NUMBER_MARKS))
_NAMES = frozenset(
    (
        *FIELDS["title"],
        *FIELDS["description"],
        *("name", "bez", "label", "nom", "nombre", "nome", "nazwa", "naam", "ad", "desc", "descr"),
        *("den", "denom", "lib", "libelle", "text", "value"),
    )
)
_PARENT = frozenset(("parentid", "parent id", "parent", "padre", "pere", "vater", "rodic"))


class Category(NamedTuple):
    id: str
    parent: str
    name: str
    kind: str = ""
    """What its element is called."""


def category_of(element: Element) -> Category | None:
    """The category that an element outside of all items is; None where it is another."""
    kind = folded(local_of(element.tag))
    if not (kind in _GROUPS or is_group(kind)) or len(element) > MOST:
        return None
    said = [(local_of(name), line(value)) for name, value in element.attrib.items()]
    said += [(local_of(child.tag), line(child.text or "")) for child in element]
    pairs = [(folded(name), text) for name, text in said if text]
    parent = next((text for name, text in pairs if name in _PARENT), "")
    pairs = [(name, text) for name, text in pairs if name not in _PARENT]
    id_ = next((text for name, text in pairs if _numbers(name)), "")
    bare = [text for _, text in pairs if not any(map(str.isalpha, text))]
    id_ = id_ or (bare[0] if len(bare) == 1 else "")
    named = [text for name, text in pairs if name in _NAMES]
    rest = [text for name, text in pairs if text != id_ and any(map(str.isalpha, text))]
    name = line(element.text or "") or next(iter((*named, *rest)), "")
    return Category(id_, parent, name, kind) if id_ and name else None


def is_said_of_group(group: Element, element: Element) -> bool:
    """Whether an element says something of the group that it stands in, and holds nothing else."""
    kind = folded(local_of(group.tag))
    return not len(element) and len(group) <= MOST and (kind in _GROUPS or is_group(kind))


def grouping(
    columns: Mapping[str, Sequence[str]], groups: Mapping[str, Category]
) -> frozenset[str]:
    """The names of what goods say that are numbers of these groups, each of them: by what it is
    called ("kategorie_id", "FAM" of a "FAMILIA")."""
    kinds = {group.kind for group in groups.values() if group.kind}
    return frozenset(
        name
        for name, texts in columns.items()
        if any(text in groups for text in texts)
        and (names_group(name) or any(_is_short(name, kind) for kind in kinds))
    )


def _is_short(name: str, kind: str) -> bool:
    """ "fam" of "familia", "fam cod"."""
    words = [word for word in folded(name).split() if word not in _MARKS]
    alike = len(words) == 1 and len(words[0]) >= ALIKE
    return alike and (kind.startswith(words[0]) or words[0].startswith(kind))


def _numbers(name: str) -> bool:
    return not _MARKS.isdisjoint((name, *name.split())) or name.endswith(NUMBER_ENDINGS)
