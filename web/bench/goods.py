"""Generated catalogs of any size, with titles, prices and variants as shops have them.

The same seed gives the same goods, product by product, in English and in German: the two files of
one seed are one catalog in two languages. The words are in goods.toml; brands and the names of
series are made of syllables, so that a large catalog has as many of them as a large shop has.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

LANGUAGES = ("en", "de")
BRANDS = 400
VARIANTS = 6
"""Most variants of one product; a product has 2.4 in the mean."""

COLUMNS = (
    "id",
    "item_group_id",
    "title",
    "description",
    "link",
    "image_link",
    "availability",
    "price",
    "sale_price",
    "brand",
    "gtin",
    "mpn",
    "condition",
    "product_type",
    "color",
    "size",
    "material",
    "shipping_weight",
)

_OPENINGS = ("Va", "El", "No", "Ka", "Ri", "To", "Mi", "Sa", "Lu", "Be", "Fjo", "Gra", "Sten",
             "Ho", "Ju", "Wen", "Ost", "Al", "Bru", "Dal", "Ek", "Hav", "Kro", "Tin")  # fmt: skip
_MIDDLES = ("n", "lv", "rd", "st", "m", "ll", "nk", "r", "v", "k", "tt", "nd", "l", "sk", "rg", "p")
_ENDINGS = ("a", "en", "o", "ia", "us", "eta", "er", "in", "ora", "ik", "aro", "une", "ell", "on",
            "is", "ey", "und", "ane", "um", "ava")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Good:
    """One variant, which is one row of a feed. `group` is its product's id, `series` its name."""

    id: str
    group: str
    title: str
    description: str
    brand: str
    series: str
    kind: str
    category: str
    color: str
    size: str
    material: str
    price: Decimal
    sale_price: Decimal | None
    availability: str
    gtin: str
    mpn: str
    weight: int

    def cells(self) -> tuple[str, ...]:
        """As COLUMNS of a Google Merchant feed."""
        sale = f"{self.sale_price} EUR" if self.sale_price is not None else ""
        return (
            self.id,
            self.group,
            self.title,
            self.description,
            f"https://shop.example/p/{self.group}?variant={self.id}",
            f"https://shop.example/pictures/{self.group}.jpg",
            self.availability,
            f"{self.price} EUR",
            sale,
            self.brand,
            self.gtin,
            self.mpn,
            "new",
            self.category,
            self.color,
            self.size,
            self.material,
            f"{self.weight} g",
        )


def goods(rows: int, language: str = "en", seed: int = 0) -> Iterator[Good]:
    """The first `rows` variants of the catalog of `seed`, in a language of LANGUAGES."""
    return islice(_endless(LANGUAGES.index(language), seed), rows)


def write_google_tsv(path: Path, rows: int, language: str = "en", seed: int = 0) -> None:
    """A Google Merchant feed of `rows` variants; about 500 bytes each."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(good.cells() for good in goods(rows, language, seed))


def _endless(spoken: int, seed: int) -> Iterator[Good]:
    number = 0
    while True:
        yield from _product(number, spoken, Random(seed * 1_000_000_007 + number))
        number += 1


def _product(number: int, spoken: int, chance: Random) -> Iterator[Good]:
    words = _words()
    kind = chance.choice(words["kinds"]["of"])
    brand = _brands()[int(BRANDS * chance.random() ** 2)]  # some brands have many goods
    series = _name(chance)
    model = f"{chance.choice('ABEGKLMPRSTVX')}{chance.randrange(10, 990)}"
    material = chance.choice(words["materials"])[spoken]
    quality, other = (entry[spoken] for entry in chance.sample(words["qualities"], 2))
    weight = chance.randrange(80, 9000)
    low, high = kind[5:]
    base = low + (high - low) * chance.random() ** 2
    fits = chance.sample(words["sentences"], 4)
    measures = {"weight": weight, "length": chance.randrange(8, 220),
                "width": chance.randrange(5, 120), "years": chance.randrange(3, 30),
                "since": chance.randrange(1880, 2021)}  # fmt: skip
    place = chance.choice(words["places"])[spoken]
    sizes = words["sizes"].get(kind[4], ())
    for position, (color, size) in enumerate(_variants(words["colors"], sizes, chance)):
        shade = color[spoken]
        told = " ".join(fit[spoken] for fit in fits).format(
            material=material, place=place, quality=quality, quality2=other, brand=brand,
            color=shade, **measures)  # fmt: skip
        price = Decimal(int(base * (1 + 0.04 * position))) + Decimal("0.95")
        reduced = chance.random() < 0.15
        yield Good(
            id=f"{number:07d}-{position}",
            group=f"{number:07d}",
            title=f"{brand} {series} {kind[spoken]} {model}, {shade}" + (f", {size}" * bool(size)),
            description=told,
            brand=brand,
            series=series,
            kind=kind[spoken],
            category=kind[2 + spoken],
            color=shade,
            size=size,
            material=material,
            price=price,
            sale_price=(price * Decimal("0.8")).quantize(Decimal("0.01")) if reduced else None,
            availability=chance.choices(("in_stock", "out_of_stock", "preorder"), (88, 10, 2))[0],
            gtin=_gtin(chance.randrange(10**11, 10**12)),
            mpn=f"{brand[:3].upper()}-{model}-{position}",
            weight=weight,
        )


def _variants(
    colors: list[list[str]], sizes: list[str], chance: Random
) -> Iterator[tuple[list[str], str]]:
    """Colours, sizes, or some of both."""
    count = min(chance.randrange(1, VARIANTS + 1), chance.randrange(1, VARIANTS + 1))
    if not sizes:
        yield from ((color, "") for color in chance.sample(colors, count))
        return
    color = chance.choice(colors)
    first = chance.randrange(len(sizes))
    for size in sizes[first : first + count]:
        yield color, size


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("goods.toml").read_text("utf-8"))


@cache
def _brands() -> tuple[str, ...]:
    chance = Random(7)
    names: dict[str, None] = {}
    while len(names) < BRANDS:
        names[_name(chance) + chance.choice(("", "", "", " & Co", " Werke"))] = None
    return tuple(names)


def _name(chance: Random) -> str:
    """One of 7,680 short ones, or with a further syllable one of 2.4 million."""
    name = chance.choice(_OPENINGS) + chance.choice(_MIDDLES) + chance.choice(_ENDINGS)
    if chance.random() < 0.5:
        name += chance.choice(_MIDDLES) + chance.choice(_ENDINGS)
    return name


def _gtin(digits: int) -> str:
    """Twelve digits with their check digit (GS1's rule)."""
    text = f"{digits:012d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(text))
    return f"{text}{-total % 10}"
