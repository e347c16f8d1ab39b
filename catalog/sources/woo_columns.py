"""The columns of WooCommerce's export: by their places where all of them are there, for then the
language of the header does not matter; else by their names, in English and German.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from catalog.sources import words
from catalog.sources.columns import Columns
from catalog.sources.words import folded, word

NAMES = {
    "id": ("id",),
    "type": ("type", "typ"),
    "sku": ("sku", "artikelnummer"),
    "gtin": ("gtin upc ean or isbn", "gtin upc ean oder isbn"),
    "title": ("name",),
    "published": ("published", "veröffentlicht"),
    "short_description": ("short description", "kurzbeschreibung"),
    "description": ("description", "beschreibung"),
    "sale_starts": ("date sale price starts", "datum an dem angebotspreis beginnt"),
    "sale_ends": ("date sale price ends", "datum an dem angebotspreis endet"),
    "availability": ("in stock", "vorrätig"),
    "stock": ("stock", "lager", "bestand", "lagerbestand"),
    "backorder": ("backorders allowed", "lieferrückstande erlaubt", "lieferrückstände erlaubt"),
    "sale_price": ("sale price", "angebotspreis"),
    "price": ("regular price", "regulärer preis"),
    "category": ("categories", "kategorien"),
    "tags": ("tags", "schlagwörter"),
    "images": ("images", "bilder"),
    "parent": ("parent", "übergeordnetes produkt"),
    "brand": ("brands", "marken", "brand", "marke"),
    "link": ("external url", "externe url"),
    "unit_price": ("regulärer grundpreis", "regular unit price"),
    "unit": ("einheit", "unit"),
    "unit_base": ("grundpreiseinheit", "base price unit"),
    "visibility": ("visibility in catalog", "sichtbarkeit im katalog"),
    "grouped": ("grouped products", "gruppierte produkte"),
}
TYPES = frozenset(
    ("simple", "variable", "variation", "grouped", "external", "subscription", "bundle", "booking")
)
"""What stands in the second column in every language."""

LEFT = ("title", "published", "", "visibility", "short_description", "description", "sale_starts",
        "sale_ends", "", "", "availability", "stock")  # fmt: skip
RIGHT = ("weight", "length", "width", "height", "", "", "sale_price", "price", "category", "tags",
         "", "images", "", "", "parent", "grouped", "", "", "link")  # fmt: skip
"""The columns in the order in which every export has them, from the name, and from the weight on;
empty: not read. A header in whatever language is so understood by its places."""
NEEDED = ("type", "title", "price")
MEASURES = {
    "weight": ("weight", "gewicht"),
    "length": ("length", "länge"),
    "width": ("width", "breite"),
    "height": ("height", "höhe"),
}

_PAIR = re.compile(r"(?:attribute|attribut) (\d{1,3}) (name|value s|wert e)")
_UNIT = re.compile(r"\(([^()]{1,6})\)\s*$")
_NUMBER = re.compile(r"\d{1,3}")


def columns_of(header: Sequence[str], language: str) -> Columns:
    """The columns of an export, in either language."""
    if (placed := by_place(header, language)) is not None:
        return placed
    places = {folded(name): place for place, name in reversed(list(enumerate(header)))}
    fields = {
        field: places[name]
        for field, names in reversed(NAMES.items())
        for name in reversed(names)
        if name in places
    }
    pairs: dict[int, dict[bool, int]] = {}
    for name, place in places.items():
        if match := _PAIR.fullmatch(name):
            pairs.setdefault(int(match[1]), {})[match[2] == "name"] = place
    return Columns(
        header=header,
        language=language,
        fields=fields,
        pairs=tuple((p[True], p[False]) for _, p in sorted(pairs.items()) if len(p) == 2),
        properties=tuple(_measures(header, language)),
    )


def by_place(header: Sequence[str], language: str) -> Columns | None:
    """The columns of a whole export, whatever they are called; None where it is not one.

    Four columns of measures beside each other ("Poids (kg)", …) stand at one place in all of them.
    """
    weight = next((p for p in range(15, min(24, len(header) - 20))
                   if all(_UNIT.search(name) for name in header[p : p + 4])), None)  # fmt: skip
    if weight is None or _UNIT.search(header[weight - 1]):
        return None
    name = 4 if "gtin" in folded(header[3]) else 3
    fields = {"id": 0, "type": 1, "sku": 2, "backorder": weight - 2}
    fields |= {field: name + n for n, field in enumerate(LEFT) if field}
    fields |= {field: weight + n for n, field in enumerate(RIGHT) if field and n > 3}
    if name == 4:
        fields["gtin"] = 3
    numbered: dict[int, list[int]] = {}
    known = {known for names in (NAMES["brand"], words.FIELDS["brand"]) for known in names}
    for place in range(weight + 20, len(header)):
        if folded(header[place]) in known:
            fields.setdefault("brand", place)
        elif ":" not in header[place] and (match := _NUMBER.search(header[place])):
            numbered.setdefault(int(match[0]), []).append(place)
    extra = {folded(called): place for place, called in enumerate(header)}
    for field in ("unit_price", "unit", "unit_base"):
        fields.update((field, extra[name]) for name in NAMES[field] if name in extra)
    units = [_UNIT.search(called) for called in header[weight : weight + 4]]
    return Columns(
        header=header,
        language=language,
        fields=fields,
        pairs=tuple((p[0], p[1]) for _, p in sorted(numbered.items()) if len(p) > 1),
        properties=tuple(
            (word(RIGHT[n], language), unit[1], weight + n, None)
            for n, unit in enumerate(units)
            if unit is not None
        ),
    )


def _measures(header: Sequence[str], language: str) -> Iterator[tuple[str, str, int, None]]:
    for place, name in enumerate(header):
        bare, _, unit = name.partition("(")
        for measure, names in MEASURES.items():
            if folded(bare) in names and unit:
                yield word(measure, language), unit.strip(" )"), place, None
