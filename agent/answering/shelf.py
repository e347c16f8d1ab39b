"""What the agent knows of the catalog as it stands: columns, names, passages; made anew when its
words change, brought up to date where only offers do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.answering.evidence import Evidence
from agent.answering.goods import Goods
from agent.answering.meant import Meant
from agent.answering.page_hours import PageHours, page_hours
from agent.answering.passages import Encode, Passages, Ranked
from agent.answering.pieces import Weighed
from agent.understanding.index import Index
from agent.understanding.query import Ask
from agent.understanding.reader import Reader
from catalog.columns import Columns
from catalog.corrections import Corrections
from catalog.legends import Legends
from catalog.lookup import Catalog
from catalog.records import Passage, Product
from catalog.survey import all_passages, all_products
from catalog.text import Token

OWN = 0.15
"""What a question's own meaning counts beside that of it with the question before: of 51 questions
that followed on a written answer the right passage was first for 53 % alone, for 78 % so."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A question's words, what it means by itself, and the passages that are nearest to it."""

    spoken: tuple[Token, ...]
    vector: NDArray[np.float32] | None
    ranks: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One state of the catalog, ready to be asked. Safe from many threads."""

    columns: Columns
    index: Index
    reader: Reader
    passages: Passages
    meant: Meant
    goods: Goods
    evidence: Evidence
    ask_meaning: Encode | None
    hours: tuple[PageHours, ...] = ()

    @classmethod
    def of(
        cls,
        products: Sequence[Product],
        passages: Sequence[Passage],
        languages: Sequence[str],
        encode: Encode | None = None,
        ask_meaning: Encode | None = None,
        corrections: Corrections | None = None,
    ) -> Shelf:
        columns = Columns(products, languages, corrections)
        index = Index(columns, ("\n".join((*p.heading, p.text)) for p in passages))
        shelf = cls(
            columns,
            index,
            Reader(index),
            Passages(passages, columns.languages, None),
            Meant(columns),
            Goods(products),
            Evidence(products, columns),
            ask_meaning,
            page_hours(passages, languages),
        )
        if encode is not None:
            shelf.understand(encode)
        return shelf

    @property
    def texts(self) -> list[str]:
        """All that `understand` encodes."""
        return [*self.passages.texts, *self.meant.texts, *self.goods.texts, *self.evidence.texts]

    def understand(self, encode: Encode) -> None:
        """From now on find passages, fields and goods by meaning too."""
        self.passages.understand(encode)
        self.meant.understand(encode)
        self.goods.understand(encode)
        self.evidence.understand(encode)

    def vector(self, text: str) -> NDArray[np.float32] | None:
        """What `text` means; None without an encoder."""
        return None if self.ask_meaning is None else self.ask_meaning([text])[0]

    def seek(self, text: str, language: str, topic: str, goes_on: bool) -> Sought:
        """What is written on `text`. `topic` is the question before, where something written
        answered it; without an encoder its words count only where `text` `goes_on` with it."""
        vector = self.vector(text)
        meant = vector
        if vector is not None and topic and (both := self.vector(f"{topic} {text}")) is not None:
            meant = OWN * vector + (1 - OWN) * both
            meant = np.asarray(meant / np.linalg.norm(meant), np.float32)
        whole = f"{topic} {text}" if goes_on and vector is None else text
        spoken = tuple(self.index.read(whole, language))
        ranks = self.passages.rank(spoken, language, meant, own=vector)
        return Sought(spoken, vector, tuple(ranks))

    def weigh(self, ask: Ask, product: Product, *, sought: Sought, language: str) -> list[Weighed]:
        """What is written on `product` in `language`, the likeliest answer first."""
        return self.evidence.rank(ask, product, language, sought.spoken, sought.vector)


def open_shelf(
    catalog: Catalog,
    languages: Sequence[str],
    encode: Encode | None,
    ask: Encode | None,
    corrections: Corrections | None = None,
) -> Shelf:
    """The shelf of `catalog` as it stands. Raises StateError."""
    passages = list(all_passages(catalog.database))
    rows = list(all_products(catalog.database))
    told = Legends.of(rows, passages).told
    return Shelf.of([told(row) for row in rows], passages, languages, encode, ask, corrections)
