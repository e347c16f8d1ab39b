"""What products are about, as vectors: found where no word of the question is in their words.

A vector for each product and language: the sum of its first words' vectors, which are given as a
plain callable (the catalog knows no model), in the few dimensions that tell this catalog's products
apart, a byte each. It lies beside the index as `meaning-<version>.npz` and can be thrown away at
any time: it follows the database by what changed, or is made anew.
"""

from __future__ import annotations

import re
import threading
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from catalog.analysis import PRODUCT
from catalog.database import Database, Stamp
from catalog.errors import StateError
from catalog.indexing import changed, everything
from catalog.tables import listings, texts

Array = NDArray[np.float32]

VERSION = 1
"""Raised whenever other words are taken or vectors are made in another way."""

DIMS = 64
"""Of the labelled queries (tests/data/queries.jsonl) as many are found as with all 576."""

FITTED_TO = 4096
"""Products that the dimensions are fitted to."""

FIRST_WORDS = 30
"""Of title, category, tags and description together. With all of them German queries find less."""

REMEMBERED = 200_000
"""Words whose vectors are kept while vectors are made."""

CHUNK = 65_536

_WORD = re.compile(r"[^\W\d_]{3,}")


class Encode(Protocol):
    """Words to vectors: a row for each, as long as the word weighs. `name` tells models apart."""

    name: str
    dims: int

    def __call__(self, words: Sequence[str]) -> Array: ...


@dataclass(frozen=True, slots=True)
class Near:
    """A product and how near its meaning is: the cosine, at most 1."""

    id: str
    cosine: float


@dataclass(frozen=True, slots=True)
class _Vectors:
    """One state of all vectors."""

    stamp: str
    made_by: str
    axes: Array
    """The encoder's dimensions to ours: (dims, DIMS)."""
    ids: NDArray[np.str_]
    rows: NDArray[np.int8]

    def save(self, path: Path) -> None:
        aside = path.with_suffix(".new.npz")
        try:
            with aside.open("wb") as file:
                np.savez(
                    file,
                    stamp=np.array(self.stamp),
                    made_by=np.array(self.made_by),
                    axes=self.axes,
                    ids=self.ids,
                    rows=self.rows,
                )
            aside.replace(path)
        except OSError as exc:
            raise StateError(f"{path}: cannot be written ({exc})") from exc

    @classmethod
    def load(cls, path: Path) -> _Vectors | None:
        """What lies at `path`; None where nothing does, or nothing that can be used."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                return cls(
                    str(held["stamp"]), str(held["made_by"]), held["axes"], held["ids"],
                    held["rows"],
                )  # fmt: skip
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None


class Meaning:
    """The vectors in a state folder. One object serves all threads of a process."""

    def __init__(self, state: Path, encode: Encode) -> None:
        self._path = state / "index" / f"meaning-{VERSION}.npz"
        self._encode = encode
        held = _Vectors.load(self._path)
        self._held = held if held is not None and held.made_by == encode.name else None
        self._following = threading.Lock()
        self._closed = False

    @property
    def stamp(self) -> str:
        """The stamp of the catalog that the vectors are of, or empty."""
        return self._held.stamp if self._held is not None else ""

    def near(self, words: Sequence[str], limit: int) -> list[Near]:
        """The products whose meaning is nearest to that of `words` together, the nearest first."""
        held = self._held
        if held is None or not words or not len(held.ids) or limit < 1:
            return []
        asked = _unit(self._encode(words).sum(0) @ held.axes)
        if not asked.any():
            return []
        scores = np.concatenate(
            [
                held.rows[at : at + CHUNK].astype(np.float32) @ asked
                for at in range(0, len(held.rows), CHUNK)
            ]
        )
        # A product has a row for each of its languages: the nearer one counts.
        looked = min(len(scores), limit * 4)
        best = np.argpartition(-scores, looked - 1)[:looked]
        found: dict[str, float] = {}
        for at in best[np.argsort(-scores[best], kind="stable")]:
            found.setdefault(str(held.ids[at]), float(scores[at]) / 127)
        return [Near(product, cosine) for product, cosine in list(found.items())[:limit]]

    def follow(self, database: Database) -> None:
        """Bring the vectors to the database's version; whoever asks meanwhile has the old ones.

        One thread does it. Raises StateError.
        """
        if not self._following.acquire(blocking=False):
            return
        try:
            wanted = database.stamp()
            since = _since(self.stamp, wanted)
            if self.stamp == str(wanted):
                return
            if since is not None and self._held is not None:
                self._mend(database, wanted, since, self._held)
            else:
                self._make(database, wanted)
        finally:
            self._following.release()

    def close(self) -> None:
        """Ends a `follow` that is at work in another thread, at its next batch."""
        self._closed = True

    def _make(self, database: Database, wanted: Stamp) -> None:
        with database.reading() as connection:
            axes = self._axes(connection)
            pen = _Pen(self._encode, axes)
            ids, rows = [], []
            for kind, batch in everything(connection):
                if self._closed:
                    return
                if kind == PRODUCT.kind:
                    for product_id, row in pen.rows(connection, batch):
                        ids.append(product_id)
                        rows.append(row)
        self._use(wanted, axes, ids, rows)
        if self._held is not None:
            self._held.save(self._path)

    def _mend(self, database: Database, wanted: Stamp, since: int, held: _Vectors) -> None:
        """Only in memory: the file stays behind, and is caught up with when it is opened again."""
        with database.reading() as connection:
            pen = _Pen(self._encode, held.axes)
            gone: set[str] = set()
            ids, rows = [], []
            for kind, batch in changed(connection, since):
                if kind == PRODUCT.kind:
                    gone.update(batch)
                    for product_id, row in pen.rows(connection, batch):
                        ids.append(product_id)
                        rows.append(row)
        kept = ~np.isin(held.ids, list(gone)) if gone else np.ones(len(held.ids), bool)
        self._use(wanted, held.axes, [*held.ids[kept], *ids], [*held.rows[kept], *rows])

    def _use(
        self, stamp: Stamp, axes: Array, ids: Sequence[str], rows: Sequence[NDArray[np.int8]]
    ) -> None:
        table = np.stack(rows) if len(rows) else np.zeros((0, axes.shape[1]), np.int8)
        self._held = _Vectors(str(stamp), self._encode.name, axes, np.array(ids, np.str_), table)

    def _axes(self, connection: sa.Connection) -> Array:
        """The directions in which the products differ most: a sample's principal ones."""
        identity = np.eye(self._encode.dims, dtype=np.float32)
        pen = _Pen(self._encode, identity)
        sample: list[Array] = []
        for kind, batch in everything(connection):
            if kind == PRODUCT.kind and len(sample) < FITTED_TO:
                sample += [vector for _, vector in pen.vectors(connection, batch)]
        if not sample:
            return identity[:, :DIMS]
        products = np.stack(sample[:FITTED_TO])
        basis = np.random.default_rng(0).standard_normal((products.shape[1], DIMS))
        # Subspace iteration: a whole decomposition of 576 dimensions takes seconds on a busy core.
        for _ in range(8):
            basis, _rest = np.linalg.qr(products.T @ (products @ basis))
        return np.asarray(basis, np.float32)


class _Pen:
    """Writes the vectors of products; remembers those of words."""

    def __init__(self, encode: Encode, axes: Array) -> None:
        self._encode = encode
        self._axes = axes
        self._known: dict[str, Array] = {}

    def rows(
        self, connection: sa.Connection, ids: Sequence[str]
    ) -> Iterator[tuple[str, NDArray[np.int8]]]:
        """(product id, its vector as bytes), one for each language."""
        for product_id, vector in self.vectors(connection, ids):
            yield product_id, np.asarray(np.round(vector * 127), np.int8)

    def vectors(self, connection: sa.Connection, ids: Sequence[str]) -> Iterator[tuple[str, Array]]:
        """(product id, its vector of length 1), one for each language that has a word."""
        query = sa.select(listings.c.product_id, texts).join_from(listings, texts)
        told = [
            (row.product_id, _words(row))
            for row in connection.execute(query.where(listings.c.product_id.in_(ids)))
        ]
        self._learn({word for _, words in told for word in words})
        for product_id, words in told:
            if words:
                yield product_id, _unit(sum(self._known[word] for word in words))

    def _learn(self, words: set[str]) -> None:
        if len(self._known) > REMEMBERED:
            self._known.clear()
        new = sorted(words - self._known.keys())
        if new:
            vectors = np.asarray(self._encode(new) @ self._axes, np.float32)
            self._known.update(zip(new, vectors, strict=True))


def words_of(text: str) -> list[str]:
    """The words of `text` that vectors are made of, each once."""
    return list(dict.fromkeys(_WORD.findall(text.lower())))


def _words(row: Any) -> list[str]:
    shelf = " ".join((*row.category[-1:], *row.tags, *row.category[:-1]))
    return words_of(f"{row.title} {shelf} {row.description}")[:FIRST_WORDS]


def _since(stamp: str, wanted: Stamp) -> int | None:
    """The version from which changes lead to `wanted`; None: only making all anew does."""
    epoch, _, version = stamp.partition(":")
    if epoch != wanted.epoch or not version.isdigit():
        return None
    return int(version) if wanted.whole <= int(version) <= wanted.version else None


def _unit(vector: Any) -> Array:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
