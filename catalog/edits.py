"""What was said of a listing over the API, kept beside what its source says. The later word holds:

- A row of a source that did not change undoes nothing, however often it is read, and whatever
  else changed (its place, the settings, the reader's version).
- A row that changed in a source that is newer than the edit replaces it.
- A row that changed in a source that is older than the edit is taken, and the edit laid over it.

How old a source is says the time that its file was written. An edit is kept as the columns that it
set, each part with its time: the price of one variant does not make the others look fresh.

A clock may be wrong, and the database's count of changes is not: it says which reading of the
source an edit came after, and which it came before. Only in between does the clock tell, and a time
in the future never does (see LastRead). An edit of a day when the clock was ahead hid each later
price of its file before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from catalog.records import Origin

SOURCE = "/api/catalog/items"
"""Where an edit was said, as facts name their source."""

KEY = f"api:{SOURCE}"
ANSWERS = "console:answers"
"""The source of what a person has answered in the console (answers.py)."""
"""The key of the source that products have which only the API tells."""

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class When:
    """By the clock, and which version of the catalog it made; None: an older program kept it."""

    at: datetime
    version: int | None = None


@dataclass(frozen=True, slots=True)
class LastRead:
    """A source's latest reading: which version of the catalog it met (0: none yet), and when."""

    version: int
    at: datetime

    def time_of(self, when: When, now: datetime) -> datetime:
        """When an edit was made, as far as is known before the source is read again at `now`."""
        read = self.at if self.at <= now else _NEVER
        before = when.version is not None and when.version <= self.version
        if when.at > (read if before and read > _NEVER else now):
            return read  # the clock is wrong: it counts as made right after that reading, or at it
        return when.at if before or when.version is None else max(when.at, read)


_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """The columns that were set, and when; None where the row was taken away."""

    when: When
    columns: Columns | None


@dataclass(frozen=True, slots=True)
class Edits:
    """All that was said of one listing. `whole`: when all of it was (a PUT)."""

    whole: When | None = None
    product: Said | None = None
    texts: Mapping[str, Said] = field(default_factory=dict)
    """By language."""
    variants: Mapping[str, Said] = field(default_factory=dict)
    """By the variant's id."""

    @classmethod
    def of(cls, packed: Mapping[str, Any]) -> Edits:
        whole, told = packed.get("whole"), packed.get("product")
        return cls(
            whole=_when(whole) if whole else None,
            product=_said(told) if told else None,
            texts={key: _said(entry) for key, entry in packed.get("texts", {}).items()},
            variants={key: _said(entry) for key, entry in packed.get("variants", {}).items()},
        )

    def packed(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "whole": (self.whole.at.isoformat(), self.whole.version) if self.whole else None,
            "product": _packed(self.product) if self.product else None,
            "texts": {key: _packed(said) for key, said in self.texts.items()},
            "variants": {key: _packed(said) for key, said in self.variants.items()},
        }

    def timed(self, time_of: Callable[[When], datetime]) -> Edits:
        """The same at the times that `time_of` finds them to have been made."""

        def moved(said: Said) -> Said:
            return replace(said, when=replace(said.when, at=time_of(said.when)))

        return Edits(
            whole=replace(self.whole, at=time_of(self.whole)) if self.whole else None,
            product=moved(self.product) if self.product else None,
            texts={key: moved(said) for key, said in self.texts.items()},
            variants={key: moved(said) for key, said in self.variants.items()},
        )

    def since(self, moment: datetime) -> Edits | None:
        """What was said after `moment`; None where nothing was."""
        left = Edits(
            whole=self.whole if self.whole and self.whole.at > moment else None,
            product=self.product if self.product and self.product.when.at > moment else None,
            texts={key: said for key, said in self.texts.items() if said.when.at > moment},
            variants={key: said for key, said in self.variants.items() if said.when.at > moment},
        )
        return left if left != Edits() else None

    def with_product(self, when: When, columns: Columns) -> Edits:
        return replace(self, product=_over(self.product, when, columns))

    def with_text(self, language: str, when: When, columns: Columns) -> Edits:
        said = _over(self.texts.get(language), when, columns)
        return replace(self, texts={**self.texts, language: said})

    def with_variant(self, variant_id: str, when: When, columns: Columns | None) -> Edits:
        old = self.variants.get(variant_id)
        said = Said(when, None) if columns is None else _over(old, when, columns)
        return replace(self, variants={**self.variants, variant_id: said})

    def text_origin(self, product_id: str) -> Origin | None:
        """Where the words were said, if over the API."""
        times = [said.when.at for said in (self.product, *self.texts.values()) if said]
        times += [self.whole.at] if self.whole else []
        return _origin(product_id, max(times)) if times else None

    def variant_origin(self, variant_id: str) -> Origin | None:
        """Where this variant was said, if over the API."""
        said = self.variants.get(variant_id)
        when = said.when if said else self.whole
        return _origin(variant_id, when.at) if when else None


def _origin(item_id: str, at: datetime) -> Origin:
    return Origin(SOURCE, f"item {item_id}", min(at, datetime.now(UTC)))


def _over(old: Said | None, when: When, columns: Columns) -> Said:
    return Said(when, {**(old.columns or {} if old else {}), **columns})


def _when(entry: Any) -> When:
    """Of a moment and its version; an older program kept the moment alone."""
    at, version = (entry, None) if isinstance(entry, str) else entry
    return When(datetime.fromisoformat(at), version)


def _said(entry: Any) -> Said:
    at, columns, *version = entry
    return Said(_when((at, *version) if version else at), columns)


def _packed(said: Said) -> tuple[str, Columns | None, int | None]:
    return said.when.at.isoformat(), said.columns, said.when.version


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
