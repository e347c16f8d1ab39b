"""What was said of a listing over the API, kept beside what its source says. The later word holds:

- A row of a source that did not change undoes nothing, however often it is read, and whatever
  else changed (its place, the settings, the reader's version).
- A row that changed in a source that is newer than the edit replaces it.
- A row that changed in a source that is older than the edit is taken, and the edit laid over it.

How old a source is says the time that its file was written. An edit is kept as the columns that it
set, each part with its time: the price of one variant does not make the others look fresh.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from catalog.records import Origin

SOURCE = "/api/catalog/items"
"""Where an edit was said, as facts name their source."""

KEY = f"api:{SOURCE}"
"""The key of the source that products have which only the API tells."""

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """The columns that were set, and when; None where the row was taken away."""

    at: datetime
    columns: Columns | None


@dataclass(frozen=True, slots=True)
class Edits:
    """All that was said of one listing. `whole`: when all of it was (a PUT)."""

    whole: datetime | None = None
    product: Said | None = None
    texts: Mapping[str, Said] = field(default_factory=dict)
    """By language."""
    variants: Mapping[str, Said] = field(default_factory=dict)
    """By the variant's id."""

    @classmethod
    def of(cls, packed: Mapping[str, Any]) -> Edits:
        whole, told = packed.get("whole"), packed.get("product")
        return cls(
            whole=datetime.fromisoformat(whole) if whole else None,
            product=_said(told) if told else None,
            texts={key: _said(entry) for key, entry in packed.get("texts", {}).items()},
            variants={key: _said(entry) for key, entry in packed.get("variants", {}).items()},
        )

    def packed(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "whole": self.whole.isoformat() if self.whole else None,
            "product": _packed(self.product) if self.product else None,
            "texts": {key: _packed(said) for key, said in self.texts.items()},
            "variants": {key: _packed(said) for key, said in self.variants.items()},
        }

    def since(self, moment: datetime) -> Edits | None:
        """What was said after `moment`; None where nothing was."""
        left = Edits(
            whole=self.whole if self.whole and self.whole > moment else None,
            product=self.product if self.product and self.product.at > moment else None,
            texts={key: said for key, said in self.texts.items() if said.at > moment},
            variants={key: said for key, said in self.variants.items() if said.at > moment},
        )
        return left if left != Edits() else None

    def with_product(self, at: datetime, columns: Columns) -> Edits:
        return replace(self, product=_over(self.product, at, columns))

    def with_text(self, language: str, at: datetime, columns: Columns) -> Edits:
        said = _over(self.texts.get(language), at, columns)
        return replace(self, texts={**self.texts, language: said})

    def with_variant(self, variant_id: str, at: datetime, columns: Columns | None) -> Edits:
        old = self.variants.get(variant_id)
        said = Said(at, None) if columns is None else _over(old, at, columns)
        return replace(self, variants={**self.variants, variant_id: said})

    def text_origin(self, product_id: str) -> Origin | None:
        """Where the words were said, if over the API."""
        times = [said.at for said in (self.product, *self.texts.values()) if said]
        times += [self.whole] if self.whole else []
        return _origin(product_id, max(times)) if times else None

    def variant_origin(self, variant_id: str) -> Origin | None:
        """Where this variant was said, if over the API."""
        said = self.variants.get(variant_id)
        at = said.at if said else self.whole
        return _origin(variant_id, at) if at else None


def _origin(item_id: str, at: datetime) -> Origin:
    return Origin(SOURCE, f"item {item_id}", at)


def _over(old: Said | None, at: datetime, columns: Columns) -> Said:
    return Said(at, {**(old.columns or {} if old else {}), **columns})


def _said(entry: Any) -> Said:
    return Said(datetime.fromisoformat(entry[0]), entry[1])


def _packed(said: Said) -> tuple[str, Columns | None]:
    return said.at.isoformat(), said.columns


def laid_over(
    rows: Iterable[dict[str, Any]], told: Mapping[str, Said], key: str
) -> list[dict[str, Any]]:
    """Rows as a source says them, with what was said of them over the API since."""
    laid = []
    for row in rows:
        said = told.get(row[key])
        if said is None:
            laid.append(row)
        elif said.columns is not None:
            laid.append({**row, **said.columns})
    return laid
