"""Files that only make sense beside another one, and offer nothing by themselves: Shopify's
inventory export, PrestaShop's combinations, Shopware's stock. What they say is laid to the goods
that they name, where these are read; here it is only told whether they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from catalog.records import Business
from catalog.sources.opening import Opened
from catalog.sources.platform import header_at
from catalog.sources.seam import Format, Found

INVENTORY = (("handle",), ("sku",), ("location",), ("available not editable", "on hand current"))
STOCK = (("ordernumber",), ("instock",), ("additionaltext", "supplier", "price"))
COMBINATIONS = (("product id",), ("attribute name type position",), ("value value position",))


def _read(opened: Opened, business: Business) -> Iterator[Found]:
    near = ", ".join(path.name for path in opened.source.beside)
    opened.notices.append(
        f"{opened.source.name} offers nothing by itself: it is laid to the goods that it names"
        + (f" (in {near})." if near else ", in a product file that is read together with it.")
    )
    return iter(())


def _recognizes(path: Path, sample: str) -> bool:
    first = sample.lstrip("\ufeff").split("\n", 1)[0].casefold()
    if header_at(sample, INVENTORY) is not None or header_at(sample, COMBINATIONS) is not None:
        return True
    return header_at(sample, STOCK) is not None and "name" not in first.replace('"', "").split(";")


FORMAT = Format(
    name="beside",
    version=1,
    suffixes=frozenset({".csv"}),
    expected="stock or variants of a shop's products",
    recognizes=_recognizes,
    read=_read,
)
